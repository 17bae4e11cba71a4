"""Which filings are alike enough to go together, with the score's parts; the officer corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.rules.planner import AlikeGroup, Likeness, Plan, likeness
from app.services.filings import FilingRow
from app.services.plan_choice import PlanChoice
from app.services.plan_edits import pairs_of
from app.ui.cases.plan_tree import children
from app.ui.widgets import button, label

NODE = Qt.ItemDataRole.UserRole
MOST_PAIRS = 400


class LikenessView(QWidget):
    """Groups and corrections; ``corrected(together, apart, words)`` with the new sets of pairs."""

    corrected = Signal(object, object, str)

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._choice = PlanChoice()
        self._filings: Mapping[int, FilingRow] = {}
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["相似分组", "最低相似"])
        self.tree.setAccessibleName("相似分组")
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setColumnWidth(0, 420)
        self.tree.itemSelectionChanged.connect(self._on_chosen)
        self.told = label("", wrap=True, copy=True)
        self.parts = label("", "muted", wrap=True, copy=True)
        self.together = button("应放在一起", lambda: self._correct("together"))
        self.apart = button("不应放在一起", lambda: self._correct("apart"))
        self.clear = button("取消更正", lambda: self._correct(""))
        row = QHBoxLayout()
        row.setSpacing(6)
        for made in (self.together, self.apart, self.clear):
            row.addWidget(made)
        row.addStretch(1)
        intro = (
            "相似程度由类别、角色、主体、产品、用途和名称算出（权重为本程序的估计，待核实），"
            "只在平台允许批量时决定哪些备案可以同批。选中两个或更多备案可以更正，更正优先于分数。"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(label(intro, "muted", wrap=True))
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.told)
        column.addWidget(self.parts)
        self._on_chosen()

    def show_groups(
        self,
        groups: Sequence[AlikeGroup],
        plan: Plan,
        choice: PlanChoice,
        filings: Mapping[int, FilingRow],
    ) -> None:
        """Show the groups of a plan's filings and what was corrected."""
        self._plan, self._choice, self._filings = plan, choice, filings
        kept = set(self._chosen())
        self.tree.blockSignals(True)
        self.tree.clear()
        tops = []
        for number, group in enumerate(groups, start=1):
            size = len(group.ids)
            alone = "单独一个" if size == 1 else f"{size} 个备案"
            score = "" if size == 1 else f"{group.lowest:.0%}"
            first = filings.get(group.ids[0])
            where = f"{first.platform_name} · {first.organisation_name}" if first else ""
            top = QTreeWidgetItem([f"第 {number} 组 · {where}：{alone}", score])
            for filing_id in group.ids:
                row = filings.get(filing_id)
                name = f"{row.title}　{row.number}".strip() if row else str(filing_id)
                child = QTreeWidgetItem([name, self._mark(filing_id)])
                child.setData(0, NODE, filing_id)
                top.addChild(child)
            tops.append(top)
        self.tree.addTopLevelItems(tops)
        for top in tops:
            top.setExpanded(top.childCount() > 1 or len(tops) <= 20)
            for child in children(top):
                child.setSelected(child.data(0, NODE) in kept)
        self.tree.blockSignals(False)
        self._on_chosen()

    def _mark(self, filing_id: int) -> str:
        marks = []
        if any(filing_id in pair for pair in self._choice.together):
            marks.append("已更正：在一起")
        if any(filing_id in pair for pair in self._choice.apart):
            marks.append("已更正：分开")
        return "，".join(marks)

    def choose(self, ids: Sequence[int]) -> None:
        """Choose filings."""
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            for child in children(top) if top else ():
                child.setSelected(child.data(0, NODE) in ids)

    def _chosen(self) -> list[int]:
        found = [item.data(0, NODE) for item in self.tree.selectedItems()]
        return sorted(id for id in found if id is not None)

    def _on_chosen(self) -> None:
        ids = self._chosen()
        pairs = pairs_of(ids) if len(ids) < 30 else frozenset()
        allowed = len(ids) >= 2 and len(ids) * (len(ids) - 1) // 2 <= MOST_PAIRS
        self.together.setEnabled(allowed)
        self.apart.setEnabled(allowed)
        self.clear.setEnabled(bool(pairs & (self._choice.together | self._choice.apart)))
        if len(ids) < 2 or self._plan is None:
            self.told.setText("选中两个备案，这里列出它们的相似程度及构成。")
            self.parts.setText("")
            return
        known = {filing.id: filing for filing in self._plan.filings}
        first, second = (known.get(id) for id in ids[:2])
        if first is None or second is None:
            self.told.setText("选中的备案有的不在这次规划中。")
            self.parts.setText("")
            return
        alike = likeness(first, second)
        self.told.setText(f"“{first.title}”与“{second.title}”相似 {alike.score:.0%}。")
        self.parts.setText(told_parts(alike))

    def _correct(self, how: str) -> None:
        ids = self._chosen()
        pairs = pairs_of(ids)
        together, apart = self._choice.together - pairs, self._choice.apart - pairs
        words = f"取消对 {len(ids)} 个备案相似分组的更正"
        if how == "together":
            together |= pairs
            words = f"更正相似分组：{len(ids)} 个备案应放在一起"
        elif how == "apart":
            apart |= pairs
            words = f"更正相似分组：{len(ids)} 个备案不应放在一起"
        self.corrected.emit(together, apart, words)


def told_parts(alike: Likeness) -> str:
    """Return the parts of a likeness in words, each with its weight and its share."""
    return "\n".join(
        f"{part.name}（权重 {part.weight:.0%}）：{part.score:.0%}　{part.words}"
        for part in alike.parts
    )
