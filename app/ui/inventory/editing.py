"""Editing a cell in its place: a line, a day or one of several words."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.dates import chinese_date
from app.ui.widgets import restyle
from app.ui.widgets.tables import ChipDelegate
from app.ui.widgets.windowed import WindowModel

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Makes the editor that a column asks for; Enter and leaving take it, Esc does not."""

    def __init__(self, parent: QWidget, today: date) -> None:
        super().__init__(parent)
        self._today = today

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._column(index)
        if column.editor == "choice":
            box = QComboBox(parent)
            for value, word in column.choices:
                box.addItem(word, value)
            box.activated.connect(lambda _row: self._take(box))
            return box
        line = QLineEdit(parent)
        line.setFrame(False)
        if column.editor == "date":
            line.setPlaceholderText("如 2026-7-1，可留空")
            line.textChanged.connect(
                lambda text: restyle(line, "wrong", bool(text.strip()) and not self._day(text))
            )
        return line

    def _take(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            words = [item for item, _word in self._column(index).choices]
            editor.setCurrentIndex(words.index(value) if value in words else -1)
        elif isinstance(editor, QLineEdit):
            shown = chinese_date(value) if isinstance(value, date) else str(value or "")
            editor.setText(" ".join(shown.split()))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            if editor.currentIndex() >= 0:
                words = self._column(index).choices
                model.setData(index, words[editor.currentIndex()][0])
        elif isinstance(editor, QLineEdit):
            text = editor.text().strip()
            if self._column(index).editor != "date":
                if text != " ".join(str(index.data(Qt.ItemDataRole.EditRole) or "").split()):
                    model.setData(index, text)
            elif not text or self._day(text):
                model.setData(index, self._day(text))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: Any, event: QEvent) -> bool:
        # A day that is none keeps its editor open: leaving it silently would lose what was typed.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(editor, QLineEdit)
            and editor.property("wrong")
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)  # type: ignore[attr-defined]
        ):
            editor.selectAll()
            return True
        return super().eventFilter(editor, event)

    def _day(self, text: str) -> date | None:
        from app.ui.widgets import parse_date

        try:
            return parse_date(text, self._today)
        except ValueError:
            return None

    def _column(self, index: Index) -> Any:
        model = index.model()
        assert isinstance(model, WindowModel)
        return model.columns[index.column()]


class ChipCellDelegate(CellDelegate, ChipDelegate):
    """Draws the word as a chip besides."""


def edit_in(view: QAbstractItemView, today: date) -> None:
    """Let the cells of a grid be edited in their place.

    Only columns with chips are drawn in Python: a delegate that draws is asked for every cell.
    """
    model = view.model()
    assert isinstance(model, WindowModel)
    view.setItemDelegate(CellDelegate(view, today))
    for place, column in enumerate(model.columns):
        if column.chip is not None:
            view.setItemDelegateForColumn(place, ChipCellDelegate(view, today))
