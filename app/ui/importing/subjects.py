"""Whose rows to import: the subjects that the file names, searchable, one or several or all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.services.importing import SourceOrganisation
from app.ui.widgets import label

NAME = Qt.ItemDataRole.UserRole
CHECK = Qt.ItemDataRole.CheckStateRole


class SubjectsPanel(QWidget):
    """The subjects with their rows; ``changed`` when another choice was made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all = QCheckBox("全部主体")
        self._all.toggled.connect(self._on_all)
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找主体")
        self.search.setAccessibleName("查找主体")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName("文件中的主体")
        self.list.setItemDelegate(_WholeRowCheck(self.list))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._on_item)
        self._told = label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("导入哪些主体", "heading"))
        column.addWidget(self._told)
        column.addWidget(self._all)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self._busy = False

    def show_subjects(self, found: Sequence[SourceOrganisation], *, keep: bool) -> None:
        """Show the subjects of a file; one's own are chosen unless ``keep`` holds the choice."""
        own = {item.name for item in found if item.own_name}
        only = {found[0].name} if len(found) == 1 else set()
        chosen = self._names(checked=True) if keep else own or only
        self._busy = True
        if not keep:
            self._all.setChecked(False)
            self.search.clear()
        self.list.clear()
        ordered = sorted(found, key=lambda item: (not item.own_name, not item.looks_like))
        for item in ordered:
            self._add(item, checked=item.name in chosen)
        self._all.setText(f"全部主体（{len(found)} 个，{sum(i.row_count for i in found)} 行）")
        self._busy = False
        self.list.setEnabled(not self._all.isChecked())
        self._tell(found, len(own))

    def _add(self, item: SourceOrganisation, *, checked: bool) -> None:
        told = f"{item.row_count} 行"
        if item.own_name:
            told += " · 本单位" if item.own_name == item.name else f" · 本单位（{item.own_name}）"
        elif item.looks_like:
            told += f" · 与“{item.looks_like}”相近 {item.score:.0f} 分"
        made = QListWidgetItem(f"{item.name}\n{told}")
        made.setData(NAME, item.name)
        made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        made.setData(CHECK, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        made.setToolTip(made.text())
        self.list.addItem(made)

    def _tell(self, found: Sequence[SourceOrganisation], own: int) -> None:
        alike = [item.name for item in found if item.looks_like and not item.own_name]
        if own:
            text = f"已按台账选出本单位 {own} 个主体。"
        elif alike:
            text = f"没有同名主体；名称相近的有 {len(alike)} 个，是否为本单位请自行判断。"
        else:
            text = "文件中没有台账里已有的主体，请选择本单位。"
        self._told.setText(text)

    def chosen(self) -> frozenset[str] | None:
        """Return the names chosen; None for all."""
        return None if self._all.isChecked() else frozenset(self._names(checked=True))

    def choose(self, names: frozenset[str] | None) -> None:
        """Choose these subjects, or all of them."""
        self._busy = True
        self._all.setChecked(names is None)
        for item in self._items():
            wanted = names is not None and item.data(NAME) in names
            item.setData(CHECK, Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self._busy = False
        self.list.setEnabled(names is not None)
        self.changed.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _names(self, *, checked: bool) -> set[str]:
        state = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        return {item.data(NAME) for item in self._items() if item.checkState() is state}

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            item.setHidden(wanted not in item.text().casefold())

    def _on_all(self, everything: bool) -> None:
        self.list.setEnabled(not everything)
        self._told.setVisible(not everything)
        self._on_item()

    def _on_item(self) -> None:
        if not self._busy:
            self.changed.emit()


class _WholeRowCheck(QStyledItemDelegate):
    """A click anywhere on the row, or the space bar, turns its check mark."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        )
        pressed = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        )
        if not (clicked or pressed):
            return False
        on = Qt.CheckState(index.data(CHECK)) is Qt.CheckState.Checked
        return model.setData(index, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked, CHECK)
