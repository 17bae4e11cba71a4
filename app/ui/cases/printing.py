"""Paper: the system's own print dialog, and pages drawn at the printer's resolution."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from app.errors import CannotPrintError
from app.progress import Progress
from app.ui.cases.pdf_pages import page_picture, page_sizes

FINEST_DPI = 300


def ask_printer(
    parent: QWidget, title: str, pages: int, *, across: bool = False
) -> QPrinter | None:
    """Let the officer choose a printer, the pages and the copies; None when cancelled.

    ``across``: the pages are wider than high.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    way = QPageLayout.Orientation
    printer.setPageOrientation(way.Landscape if across else way.Portrait)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印“{title}”")
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if chosen else None


def print_pdf(path: Path, printer: QPrinter, progress: Progress) -> int:
    """Draw the chosen pages on the printer; return how many. Runs off the GUI thread.

    Raises :class:`CannotPrintError` when the printer does not take the work; cancelling ends it
    after the page under way.
    """
    count = len(page_sizes(path))
    first = printer.fromPage() or 1
    last = min(printer.toPage() or count, count)
    dpi = min(printer.resolution(), FINEST_DPI)
    painter = QPainter()
    if not painter.begin(printer):
        raise CannotPrintError("打印机没有接受任务。", "请检查打印机是否开机、联机，然后重试。")
    try:
        for number in range(first, last + 1):
            progress.report(number - first, last - first + 1, f"正在打印第 {number} 页")
            if number > first:
                printer.newPage()
            picture = page_picture(path, number - 1, dpi)
            sheet = printer.paperRect(QPrinter.Unit.DevicePixel)
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), picture)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return max(0, last - first + 1)
