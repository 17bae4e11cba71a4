"""The stocktaking on paper: the same charts as on the screen, every gap with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from paper_reading import page_texts

from app.dossier import FontSet, find_fonts
from app.dossier.charts import ChartColours, draw_charts, marks_of
from app.dossier.stocktake_pdf import write_stocktake_pdf
from app.errors import CancelledError, CannotPrintError
from app.model.kinds import Certainty, FilingStatus
from app.progress import Silent, Stoppable
from app.rules.stocktake_types import (
    Gap,
    GapGroup,
    GapKind,
    Link,
    PlatformTally,
    Stocktake,
    Tally,
    Totals,
)


def gap(n: int, kind: GapKind = GapKind.WITHOUT_PRODUCT, name: str = "") -> Gap:
    return Gap(
        kind,
        name or f"算法{n}",
        "甲信息技术有限公司",
        "没有登记使用它的产品。",
        "请补充产品。",
        (Link("filing", n, f"算法{n}"),),
        "《示例规定》第二十四条",
        Certainty.OFFICIAL,
    )


@pytest.fixture(scope="module")
def set_of_fonts() -> FontSet:
    try:
        return find_fonts()
    except CannotPrintError:
        pytest.skip("no faces to print with on this machine")


@pytest.fixture
def report() -> Stocktake:
    gaps = tuple(gap(n) for n in range(200))
    return Stocktake(
        made_on=date(2026, 11, 23),
        organisation_id=None,
        organisation="全部主体",
        totals=Totals(1204, 1200, 900, 40, 3, 2),
        by_platform=(
            PlatformTally(
                "cac-algorithm",
                "算法备案",
                tuple((status, 300 + n) for n, status in enumerate(FilingStatus)),
            ),
            PlatformTally("icp", "ICP备案", ((FilingStatus.ACTIVE, 3),)),
        ),
        by_status=tuple(Tally(s.value, s.label, 1) for s in FilingStatus),
        by_type=(Tally("push", "个性化推送类", 7), Tally("", "未填类别", 2)),
        by_role=(Tally("provider", "服务提供者", 9),),
        by_organisation=tuple(Tally(str(n), f"第{n}信息技术有限公司", 40 - n) for n in range(30)),
        by_year=(Tally("2022", "2022年", 5), Tally("2023", "2023年", 9)),
        groups=(
            GapGroup(GapKind.DEADLINE_MISSED, 1, (gap(1, GapKind.DEADLINE_MISSED),)),
            GapGroup(GapKind.WITHOUT_PRODUCT, 4321, gaps),
        ),
        unchecked=("没有与平台比对。",),
    )


def written(report: Stocktake, fonts: FontSet) -> tuple[bytes, int]:
    out = BytesIO()
    count = write_stocktake_pdf(report, fonts, out, Silent())
    return out.getvalue(), count


def texts(pdf: bytes) -> list[str]:
    return page_texts(pdf)


def test_the_report_holds_figures_gaps_sources_and_limits(
    report: Stocktake, set_of_fonts: FontSet
) -> None:
    pdf, count = written(report, set_of_fonts)
    pages = texts(pdf)
    whole = "".join(pages).replace("\r\n", "")
    assert len(pages) == count > 3
    for words in (
        "备案盘点报告",
        "2026年11月23日",
        "1204",
        "未注销 1200",
        "有效 300 · 注销中 301",
        "个性化推送类",
        "注销期限已过：1 条",
        "备案没有产品：4321 条，列出前 200 条",
        "第二十四条（官方）",
        "四、未检查的内容",
        "没有与平台比对。",
    ):
        assert words.replace(" ", "") in whole.replace(" ", ""), words
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页 共 {count} 页" in page
    assert "情况与处理" in pages[-2]


def test_the_pages_are_a4_with_embedded_fonts(report: Stocktake, set_of_fonts: FontSet) -> None:
    pdf, _count = written(report, set_of_fonts)
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
        fonts: list[Any] = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in item for item in fonts)


def test_the_same_report_gives_the_same_bytes(report: Stocktake, set_of_fonts: FontSet) -> None:
    assert written(report, set_of_fonts) == written(report, set_of_fonts)


def test_nothing_found_is_said(report: Stocktake, set_of_fonts: FontSet) -> None:
    pdf, _count = written(replace(report, groups=()), set_of_fonts)
    assert "没有发现问题" in "".join(texts(pdf))


def test_a_character_that_no_face_has_is_named(report: Stocktake, set_of_fonts: FontSet) -> None:
    odd = GapGroup(GapKind.NUMBER_TWICE, 1, (gap(1, name="\U0003134f"),))
    with pytest.raises(CannotPrintError, match="U\\+3134F"):
        written(replace(report, groups=(odd,)), set_of_fonts)


def test_the_writing_can_be_cancelled(report: Stocktake, set_of_fonts: FontSet) -> None:
    progress = Stoppable()
    progress.stop()
    with pytest.raises(CancelledError):
        write_stocktake_pdf(report, set_of_fonts, BytesIO(), progress)


def test_charts_carry_their_words_and_numbers(report: Stocktake, set_of_fonts: FontSet) -> None:
    charts = draw_charts(report, set_of_fonts, ChartColours(), 520)
    assert [chart.key for chart in charts] == [
        "gaps",
        "platforms",
        "types",
        "organisations",
        "years",
    ]
    for chart in charts:
        texts = {mark.text for mark in marks_of(chart.drawing)}
        for word, told in chart.rows[:10]:
            assert {word, told} <= texts


def test_what_does_not_fit_is_gathered(report: Stocktake, set_of_fonts: FontSet) -> None:
    charts = {c.key: c for c in draw_charts(report, set_of_fonts, ChartColours(), 520)}
    marks = marks_of(charts["organisations"].drawing)
    assert "其余 18 项" in {mark.text for mark in marks}
    assert len(charts["organisations"].rows) == 30


def test_every_status_has_a_hatching_of_its_own(report: Stocktake, set_of_fonts: FontSet) -> None:
    grey = ChartColours(*["#444444"] * 3, "#ffffff", *["#777777"] * 4)
    one = replace(report, groups=(), by_type=(), by_organisation=(), by_year=())

    def lines(status: FilingStatus) -> int:
        only = replace(one, by_platform=(PlatformTally("icp", "ICP备案", ((status, 5),)),))
        (chart,) = draw_charts(only, set_of_fonts, grey, 520)
        return sum(len(mark.at) for mark in marks_of(chart.drawing) if mark.kind == "lines")

    assert len({lines(status) for status in FilingStatus}) == len(FilingStatus)
