"""Makes and binds attachments in a process of its own, and prints seconds of CPU and MiB.

dossier_probe.py make DIR FILES PAGES       attachments: half of them text, half of them scans
dossier_probe.py make DIR FILES PAGES text  attachments of text only
dossier_probe.py bind DIR OUT               the program: one dossier of everything in DIR
dossier_probe.py pypdf DIR OUT              pypdf merging the same files, and nothing else
dossier_probe.py form ROWS                  the program setting a form with a table of ROWS
dossier_probe.py bare ROWS                  bare reportlab drawing the same form
"""

from __future__ import annotations

import gc
import random
import sys
import time
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

A4 = (595.28, 841.89)
SCAN = (1240, 1754)
SCAN_KB = 242
LISTED = "filing_list"
WORDS = "the service ended on the day named in the notice and every user was told before "


def peak_mib() -> float:
    """Return the most memory this process has held."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def files_of(folder: str) -> list[Path]:
    """Return the attachments in their order."""
    return sorted(Path(folder).glob("*.pdf"))


def make(folder: str, files: str, pages: str, kind: str = "") -> None:
    """Write ``files`` PDF files of ``pages`` pages in all, the same ones each time."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    chance = random.Random(9704)
    each = int(pages) // int(files)
    for number in range(int(files)):
        made = _text(each, chance) if number % 2 or kind else _scans(each, chance)
        (place / f"{number:04}.pdf").write_bytes(made)
    print("megabytes", sum(f.stat().st_size for f in files_of(folder)) / 1e6)  # noqa: T201


def _scans(pages: int, chance: random.Random) -> bytes:
    import img2pdf
    from PIL import Image, ImageFilter

    pictures = []
    for _ in range(pages):
        small = Image.frombytes("L", (310, 438), chance.randbytes(310 * 438))
        paper = small.resize(SCAN).filter(ImageFilter.GaussianBlur(1))
        out = BytesIO()
        paper.convert("RGB").save(out, "JPEG", quality=22)
        # A comment brings every scan to one size, so that the whole weighs what is said.
        lacking = SCAN_KB * 1024 - out.tell()
        pictures.append(out.getvalue() + chance.randbytes(max(0, lacking)))
    made: bytes = img2pdf.convert(pictures, layout_fun=img2pdf.get_layout_fun(A4), nodate=True)
    return made


def _text(pages: int, chance: random.Random) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    words = WORDS.split()
    for _ in range(pages):
        for line in range(44):
            canvas.drawString(72, 760 - 15 * line, " ".join(chance.choices(words, k=13)))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def bind(folder: str, out: str) -> None:
    """Bind everything as the program does, with cover, index, dividers, numbers and bookmarks."""
    from app.dossier import (
        AttachmentFile,
        AttachmentPart,
        DossierInput,
        build_dossier,
        find_fonts,
        load_forms,
    )  # fmt: skip
    from app.progress import Silent

    def source(files: list[Path]) -> DossierInput:
        return DossierInput(
            title="互联网信息服务算法备案系统注销材料", subtitle=("批量注销",),
            organisation="示例公司", platform="互联网信息服务算法备案系统",
            submission="第 1 次提交", created_on=date(2026, 11, 23), version=1, draft=False,
            missing=(), parts=tuple(
                AttachmentPart(f"材料之{place}", (
                    AttachmentFile(file, "0" * 64, file.name, "application/pdf"),
                )) for place, file in enumerate(files, start=1)
            ),
        )  # fmt: skip

    forms, fonts = load_forms(ROOT / "resources" / "forms"), find_fonts()
    # The libraries and faces are loaded once a session; what they take is told apart.
    begun = time.process_time()
    build_dossier(source([]), forms, fonts, Path(f"{out}.first"), Silent())
    print("loading", time.process_time() - begun)  # noqa: T201
    begun = time.process_time()
    made = build_dossier(source(files_of(folder)), forms, fonts, Path(out), Silent())
    print("seconds", time.process_time() - begun)  # noqa: T201
    print("pages", made.page_count)  # noqa: T201
    print("peak", peak_mib())  # noqa: T201


def pypdf(folder: str, out: str) -> None:
    """Merge with pypdf."""
    from pypdf import PdfWriter

    begun = time.process_time()
    writer = PdfWriter()
    for file in files_of(folder):
        writer.append(file)
    writer.write(out)
    print("seconds", time.process_time() - begun)  # noqa: T201
    print("peak", peak_mib())  # noqa: T201


def form(rows: str) -> None:
    """Set the list of filings, a form that is a table and little else."""
    from app.dossier import find_fonts, load_forms, preview_form

    spec, fonts = load_forms(ROOT / "resources" / "forms")[LISTED], find_fonts()
    preview_form(spec, _context(1), fonts)
    context = _context(int(rows))
    begun = time.process_time()
    made = preview_form(spec, context, fonts)
    print("rate", made.page_count / (time.process_time() - begun))  # noqa: T201
    print("pages", made.page_count)  # noqa: T201


def bare(rows: str) -> None:
    """Draw the same table in the same face, with reportlab's own paragraphs in its cells."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    from app.dossier import find_fonts, load_forms, sheet
    from app.dossier.form_spec import TableBlock
    from app.dossier.template import fill

    pdfmetrics.registerFont(TTFont("face", str(find_fonts().body.path)))
    spec = load_forms(ROOT / "resources" / "forms")[LISTED]
    (table,) = (block for block in spec.blocks if isinstance(block, TableBlock))

    def draw(count: int) -> int:
        context = _context(count)
        style = ParagraphStyle(
            "", fontName="face", fontSize=sheet.SMALL_SIZE, leading=sheet.SMALL_LINE,
            wordWrap="CJK",
        )  # fmt: skip
        lines = [[Paragraph(column.label, style) for column in table.columns]]
        for item in context[table.each]:
            full = {**context, "item": item}
            lines.append([Paragraph(fill(c.text, full, "—"), style) for c in table.columns])
        whole = sum(column.width for column in table.columns)
        widths = [column.width / whole * sheet.TEXT_WIDTH for column in table.columns]
        drawn = Table(
            lines, colWidths=widths, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.6, "black")]
        )
        document = SimpleDocTemplate(
            BytesIO(), pagesize=A4, leftMargin=sheet.LEFT, topMargin=sheet.TOP,
            rightMargin=A4[0] - sheet.LEFT - sheet.TEXT_WIDTH, bottomMargin=sheet.BOTTOM,
        )  # fmt: skip
        document.build([drawn])
        return document.page

    draw(1)
    begun = time.process_time()
    pages = draw(int(rows))
    print("rate", pages / (time.process_time() - begun))  # noqa: T201
    print("pages", pages)  # noqa: T201


def _context(count: int) -> dict[str, Any]:
    sys.path.insert(0, str(ROOT / "tests"))
    from paper_cases import form_context

    return form_context(count)


def main(arguments: list[str]) -> None:
    """Run the command that is named."""
    commands: dict[str, Any] = {
        "make": make, "bind": bind, "pypdf": pypdf, "form": form, "bare": bare,
    }  # fmt: skip
    gc.disable()  # as in the window, and for the peers as well
    commands[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
