"""Menus that do by the keyboard what dragging does: where to move, what to put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.rules.planner import Plan
from app.services.plan_edits import join_submissions, submission_of
from app.services.workspace import Workspace
from app.ui.cases.plan_tree import Picked, PlanTree
from app.ui.cases.plan_why import told_difference

MOST_TARGETS = 30


def move_menu(
    parent: QWidget, tree: PlanTree, plan: Plan, go: Callable[[Picked, int | None], None]
) -> QMenu:
    """Return where the chosen filings may go, each with what it does or why not."""
    picked = tree.picked()
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    homes = {order for _id, order in picked}
    platforms = {item.platform for item in plan.submissions if item.order in homes}
    targets: list[int | None] = [None]
    targets += [
        item.order
        for item in plan.submissions
        if item.platform in platforms and item.order not in homes
    ][:MOST_TARGETS]
    for target in targets:
        hint = tree.judge(picked, target)
        head = "单独一次提交" if target is None else submission_title(plan, target)
        action = menu.addAction(f"{head}：{hint.text}" if hint.allowed else f"{head}：不能")
        action.setToolTip(hint.text)
        action.setEnabled(hint.allowed)
        action.triggered.connect(partial(_run, go, picked, target))
    return menu


def join_menu(
    parent: QWidget, ws: Workspace, plan: Plan, order: int, go: Callable[[int, int], None]
) -> QMenu:
    """Return the submissions that may be put into the one with ``order``."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    item = submission_of(plan, order)
    for other in plan.submissions:
        if item is None or other is item or other.key != item.key:
            continue
        made = join_submissions(ws, plan, order, other.order)
        told = made.refused or told_difference(made.difference.sentences)
        action = menu.addAction(f"把{submission_title(plan, other.order)}并入：{told}")
        action.setEnabled(not made.refused)
        action.triggered.connect(partial(_run, go, order, other.order))
    if menu.isEmpty():
        menu.addAction("没有可以合并的提交").setEnabled(False)
    return menu


def submission_title(plan: Plan, order: int) -> str:
    """Return a submission's place, kind and size."""
    item = submission_of(plan, order)
    if item is None:
        return f"第 {order} 次提交"
    return f"第 {order} 次提交（{item.kind.label}，{len(item.filing_ids)} 个备案）"


def _run(go: Callable[..., None], one: object, other: object, _checked: bool = False) -> None:
    go(one, other)
