"""Web pages, and workbooks that are pages in truth: merged cells, nested tables, encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.files import read_tables
from app.intake.mapping import open_file
from app.intake.rows import map_file
from app.progress import Silent
from app.services.import_pasted import keep_pasted


def _page(rows: list[list[str]], head: str = "") -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><head>{head}</head><body><h1>算法备案清单（2022年8月）</h1><table>{body}</table>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_page_whatever_its_encoding_and_suffix(rows, tmp_path: Path, encoding):
    path = tmp_path / "导出.xls"
    named = f'<meta charset="{"gb2312" if encoding == "gb18030" else "utf-8"}">'
    path.write_text(_page(rows, named), encoding=encoding)
    file = open_file(path, Silent())
    assert (file.month, len(map_file(file, Silent()))) == ("2022-08", 3)


def test_merged_cells_breaks_and_entities(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_text(
        "<table><caption>清单</caption><tr><th rowspan=2>序号<th colspan=2>算法<th rowspan=2>主体"
        "<tr><th>名称<th>类别<tr><td>1<td>甲&amp;乙<br>算法<td rowspan=2>类<td>x"
        "<tr><td>2<td>丙<td>y</table>",
        encoding="utf-8",
    )
    (table,) = read_tables(path, Silent())
    assert table.rows == [
        ["序号", "算法", "算法", "主体"],
        ["序号", "名称", "类别", "主体"],
        ["1", "甲&乙\n算法", "类", "x"],
        ["2", "丙", "类", "y"],
    ]
    assert table.texts_before == ("清单",) or "清单" not in str(table.rows)


def test_a_table_in_a_cell_is_a_table_of_its_own(rows, tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_text(f"<table><tr><td>版式{_page(rows)}</td></tr></table>", encoding="utf-8")
    assert len(map_file(open_file(path, Silent()), Silent())) == 3


def test_what_is_not_seen_is_not_read(tmp_path: Path):
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><td>甲<script>var x='<td>乙</td>'</script><style>td{}</style></table>",
        encoding="utf-8",
    )
    assert read_tables(path, Silent())[0].rows == [["甲"]]


def test_a_pasted_page_keeps_merged_cells(ws, rows):
    markup = "Version:1.0\r\nStartHTML:1\r\n" + _page(rows)
    path = keep_pasted(ws, "甲\t乙\n丙\t丁", markup)
    assert path.name == "剪贴板.html"
    assert len(map_file(open_file(path, Silent()), Silent())) == 3
