"""What stands in place of a table without rows: what belongs there, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from app.ui.inventory.kinds import Kind
from app.ui.widgets import EmptyState

Step = Callable[[], object]


def nothing_entered(kind: Kind, new: Step, bring_in: Step) -> EmptyState:
    """Say what is entered here, and offer to begin."""
    empty = EmptyState(kind.icon, f"还没有{kind.word}", kind.belongs)
    empty.add_action(f"新建{kind.word}", new, primary=True, icon_name="add")
    empty.add_action("导入", bring_in, icon_name="import")
    return empty


def nothing_found(kind: Kind, clear: Step) -> EmptyState:
    """Say that the filters leave nothing, and offer to clear them."""
    empty = EmptyState("search", f"没有符合条件的{kind.word}", "请放宽筛选条件。")
    empty.add_action("清除筛选", clear, primary=True)
    return empty
