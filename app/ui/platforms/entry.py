"""One platform's entry as the officer reads it: every rule in words, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue import BatchSupport, Catalogue, Evidence, Platform, Statement, Term
from app.model.kinds import Certainty, SubmissionKind
from app.services.dates import chinese_date
from app.ui.platforms.materials import MaterialsTable
from app.ui.widgets import CertaintyTag, Chip, SectionTitle, button, card, copy_text, label, line

SUPPORT_TONES = {
    BatchSupport.YES: "success",
    BatchSupport.NO: "neutral",
    BatchSupport.CONDITIONAL: "accent",
    BatchSupport.UNKNOWN: "warning",
}


class EntryView(QWidget):
    """Shows a platform; ``platform_asked(id)`` when another one is named and clicked."""

    platform_asked = Signal(str)

    def __init__(self, platform: Platform, catalogue: Catalogue) -> None:
        super().__init__()
        self.platform = platform
        self._catalogue = catalogue
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 8, 8)
        self._column.setSpacing(6)
        self._add_head()
        self._add_rules()
        self._add_order()
        self._section("办理步骤", self._statements(platform.steps, numbered=True))
        self.materials = MaterialsTable(platform.materials)
        self._section("材料清单", self.materials, f"{len(platform.materials)} 项")
        self._section("常见退回原因", self._statements(platform.return_reasons))
        self._add_effort()
        self._column.addStretch(1)

    def _section(self, title: str, content: QWidget, hint: str = "") -> None:
        self._column.addWidget(SectionTitle(title, hint))
        self._column.addWidget(content)

    def _add_head(self) -> None:
        platform = self.platform
        name = label(platform.name, "title", wrap=True, copy=True)
        self._column.addWidget(name)
        self._column.addWidget(label(f"主管：{platform.authority}", "muted", wrap=True, copy=True))
        if platform.portal:
            row = QHBoxLayout()
            row.addWidget(label(f"网址：{platform.portal}", "muted", copy=True))
            row.addWidget(button("复制网址", lambda: copy_text(platform.portal), kind="link"))
            row.addStretch(1)
            self._column.addLayout(row)

    def _add_rules(self) -> None:
        platform, batch = self.platform, self.platform.batch
        frame, column = _card()
        _rule(column, "备案单位", platform.unit, platform.basis)
        _rule(column, "为什么要办", platform.duty.text, platform.duty)
        _rule(column, "办理渠道", platform.channel.text, platform.channel)
        _rule(column, "能否批量", self._batch_words(), batch, Chip(
            batch.support.label, SUPPORT_TONES[batch.support]))  # fmt: skip
        for name, term in (("注销期限", platform.term), ("变更期限", platform.change_term)):
            if term is None:
                _rule(column, name, "没有查到公开的期限规定，请尽早办理。", None)
            else:
                _rule(column, name, self._term_words(term), term)
        review = platform.review_time
        _rule(column, "办结时间", review.text if review else "没有公布办结时限。", review)
        self._section("规则", frame)

    def _batch_words(self) -> str:
        batch = self.platform.batch
        parts = [batch.condition] if batch.condition else []
        if batch.limit:
            parts.append(f"一次最多 {batch.limit} 个。")
        if batch.same:
            parts.append(f"同一批须相同：{'、'.join(item.label for item in batch.same)}。")
        if batch.support is BatchSupport.UNKNOWN:
            parts.append("未知时，本程序按单个提交安排。")
        silent = [kind.label for kind in SubmissionKind if kind not in batch.for_kinds]
        if silent:
            parts.append(f"这条规则没有说明{'、'.join(silent)}能否批量。")
        return "".join(parts)

    def _term_words(self, term: Term) -> str:
        law = self._catalogue.regulations.get(term.regulation)
        cited = f"（{law.citation}）" if law else ""
        return f"{term.working_days} 个工作日，自{term.starts}起算{cited}。"

    def _add_order(self) -> None:
        if not self.platform.order_after:
            return
        frame, column = _card()
        for former in self.platform.order_after:
            known = self._catalogue.get(former.platform)
            name = known.short_name if known else former.platform
            link = button(
                f"先办：{name}",
                lambda key=former.platform: self.platform_asked.emit(key),  # type: ignore[misc]
                kind="link",
                tip=f"查看“{name}”",
            )
            _rule(column, "", former.reason, former, link)
        self._section("与其他平台的先后", frame)

    def _statements(self, items: Sequence[Statement], *, numbered: bool = False) -> QFrame:
        frame, column = _card()
        for place, item in enumerate(items, start=1):
            _rule(column, f"{place}." if numbered else "", item.text, item)
        if not items:
            column.addWidget(label("目录中没有记录。", "muted"))
        return frame

    def _add_effort(self) -> None:
        effort = self.platform.effort
        frame, column = _card()
        told = (
            f"每次提交 {effort.per_submission:g} 小时，每个备案 {effort.per_filing:g} 小时，"
            f"每份文件 {effort.per_document:g} 小时。只用于比较方案，不是平台的规定。"
        )
        _rule(column, "", told, effort)
        self._section("工作量估算", frame)


def _card() -> tuple[QFrame, QVBoxLayout]:
    frame = card()
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(8)
    return frame, column


def _rule(
    column: QVBoxLayout,
    name: str,
    text: str,
    evidence: Evidence | None,
    first: QWidget | None = None,
) -> None:
    """Add a rule: its name, its words, and below them where it is from and how sure it is."""
    if column.count():
        column.addWidget(line())
    row = QHBoxLayout()
    row.setSpacing(12)
    top = Qt.AlignmentFlag.AlignTop
    if name:
        head = label(name, "label")
        head.setFixedWidth(24 if name[0].isdigit() else 84)
        row.addWidget(head, 0, top)
    words = QVBoxLayout()
    words.setSpacing(2)
    if first is not None:
        words.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
    words.addWidget(label(text, wrap=True, copy=True))
    if evidence is not None:
        told = f"来源：{evidence.source}　核实日期：{chinese_date(evidence.verified_on)}"
        words.addWidget(label(told, "muted", wrap=True, copy=True))
    row.addLayout(words, 1)
    tag = CertaintyTag(
        evidence.certainty if evidence else Certainty.UNVERIFIED,
        evidence.source if evidence else "",
    )
    row.addWidget(tag, 0, top)
    column.addLayout(row)
