"""A notice is read as what it is: title, day and the numbers it names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.intake.columns import FileKind
from app.intake.mapping import open_file
from app.intake.notices import read_notices
from app.progress import Silent

HEAD = ["算法名称", "角色或类别", "主体名称", "应用产品", "备案编号", "注销时间"]
TITLE = "关于注销“示例算法”等2个算法备案编号的公告"


def _rows(number, count: int) -> list[list[str]]:
    return [
        [f"示例{i}", "服务提供者", "示例公司", "甲(APP)", number(i, "01"), "2025年7月"]
        for i in range(1, count + 1)
    ]


def test_the_seven_published_notices(shared_data: Path):
    file = open_file(shared_data / "cancel_notices.csv", Silent())
    assert file.kind is FileKind.CANCEL_NOTICE
    notices = read_notices(file, Silent())
    assert [len(n.lines) for n in notices] == [28, 5, 3, 5, 1, 5, 10]
    assert notices[0].published_on == date(2025, 7, 14)
    assert notices[-1].published_on == date(2026, 7, 17)
    assert notices[0].title == "关于注销“仲帆PreWrite算法”等28个算法备案编号的公告"
    assert not any(n.problems or n.rejected for n in notices)
    lines = [line for n in notices for line in n.lines]
    assert len({line.number_key for line in lines}) == 57
    assert {line.cancelled_month for line in notices[0].lines} == {"2025-07"}
    assert all(line.role or line.type for line in lines)
    assert not any(line.problems for line in lines)


def test_title_and_day_from_the_text_around_a_word_table(write_docx, number):
    path = write_docx(TITLE, "根据规定，现予公告。", [HEAD, *_rows(number, 2)], "2025年7月14日")
    (notice,) = read_notices(open_file(path, Silent()), Silent())
    assert (notice.title, notice.published_on) == (TITLE, date(2025, 7, 14))
    assert notice.problems == ()


def test_what_the_notice_lacks_is_told(write_docx, number):
    rows = _rows(number, 1)
    path = write_docx(TITLE, [HEAD, *rows, rows[0], [*rows[0][:4], "", ""]])
    (notice,) = read_notices(open_file(path, Silent()), Silent())
    assert len(notice.lines) == 1
    assert ["称共 2 个" in p for p in notice.problems] == [True, False]
    assert "没有公告日期" in notice.problems[1]
    assert [place for place, _ in notice.rejected] == ["第 3 行", "第 4 行"]
