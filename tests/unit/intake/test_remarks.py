"""Remarks tell the history of a filing; what is not understood stays as text."""

from __future__ import annotations

import pytest

from app.intake.remarks import RemarkKind, read_remark

ORGANISATION, ALGORITHM = RemarkKind.ORGANISATION_RENAMED, RemarkKind.ALGORITHM_RENAMED


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("已注销", ""),
        ("已注销。", ""),
        ("（已注销）", ""),
        ("2025年7月已注销", "2025-07"),
        ("该算法已于2025年7月14日注销", "2025-07"),
        ("2023年12月新增算法使用产品；已注销", ""),
        ("2023年12月新增算法使用产品，2025年11月注销", "2025-11"),
    ],
)
def test_the_end_is_read(text: str, month: str):
    remark = read_remark(text)
    assert remark.cancelled
    assert remark.cancelled_month == month


@pytest.mark.parametrize("text", ["", "拟注销", "产品甲已注销", "未注销", "注销申请办理中"])
def test_nothing_is_taken_for_an_end_that_is_none(text: str):
    assert not read_remark(text).cancelled


@pytest.mark.parametrize(
    "text",
    [
        "原主体名称“甲公司”变更为“乙公司”",
        '原主体名称"甲公司"变更为"乙公司"。',
        "主体名称由”甲公司“变更为”乙公司“",
        "变更内容：主体名称原「甲公司」变更为「乙公司」",
        "原主体名称甲公司变更为乙公司",
        "原主体名称“甲公司”\n变更为“乙公司”；2023年12月新增算法使用产品",
    ],
)
def test_former_subject_names_in_any_quotes(text: str):
    assert read_remark(text).former_names(ORGANISATION) == ("甲公司",)


def test_one_remark_with_a_former_name_and_a_new_purpose():
    remark = read_remark(
        "变更内容：算法名称原“甲算法”变更为“乙算法”，"
        "变更主要用途 为“应用于新闻排序，通过内容打散、打分，优化结果。”"
    )
    assert remark.former_names(ALGORITHM) == ("甲算法",)
    assert [event.kind for event in remark.events] == [ALGORITHM, RemarkKind.PURPOSE_CHANGED]
    assert remark.events[1].new == "应用于新闻排序，通过内容打散、打分，优化结果。"


def test_both_names_changed_in_one_clause():
    remark = read_remark("原主体名称“甲”变更为“乙”，原算法名称“丙”变更为“丁”")
    assert remark.former_names(ORGANISATION) == ("甲",)
    assert remark.former_names(ALGORITHM) == ("丙",)


@pytest.mark.parametrize(
    ("text", "kind", "months"),
    [
        ("2023年12月新增算法使用产品", RemarkKind.PRODUCTS_ADDED, ("2023-12",)),
        ("2022年9月更新备案主体名称", RemarkKind.ORGANISATION_UPDATED, ("2022-09",)),
        ("2023年4月、12月更新算法公示信息", RemarkKind.INFORMATION_UPDATED, ("2023-04", "2023-12")),
        ("请联系张三", RemarkKind.OTHER, ()),
    ],
)
def test_other_clauses_keep_text_and_months(text: str, kind: RemarkKind, months: tuple[str, ...]):
    (event,) = read_remark(text).events
    assert (event.kind, event.text, event.months) == (kind, text, months)
