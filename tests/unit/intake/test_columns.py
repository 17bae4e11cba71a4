"""Columns are found by heading (of several rows too) and by content, and it is told how."""

from __future__ import annotations

from app.intake.columns import Field, FileKind, How
from app.intake.mapping import open_file
from app.intake.rows import map_file
from app.progress import Silent


def _names(file):
    return [row.algorithm_name for row in map_file(file, Silent())]


def test_a_heading_of_two_rows_with_merged_cells(rows, write_xlsx):
    upper = ["序号", "算法信息", "", "主体名称", "应用情况", "", "备案编号", "备注"]
    lower = ["", "名称", "类别", "", "产品", "主要用途", "", ""]
    merge = ("A1:A2", "B1:C1", "D1:D2", "E1:F1", "G1:G2", "H1:H2")
    file = open_file(write_xlsx([upper, lower, *rows[1:]], merge=merge), Silent())
    assert file.mapping.columns == {
        Field.SERIAL: 0,
        Field.ALGORITHM_NAME: 1,
        Field.TYPE: 2,
        Field.ORGANISATION: 3,
        Field.PRODUCTS: 4,
        Field.PURPOSE: 5,
        Field.NUMBER: 6,
        Field.REMARK: 7,
    }
    assert _names(file) == ["示例推荐算法", "示例排序算法", "示例检索算法"]


def test_what_a_heading_is_merged_over_tells_two_names_apart(rows, write_xlsx):
    upper = ["算法", "", "主体", "", "备案编号"]
    lower = ["类别", "名称", "代码", "名称", ""]
    body = [[row[2], row[1], "x", row[3], row[6]] for row in rows[1:]]
    merge = ("A1:B1", "C1:D1", "E1:E2")
    file = open_file(write_xlsx([upper, lower, *body], merge=merge), Silent())
    assert file.mapping.columns[Field.ALGORITHM_NAME] == 1
    assert file.mapping.columns[Field.ORGANISATION] == 3


def test_a_word_split_over_two_rows_is_put_together(rows, write_csv):
    upper = ["", "算法", "算法", "主体", "", "主要", "备案", ""]
    lower = ["序号", "名称", "类别", "名称", "产品", "用途", "编号", "备注"]
    file = open_file(write_csv([upper, lower, *rows[1:]]), Silent())
    assert file.mapping.columns[Field.ORGANISATION] == 3
    assert file.mapping.columns[Field.NUMBER] == 6
    assert len(_names(file)) == 3


def test_a_heading_of_two_rows_repeated_on_the_next_page_is_no_row(rows, write_xlsx):
    upper = ["序号", "算法信息", "", "主体名称", "", "", "备案编号", ""]
    lower = ["", "算法名称", "算法类别", "", "应用产品", "主要用途", "", "备注"]
    file = open_file(write_xlsx([upper, lower, *rows[1:], upper, lower, rows[1]]), Silent())
    assert len(_names(file)) == 4


def test_columns_of_unknown_name_are_known_by_content(rows, write_csv):
    rows[0] = ["", "甲", "乙", "丙", "丁", "戊", "己", "庚"]
    file = open_file(write_csv(rows), Silent())
    assert file.mapping.columns[Field.NUMBER] == 6
    assert file.mapping.columns[Field.ORGANISATION] == 3
    assert file.mapping.columns[Field.ALGORITHM_NAME] == 1
    assert file.mapping.columns[Field.TYPE] == 2
    assert set(file.mapping.how.values()) == {How.CONTENT}
    assert len(_names(file)) == 3


def test_a_table_without_any_heading(rows, write_csv):
    file = open_file(write_csv(rows[1:]), Silent())
    assert file.mapping.header_row == -1
    assert _names(file) == ["示例推荐算法", "示例排序算法", "示例检索算法"]
    assert file.mapping.columns[Field.ORGANISATION] == 3


def test_a_heading_is_believed_before_the_content(rows, write_csv):
    rows[0][6] = "编号"
    file = open_file(write_csv(rows), Silent())
    assert file.mapping.how[Field.ALGORITHM_NAME] is How.HEADING
    assert file.mapping.how[Field.NUMBER] is How.CONTENT


def test_full_width_digits_and_stray_blanks_are_understood_and_kept(rows, write_csv):
    number = rows[1][6]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows[1][6] = f" {number[:4]} {number[4:].translate(wide)} "
    rows[1][1] = "  示例推荐算法　"
    row = map_file(open_file(write_csv(rows), Silent()), Silent())[0]
    assert row.number_key == number
    assert row.algorithm_name == "示例推荐算法"
    assert row.raw["备案编号"] == rows[1][6].strip()


def test_an_officers_own_sheet_is_a_ledger(rows, write_csv):
    rows[0] = [*rows[0], "状态", "备案日期"]
    for row in rows[1:]:
        row += ["已备案", "2023年5月4日"]
    file = open_file(write_csv(rows), Silent())
    assert file.kind is FileKind.LEDGER
    first = map_file(file, Silent())[0]
    assert first.ledger is not None
    assert str(first.ledger.filed_on) == "2023-05-04"


def test_the_heading_of_a_section_is_no_row(rows, write_xlsx):
    section = ["第二批", "", "", "", "", "", "", ""]
    path = write_xlsx([*rows[:2], section, *rows[2:]], merge=("A3:H3",))
    assert _names(open_file(path, Silent())) == ["示例推荐算法", "示例排序算法", "示例检索算法"]
