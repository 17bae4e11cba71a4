"""合并重复: filings side by side; for each field one chooses whose value is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import QingBeiError
from app.services.dates import chinese_date
from app.services.filing_merge import CHOSEN, field_word, merge_filings, merge_preview
from app.services.filing_merge import MergeView as Sides
from app.services.filings import FilingRow
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button, label, scrolled


def _shown(row: FilingRow, key: str) -> str:
    if key == "algorithm":
        return row.title
    if key == "status":
        return row.status.label
    if key.endswith("_on"):
        return chinese_date(getattr(row, key)) or "—"
    return str(getattr(row, key)) or "—"


class MergeView(QWidget):
    """``start(ids)`` begins; signals ``done`` when it was merged, ``closed`` when it was not."""

    done = Signal()
    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs, info: InfoBar) -> None:
        super().__init__()
        self.ws, self.jobs, self._info = ws, jobs, info
        self._rows: tuple[FilingRow, ...] = ()
        self.groups: dict[str, QButtonGroup] = {}
        self._told = label("", "muted", wrap=True)
        self._place = QVBoxLayout()
        self._body: QWidget | None = None
        self.apply = button("合并为一个", self._on_apply, kind="primary", icon_name="check")
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.closed)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.apply)
        foot.addStretch(1)
        foot.addWidget(button("取消", self.closed.emit, tip="取消（Esc）"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 0)
        column.setSpacing(8)
        column.addWidget(label("合并重复的备案", "heading"))
        column.addWidget(self._told)
        column.addLayout(self._place, 1)
        column.addLayout(foot)

    def start(self, ids: Sequence[int]) -> None:
        """Begin with another selection; the first filing is the one that stays."""
        self.apply.setEnabled(False)
        self._told.setText("正在读取…")
        wanted = tuple(ids)
        self.jobs.read(
            lambda _progress: merge_preview(self.ws, wanted),
            self._show,
            key="merge-preview",
            failed=self._tell,
            owner=self,
        )

    def _show(self, sides: Sides) -> None:
        self._rows = () if sides.problem else sides.rows
        self.apply.setEnabled(not sides.problem)
        if self._body is not None:
            self._place.removeWidget(self._body)
            self._body.deleteLater()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self.groups = {}
        for key in CHOSEN if self._rows else ():
            column.addWidget(self._field(key))
        column.addStretch(1)
        self._body = scrolled(content)
        self._place.addWidget(self._body)
        first = self._rows[0] if self._rows else None
        self._told.setText(
            sides.problem
            if first is None
            else f"保留第 1 份（编号 ID {first.id}），其余 {len(self._rows) - 1} 份并入它："
            "应用产品合在一起，所在的注销项目和公告改记到保留的一份，可以撤销。"
        )
        if self.groups:
            next(iter(self.groups.values())).button(0).setFocus()

    def _field(self, key: str) -> QWidget:
        texts = [_shown(row, key) for row in self._rows]
        differ = len(set(texts)) > 1
        box = QFrame()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        told = f"{field_word(key)}　各份不同，请选择" if differ else field_word(key)
        grid.addWidget(label(told, "warning" if differ else "label"), 0, 0)
        group = QButtonGroup(box)
        best = next((place for place, text in enumerate(texts) if text != "—"), 0)
        for place, text in enumerate(texts):
            made = QRadioButton(f"第 {place + 1} 份：{text}".replace("&", "&&"))
            made.setAccessibleName(f"{field_word(key)}取第 {place + 1} 份：{text}")
            made.setChecked(place == best)
            group.addButton(made, place)
            if differ or place == 0:
                grid.addWidget(made, place + 1, 0)
        self.groups[key] = group
        return box

    def _on_apply(self) -> None:
        keep, *others = (row.id for row in self._rows)
        taken = {key: self._rows[group.checkedId()].id for key, group in self.groups.items()}
        self.jobs.change(
            "合并备案",
            lambda _progress: merge_filings(self.ws, keep, others, taken),
            lambda _count: self.done.emit(),
            self._tell,
            owner=self,
        )

    def _tell(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True
