"""A printed list: no text is lost where a row is longer than a page, and bad ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_reading import page_texts

from app.dossier import ListColumn, ListHead, find_fonts, write_listing
from app.errors import CannotPrintError

HEAD = ListHead("清单", "某公司", "2026年11月24日", "筛选：全部", "清备")
COLUMNS = (ListColumn("序号", 10), ListColumn("名称", 30), ListColumn("备注", 60))


def pages_of(path: Path) -> list[str]:
    return ["".join(text.split()) for text in page_texts(path)]


def test_a_row_longer_than_a_page_goes_on(tmp_path: Path) -> None:
    long = "".join(f"第{place}句。" for place in range(3000))
    rows = [("1", "短", ""), ("2", "长", long), ("3", "", "末行")]
    target = tmp_path / "a.pdf"
    count = write_listing(target, HEAD, COLUMNS, rows, find_fonts())
    texts = pages_of(target)
    assert count == len(texts) > 2
    assert all("序号名称备注" in text for text in texts)
    assert all(f"第{place}句。" in "".join(texts) for place in (0, 1500, 2999))
    assert "末行" in texts[-1]
    assert "某公司" in texts[0]
    assert "某公司" not in texts[1]


def test_a_short_row_is_not_divided(tmp_path: Path) -> None:
    rows = [(str(place), "甲\n乙\n丙\n丁", f"头{place}\n中\n尾{place}。") for place in range(40)]
    target = tmp_path / "a.pdf"
    write_listing(target, HEAD, COLUMNS, rows, find_fonts())
    for text in pages_of(target):
        assert [f"头{i}中" in text for i in range(40)] == [f"尾{i}。" in text for i in range(40)]


def test_a_character_without_a_face_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotPrintError, match="U\\+1F600"):
        write_listing(tmp_path / "a.pdf", HEAD, COLUMNS, [("1", "😀", "")], find_fonts())
