"""The firm's own text of a form between the shipped text of then and of now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.form_templates import TemplateView
from app.ui.platforms.compare import CompareTable
from app.ui.widgets import button, label

THREE = ("修改时的随附版本", "本单位版本", "现在的随附版本")


class MovedForm(QWidget):
    """The comparison; ``kept`` and ``taken`` are the choices, ``left`` goes back to the text."""

    kept = Signal()
    taken = Signal()
    left = Signal()

    def __init__(self, view: TemplateView) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 10, 8)
        column.setSpacing(8)
        told = (
            "随附版本更新了。可以保留本单位版本，可以采用新的，也可以返回编辑，把新的文字写进来。"
            if view.row.moved
            else "随附版本没有更新；下面是本单位版本与它的不同。"
        )
        column.addWidget(label(told, wrap=True))
        self.keep = button("保留本单位版本", self.kept.emit, kind="primary",
                           tip="继续用本单位版本，不再提示这次更新（可撤销）")  # fmt: skip
        self.take = button("采用随附版本", self.taken.emit,
                           tip="去掉本单位版本，用现在的随附版本（可撤销）")  # fmt: skip
        self.leave = button("返回编辑", self.left.emit, tip="回到文字")
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in (self.keep, self.take, self.leave):
            row.addWidget(made)
        row.addStretch(1)
        self.keep.setVisible(view.row.moved)
        column.addLayout(row)
        self.table = CompareTable(THREE, view.comparison)
        column.addWidget(self.table)
        column.addStretch(1)
        self.setFocusProxy(self.keep if view.row.moved else self.leave)
