"""xlsx and xls by python-calamine: every visible sheet as a table of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

from app.intake.files import locked
from app.intake.limits import Rows, refuse
from app.intake.tables import Table
from app.progress import Progress

_EXACT_INTEGERS = 1e15


def read_spreadsheet(path: Path, progress: Progress) -> list[Table]:
    """Return the visible sheets; a cell merged over rows counts for each of them.

    Raises :class:`BadInputError` for a locked, damaged or over-large workbook.
    """
    import python_calamine as calamine

    try:
        with calamine.load_workbook(path) as book:
            rows = Rows(path, progress)
            sheets = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ is calamine.SheetTypeEnum.WorkSheet
                and sheet.visible is calamine.SheetVisibleEnum.Visible
            ]
            return [_sheet(rows, book.get_sheet_by_name(name), len(sheets)) for name in sheets]
    except calamine.PasswordError as error:
        raise locked(path) from error
    except (calamine.CalamineError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise _damaged(path, error) from error
    except BaseException as error:
        # A panic of the Rust library comes as a BaseException of its own.
        if type(error).__name__ == "PanicException":
            raise _damaged(path, error) from error
        raise


def _damaged(path: Path, error: BaseException) -> Exception:
    return refuse(
        path,
        "工作簿已损坏或没有下载完整",
        "请重新下载，或用 Excel、WPS 打开修复并另存为 .xlsx 后再导入。",
        repr(error),
    )


def _sheet(rows: Rows, sheet: Any, sheets: int) -> Table:
    for number, cells in _filled(sheet):
        rows.add(number, cells)
    return rows.table(f"工作表“{sheet.name}”" if sheets > 1 else "")


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield number and texts of each row, vertically merged cells filled down."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            begins.setdefault(top, []).append((left, bottom))
    active: dict[int, tuple[str, int]] = {}
    for index, values in enumerate(sheet.iter_rows()):
        cells = [value.strip() if type(value) is str else _text(value) for value in values]
        if active and any(cells):
            for left, (text, bottom) in active.items():
                if index <= bottom and left < len(cells) and not cells[left]:
                    cells[left] = text
        for left, bottom in begins.get(index, ()):
            if left < len(cells):
                active[left] = (cells[left], bottom)
        yield index + 1, cells


def _text(value: object) -> str:
    """Return a cell's value as it would be typed; long numbers show that digits are lost."""
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif isinstance(value, float) and abs(value) >= _EXACT_INTEGERS:
        text = f"{value:.14E}"
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, datetime) and value.time() == time():
        text = value.date().isoformat()
    else:
        text = str(value)
    return text
