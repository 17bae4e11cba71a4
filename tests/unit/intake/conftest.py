"""Made-up lists in every format, in the shape that the authority announces."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model.filing_number import make_check_digit

HEAD = ["序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]
TITLE = "境内互联网信息服务算法备案清单（2022年8月）"
Rows = list[list[str]]


@pytest.fixture
def number() -> Callable[..., str]:
    """Make a valid number of an invented subject."""

    def make(running: int, code: str = "02") -> str:
        digits = f"1101089900001{code}22{running:03d}"
        return f"网信算备{digits}{make_check_digit(digits)}号"

    return make


@pytest.fixture
def rows(number: Callable[..., str]) -> Rows:
    """Three filings of two subjects, below the announced heading."""
    first = ["1", "示例推荐算法", "个性化推送类", "示例甲公司", "甲（APP、网站）", "用于推荐。"]
    second = ["2", "示例排序算法", "排序精选类", "示例甲公司", "甲（APP）", "用于排序。"]
    third = ["3", "示例检索算法", "检索过滤类", "示例（乙）公司", "--", "用于检索。"]
    return [
        [*HEAD],
        [*first, number(1), ""],
        [*second, number(1, "03"), "已注销"],
        [*third, number(1, "04"), "原主体名称“示例丙公司”变更为“示例（乙）公司”"],
    ]


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as a delimited file."""

    def write(rows: Rows, encoding: str = "utf-8", delimiter: str = ",", name: str = "a.csv"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets as a workbook; ``merge`` names the ranges to merge on the first."""

    def write(*sheets: Rows, merge: tuple[str, ...] = (), name: str = "a.xlsx") -> Path:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.worksheets[0])
        for place, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"表{place}")
            for row in rows:
                sheet.append(row)
        for cells in merge:
            book.worksheets[0].merge_cells(cells)
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def write_docx(tmp_path: Path) -> Callable[..., Path]:
    """Write paragraphs and tables (in the order given) as a Word document."""

    def write(*parts: str | Rows, name: str = "a.docx") -> Path:
        from docx import Document

        document = Document()
        for part in parts:
            if isinstance(part, str):
                document.add_paragraph(part)
                continue
            table = document.add_table(rows=0, cols=len(part[0]))
            for row in part:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        path = tmp_path / name
        document.save(str(path))
        return path

    return write
