"""xlsx and xls by python-calamine: every visible sheet as a table of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from threading import Thread
from typing import Any

from app.intake.files import locked
from app.intake.headings import ROWS_SEARCHED
from app.intake.limits import MAX_COLUMNS, Rows, refuse
from app.intake.tables import Table
from app.progress import Progress

_EXACT_INTEGERS = 1e15


def read_spreadsheet(
    path: Path, progress: Progress, meanwhile: Callable[[], None] | None = None
) -> list[Table]:
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
            tables = []
            for name in sheets:
                with _beside(meanwhile):
                    sheet = book.get_sheet_by_name(name)
                meanwhile = None
                tables.append(_sheet(rows, sheet, len(sheets)))
            return tables
    except calamine.PasswordError as error:
        raise locked(path) from error
    except (calamine.CalamineError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise _damaged(path, error) from error
    except BaseException as error:
        # A panic of the Rust library comes as a BaseException of its own.
        if type(error).__name__ == "PanicException":
            raise _damaged(path, error) from error
        raise


@contextmanager
def _beside(work: Callable[[], None] | None) -> Iterator[None]:
    """Do ``work`` in a thread of its own: the parser does not hold Python's lock."""
    if work is None:
        yield
        return
    thread = Thread(target=work, name="beside the parser")
    thread.start()
    try:
        yield
    finally:
        thread.join()


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
    """Yield number and texts of each row, merged cells filled down; above the rows right too.

    A heading merged over columns speaks of each of them; in a row below it would be told twice.
    """
    begins: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        last = min(right, left + MAX_COLUMNS) if top < ROWS_SEARCHED else left
        if bottom > top or last > left:
            begins.setdefault(top, []).append((left, last, bottom))
    active: dict[tuple[int, int], tuple[str, int]] = {}
    for index, values in enumerate(sheet.iter_rows()):
        cells = [value.strip() if type(value) is str else _text(value) for value in values]
        for left, last, bottom in begins.get(index, ()):
            if left < len(cells):
                active[left, last] = (cells[left], bottom)
        if active and any(cells):
            active = {span: item for span, item in active.items() if index <= item[1]}
            for (left, last), (text, _bottom) in active.items():
                for column in range(left, min(last + 1, len(cells))):
                    cells[column] = cells[column] or text
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
