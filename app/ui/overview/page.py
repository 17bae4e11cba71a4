"""总览: what there is, what is due, what goes on, what does not fit; every line leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.progress import Progress
from app.rules.findings import Finding
from app.services.dates import in_china
from app.services.results import Changes, Result
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.overview.cards import FigureCard, Lines, LinkRow
from app.ui.shell import MainWindow, Page
from app.ui.widgets import EmptyState, FindingsList, SectionTitle, button, label, scrolled

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.overview import Overview

GAPS_SHOWN = 6
PAPERS_SHOWN = 3
RUNNING_OUT = "inventory.stopped_but_alive"
"""The finding whose term runs already; it stands before the others."""


class OverviewPage(Page):
    """The first page of the day."""

    key = "overview"
    title = "总览"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self._all_gaps = False
        self._shown: Overview | None = None
        self.empty = self._first_steps()
        self.filings = FigureCard("备案", "inventory", lambda: self.navigate("inventory"))
        self.open_cases = FigureCard("在办项目", "case", lambda: self.navigate("cases"))
        self.nearest = FigureCard("最近期限", "deadline", lambda: self.navigate("deadlines"))
        self.gaps_figure = FigureCard("待核对", "warning", self._look_at_gaps)
        self.due = Lines("没有带日期的期限。采用办理方案后，每次提交的最后一日列在这里。")
        self.rules = Lines("")
        self.rules.hide()
        self.cases = Lines("没有在办的注销项目。")
        self.events = Lines("还没有操作记录。")
        self.gaps = FindingsList()
        self.gaps.activated.connect(self.on_gap)
        self._no_gaps = label("盘点没有发现问题。", "muted")
        self._gaps_title = SectionTitle("盘点发现")
        self._more = button("", self._turn_gaps, kind="link")
        self._gaps_title.row.addWidget(self._more)
        self._stack = QStackedWidget()
        self._area = scrolled(self._day())
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._area)
        self.column.addWidget(self._stack, 1)

    def _first_steps(self) -> EmptyState:
        empty = EmptyState(
            "overview",
            "从盘点备案开始",
            "导入网信办公布的备案清单，选出本单位的备案；也可以逐个新建。"
            "想先看看程序怎么用，可以载入示例企业，随时能在设置中移除。",
        )
        empty.add_action(
            "导入清单", lambda: self.navigate("import"), primary=True, icon_name="import"
        )
        empty.add_action("新建备案", lambda: self.navigate("inventory", new=True), icon_name="add")
        self.sample_button = empty.add_action("载入示例企业", self.on_sample, icon_name="building")
        return empty

    def _day(self) -> QWidget:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in (self.filings, self.open_cases, self.nearest, self.gaps_figure):
            figures.addWidget(card, 1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        gaps = (self._gaps_title, self._no_gaps, self.gaps)
        columns.addLayout(_stacked(SectionTitle("近期期限"), self.due, *gaps), 1)
        on_the_right = (SectionTitle("在办的注销项目"), self.cases, SectionTitle("最近操作"))
        columns.addLayout(_stacked(*on_the_right, self.events), 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(figures)
        column.addWidget(self.rules)
        column.addLayout(columns)
        column.addStretch(1)
        return inside

    def refresh(self, changes: Changes | None) -> None:
        """Ask again how things stand."""

        def look(_progress: Progress) -> Overview | None:
            if self.ws.lines.nothing_entered():
                return None
            from app.services.overview import overview

            return overview(self.ws)

        self.jobs.read(look, self._show, key="overview", failed=self.tell_error, owner=self)

    def _show(self, now: Overview | None) -> None:
        self._shown = now
        self.sample_button.setEnabled(True)
        if now is None or now.empty:
            self._stack.setCurrentWidget(self.empty)
            return
        self._stack.setCurrentWidget(self._area)
        self._show_figures(now)
        self._show_due(now)
        self._show_rules(now)
        self.cases.show_rows(
            [
                LinkRow(
                    item.case.title,
                    item.next_text,
                    f"{item.case.closed_count}/{item.case.submission_count} 已办结"
                    if item.case.submission_count
                    else f"{item.case.filing_count} 个备案",
                    "neutral",
                    lambda item=item: self.navigate(  # type: ignore[misc]
                        "cases", case_id=item.case.id, step=item.next_step
                    ),
                )
                for item in now.open_cases
            ]
        )
        self.events.show_rows(
            [
                LinkRow(
                    entry.summary,
                    f"{_moment(entry.at)} · {entry.actor}",
                    "已撤销" if entry.undone else "",
                    "neutral",
                    None,
                )
                for entry in now.events
            ]
        )
        self._show_gaps(now)

    def _show_figures(self, now: Overview) -> None:
        from app.ui.deadlines.words import days_tone, days_words, due_words

        states = " · ".join(f"{item.label} {item.count}" for item in now.by_status)
        self.filings.tell(str(now.filing_count), states)
        next_text = now.open_cases[0].next_text if now.open_cases else "没有在办的注销项目"
        self.open_cases.tell(str(len(now.open_cases)), next_text)
        first = now.deadlines[0] if now.deadlines else None
        if first is None:
            self.nearest.tell("—", "没有带日期的期限")
        else:
            self.nearest.tell(
                days_words(first.days_left), due_words(first), days_tone(first.days_left)
            )
        self.gaps_figure.tell(
            str(now.gap_count),
            "条盘点发现，见下方" if now.gap_count else "盘点没有发现问题",
            "warning" if now.gap_count else "",
        )

    def _show_due(self, now: Overview) -> None:
        from app.ui.deadlines.words import days_tone, days_words, due_words

        self.due.show_rows(
            [
                LinkRow(
                    row.what,
                    f"{due_words(row)} · {row.submission.label}",
                    days_words(row.days_left),
                    days_tone(row.days_left),
                    lambda row=row: self.navigate(  # type: ignore[misc]
                        "cases",
                        case_id=row.case_id,
                        step="track",
                        submission_id=row.submission.id,
                    ),
                )
                for row in now.deadlines
            ]
        )

    def _show_rules(self, now: Overview) -> None:
        """Tell what there is to do about papers and the platforms' rules, if anything."""
        rows = [
            LinkRow(
                title,
                told,
                chip,
                "warning",
                lambda walk=walk: self.navigate(  # type: ignore[misc]
                    "platforms", walk=walk
                ),
            )
            for count, title, told, chip, walk in (
                (
                    now.rules_due,
                    f"{now.rules_due} 条在用平台的规则超过 180 天没有核实",
                    "打开平台目录逐条复核",
                    "需复核",
                    "due",
                ),
                (
                    now.rules_moved,
                    f"{now.rules_moved} 条自定义规则的随附规则已更新",
                    "打开平台目录逐条比较",
                    "有更新",
                    "moved",
                ),
            )
            if count
        ]
        rows = [*self._paper_rows(now), *rows]
        self.rules.show_rows(rows)
        self.rules.setVisible(bool(rows))

    def _paper_rows(self, now: Overview) -> list[LinkRow]:
        """Tell which shared papers expired or soon will; beyond a few, how many more."""
        from app.rules.paper_terms import term_words
        from app.ui.papers.words import TONES

        def row(title: str, told: str, chip: str, tone: str, paper_id: int) -> LinkRow:
            return LinkRow(
                title,
                told,
                chip,
                tone,
                lambda: self.navigate("inventory", view="papers", paper_id=paper_id),
            )

        shown = [
            row(
                f"共用材料“{paper.title}”{paper.validity.label}",
                term_words(paper.term, now.today)
                + (f"，用在 {paper.used} 项材料中" if paper.used else ""),
                paper.validity.label,
                TONES[paper.validity],
                paper.id,
            )
            for paper in now.papers_due[:PAPERS_SHOWN]
        ]
        rest = now.papers_due[PAPERS_SHOWN:]
        if rest:
            title = f"另有 {len(rest)} 份共用材料已过期或即将到期"
            shown.append(row(title, "打开共用材料查看", "需处理", "warning", rest[0].id))
        return shown

    def _show_gaps(self, now: Overview) -> None:
        ordered = sorted(now.gaps, key=lambda gap: gap.rule_id != RUNNING_OUT)
        shown = ordered if self._all_gaps else ordered[:GAPS_SHOWN]
        self.gaps.show_findings(shown)
        self._no_gaps.setVisible(not now.gaps)
        self._gaps_title.set_text("盘点发现", f"共 {now.gap_count} 条" if now.gap_count else "")
        self._more.setVisible(len(now.gaps) > GAPS_SHOWN)
        every = "显示全部" if len(now.gaps) == now.gap_count else f"显示前 {len(now.gaps)} 条"
        self._more.setText("收起" if self._all_gaps else every)

    def _turn_gaps(self) -> None:
        self._all_gaps = not self._all_gaps
        if self._shown is not None:
            self._show_gaps(self._shown)

    def _look_at_gaps(self) -> None:
        self._area.ensureWidgetVisible(self._gaps_title)
        if self.gaps.cards:
            self._area.ensureWidgetVisible(self.gaps.cards[0])
            self.gaps.cards[0].setFocus()

    def on_gap(self, finding: Finding) -> None:
        """Go to the filing that a finding is about."""
        self.navigate("inventory", filing_id=finding.place.filing_id)

    def on_sample(self) -> None:
        """Put the sample firm in."""
        self.sample_button.setEnabled(False)

        def failed(error: object) -> bool:
            self.sample_button.setEnabled(True)
            return False

        def load(progress: Progress) -> Result[int]:
            from app.services.sample import load_sample

            return load_sample(self.ws, progress)

        self.jobs.change("载入示例企业", load, None, failed, owner=self)


def _moment(at: datetime) -> str:
    here = in_china(at)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def _stacked(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column
