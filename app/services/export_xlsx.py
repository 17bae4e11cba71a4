"""The inventory as an Excel workbook that can be worked in: real days, texts that stay texts.

Rows are written as they come and never held. Loaded lazily: openpyxl takes a while.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from app import APP_NAME
from app.errors import BadInputError
from app.model.cell_text import looks_like_formula, writable
from app.model.kinds import AlgorithmType, FilingStatus, Role
from app.services.export_about import ExportAbout
from app.services.export_columns import COLUMNS, ID_NOTE, Shape, Value

MOST_ROWS = 1_048_575
"""The rows of a worksheet below its heading."""
LONGEST = 32_767
"""The characters that a cell takes."""

FACE, SIZE = "微软雅黑", 10
DAY_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"
# Texts that are codes or names keep what is typed; General lets a long text show in old Excel.
FORMATS = {
    Shape.ID: "0",
    Shape.CODE: TEXT_FORMAT,
    Shape.WORD: TEXT_FORMAT,
    Shape.TEXT: "General",
    Shape.DAY: DAY_FORMAT,
}
GREY, INK, HEAD_FILL, HAIRLINE = "8A8F98", "1F2933", "1F4E79", "D5DAE1"
ROW_HEAD_HEIGHT = 28
MARGIN_INCHES, LOW_MARGIN_INCHES, FOOT_INCHES = 0.4, 0.6, 0.25
A4 = 9
FROZEN = "C2"
"""The heading row, the id and the name stay in view."""

# Excel reads _x0041_ as the letter A unless its first underscore is itself written that way.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

GUIDE = (
    "可以在 Excel 或 WPS 中修改“备案台账”表，保存后在清备中导入：会逐项列出改动，确认后才写入。",
    "“编号ID(内部)”用于认出同一条备案，请不要修改；新增的行请把它留空。",
    "“应用产品”写作“名称（APP）、名称（网站）”，只列仍在使用的产品。",
    "“注销日期”只知道月份时写作文字，例如 2025-07。",
)


def write_xlsx(path: Path, rows: Iterable[tuple[Value, ...]], about: ExportAbout) -> int:
    """Write ``rows`` and what is said about them to ``path``.

    Returns how many texts were too long for a cell and were shortened. Raises
    :class:`BadInputError` when there are more rows than a sheet has.
    """
    if about.count > MOST_ROWS:
        raise BadInputError(
            f"共 {about.count} 条，超过了 Excel 工作表的行数上限（{MOST_ROWS} 条）。",
            "请先筛选，分几次导出，或导出 CSV。",
        )
    book = Workbook(write_only=True)
    book.properties.creator = APP_NAME
    book.properties.title = about.title
    sheet = _Sheet(book, about.title)
    try:
        for row in rows:
            sheet.append(row)
    except BaseException:
        sheet.drop()
        raise
    sheet.end()
    _guide(book, about)
    book.save(path)
    return sheet.shortened


class _Sheet:
    """The sheet of rows; a cell of each kind is made once and filled anew for every row."""

    def __init__(self, book: Any, title: str) -> None:
        self.shortened = 0
        self._sheet = book.create_sheet(title)
        self._rows = 1
        self._set_up()
        self._sheet.append([self._heading(place) for place in range(len(COLUMNS))])
        self._plain = [self._cell(column.shape) for column in COLUMNS]
        self._quoted = [self._cell(column.shape, quoted=True) for column in COLUMNS]
        # 注销日期 may hold a month as text, which must stay text when it is edited.
        self._month = self._cell(Shape.WORD)

    def _set_up(self) -> None:
        sheet = self._sheet
        for place, column in enumerate(COLUMNS, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.row_dimensions[1].height = ROW_HEAD_HEIGHT
        sheet.freeze_panes = FROZEN
        sheet.sheet_view.zoomScale = 100
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "1:1"
        set_up_paper(sheet)

    def _heading(self, place: int) -> Any:
        column = COLUMNS[place]
        cell = WriteOnlyCell(self._sheet, column.heading)
        grey = column.shape is Shape.ID
        cell.font = Font(name=FACE, size=9 if grey else SIZE, bold=not grey, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=GREY if grey else HEAD_FILL)
        cell.alignment = Alignment(vertical="center", wrap_text=grey)
        if grey:
            cell.comment = Comment(ID_NOTE, APP_NAME, height=110, width=260)
        return cell

    def _cell(self, shape: Shape, *, quoted: bool = False) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.font = Font(name=FACE, size=SIZE, color=GREY if shape is Shape.ID else INK)
        cell.number_format = FORMATS[shape]
        cell.border = Border(bottom=Side(style="hair", color=HAIRLINE))
        cell.alignment = Alignment(
            vertical="top",
            horizontal="left" if shape in (Shape.DAY, Shape.ID) else None,
            wrap_text=shape in (Shape.CODE, Shape.TEXT),
        )
        if quoted:
            cell.quotePrefix = True
        return cell

    def append(self, values: tuple[Value, ...]) -> None:
        """Write one row."""
        self._rows += 1
        self._sheet.append([self._filled(place, value) for place, value in enumerate(values)])

    def _filled(self, place: int, value: Value) -> Any:
        cell = self._plain[place]
        if not isinstance(value, str):
            cell.value = value
            return cell
        if looks_like_formula(value):
            cell = self._quoted[place]
        elif COLUMNS[place].shape is Shape.DAY:
            cell = self._month
        if len(value) > LONGEST:
            self.shortened += 1
        cell.value = _ESCAPE.sub("_x005F_", value)[:LONGEST]
        # Whatever it begins with, it is a text: no formula, no error value.
        cell.data_type = "s"
        return cell

    def drop(self) -> None:
        """Give the rows up, with the temporary file that openpyxl keeps them in until the end."""
        self._sheet.close()
        self._sheet._writer.cleanup()

    def end(self) -> None:
        """Say what holds for all rows: the filter, the words to choose from, the print area."""
        sheet, last = self._sheet, get_column_letter(len(COLUMNS))
        sheet.auto_filter.ref = f"A1:{last}{self._rows}"
        sheet.print_area = f"B1:{last}{self._rows}"
        for heading, words in (("状态", FilingStatus), ("类别", AlgorithmType), ("角色", Role)):
            place = next(i for i, c in enumerate(COLUMNS, start=1) if c.heading == heading)
            choice = DataValidation(
                type="list",
                formula1=f'"{",".join(word.label for word in words)}"',
                allow_blank=True,
                errorStyle="warning",
                errorTitle=heading,
                error="这不是清备使用的说法，导入时可能无法识别。",
                showErrorMessage=True,
            )
            letter = get_column_letter(place)
            choice.add(f"{letter}2:{letter}{max(self._rows, 2)}")
            sheet.data_validations.append(choice)


def set_up_paper(sheet: Any) -> None:
    """Set A4 across, as wide as the sheet, with page numbers at the foot."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = MARGIN_INCHES
    sheet.page_margins.top = MARGIN_INCHES
    sheet.page_margins.bottom = LOW_MARGIN_INCHES
    sheet.page_margins.header = sheet.page_margins.footer = FOOT_INCHES
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.oddFooter.right.text = "&D"


def _guide(book: Any, about: ExportAbout) -> None:
    """Add the sheet 说明."""
    sheet = book.create_sheet("说明")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    title = WriteOnlyCell(sheet, about.title)
    title.font = Font(name=FACE, size=16, bold=True, color=HEAD_FILL)
    sheet.append([title])
    facts: list[tuple[str, Value]] = [
        ("主体", about.organisation),
        ("导出日期", about.made_on),
        ("条数", about.count),
        ("筛选", about.told_filter),
        ("来源", about.source),
    ]
    guide = [("使用说明" if place == 0 else "", text) for place, text in enumerate(GUIDE)]
    for name, value in [*facts, *guide]:
        sheet.append([_fact(sheet, name, bold=True), _fact(sheet, value)])


def _fact(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, writable(value) if isinstance(value, str) else value)
    cell.font = Font(name=FACE, size=SIZE, bold=bold, color=GREY if bold else INK)
    cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=text)
    if isinstance(value, date):
        cell.number_format = DAY_FORMAT
    if text:
        cell.data_type = "s"
    return cell
