"""What the pane shows to be compared: a rule that was updated under one's own, an entry of old."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.catalogue_versions import VersionView
from app.services.platform_rules import RuleView
from app.services.rule_words import RuleWords, side_by_side
from app.ui.platforms.compare import CompareTable
from app.ui.widgets import SectionTitle, button, label

THREE = ("修改时的随附规则", "我的规则", "现在的随附规则")
TWO = ("当时的规则", "现在的规则")


class MovedView(QWidget):
    """The three-way comparison of a rule. ``kept``, ``taken`` and ``edit_asked`` are choices."""

    kept = Signal()
    taken = Signal()
    edit_asked = Signal()

    def __init__(self, rule: RuleView, words: RuleWords) -> None:
        super().__init__()
        assert rule.based_on is not None
        column = _column(self)
        told = "您修改这项规则之后，随附目录中的同一项也更新了。没有您的决定，您的规则不会改变。"
        column.addWidget(label(told, wrap=True))
        rows = side_by_side(rule.key, (rule.based_on, rule.value, rule.base), words)
        self.table = CompareTable(THREE, rows)
        column.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep = button("保留我的", self.kept.emit, kind="primary",
                           tip="继续用本单位的规则，不再提示这次更新（可撤销）")  # fmt: skip
        self.take = button("采用新的", self.taken.emit,
                           tip="去掉本单位的改动，用现在的随附规则（可撤销）")  # fmt: skip
        self.edit = button("改为…", self.edit_asked.emit, tip="参照两者写出新的规则")
        for made in (self.keep, self.take, self.edit):
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.setFocusProxy(self.keep)


class OldVersionView(QWidget):
    """The rules that a submission was planned with beside the rules of now."""

    def __init__(self, view: VersionView) -> None:
        super().__init__()
        column = _column(self)
        self.told = label(_told(view), wrap=True)
        column.addWidget(self.told)
        self.tables: dict[str, CompareTable] = {}
        for difference in view.differences:
            column.addWidget(SectionTitle(difference.title))
            made = self.tables[difference.rule] = CompareTable(TWO, difference.rows)
            column.addWidget(made)
        column.addStretch(1)


def _told(view: VersionView) -> str:
    used = f"有 {view.submissions} 次提交是按这个版本办理的。" if view.submissions else ""
    if not view.kept:
        return f"{used}这个版本的规则没有保存：方案由较早版本的程序制定，无法再显示。"
    if view.gone:
        return f"{used}这个平台已不在目录中，无法与现在的规则比较。"
    if not view.differences:
        return f"{used}当时的规则与现在的规则相同。"
    return f"{used}与现在相比，有 {len(view.differences)} 项规则不同。"


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(16, 8, 16, 12)
    column.setSpacing(8)
    return column
