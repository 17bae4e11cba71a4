"""Whatever is cancelled at whichever question ends there, and leaves everything as it was."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from PIL import Image
from planned import planned_submission
from scan_paper import page_pictures, paper_case, printed_stack

from app.dossier import DossierOptions, inspect_attachment
from app.errors import CancelledError
from app.model.kinds import MaterialState
from app.progress import Progress, Silent
from app.services.cases import case_view
from app.services.dossiers import export_dossier, open_copy, save_dossier
from app.services.materials import attach_files, checklist
from app.services.packages import make_package, save_package_folder, save_package_zip
from app.services.print_stack import make_stack, papers_to_sign, save_stack
from app.services.scan_filing import file_scans
from app.services.scan_reading import read_scans
from app.services.shrinking import attach_smaller, make_smaller
from app.services.verifying import verify_file
from app.services.workspace import Workspace

MB = 1 << 20


class StopsAt:
    """Cancels at one question, and tells whether it was asked that often."""

    def __init__(self, question: int) -> None:
        self.left = question

    def report(self, done: int, total: int, text: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


class Counts:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def report(self, done: int, total: int, text: str) -> None:
        self.asked += 1


def state(ws: Workspace, *places: Path) -> object:
    """Return everything that a job could have left: files of the folder, rows, targets."""
    held = [ws.folder, *places]
    files = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for place in held
        for path in place.rglob("*")
        if path.is_file() and not path.name.startswith("qingbei.db")
    }
    with sqlite3.connect(ws.paths.database) as db:
        tables = [
            name
            for (name,) in db.execute("select name from sqlite_master where type = 'table'")
            if not name.startswith(("filing_tri", "filing_gram", "sqlite_"))
        ]
        rows = {name: db.execute(f'select * from "{name}"').fetchall() for name in tables}
    return files, rows


def cancel_everywhere(ws: Workspace, job: Callable[[Progress], object], *places: Path) -> int:
    """Cancel ``job`` at one question after the other, with growing steps, until it ends well.

    Returns how many questions it was cancelled at.
    """
    before = state(ws, *places)
    at, step, cancelled = 0, 1, 0
    while True:
        try:
            job(StopsAt(at))
        except CancelledError:
            assert state(ws, *places) == before, f"left behind at question {at}"
            cancelled += 1
            at, step = at + step, step + cancelled // 6 * 2
        else:
            return cancelled


def scanned(path: Path, pages: int, *, seed: int = 1, side: int = 300) -> Path:
    """Write a PDF of pages of noise, which nothing packs tighter."""
    made = []
    for place in range(pages):
        noise = random.Random(seed * 1000 + place).randbytes(side * side * 3)
        file = path.with_name(f"{path.stem}-{place}.jpg")
        Image.frombytes("RGB", (side, side), noise).save(file, quality=95)
        made.append(str(file))
    path.write_bytes(img2pdf.convert(made, nodate=True))
    return path


@pytest.fixture
def submission(ws: Workspace, tmp_path: Path) -> int:
    """A submission with a scan of five pages attached."""
    made = planned_submission(ws)[1]
    attach_files(ws, item(ws, made), (scanned(tmp_path / "营业执照.pdf", 5),), Silent())
    return made


def item(ws: Workspace, submission: int) -> int:
    return next(m.id for m in checklist(ws, submission) if m.form_id is None and m.asked)


def test_files_that_come_in(ws: Workspace, submission: int, tmp_path: Path) -> None:
    Image.new("RGB", (600, 800), "white").save(tmp_path / "照片.png")
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(scanned(tmp_path / "b.pdf", 3, seed=2)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    files = (scanned(tmp_path / "c.pdf", 3, seed=3), tmp_path / "照片.png", locked)
    at = item(ws, submission)

    def job(progress: Progress) -> object:
        return attach_files(ws, at, files, progress, {locked: "u"})

    assert cancel_everywhere(ws, job) > 10
    (held,) = [m for m in checklist(ws, submission) if m.id == at]
    assert len(held.files) == 4
    assert held.state is MaterialState.ATTACHED


@pytest.mark.parametrize("archival", [False, True])
def test_a_dossier_is_made_and_saved(
    ws: Workspace, submission: int, tmp_path: Path, archival: bool
) -> None:
    options = DossierOptions(archival=archival, archival_pictures=archival)
    made = []

    def job(progress: Progress) -> object:
        made.append(export_dossier(ws, submission, progress, options).value)
        return made

    assert cancel_everywhere(ws, job) > 15
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.pdf").write_bytes(b"old")
    id = made[0].id
    assert cancel_everywhere(ws, lambda p: save_dossier(ws, id, out / "old.pdf", p), out) > 1
    assert cancel_everywhere(ws, lambda p: open_copy(ws, id, p)) > 1
    assert cancel_everywhere(ws, lambda p: verify_file(ws, out / "old.pdf", p)) > 0
    with pikepdf.open(out / "old.pdf") as pdf:
        pdf.save(tmp_path / "again.pdf")
    assert cancel_everywhere(ws, lambda p: verify_file(ws, tmp_path / "again.pdf", p)) > 10


def test_a_package_is_made_and_saved(ws: Workspace, submission: int, tmp_path: Path) -> None:
    made = []

    def job(progress: Progress) -> object:
        made.append(make_package(ws, submission, frozenset(), progress).value)
        return made

    assert cancel_everywhere(ws, job) > 10
    out = tmp_path / "out"
    out.mkdir()
    id = made[0].id
    assert cancel_everywhere(ws, lambda p: save_package_zip(ws, id, out / "p.zip", p), out) > 1
    assert cancel_everywhere(ws, lambda p: save_package_folder(ws, id, out / "p", p), out) > 1


def test_a_file_is_made_smaller(ws: Workspace, submission: int, tmp_path: Path) -> None:
    path = scanned(tmp_path / "d.pdf", 3, seed=4, side=800)
    at, made = item(ws, submission), []

    def job(progress: Progress) -> object:
        made.append(make_smaller(ws, at, path, True, progress))
        return made

    assert cancel_everywhere(ws, job) > 5
    assert cancel_everywhere(ws, lambda p: attach_smaller(ws, at, made[0], p)) > 5


def test_a_stack_is_made_and_its_scan_comes_back(ws: Workspace, tmp_path: Path) -> None:
    case_id = paper_case(ws, count=1)
    ids = {paper.material_id for paper in papers_to_sign(ws, case_id)}

    def job(progress: Progress) -> object:
        return make_stack(ws, case_id, ids, duplex=True, progress=progress)

    assert cancel_everywhere(ws, job) > 5
    out = tmp_path / "out"
    out.mkdir()
    stack = make_stack(ws, case_id, ids, duplex=True, progress=Silent())
    assert cancel_everywhere(ws, lambda p: save_stack(ws, stack, out / "s.pdf", p), out) > 0
    stack = printed_stack(ws, case_id)
    scan = tmp_path / "scan.pdf"
    pages = []
    for place, picture in enumerate(page_pictures(stack.path)):
        picture.save(tmp_path / f"s{place}.jpg", quality=85, dpi=(200, 200))
        pages.append(str(tmp_path / f"s{place}.jpg"))
        if place == 2:
            break
    scan.write_bytes(img2pdf.convert(pages, nodate=True))
    assert cancel_everywhere(ws, lambda p: read_scans(ws, case_id, [scan], p)) > 3
    reading = read_scans(ws, case_id, [scan], Silent())
    assert cancel_everywhere(ws, lambda p: file_scans(ws, reading, reading.choices, p)) > 3
    assert case_view(ws, case_id).submissions


def test_it_is_asked_for_every_page_and_every_mebibyte(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    many = tmp_path / "many.pdf"
    with pikepdf.new() as pdf:
        for _ in range(120):
            pdf.add_blank_page(page_size=(595, 842)).contents_add(b"0 0 9 9 re f")
        pdf.save(many)
    looked = Counts()
    inspect_attachment(many, looked)
    assert looked.asked >= 120
    attach_files(ws, item(ws, submission), (many,), Silent())
    bound = Counts()
    dossier = export_dossier(ws, submission, bound).value
    # Fitted, then bound: each page is met twice at least.
    assert bound.asked >= 2 * 125
    with pikepdf.open(dossier.path) as pdf:
        pdf.save(tmp_path / "again.pdf")
    compared = Counts()
    assert verify_file(ws, tmp_path / "again.pdf", compared).same
    assert compared.asked >= 2 * dossier.page_count
    checked = Counts()
    export_dossier(ws, submission, checked, DossierOptions(archival=True, archival_pictures=True))
    assert checked.asked >= 3 * 125
    large = scanned(tmp_path / "large.pdf", 2, seed=9, side=2400)
    size = large.stat().st_size // MB
    assert size > 4
    put = Counts()
    stored = ws.vault.put(large, put)
    assert put.asked >= size
    for job in (
        lambda p: ws.vault.check(stored.sha256, p),
        lambda p: ws.vault.copy_out(stored.sha256, tmp_path / "out.pdf", p),
        lambda p: verify_file(ws, large, p),
    ):
        asked = Counts()
        job(asked)
        assert asked.asked >= size


def test_a_large_picture_is_asked_for_while_it_is_unpacked_and_packed(
    ws: Workspace, submission: int, tmp_path: Path
) -> None:
    noise = random.Random(5).randbytes(2000 * 1500 * 4)
    Image.frombytes("RGBA", (2000, 1500), noise).save(tmp_path / "大.png")
    looked = Counts()
    inspect_attachment(tmp_path / "大.png", looked)
    assert looked.asked >= (tmp_path / "大.png").stat().st_size // MB
    attach_files(ws, item(ws, submission), (tmp_path / "大.png",), Silent())
    packed = Counts()
    export_dossier(ws, submission, packed)
    assert packed.asked >= 2 * looked.asked
