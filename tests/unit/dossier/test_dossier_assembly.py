"""The bound dossier: index, links, bookmarks, numbers, faces, drafts, and the same bytes again."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from paper_cases import dossier_of
from paper_reading import page_picture, page_texts

from app.dossier import (
    DossierInput,
    DossierOptions,
    FontSet,
    FormSpec,
    build_dossier,
    code_of,
)
from app.dossier.sheet import PAGE_HEIGHT, PAGE_WIDTH
from app.errors import CancelledError
from app.progress import Silent, Stoppable


def pages_of(path: Path) -> list[str]:
    """Return the text of each page, without hard spaces and line ends."""
    return [text.replace("\u00a0", "").replace("\r\n", "") for text in page_texts(path)]


@pytest.mark.parametrize("copies", [1, 45])
def test_index_bookmarks_links_and_numbers_agree(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any, copies: int
) -> None:
    target = tmp_path / "册.pdf"
    made = build_dossier(
        dossier_of(context(), tmp_path, copies=copies), forms, fonts, target, Silent()
    )
    texts = pages_of(target)
    assert made.page_count == len(texts)
    for place, text in enumerate(texts, start=1):
        assert f"— {place} —" in text
        assert f"共 {len(texts)} 页" in text
    with pikepdf.open(target) as pdf:
        numbers = {page.objgen: place for place, page in enumerate(p.obj for p in pdf.pages)}
        with pdf.open_outline() as outline:
            marks = {i.title: numbers[i.destination[0].objgen] for i in outline.root}
        first = marks["注销备案申请表"]
        assert "注销备案申请表" in texts[first]
        assert texts[marks["目录"]].startswith("目")
        assert len(marks) == 2 + 2 + copies + 1
        index_pages = range(marks["目录"], first)
        links = [note for i in index_pages for note in pdf.pages[i].obj.get("/Annots", [])]
        goals = [numbers[note.Dest[0].objgen] for note in links]
        assert sorted(set(goals)) == sorted(
            v for k, v in marks.items() if k not in ("封面", "目录", "材料册清单与校验")
        )
        for page in pdf.pages:
            assert float(page.mediabox[2]) == pytest.approx(PAGE_WIDTH, abs=0.1)
            assert float(page.mediabox[3]) == pytest.approx(PAGE_HEIGHT, abs=0.1)
    told = "".join(texts[i] for i in index_pages)
    assert f"注销备案申请表{first + 1}" in told.replace(" ", "")


def test_every_face_is_embedded(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    build_dossier(dossier_of(context(), tmp_path), forms, fonts, target, Silent())
    with pikepdf.open(target) as pdf:
        faces = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
                 and o.get("/Type") == pikepdf.Name.Font]  # fmt: skip
        assert faces
        assert all("/FontFile2" in face.FontDescriptor for face in faces)


def test_a_character_beyond_the_first_plane_is_found_again(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    source = dossier_of(context(remark="联系人𬭎、㛃"), tmp_path)
    build_dossier(source, forms, fonts, target, Silent())
    assert any("联系人𬭎、㛃" in text for text in pages_of(target))


def test_a_draft_says_so_on_every_page_and_what_is_missing(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    build_dossier(dossier_of(context(), tmp_path, draft=True), forms, fonts, target, Silent())
    texts = pages_of(target)
    assert all("草稿" in text for text in texts)
    assert "缺项清单" in texts[1]
    assert "1．营业执照还没有附上。" in texts[1]
    build_dossier(dossier_of(context(), tmp_path), forms, fonts, target, Silent())
    assert not any("草稿" in text or "缺项" in text for text in pages_of(target))


AGAIN = """
import json, sys
from dataclasses import replace
from datetime import date
from pathlib import Path
sys.path[:] = {paths!r}
from paper_cases import dossier_of, form_context
from app.dossier import build_dossier, find_fonts, load_forms
from app.paths import resources
from app.progress import Silent
folder = Path({folder!r})
build_dossier(dossier_of(form_context(), folder), load_forms(resources() / "forms"), find_fonts(),
              folder / "zwei.pdf", Silent())
"""


def test_the_same_input_gives_the_same_bytes_in_another_process(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    build_dossier(dossier_of(context(), tmp_path), forms, fonts, tmp_path / "eins.pdf", Silent())
    script = AGAIN.format(paths=[str(Path(__file__).parents[2]), *sys.path], folder=str(tmp_path))
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)
    assert (tmp_path / "eins.pdf").read_bytes() == (tmp_path / "zwei.pdf").read_bytes()


def test_a_dossier_without_parts_says_so(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    whole = dossier_of(context(), tmp_path)
    empty = DossierInput(**{**whole.__dict__, "parts": ()})
    made = build_dossier(empty, forms, fonts, tmp_path / "册.pdf", Silent())
    assert made.page_count == 3
    assert "没有需要装订的材料" in pages_of(tmp_path / "册.pdf")[1]


def test_cancelling_leaves_no_file(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        build_dossier(dossier_of(context(), tmp_path), forms, fonts, tmp_path / "册.pdf", progress)
    assert not (tmp_path / "册.pdf").exists()


def test_the_kept_input_is_plain_and_names_no_place(tmp_path: Path, context: Any) -> None:
    kept = json.dumps(dossier_of(context(), tmp_path, copies=3).to_json(), ensure_ascii=False)
    assert str(tmp_path) not in kept
    assert kept.count("未使用的会员费已全额退还") == 1


def test_on_request_each_part_begins_on_an_odd_page(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    source = replace(dossier_of(context(), tmp_path, copies=2), options=DossierOptions(duplex=True))
    made = build_dossier(source, forms, fonts, target, Silent())
    texts = pages_of(target)
    with pikepdf.open(target) as pdf:
        assert pdf.check_pdf_syntax() == []
        numbers = {page.objgen: place for place, page in enumerate(p.obj for p in pdf.pages)}
        with pdf.open_outline() as outline:
            starts = [numbers[i.destination[0].objgen] for i in outline.root]
    assert all(start % 2 == 0 for start in starts)
    blank = [place for place, text in enumerate(texts) if "此页为空白页" in text]
    assert blank
    assert all(place + 1 in starts for place in blank)
    assert f"— {blank[0] + 1} —" in texts[blank[0]]
    assert made.page_count == len(texts)


def test_the_last_page_lists_every_part_with_pages_and_hash(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    source = dossier_of(context(), tmp_path, copies=2)
    build_dossier(source, forms, fonts, target, Silent())
    last = pages_of(target)[-1]
    assert "材料册清单与校验" in last
    assert last.count("a" * 32) == 4
    assert last.count("营业执照.png") == 2
    assert source.code[:4] in last


def test_the_code_on_the_cover_names_the_version(
    tmp_path: Path, forms: dict[str, FormSpec], fonts: FontSet, context: Any
) -> None:
    target = tmp_path / "册.pdf"
    source = dossier_of(context(), tmp_path)
    build_dossier(source, forms, fonts, target, Silent())
    assert code_of(target) == source.code
    (found,) = zxingcpp.read_barcodes(page_picture(target, 0, 150))
    assert found.text == f"QINGBEI:{source.code}:V1"
