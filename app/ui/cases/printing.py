"""Paper: pages drawn at the printer's resolution, in their own size, without margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.errors import CannotPrintError
from app.progress import Progress
from app.ui.cases.pdf_pages import page_picture, page_sizes

FINEST_DPI = 300


@dataclass(frozen=True)
class PrintSettings:
    """How to print: the printer by name, copies, both sides (long edge), grey."""

    printer: str
    copies: int = 1
    duplex: bool = False
    grey: bool = False


def make_printer(title: str, settings: PrintSettings | None = None) -> QPrinter:
    """Return a printer for A4 without margins, set as chosen; without a choice the system's own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if settings is not None and settings.printer:
        info = QPrinterInfo.printerInfo(settings.printer)
        if info.isNull():
            raise CannotPrintError(
                f"没有找到打印机“{settings.printer}”。", "请检查打印机是否已连接，或换一台打印机。"
            )
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    if settings is not None:
        printer.setCopyCount(settings.copies)
        printer.setCollateCopies(True)
        sides, colours = QPrinter.DuplexMode, QPrinter.ColorMode
        printer.setDuplex(sides.DuplexLongSide if settings.duplex else sides.DuplexNone)
        printer.setColorMode(colours.GrayScale if settings.grey else colours.Color)
    return printer


def print_to_file(printer: QPrinter, target: Path) -> None:
    """Let the printer write a PDF, as fine as what goes to paper."""
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(FINEST_DPI)
    printer.setFullPage(True)


def ask_printer(
    parent: QWidget, title: str, pages: int, *, across: bool = False
) -> QPrinter | None:
    """Let the officer choose a printer, the pages and the copies; None when cancelled.

    ``across``: the pages are wider than high.
    """
    printer = make_printer(title)
    way = QPageLayout.Orientation
    printer.setPageOrientation(way.Landscape if across else way.Portrait)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印“{title}”")
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if chosen else None


def print_pdf(
    path: Path,
    printer: QPrinter,
    progress: Progress,
    pages: Sequence[int | None] | None = None,
) -> int:
    """Draw pages on the printer (from 0, None an empty side); return how many were drawn.

    Without ``pages`` those that the printer's dialog chose. Runs off the GUI thread: Qt lets one
    thread paint on a QPrinter. Raises :class:`CannotPrintError` when the printer does not take
    the work; cancelling ends it after the page under way.
    """
    if pages is None:
        count = len(page_sizes(path))
        pages = range((printer.fromPage() or 1) - 1, min(printer.toPage() or count, count))
    native = printer.outputFormat() is QPrinter.OutputFormat.NativeFormat
    alone = native and not printer.supportsMultipleCopies()
    order = [*pages] * (printer.copyCount() if alone else 1)
    painter = QPainter()
    if not painter.begin(printer):
        raise CannotPrintError("打印机没有接受任务。", "请检查打印机是否开机、联机，然后重试。")
    # Without this Qt packs pictures into a PDF as JPEG, and the print is not what was drawn.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for done, place in enumerate(order):
            progress.report(done, len(order), f"正在打印第 {done + 1} 页，共 {len(order)} 页")
            if done and not printer.newPage():
                raise CannotPrintError(
                    "打印机中断了任务。", "请检查打印机是否缺纸、卡纸或离线，然后重试。"
                )
            if place is not None:
                _draw(painter, printer, path, place)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return sum(place is not None for place in order)


def _draw(painter: QPainter, printer: QPrinter, path: Path, place: int) -> None:
    """Draw a page in its own size: its pixels are the printer's where the printer is as fine."""
    dpi = min(printer.resolution(), FINEST_DPI)
    picture = page_picture(path, place, dpi)
    if printer.colorMode() is QPrinter.ColorMode.GrayScale:
        picture = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    scale = printer.resolution() / dpi
    size = picture.size()
    painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), picture)
