"""The one door for files: finds out by content what a file is, and has it read as tables.

Every way in which a file can be unfit ends here in one :class:`BadInputError` that says what is
wrong and how to mend it.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path

from app.errors import BadInputError, CancelledError
from app.intake.compound import holds, is_cut_off
from app.intake.limits import MAX_FILE_BYTES, MB, refuse
from app.intake.tables import Table
from app.progress import Progress

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
_CHOOSE = "请选择备案清单或注销公告的表格文件（xlsx、xls、csv、docx、pdf 或网页）。"
_FOREIGN = (
    (b"\x89PNG", "这是图片", _CHOOSE),
    (b"\xff\xd8\xff", "这是图片", _CHOOSE),
    (b"GIF8", "这是图片", _CHOOSE),
    (b"Rar!", "这是压缩包", "请先解压，再选择其中的表格文件。"),
    (b"7z\xbc\xaf", "这是压缩包", "请先解压，再选择其中的表格文件。"),
    (b"\x1f\x8b", "这是压缩包", "请先解压，再选择其中的表格文件。"),
    (b"MZ", "这是程序，不是表格", _CHOOSE),
    (b"SQLite format 3", "这是数据库文件，不是表格", _CHOOSE),
    (b"{\\rtf", "这是 RTF 文档", "请用 Word 或 WPS 打开后另存为 .docx 再导入。"),
)
_PDF = b"%PDF-"
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")
_XML = b"<?xml"


def read_tables(
    path: Path, progress: Progress, meanwhile: Callable[[], None] | None = None
) -> list[Table]:
    """Return every table of the file that holds a cell, in reading order.

    Reads xlsx, xls, csv (any usual delimiter; UTF-8, UTF-16, GB18030), docx, pdf and html, told
    apart by content, not by suffix. Raises :class:`BadInputError` for anything else, and for a
    broken, empty, locked or over-large file; :class:`CancelledError` when the user cancels.
    ``meanwhile`` is done in a thread of its own while a workbook is parsed, which leaves a core
    free; it is over when this returns.
    """
    progress.report(0, 0, f"正在读取“{path.name}”")
    try:
        tables = [table for table in _read(path, progress, meanwhile) if table.rows]
    except (BadInputError, CancelledError):
        raise
    except OSError as error:
        raise refuse(
            path,
            f"系统不允许读取（{error.strerror or error}）",
            "请检查文件是否仍在原处、是否被其他程序独占或无权访问，然后重试。",
            repr(error),
        ) from error
    except MemoryError as error:
        raise refuse(path, "内存不足", "请关闭其他程序，或把文件拆小后再导入。") from error
    if not tables:
        raise refuse(path, "里面没有任何表格内容", _CHOOSE)
    return tables


def _read(path: Path, progress: Progress, meanwhile: Callable[[], None] | None) -> list[Table]:
    if path.is_dir():
        raise refuse(path, "这是文件夹", _CHOOSE)
    if not path.exists():
        raise refuse(path, "文件不存在", "请检查文件是否已被移动、改名或删除。")
    size = path.stat().st_size
    if size == 0:
        raise refuse(path, "文件是空的（0 字节）", "请重新下载或重新导出该文件。")
    if size > MAX_FILE_BYTES:
        raise refuse(
            path,
            f"文件有 {size // MB} MB，超过上限 {MAX_FILE_BYTES // MB} MB",
            "请确认选择的是备案清单；若确实很大，请拆分后分别导入。",
        )
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(ZIP):
        from app.intake.archives import read_archive

        return read_archive(path, progress, meanwhile)
    if head.startswith(OLE):
        return _read_ole(path, progress)
    if head.startswith(_BIFF):
        from app.intake.spreadsheets import read_spreadsheet

        return read_spreadsheet(path, progress)
    if _PDF in head:
        from app.intake.pdf import read_pdf

        return read_pdf(path, progress)
    if _is_page(head):
        from app.intake.markup import read_markup

        return read_markup(path, progress)
    _refuse_foreign(path, head)
    from app.intake.delimited import read_delimited

    return read_delimited(path, progress)


def _refuse_foreign(path: Path, head: bytes) -> None:
    for magic, what, remedy in _FOREIGN:
        if head.startswith(magic):
            raise refuse(path, what, remedy)
    if _start(head).startswith(_XML):
        raise refuse(path, "这是 XML 文件，只是改了后缀", _SAVE_AS)


def _is_page(head: bytes) -> bool:
    """Tell whether the file begins as a web page does; XHTML is one too."""
    start = _start(head)
    return start.startswith(_MARKUP) or (start.startswith(_XML) and b"<html" in start)


def _start(head: bytes) -> bytes:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _read_ole(path: Path, progress: Progress) -> list[Table]:
    """Read the old Excel format; the same container also holds locked files and old Word files."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if is_cut_off(file, len(content)):
            raise refuse(
                path,
                "文件已损坏或没有下载完整",
                "请重新下载，或用 Excel、WPS 打开修复并另存为 .xlsx 后再导入。",
            )
        if holds(content, "EncryptedPackage"):
            raise locked(path)
        if holds(content, "WordDocument"):
            raise refuse(
                path, "这是旧版 Word 文档（.doc）", "请用 Word 或 WPS 打开后另存为 .docx 再导入。"
            )
        if not holds(content, "Workbook") and not holds(content, "Book"):
            raise refuse(path, "不是可识别的表格，或文件不完整", _SAVE_AS)
    from app.intake.spreadsheets import read_spreadsheet

    return read_spreadsheet(path, progress)


def locked(path: Path) -> BadInputError:
    """Return the error for a file that asks for a password."""
    return refuse(
        path, "文件设有打开密码", "请用 Excel、Word 或 WPS 打开，取消密码并另存后再导入。"
    )
