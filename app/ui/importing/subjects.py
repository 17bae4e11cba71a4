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
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.services.importing import SourceOrganisation
from app.ui.widgets import button, label

NAME = Qt.ItemDataRole.UserRole
CHECK = Qt.ItemDataRole.CheckStateRole


class SubjectsPanel(QWidget):
    """The subjects with their rows.

    ``changed`` when another choice was made; ``decided(name, own)`` when the officer said that a
    name is the own subject ``own``, or none of the own (empty), or takes that back (None).
    """

    changed = Signal()
    decided = Signal(str, object)

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
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_decision())
        self.decision = DecisionBar()
        self.decision.decided.connect(self.decided)
        self._found: dict[str, SourceOrganisation] = {}
        self._told = label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("导入哪些主体", "heading"))
        column.addWidget(self._told)
        column.addWidget(self._all)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.decision)
        self._busy = False

    def show_subjects(
        self, found: Sequence[SourceOrganisation], *, keep: bool, all_ours: bool = False
    ) -> None:
        """Show the subjects of a file; one's own are chosen unless ``keep`` holds the choice.

        ``all_ours``: the firm's own table, whose every row is wanted.
        """
        own = {item.name for item in found if item.own_name}
        only = {found[0].name} if len(found) == 1 else set()
        chosen = self._names(checked=True) if keep else own or only
        current = self.list.currentItem()
        name = current.data(NAME) if keep and current is not None else _to_ask(found)
        self._found = {item.name: item for item in found}
        self._busy = True
        if not keep:
            self._all.setChecked(all_ours)
            self.search.clear()
        self.list.clear()
        ordered = sorted(found, key=lambda item: (not item.own_name, not item.looks_like))
        for item in ordered:
            self._add(item, checked=item.name in chosen)
            if item.name == name:
                self.list.setCurrentRow(self.list.count() - 1)
        self._all.setText(f"全部主体（{len(found)} 个，{sum(i.row_count for i in found)} 行）")
        self._busy = False
        self.list.setEnabled(not self._all.isChecked())
        self._tell(found, len(own))
        self._show_decision()

    def _show_decision(self) -> None:
        current = self.list.currentItem()
        self.decision.show_subject(self._found.get(current.data(NAME)) if current else None)

    def _add(self, item: SourceOrganisation, *, checked: bool) -> None:
        told = f"{item.row_count} 行"
        if item.own_name:
            told += " · 本单位" if item.own_name == item.name else f" · 本单位（{item.own_name}）"
        elif item.looks_like:
            told += f" · 与“{item.looks_like}”相近 {item.score:.0f} 分"
            told += "，已确认不是" if item.decided else ""
        made = QListWidgetItem(f"{item.name}\n{told}")
        made.setData(NAME, item.name)
        made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        made.setData(CHECK, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        made.setToolTip(made.text())
        self.list.addItem(made)

    def _tell(self, found: Sequence[SourceOrganisation], own: int) -> None:
        alike = [item.name for item in found if item.doubtful]
        if own:
            text = f"已按台账选出本单位 {own} 个主体。"
            text += f"另有 {len(alike)} 个名称相近，请在下方确认。" if alike else ""
        elif alike:
            text = f"没有同名主体；名称相近的有 {len(alike)} 个，请在下方确认是否为本单位。"
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


def _to_ask(found: Sequence[SourceOrganisation]) -> str:
    """Return the first name to decide about, or else the first that was decided."""
    asked = [item.name for item in found if item.doubtful]
    return next(iter([*asked, *(item.name for item in found if item.decided)]), "")


class DecisionBar(QFrame):
    """Asks whether a name that looks like one's own is; ``decided(name, own)``."""

    decided = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._subject: SourceOrganisation | None = None
        self._text = label("", wrap=True)
        self.same = button("是同一主体", self._say_same)
        self.other = button("不是", self._say_other)
        self.again = button("改正", self._ask_again, kind="link")
        buttons = QHBoxLayout()
        for made in (self.same, self.other, self.again):
            buttons.addWidget(made)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self._text)
        column.addLayout(buttons)
        self.hide()

    def show_subject(self, subject: SourceOrganisation | None) -> None:
        """Ask about a subject, or show what was decided; hidden where there is nothing to ask."""
        self._subject = subject
        decided = subject is not None and subject.decided
        doubtful = subject is not None and subject.doubtful
        self.setVisible(decided or doubtful)
        for made in (self.same, self.other):
            made.setVisible(doubtful)
        self.again.setVisible(decided)
        if subject is None:
            return
        if doubtful:
            self._text.setText(
                f"“{subject.name}”与台账主体“{subject.looks_like}”相近（{subject.score:.0f} 分），"
                "是同一主体吗？"
            )
        elif subject.own_name:
            self._text.setText(f"您确认过：“{subject.name}”就是“{subject.own_name}”。")
        else:
            self._text.setText(f"您确认过：“{subject.name}”不是台账中的主体。")

    def text(self) -> str:
        """Return the question or the decision."""
        return self._text.text()

    def _say_same(self) -> None:
        assert self._subject is not None
        self.decided.emit(self._subject.name, self._subject.looks_like)

    def _say_other(self) -> None:
        assert self._subject is not None
        self.decided.emit(self._subject.name, "")

    def _ask_again(self) -> None:
        assert self._subject is not None
        self.decided.emit(self._subject.name, None)


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
