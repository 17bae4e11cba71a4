"""Why is it here, and what if it went elsewhere: the pane beside the list of submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from app.rules.planner import (
    Alternative,
    Plan,
    PlannedSubmission,
    PlanStyle,
    Reason,
    WhyHere,
)
from app.services.filings import FilingRow
from app.ui.widgets import CertaintyTag, SectionTitle, button, card, label, scrolled

MOST_MATES = 8
MOST_PLACES = 12
PART_WORDS = (
    ("submission", "每次提交"),
    ("filings", "每个备案"),
    ("documents", "准备文件"),
    ("rework", "预计返工"),
    ("delay", "延误折合"),
)


@dataclass(frozen=True)
class FilingAnswer:
    """Why a filing is where it is, and every other place with what that does."""

    filing_id: int
    order: int
    why: WhyHere
    places: tuple[Alternative, ...]


class WhyPane(QWidget):
    """``move_asked(filing_id, order, target)``, ``apart_asked(order)``, ``mode_asked(order)``,
    ``join_asked(order)`` by its buttons.
    """

    move_asked = Signal(int, int, object)
    apart_asked = Signal(int)
    mode_asked = Signal(int)
    join_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(250)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(10, 0, 8, 8)
        self._column.setSpacing(6)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(self._inside))
        self.move_buttons: dict[int | None, QWidget] = {}
        self.show_nothing()

    def show_nothing(self, plan: Plan | None = None) -> None:
        """Say why ``plan`` is as it is and not otherwise, and what this pane is for."""
        self._clear()
        if plan is not None and plan.style is PlanStyle.RECOMMENDED:
            self._column.addWidget(SectionTitle("为什么推荐它"))
            self._column.addWidget(label(plan.exactness.words, wrap=True, copy=True))
            for reason in plan.runner_up.why if plan.runner_up is not None else ():
                self._column.addWidget(reason_line(reason))
        self._column.addWidget(SectionTitle("每项安排的理由"))
        text = (
            "选择一次提交或一个备案，这里说明它为什么在这里、换到别处会怎样。"
            "备案可以拖到别的提交上，也可以按回车打开“移到…”。"
        )
        self._column.addWidget(label(text, "muted", wrap=True))
        self._column.addStretch(1)

    def show_submission(self, item: PlannedSubmission, plan: Plan, support_words: str) -> None:
        """Show all reasons of a submission, its cost and what can be done with it."""
        self._clear()
        self._column.addWidget(SectionTitle(f"第 {item.order} 次提交"))
        row = QHBoxLayout()
        row.setSpacing(6)
        if len(item.filing_ids) > 1:
            apart = button(
                "拆开", lambda: self.apart_asked.emit(item.order), tip="每个备案单独提交"
            )
            row.addWidget(apart)
        same = [one for one in plan.submissions if one.key == item.key]
        if len(same) > 1:
            row.addWidget(button("合并…", lambda: self.join_asked.emit(item.order)))
        if sum(len(one.filing_ids) for one in same) > 1:
            batch = any(len(one.filing_ids) > 1 for one in same)
            told = "这一组全部改为单个" if batch else "这一组改为批量"
            row.addWidget(button(told, lambda: self.mode_asked.emit(item.order)))
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(label(support_words, "muted", wrap=True))
        self._column.addWidget(SectionTitle("理由"))
        for reason in item.reasons:
            self._column.addWidget(reason_line(reason))
        self._column.addWidget(SectionTitle("估计成本"))
        parts = "，".join(f"{word} {getattr(item.cost, key):.1f}" for key, word in PART_WORDS)
        self._column.addWidget(
            label(f"合计 {item.cost.total:.1f} 小时：{parts}。", wrap=True, copy=True)
        )
        self._column.addStretch(1)

    def show_filing(self, answer: FilingAnswer, filings: Mapping[int, FilingRow]) -> None:
        """Show why a filing is here, how alike its mates are, and every other place for it."""
        self._clear()
        row = filings.get(answer.filing_id)
        self._column.addWidget(SectionTitle("为什么在这里"))
        if row is not None:
            self._column.addWidget(label(row.title, wrap=True, copy=True))
        for reason in answer.why.reasons:
            self._column.addWidget(reason_line(reason))
        chance = answer.why.chance
        self._column.addWidget(
            label(
                f"这个备案引起退回的可能：{chance.value:.0%}（估计，待核实）", wrap=True, copy=True
            )
        )
        for part in chance.parts:
            self._column.addWidget(label(f"· {part.text}", "muted", wrap=True, copy=True))
        self._add_mates(answer, filings)
        self._add_places(answer)
        self._column.addStretch(1)

    def _add_mates(self, answer: FilingAnswer, filings: Mapping[int, FilingRow]) -> None:
        mates = sorted(answer.why.mates, key=lambda mate: mate[1].score)
        if not mates:
            return
        self._column.addWidget(SectionTitle("与同批的相似程度"))
        for filing_id, alike in mates[:MOST_MATES]:
            mate = filings.get(filing_id)
            made = label(
                f"{alike.score:.0%}　{mate.title if mate else filing_id}", wrap=True, copy=True
            )
            made.setToolTip("\n".join(part.words for part in alike.parts))
            self._column.addWidget(made)
            told = "".join(part.words for part in alike.parts)
            self._column.addWidget(label(told, "muted", wrap=True))
        if len(mates) > MOST_MATES:
            more = len(mates) - MOST_MATES
            self._column.addWidget(label(f"另有 {more} 个更相似的备案。", "muted"))

    def _add_places(self, answer: FilingAnswer) -> None:
        self._column.addWidget(SectionTitle("如果换到别处"))
        self.move_buttons = {}
        if not answer.places:
            self._column.addWidget(label("没有别的地方可去。", "muted"))
        ordered = sorted(answer.places, key=_last_refused)
        for place in ordered[:MOST_PLACES]:
            self._column.addWidget(self._place(answer, place))
        if len(ordered) > MOST_PLACES:
            more = len(ordered) - MOST_PLACES
            self._column.addWidget(label(f"另有 {more} 处，见“移到…”。", "muted"))

    def _place(self, answer: FilingAnswer, place: Alternative) -> QWidget:
        frame = card()
        column = QVBoxLayout(frame)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        column.addWidget(label(place.title, wrap=True))
        moved = place.moved
        if moved.refused:
            column.addWidget(label(f"不能：{moved.refused}", "error", wrap=True, copy=True))
            return frame
        told = told_difference(moved.difference.sentences)
        column.addWidget(label(told, "muted", wrap=True, copy=True))
        for finding in moved.findings:
            column.addWidget(label(f"请留意：{finding.message}", "warning", wrap=True))
        go = button(
            "移到这里",
            lambda: self.move_asked.emit(answer.filing_id, answer.order, place.target),
            kind="link",
        )
        self.move_buttons[place.target] = go
        column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def words(self) -> list[str]:
        """Return every sentence shown."""
        return [made.text() for made in self._inside.findChildren(QLabel)]

    def _clear(self) -> None:
        self.move_buttons = {}
        _empty(self._column)


def _empty(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        gone, inner = item.widget(), item.layout()
        if gone is not None:
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        elif inner is not None:
            _empty(inner)


def told_difference(sentences: Sequence[str]) -> str:
    """Return what a change does, in one line."""
    return "".join(sentences) or "没有可见的差别。"


def _last_refused(place: Alternative) -> tuple[bool, float]:
    made = place.moved
    return bool(made.refused), 0.0 if made.refused else made.plan.figures.weighed


def reason_line(reason: Reason) -> QWidget:
    """Return one sentence of why, with how sure it is and from where."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(CertaintyTag(reason.certainty, reason.source), 0, Qt.AlignmentFlag.AlignTop)
    words = label(f"{reason.text}", wrap=True, copy=True)
    words.setToolTip(f"来源：{reason.source}")
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(words)
    column.addWidget(label(f"来源：{reason.source}", "muted", wrap=True, copy=True))
    row.addLayout(column, 1)
    return made
