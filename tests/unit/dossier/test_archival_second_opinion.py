"""An archival dossier before another program's eyes: pdf-oxide (MIT or Apache-2.0), tests only.

It looks at less than the program's own check (colours in a page's operators pass it by), so it is
asked both ways: that it finds nothing in ours, and that it does find what was broken on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from planned import planned_submission

from app.dossier import DossierOptions, check_archival
from app.progress import Silent
from app.services.dossiers import export_dossier
from app.services.stocktake import stocktake
from app.services.stocktake_export import export_stocktake
from app.services.workspace import Workspace

pdf_oxide = pytest.importorskip("pdf_oxide")


def verdict(path: Path) -> dict[str, Any]:
    """Return what the other program says of a file as PDF/A-2b."""
    found: dict[str, Any] = pdf_oxide.PdfDocument(str(path)).validate_pdf_a("2b")
    return found


@pytest.fixture
def archival(ws: Workspace, tmp_path: Path) -> Path:
    """An archival dossier of forms."""
    submission = planned_submission(ws)[1]
    made = export_dossier(ws, submission, Silent(), DossierOptions(archival=True)).value
    target = tmp_path / "archival.pdf"
    target.write_bytes(made.path.read_bytes())
    return target


def without_faces(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_a_file_inside(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"1"


def without(key: str) -> Callable[[pikepdf.Pdf], None]:
    def take(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return take


def test_nothing_is_found_in_a_dossier_nor_in_a_report(
    ws: Workspace, archival: Path, tmp_path: Path
) -> None:
    assert verdict(archival)["errors"] == []
    report = stocktake(ws, None, Silent())
    export_stocktake(ws, report, tmp_path / "report.pdf", Silent(), archival=True)
    assert verdict(tmp_path / "report.pdf")["errors"] == []


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (without_faces, "FONT-001"),
        (with_a_script, "CONTENT-002"),
        (with_a_file_inside, "FILE-001"),
        (without("/Metadata"), "XMP-001"),
        (without("/OutputIntents"), "COLOR-001"),
    ],
    ids=["faces", "script", "file", "words", "intent"],
)
def test_both_find_what_was_broken(
    archival: Path, tmp_path: Path, break_it: Callable[[pikepdf.Pdf], None], code: str
) -> None:
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(archival) as pdf:
        break_it(pdf)
        pdf.save(broken)
    assert any(code in told for told in verdict(broken)["errors"])
    assert check_archival(broken, Silent()) != ()
