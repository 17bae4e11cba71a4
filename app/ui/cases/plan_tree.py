"""The submissions of a plan as cards in one list, their filings below; filings are dragged.

One widget paints all of it, so two hundred filings cost no more than what is in view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from app.catalogue import Catalogue
from app.model.kinds import SubmissionMode
from app.rules.plan_telling import two_reasons
from app.rules.planner import LeftOut, Plan, PlannedSubmission, Reason
from app.services.dates import chinese_date
from app.services.filings import FilingRow
from app.ui.cases.plan_painting import NODE, CardPainter, Head, Hint

Picked = tuple[tuple[int, int], ...]


class Node(NamedTuple):
    """What a line stands for: a submission by its order, a filing in it, or one left out."""

    kind: str
    order: int = 0
    filing_id: int = 0


class PlanTree(QTreeWidget):
    """``move_asked(picked, order or None)`` when filings are dropped; ``menu_asked(point)``.

    ``judge`` answers, before anything drops, what a move would do: allowed or not, and the words.
    """

    move_asked = Signal(object, object)
    menu_asked = Signal(object)
    chosen = Signal()
    renewed = Signal()

    def __init__(self, judge: Callable[[Picked, int | None], Hint]) -> None:
        super().__init__()
        self._judge = judge
        self._judged: dict[tuple[Picked, int | None], Hint] = {}
        self._plan: Plan | None = None
        self.setHeaderHidden(True)
        self.setAccessibleName("方案的提交和备案")
        self.setRootIsDecorated(False)
        self.setIndentation(18)
        self.setUniformRowHeights(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_asked.emit)
        self.painter_of_cards = CardPainter(self)
        self.setItemDelegate(self.painter_of_cards)
        self.itemSelectionChanged.connect(self.chosen)

    # showing

    def show_plan(self, plan: Plan, filings: Mapping[int, FilingRow], catalogue: Catalogue) -> None:
        """Show another plan; what was chosen stays chosen where it still stands."""
        if self._only_heads_differ(plan):
            self._renew_heads(plan, catalogue)
            return
        kept = {(node.filing_id, node.kind) for node in self.nodes() if node.filing_id}
        orders = {node.order for node in self.nodes() if node.kind == "submission"}
        closed = self._closed()
        self._plan, self._judged = plan, {}
        self.painter_of_cards.set_hint(None, None)
        self.blockSignals(True)
        self.setUpdatesEnabled(False)
        self.clear()
        tops = [self._card(item, filings, catalogue, sent=True) for item in plan.sent]
        tops += [self._card(item, filings, catalogue, sent=False) for item in plan.submissions]
        tops += [_left_out(item, filings) for item in plan.left_out]
        self.addTopLevelItems(tops)
        first = None
        for top in tops:
            node = top.data(0, NODE)
            top.setExpanded(node.order not in closed)
            if node.kind == "submission" and node.order in orders and not kept:
                top.setSelected(True)
                first = first or top
            for child in children(top):
                if (child.data(0, NODE).filing_id, "filing") in kept:
                    child.setSelected(True)
                    first = first or child
        self.setUpdatesEnabled(True)
        self.blockSignals(False)
        if first is not None:
            self.scrollToItem(first)
        self.chosen.emit()

    def _only_heads_differ(self, plan: Plan) -> bool:
        former = self._plan
        return (
            former is not None
            and _lines(former) == _lines(plan)
            and former.left_out == plan.left_out
            and former.filings is plan.filings
        )

    def _renew_heads(self, plan: Plan, catalogue: Catalogue) -> None:
        """Say other figures on the same cards: what a slider does most of the time."""
        self._plan, self._judged = plan, {}
        first = len(plan.sent)
        for place, item in enumerate(plan.submissions, start=first):
            top = self.topLevelItem(place)
            head = head_of(item, catalogue, sent=False)
            if top is not None and top.data(0, NODE + 1) != head:
                _put_head(top, head, item)
        self.renewed.emit()

    def _closed(self) -> set[int]:
        tops = [self.topLevelItem(place) for place in range(self.topLevelItemCount())]
        return {
            top.data(0, NODE).order
            for top in tops
            if top is not None and top.childCount() and not top.isExpanded()
        }

    def _card(
        self,
        item: PlannedSubmission,
        filings: Mapping[int, FilingRow],
        catalogue: Catalogue,
        *,
        sent: bool,
    ) -> QTreeWidgetItem:
        head = head_of(item, catalogue, sent=sent)
        top = QTreeWidgetItem()
        top.setData(0, NODE, Node("sent" if sent else "submission", item.order))
        top.setData(0, NODE + 1, head)
        top.setText(0, "。".join([head.title, head.about, *(why.text for why in head.reasons)]))
        sources = "\n".join(
            f"{why.text}（{why.certainty.label}，{why.source}）" for why in item.reasons
        )
        top.setToolTip(0, sources)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        top.setFlags(flags if sent else flags | Qt.ItemFlag.ItemIsDropEnabled)
        for filing_id in item.filing_ids:
            row = filings.get(filing_id)
            child = QTreeWidgetItem(top)
            child.setData(0, NODE, Node("filing", item.order, filing_id))
            told = f"{row.title}　{row.number}".strip() if row else f"备案 {filing_id}"
            child.setText(0, told)
            more = Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsDragEnabled
            child.setFlags(flags if sent else flags | more)
        return top

    def show_hint(self, order: int | None, hint: Hint | None) -> None:
        """Show on a card what a drop there would do."""
        self.painter_of_cards.set_hint(order, hint)
        self.viewport().update()

    # what is chosen

    def nodes(self) -> list[Node]:
        """Return what is chosen, from top to bottom."""
        chosen = [item.data(0, NODE) for item in self.selectedItems()]
        return sorted((node for node in chosen if node), key=lambda node: node.order)

    def picked(self) -> Picked:
        """Return the chosen filings, each with the order of the submission it stands in."""
        return tuple(
            (node.filing_id, node.order)
            for node in self.nodes()
            if node.kind == "filing" and not self._is_sent(node.order)
        )

    def choose(self, order: int, filing_id: int = 0) -> bool:
        """Choose a submission, or a filing in it; False when it is not shown."""
        for item in self.items():
            node = item.data(0, NODE)
            if node.order == order and node.filing_id == filing_id and node.kind != "left":
                self.setCurrentItem(item)
                return True
        return False

    def items(self) -> list[QTreeWidgetItem]:
        """Return every line from top to bottom."""
        found = []
        for place in range(self.topLevelItemCount()):
            top = self.topLevelItem(place)
            if top is not None:
                found += [top, *children(top)]
        return found

    def told(self) -> list[str]:
        """Return the text of every line."""
        return [item.text(0) for item in self.items()]

    def _is_sent(self, order: int) -> bool:
        return self._plan is not None and order <= len(self._plan.sent)

    # dragging

    def target_at(self, point: QPoint) -> int | None:
        """Return the order of the submission under a point; None over empty ground."""
        item = self.itemAt(point)
        if item is None:
            return None
        node: Node = item.data(0, NODE)
        return node.order or None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is self and self.picked():
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        point = event.position().toPoint()
        self._scroll_near_edge(point)
        target, picked = self.target_at(point), self.picked()
        if not picked:
            event.ignore()
            return
        hint = self.judge(picked, target)
        self.show_hint(target, hint)
        if hint.allowed:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def judge(self, picked: Picked, target: int | None) -> Hint:
        """Return what a move would do; asked once for each place while a drag lasts."""
        key = (picked, target)
        if key not in self._judged:
            self._judged[key] = self._judge(picked, target)
        return self._judged[key]

    def _scroll_near_edge(self, point: QPoint) -> None:
        bar, edge = self.verticalScrollBar(), 24
        if point.y() < edge:
            bar.setValue(bar.value() - edge // 2)
        elif point.y() > self.viewport().height() - edge:
            bar.setValue(bar.value() + edge // 2)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_hint(None, None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        target, picked = self.target_at(event.position().toPoint()), self.picked()
        self.show_hint(None, None)
        # The lines are made anew from the plan; nothing is moved here.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if picked:
            self.move_asked.emit(picked, target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = (Qt.Key.Key_Menu, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        current = self.currentItem()
        if event.key() in wanted and current is not None:
            self.menu_asked.emit(self.visualItemRect(current).center())
            return
        super().keyPressEvent(event)


def _put_head(top: QTreeWidgetItem, head: Head, item: PlannedSubmission) -> None:
    top.setData(0, NODE + 1, head)
    top.setText(0, "。".join([head.title, head.about, *(why.text for why in head.reasons)]))
    top.setToolTip(0, "\n".join(map(_sourced, item.reasons)))


def _lines(plan: Plan) -> list[tuple[object, ...]]:
    every = (*plan.sent, *plan.submissions)
    return [(item.order, item.key, item.filing_ids, item.mode) for item in every]


def children(top: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """Return the lines below one."""
    below = (top.child(place) for place in range(top.childCount()))
    return [item for item in below if item is not None]


def head_of(item: PlannedSubmission, catalogue: Catalogue, *, sent: bool) -> Head:
    """Return what the card of a submission says: title, figures and two plain sentences."""
    platform = catalogue.get(item.platform)
    name = platform.short_name if platform else item.platform
    size = len(item.filing_ids)
    mode = f"批量 {size} 个" if item.mode is SubmissionMode.BATCH else "单个"
    title = f"第 {item.order} 次 · {name} · {item.kind.label} · {mode} · {item.organisation_name}"
    if sent:
        return Head(title, "已交出，不再改动", (), False, True)
    about = [f"{item.documents} 份文件", f"{item.hours:.1f} 小时", f"退回可能 {item.chance:.0%}"]
    if item.ready_on is not None:
        about.append(f"{chinese_date(item.ready_on)}备齐")
    if item.deadline is not None:
        state = {True: "赶不上", False: "赶得上", None: "无法判断"}[item.late]
        estimated = "，估算" if item.deadline.estimated else ""
        about.append(f"期限 {chinese_date(item.deadline.due_on)}（{state}{estimated}）")
    if item.follows:
        about.append("须先办结第 " + "、".join(str(order) for order in item.follows) + " 次提交")
    return Head(title, " · ".join(about), two_reasons(item), item.late is True, False)


def _sourced(reason: Reason) -> str:
    return f"{reason.text}（{reason.certainty.label}，{reason.source}）"


def _left_out(item: LeftOut, filings: Mapping[int, FilingRow]) -> QTreeWidgetItem:
    row = filings.get(item.filing_id)
    name = f"{row.title}　{row.number}".strip() if row else f"备案 {item.filing_id}"
    head = Head(f"不需要提交 · {name}", "", (item.reason,), False, True)
    top = QTreeWidgetItem()
    top.setData(0, NODE, Node("left", 0, item.filing_id))
    top.setData(0, NODE + 1, head)
    top.setText(0, f"{head.title}。{item.reason.text}")
    top.setToolTip(0, _sourced(item.reason))
    top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return top
