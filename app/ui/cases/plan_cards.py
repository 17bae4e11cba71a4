"""The submissions of a plan as cards: one card for each subject, platform and kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue import BatchSupport, Catalogue
from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.planner import ClassKey, LeftOut, Plan, PlannedSubmission, Reason
from app.services.dates import chinese_date
from app.services.filings import FilingRow
from app.ui.widgets import CertaintyTag, Chip, button, label

SHOWN = 6


@dataclass(frozen=True)
class PlannedClass:
    """Submissions to one platform for one subject and of one kind."""

    key: ClassKey
    organisation_name: str
    submissions: tuple[PlannedSubmission, ...]

    @property
    def mode(self) -> SubmissionMode:
        """Batch when any of them carries several filings."""
        modes = {item.mode for item in self.submissions}
        return SubmissionMode.BATCH if SubmissionMode.BATCH in modes else SubmissionMode.SINGLE

    @property
    def filing_ids(self) -> tuple[int, ...]:
        """All filings, in order."""
        return tuple(i for item in self.submissions for i in item.filing_ids)


def grouped_by_class(plan: Plan) -> list[PlannedClass]:
    """Return the plan's submissions by class, in the order they are handed in."""
    found: dict[ClassKey, list[PlannedSubmission]] = {}
    for item in plan.submissions:
        found.setdefault(item.key, []).append(item)
    return [
        PlannedClass(key, items[0].organisation_name, tuple(items)) for key, items in found.items()
    ]


class ClassCard(QFrame):
    """Why these filings go together or apart; ``switch_asked(key, mode)`` to change it."""

    switch_asked = Signal(object, object)

    def __init__(
        self, group: PlannedClass, filings: Mapping[int, FilingRow], catalogue: Catalogue
    ) -> None:
        super().__init__()
        self.group = group
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(4)
        platform = catalogue.get(group.key.platform)
        self._add_head(platform.short_name if platform else group.key.platform)
        self._add_reasons()
        self._add_filings(filings)
        self._add_switch(platform.batch_for(group.key.kind).support if platform else None)

    def _add_head(self, platform: str) -> None:
        group = self.group
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(platform, "heading"))
        change = group.key.kind is SubmissionKind.CHANGE
        row.addWidget(Chip(group.key.kind.label, "warning" if change else "neutral"))
        times = len(group.submissions)
        row.addWidget(Chip(f"{group.mode.label} {times} 次提交", "accent"))
        row.addWidget(label(group.organisation_name, "muted"))
        row.addStretch(1)
        due = group.submissions[0].deadline
        if due is not None:
            told = f"最后一日 {chinese_date(due.due_on)}" + ("（估算）" if due.estimated else "")
            row.addWidget(label(told, copy=True))
        self._column.addLayout(row)

    def _add_reasons(self) -> None:
        reasons: dict[tuple[str, str], Reason] = {}
        for item in self.group.submissions:
            for reason in item.reasons:
                reasons.setdefault((reason.text, reason.source), reason)
        for reason in list(reasons.values())[:SHOWN]:
            self._column.addWidget(reason_line(reason))

    def _add_filings(self, filings: Mapping[int, FilingRow]) -> None:
        rows = [filings[i] for i in self.group.filing_ids if i in filings]
        told = [f"{row.title}　{row.number}".strip() for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            told.append(f"…… 共 {len(rows)} 个备案")
        made = label("\n".join(told), "muted", wrap=True, copy=True)
        made.setToolTip("\n".join(f"{row.title}　{row.number}".strip() for row in rows))
        self._column.addWidget(made)

    def _add_switch(self, support: BatchSupport | None) -> None:
        group = self.group
        if len(group.filing_ids) < 2 or support is BatchSupport.NO:
            return
        other = (
            SubmissionMode.SINGLE if group.mode is SubmissionMode.BATCH else SubmissionMode.BATCH
        )
        self.switch = button(
            f"改为{other.label}",
            lambda: self.switch_asked.emit(group.key, other),
            kind="link",
            tip="只改这一组，其余不变；改后会重新检查",
        )
        self._column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)


class LeftOutCard(QFrame):
    """A filing for which nothing is to be handed in, and why."""

    def __init__(self, item: LeftOut, filings: Mapping[int, FilingRow]) -> None:
        super().__init__()
        self.item = item
        self.setProperty("kind", "card")
        row = filings.get(item.filing_id)
        name = f"{row.title}　{row.number}".strip() if row else ""
        head = QHBoxLayout()
        head.addWidget(Chip("不需要提交"))
        head.addWidget(label(name, copy=True), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(reason_line(item.reason))


def reason_line(reason: Reason) -> QWidget:
    """Return one sentence of why, with how sure it is and from where."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(CertaintyTag(reason.certainty, reason.source), 0, Qt.AlignmentFlag.AlignTop)
    words = label(reason.text, wrap=True, copy=True)
    words.setToolTip(f"来源：{reason.source}")
    row.addWidget(words, 1)
    return made
