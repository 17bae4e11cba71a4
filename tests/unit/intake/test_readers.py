"""The same list reads the same from every format, however it is laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BadInputError, CancelledError
from app.intake.columns import Field, FileKind
from app.intake.files import read_tables
from app.intake.mapping import open_file, require_columns
from app.intake.rows import map_file
from app.progress import Silent, Stoppable

TITLE = "境内互联网信息服务算法备案清单（2022年8月）"


def _names(path: Path) -> list[str]:
    return [row.algorithm_name for row in map_file(open_file(path, Silent()), Silent())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_in_any_usual_encoding_and_delimiter(rows, write_csv, encoding, delimiter):
    (table,) = read_tables(write_csv(rows, encoding, delimiter), Silent())
    assert [row + [""] * (8 - len(row)) for row in table.rows] == rows
    assert table.numbers == [1, 2, 3, 4]


def test_the_content_decides_not_the_suffix(rows, write_csv, write_xlsx, write_docx):
    for path in (
        write_csv(rows, name="list.xlsx"),
        write_xlsx(rows, name="list.docx"),
        write_docx(rows, name="list.txt"),
    ):
        assert len(_names(path)) == 3


def test_a_merged_title_is_the_title_and_its_month_is_read(rows, write_xlsx):
    path = write_xlsx([[TITLE], *rows], merge=("A1:H1",))
    file = open_file(path, Silent())
    assert (file.title, file.month, file.kind) == (TITLE, "2022-08", FileKind.ALGORITHM_LIST)
    found = map_file(file, Silent())
    assert [row.place for row in found] == ["第 3 行", "第 4 行", "第 5 行"]
    assert found[0].place == "第 3 行"


def test_a_cell_merged_over_rows_counts_for_each(rows, write_xlsx):
    rows[2][3] = ""
    found = map_file(open_file(write_xlsx(rows, merge=("D2:D3",)), Silent()), Silent())
    assert [row.organisation_name for row in found[:2]] == ["示例甲公司", "示例甲公司"]


def test_numbers_that_excel_made_of_texts_read_as_typed(rows, write_xlsx):
    rows[1][0] = 1
    digits = int(rows[1][6][4:-1])
    rows[1][6] = digits
    (first, *_) = map_file(open_file(write_xlsx(rows), Silent()), Silent())
    assert first.raw["序号"] == "1"
    assert "后几位已经丢失" in first.problems[0]


def test_sheets_with_the_same_heading_are_one_list(rows, write_xlsx):
    path = write_xlsx(rows[:3], [rows[0], rows[3]])
    found = map_file(open_file(path, Silent()), Silent())
    assert [row.place for row in found] == [
        "工作表“表1”第 2 行",
        "工作表“表1”第 3 行",
        "工作表“表2”第 2 行",
    ]


def test_a_sheet_of_another_kind_is_left_out_and_told(rows, write_xlsx):
    file = open_file(write_xlsx([["说明"], ["请勿外传"]], rows, [["统计", "3"]]), Silent())
    assert len(map_file(file, Silent())) == 3
    assert len(file.skipped) == 1
    assert "表3" in file.skipped[0]


def test_word_tables_run_over_pages_with_heads_repeated_or_missing(rows, write_docx):
    path = write_docx("附件", TITLE, rows[:2], "", [rows[0], rows[2]], "", [rows[3]])
    file = open_file(path, Silent())
    assert file.title == TITLE
    assert [row.algorithm_name for row in map_file(file, Silent())] == [r[1] for r in rows[1:]]


def test_a_head_repeated_inside_one_table_is_no_row(rows, write_docx):
    path = write_docx([*rows[:2], rows[0], *rows[2:]])
    assert _names(path) == [row[1] for row in rows[1:]]


def test_line_breaks_in_word_cells_do_not_break_names_and_numbers(rows, write_docx):
    whole = [row[:] for row in rows]
    rows[1][6] = f"{rows[1][6][:12]}\n{rows[1][6][12:]}"
    rows[1][1] = "示例推荐\n算法"
    rows[1][4] = "甲（APP、\n网站）"
    first = map_file(open_file(write_docx(rows), Silent()), Silent())[0]
    assert first.number_key == whole[1][6]
    assert first.algorithm_name == whole[1][1]
    assert [name for name, _ in first.products] == ["甲", "甲"]


def test_merged_cells_in_word(rows, tmp_path):
    from docx import Document

    document = Document()
    table = document.add_table(rows=5, cols=8)
    table.cell(0, 0).merge(table.cell(0, 7)).text = TITLE
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(3, 3).text = ""
    table.cell(2, 3).merge(table.cell(3, 3))
    path = tmp_path / "merged.docx"
    document.save(str(path))
    file = open_file(path, Silent())
    assert file.title == TITLE
    assert [row.organisation_name for row in map_file(file, Silent())][:2] == ["示例甲公司"] * 2


def test_a_column_of_unknown_name_is_told_and_can_be_mapped(rows, write_csv):
    rows[0][3] = "所属单位"
    for row in rows[1:]:
        row[3] = "示例工作室"
    file = open_file(write_csv(rows), Silent())
    assert file.mapping.unmapped == ((3, "所属单位"),)
    assert file.mapping.missing(file.kind) == (Field.ORGANISATION,)
    with pytest.raises(BadInputError, match=r"“主体名称”.*“所属单位”"):
        require_columns(file.mapping, file.kind)
    mapped = file.mapping.with_column(Field.ORGANISATION, 3)
    assert mapped.missing(file.kind) == ()
    assert mapped.unmapped == ()


def test_a_table_of_something_else_says_what_was_looked_for_and_found(write_csv):
    path = write_csv([["姓名", "部门", "电话"], ["张三", "法务", "123"]])
    with pytest.raises(BadInputError) as caught:
        open_file(path, Silent())
    for word in ("算法名称", "主体名称", "备案编号", "姓名、部门、电话"):
        assert word in caught.value.message
    assert caught.value.remedy


def test_a_deep_synthesis_list_is_known_by_its_roles(rows, write_csv, number):
    rows[0][2] = "角色"
    for row, role in zip(rows[1:], ["服务提供", "服务技术支持者", "技术支持者"], strict=True):
        row[2], row[6] = role, number(len(row[1]) + len(role), "01")
    file = open_file(write_csv(rows), Silent())
    assert file.kind is FileKind.DEEP_SYNTHESIS_LIST
    found = map_file(file, Silent())
    assert [row.role and row.role.value for row in found] == ["provider", "supporter", "supporter"]
    assert all(row.type_from_number for row in found)


def test_reading_can_be_cancelled(rows, write_csv):
    stopped = Stoppable()
    stopped.stop()
    with pytest.raises(CancelledError):
        open_file(write_csv(rows), stopped)


def test_the_published_list_is_the_same_from_csv_and_word(shared_data: Path):
    tables = [
        read_tables(shared_data / name, Silent())[0].rows
        for name in ("list_2022-08.csv", "list_2022-08.docx")
    ]
    assert tables[0] == tables[1]
    assert len(tables[0]) == 31


def test_the_published_workbook(shared_data: Path):
    file = open_file(shared_data / "list_2022-10_excerpt.xlsx", Silent())
    assert (file.kind, file.month) == (FileKind.ALGORITHM_LIST, "2022-10")
    found = map_file(file, Silent())
    assert len(found) == 27
    assert sum(row.cancelled for row in found) == 4
    assert not any(row.problems or row.rejected_reason for row in found)
