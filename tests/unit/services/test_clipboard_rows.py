"""Copied rows keep their columns and types wherever they are pasted."""

from __future__ import annotations

import csv
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from app.errors import BadInputError
from app.model.inventory import Algorithm, Filing
from app.progress import Silent
from app.services.clipboard_rows import MOST_ROWS, SHOWN, copied_rows
from app.services.export_columns import HEADINGS
from app.services.filings import list_filings
from app.services.sample import load_sample
from app.services.workspace import Workspace


class Cells(HTMLParser):
    """Reads the table back: for each row its cells' texts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append(("", dict(attrs).get("style") or ""))
        elif tag == "br":
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._add(data)

    def _add(self, data: str) -> None:
        text, style = self.rows[-1][-1]
        self.rows[-1][-1] = (text + data, style)


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    load_sample(ws, Silent())
    with ws.change("test") as change:
        filing = change.session.scalars(select(Filing).order_by(Filing.id)).first()
        assert filing is not None
        filing.remark = '=1+1 <b>"甲"</b>\n第二行\t末'
        filing.number = "440300202300012345"
        change.session.get_one(Algorithm, filing.algorithm_id).name = "A&B 算法"
    return ws


def test_text_and_html_hold_the_same_cells(filled: Workspace) -> None:
    ids = [row.id for row in list_filings(filled)][:4][::-1]
    copied = copied_rows(filled, ids, Silent())
    lines = list(csv.reader(copied.text.split("\r\n")[:-1], delimiter="\t"))
    assert copied.count == 4
    assert tuple(lines[0]) == SHOWN == HEADINGS[1:]
    assert [line[0] for line in lines[1:]][-1] == "A&B 算法"
    cells = Cells(copied.html).rows
    assert [text for text, _ in cells[0]] == lines[0]
    # The last column, 备注, holds a text that the plain form marks.
    for row, line in zip(cells[1:], lines[1:], strict=True):
        assert [text for text, _ in row[:12]] == line[:12]


def test_excel_is_told_what_is_text_and_what_a_day(filled: Workspace) -> None:
    first = list_filings(filled)[0]
    assert first.filed_on is not None
    headings = ("备案编号", "备案日期", "备注", "编号ID(内部)", "注销日期")
    row = Cells(copied_rows(filled, [first.id], Silent(), headings).html).rows[1]
    assert row[0] == ("440300202300012345", 'mso-number-format:"\\@"')
    assert row[1] == (first.filed_on.isoformat(), 'mso-number-format:"yyyy\\-mm\\-dd"')
    assert row[2] == ('=1+1 <b>"甲"</b>\n第二行\t末', 'mso-number-format:"\\@"')
    assert row[3] == (str(first.id), "")
    assert row[4][0].strip() == ""


def test_plain_text_runs_nothing_and_stays_one_row(filled: Workspace) -> None:
    first = list_filings(filled)[0]
    text = copied_rows(filled, [first.id], Silent(), ("备注", "名称")).text
    assert text == '备注\t名称\r\n"\'=1+1 <b>""甲""</b>\n第二行\t末"\tA&B 算法\r\n'


def test_too_many_rows_belong_into_a_file(filled: Workspace) -> None:
    with pytest.raises(BadInputError, match="导出"):
        copied_rows(filled, range(MOST_ROWS + 1), Silent())
