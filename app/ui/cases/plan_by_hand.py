"""What the officer does to a plan by hand: by dragging, by buttons and by menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QMenu, QWidget

from app.model.kinds import SubmissionKind, SubmissionMode
from app.rules.plan_types import FilingFacts
from app.rules.planner import ClassKey, Moved, Plan
from app.services.filings import FilingRow
from app.services.plan_edits import (
    join_submissions,
    move_together,
    set_mode,
    submission_of,
    take_apart,
)
from app.services.workspace import Workspace
from app.ui.cases.plan_menus import join_menu, move_menu
from app.ui.cases.plan_painting import Hint
from app.ui.cases.plan_tabs import PlanTabs
from app.ui.cases.plan_tree import Picked
from app.ui.cases.plan_why import told_difference


class PlanByHand:
    """Carries out edits of the plan that is shown and hands each result to ``take``.

    ``mark`` keeps that a filing has to be changed first, with the reason, or need not be.

    ``plan`` and ``filings`` tell what is shown now; ``over`` is the widget that menus belong to.
    """

    def __init__(
        self,
        ws: Workspace,
        over: QWidget,
        plan: Callable[[], Plan],
        filings: Callable[[], Mapping[int, FilingRow]],
        *,
        take: Callable[[Moved, str], None],
        mark: Callable[[int, str], None],
    ) -> None:
        self._ws, self._over = ws, over
        self._plan, self._filings, self._take = plan, filings, take
        self._mark = mark
        self._tabs: PlanTabs

    def follow(self, tabs: PlanTabs) -> None:
        """Do what is asked for in the tabs."""
        self._tabs = tabs
        tabs.tree.move_asked.connect(self.move)
        tabs.tree.menu_asked.connect(self._on_menu)
        tabs.why.move_asked.connect(lambda id, order, to: self.move(((id, order),), to))
        tabs.why.apart_asked.connect(self.apart)
        tabs.why.mode_asked.connect(self.mode)
        tabs.why.join_asked.connect(self._on_join_menu)
        tabs.move_asked.connect(self._on_move_menu)

    def judge(self, picked: Picked, target: int | None) -> Hint:
        """Say what moving filings to a submission would do, before it is done."""
        made = move_together(self._ws, self._plan(), picked, target)
        if made.refused:
            return Hint(False, made.refused)
        notes = "".join(f"请留意：{finding.message}" for finding in made.findings[:2])
        return Hint(True, told_difference(made.difference.sentences) + notes)

    def move(self, picked: Picked, target: int | None) -> None:
        """Move filings to a submission, or into one of their own."""
        made = move_together(self._ws, self._plan(), picked, target)
        row = self._filings().get(picked[0][0])
        name = f"“{row.title}”" if row else "备案"
        what = name if len(picked) == 1 else f"{name}等 {len(picked)} 个备案"
        where = "单独提交" if target is None else f"第 {target} 次提交"
        self._take(made, f"调整方案：{what}移到{where}")

    def apart(self, order: int) -> None:
        """Take a submission apart into single ones."""
        self._take(take_apart(self._ws, self._plan(), order), f"调整方案：拆开第 {order} 次提交")

    def mode(self, order: int) -> None:
        """Turn the submission's class from batch to single, or back."""
        plan = self._plan()
        item = submission_of(plan, order)
        if item is None:
            return
        batch = any(len(one.filing_ids) > 1 for one in plan.submissions if one.key == item.key)
        mode = SubmissionMode.SINGLE if batch else SubmissionMode.BATCH
        self._take(
            set_mode(self._ws, plan, order, mode),
            f"调整方案：{item.organisation_name}在{self._name(item.key)}改为{mode.label}",
        )

    def _name(self, key: ClassKey) -> str:
        platform = self._ws.catalogue.get(key.platform)
        return platform.short_name if platform else key.platform

    def join(self, order: int, other: int) -> None:
        """Put a submission into another."""
        made = join_submissions(self._ws, self._plan(), order, other)
        self._take(made, f"调整方案：第 {other} 次提交并入第 {order} 次")

    # menus for the keyboard

    def _on_menu(self, point: QPoint) -> None:
        nodes = self._tabs.tree.nodes()
        if self._tabs.tree.picked():
            self.move_menu().exec(self._tabs.tree.viewport().mapToGlobal(point))
        elif len(nodes) == 1 and nodes[0].kind == "submission":
            self.join_menu(nodes[0].order).exec(self._tabs.tree.viewport().mapToGlobal(point))

    def _on_move_menu(self) -> None:
        if self._tabs.tree.picked():
            below = self._tabs.move_button
            self.move_menu().exec(below.mapToGlobal(below.rect().bottomLeft()))

    def _on_join_menu(self, order: int) -> None:
        self.join_menu(order).exec(self._tabs.why.mapToGlobal(QPoint(12, 48)))

    def move_menu(self) -> QMenu:
        """Return where the chosen filings may go, each with what it does or why not."""
        menu = move_menu(self._over, self._tabs.tree, self._plan(), self.move)
        ids = {id for id, _order in self._tabs.tree.picked()}
        filings = [one for one in self._plan().filings if one.id in ids]
        if len(filings) == 1:
            menu.addSeparator()
            self._offer_change_first(menu, filings[0])
        return menu

    def _offer_change_first(self, menu: QMenu, filing: FilingFacts) -> None:
        if filing.change_first:
            action = menu.addAction("取消先变更")
            action.setToolTip("直接注销，不先办理变更")
            action.triggered.connect(lambda: self._mark(filing.id, ""))
            return
        if _stays(self._plan(), filing.id):
            return
        action = menu.addAction("标为需先变更…")
        action.setToolTip("先办理变更，变更办结后再注销")
        action.triggered.connect(lambda: self._ask_reason(filing))

    def _ask_reason(self, filing: FilingFacts) -> None:
        asked = QInputDialog(self._over)
        asked.setWindowTitle("标为需先变更")
        asked.setLabelText(f"“{filing.title}”为什么需要先变更（写入方案的理由）：")
        asked.setOkButtonText("标为需先变更")
        asked.setCancelButtonText("取消")
        asked.textValueChanged.connect(lambda text: _allow(asked, bool(text.strip())))
        asked.accepted.connect(lambda: self._mark(filing.id, asked.textValue().strip()))
        asked.finished.connect(asked.deleteLater)
        asked.open()
        _allow(asked, False)

    def join_menu(self, order: int) -> QMenu:
        """Return the submissions that may be put into this one."""
        return join_menu(self._over, self._ws, self._plan(), order, self.join)


def _allow(asked: QInputDialog, on: bool) -> None:
    buttons = asked.findChild(QDialogButtonBox)
    if buttons is not None:
        buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(on)


def _stays(plan: Plan, filing_id: int) -> bool:
    """Tell whether a filing is planned to be changed and not deregistered."""
    kinds = {item.kind for item in plan.submissions if filing_id in item.filing_ids}
    return SubmissionKind.CANCEL not in kinds
