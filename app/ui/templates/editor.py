"""A form's text to be written: a field for each paragraph, heading, cell and line."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.dossier import FormText, name_of, texts_of, with_texts
from app.services.form_marks import Marks
from app.services.form_templates import TemplateView
from app.ui.widgets import FieldRow, TextField, card, label, tool

MOST_LINES = 12
NEW = {
    "段落": {"type": "paragraph", "when": "", "style": "body", "text": ""},
    "一级标题": {"type": "heading", "when": "", "level": 1, "text": ""},
    "二级标题": {"type": "heading", "when": "", "level": 2, "text": ""},
    "附注": {"type": "paragraph", "when": "", "style": "note", "text": ""},
}


class GrowingField(TextField):
    """As high as what is written in it, up to ``MOST_LINES``."""

    def __init__(self) -> None:
        super().__init__(rows=1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow(self.document().size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow(self.document().size())

    def _grow(self, size: QSizeF) -> None:
        lines = int(size.height())  # a plain text is measured in lines
        policy = Qt.ScrollBarPolicy
        off = lines <= MOST_LINES
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if off else policy.ScrollBarAsNeeded
        )
        high = self.fontMetrics().lineSpacing() * min(max(lines, 1), MOST_LINES) + 18
        if high != self.height():
            self.setFixedHeight(high)


class TemplateEditor(QWidget):
    """Holds what is written, with marks; ``edited`` at every key and change of parts."""

    edited = Signal()

    def __init__(self, view: TemplateView) -> None:
        super().__init__()
        self.marks: Marks = view.marks
        self.rows: dict[str, FieldRow] = {}
        self._texts: dict[str, FormText] = {}
        self._content = copy.deepcopy(view.content)
        self._last = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 10, 8)
        self._column.setSpacing(8)
        self._inside = QWidget()
        self._build("")
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def content(self) -> dict[str, Any]:
        """Return what is written."""
        return with_texts(
            self._content,
            {text.place: self._field(key).toPlainText() for key, text in self._texts.items()},
        )

    def _field(self, key: str) -> TextField:
        field = self.rows[key].field
        assert isinstance(field, TextField)
        return field

    def show_errors(self, errors: dict[str, str], *, focus: bool) -> bool:
        """Show each message beside its field; True when all found a place."""
        for key, row in self.rows.items():
            row.set_error(errors.get(key, ""))
        first = next((key for key in self.rows if key in errors), None)
        if first is not None and focus:
            self._field(first).setFocus()
        return set(errors) <= set(self.rows)

    # marks

    def fill_menu(self, menu: QMenu) -> None:
        """Offer the marks that may stand in the field that had the focus last."""
        menu.clear()
        each = self._texts[self._last].each if self._last in self._texts else ""
        for title, marks in self.marks.menu(each):
            under = menu.addMenu(title)
            for mark in marks:
                under.addAction(mark).triggered.connect(partial(self._on_mark, mark))

    def _on_mark(self, mark: str, _checked: bool = False) -> None:
        self.insert(mark)

    def insert(self, mark: str) -> None:
        """Put a mark at the cursor of the field that had the focus last, else the first."""
        key = self._last if self._last in self.rows else next(iter(self.rows))
        field = self._field(key)
        field.insertPlainText(mark)
        field.setFocus()

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        for key, row in self.rows.items():
            if row.field is now:
                self._last = key

    # parts

    def _change(self, change: Callable[[dict[str, Any]], object], focus: str = "") -> None:
        self._content = self.content()
        change(self._content)
        self._build(focus)
        self.edited.emit()

    def add_block(self, at: int, kind: str) -> None:
        """Put an empty paragraph or heading before the block at ``at``."""
        made = copy.deepcopy(NEW[kind])
        self._change(lambda c: c["blocks"].insert(at, made), f"blocks/{at}/text")

    def _on_kind(self, at: int, kind: str, _checked: bool = False) -> None:
        self.add_block(at, kind)

    def remove_block(self, at: int) -> None:
        """Take a block away."""
        self._change(lambda c: c["blocks"].pop(at))

    def add_line(self, at: int, part: str) -> None:
        """Add an empty row to a grid, or an empty line to the signature."""
        block = self._content["blocks"][at]
        empty: Any = ["", ""] if part == "rows" else ""
        focus = f"blocks/{at}/{part}/{len(block[part])}"
        self._change(
            lambda c: c["blocks"][at][part].append(empty),
            f"{focus}/0" if part == "rows" else focus,
        )

    def remove_line(self, at: int, part: str, place: int) -> None:
        """Take a row or a line away; the last one takes its block with it."""
        if len(self._content["blocks"][at][part]) == 1:
            self.remove_block(at)
            return
        self._change(lambda c: c["blocks"][at][part].pop(place))

    # building

    def _build(self, focus: str) -> None:
        gone, self._inside = self._inside, QWidget()
        self._column.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self.rows, self._texts, self._last = {}, {}, ""
        texts = list(texts_of(self._content))
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._row(texts[0]))
        for at, block in enumerate(self._content["blocks"]):
            mine = [text for text in texts if text.place[:2] == ("blocks", at)]
            column.addWidget(self._block(at, block, mine))
        column.addStretch(1)
        self._column.addWidget(self._inside)
        self._inside.show()
        if focus in self.rows:
            self._field(focus).setFocus()

    def _row(self, text: FormText, name: str = "") -> FieldRow:
        field = GrowingField()
        field.set_value(text.text)
        field.moveCursor(QTextCursor.MoveOperation.End)
        field.textChanged.connect(self.edited.emit)
        row = FieldRow(name or text.label, field)
        field.setAccessibleName(text.label)
        field.setObjectName(text.key)
        self.rows[text.key], self._texts[text.key] = row, text
        return row

    def _block(self, at: int, block: dict[str, Any], texts: list[FormText]) -> QWidget:
        made = card()
        column = QVBoxLayout(made)
        column.setContentsMargins(10, 4, 10, 8)
        column.setSpacing(4)
        column.addLayout(self._head(at, block, texts[0].label.partition(" · ")[0]))
        when = self.marks.condition(block.get("when", ""))
        if when:
            column.addWidget(label(when, "muted", wrap=True))
        if block["type"] == "pairs":
            for place in range(len(block["rows"])):
                mine = [t for t in texts if t.place[3] == place]
                column.addLayout(self._line(at, "rows", place, mine))
        elif block["type"] == "signature":
            for place, text in enumerate(texts):
                column.addLayout(self._line(at, "lines", place, [text]))
        elif block["type"] == "table":
            for one, other in zip(texts[::2], texts[1::2], strict=True):
                line = QHBoxLayout()
                top = Qt.AlignmentFlag.AlignTop
                line.addWidget(self._row(one, one.label.partition(" · ")[2]), 1, top)
                line.addWidget(self._row(other, "内容"), 2, top)
                column.addLayout(line)
        else:
            row = self._row(texts[0])
            row.hide_name()
            column.addWidget(row)
        return made

    def _head(self, at: int, block: dict[str, Any], name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(label(name, "label"), 1)
        parts = {"pairs": "rows", "signature": "lines"}
        part = parts.get(block["type"])
        if part:
            add = tool("加一行", "add", lambda: self.add_line(at, part), tip=f"在{name}末尾加一行")
            row.addWidget(add)
        row.addWidget(self._adder(at))
        if block["type"] != "signature":
            tip = f"删去{name_of(block)}“{name}”"
            row.addWidget(tool("删去", "delete", lambda: self.remove_block(at), tip=tip))
        return row

    def _adder(self, at: int) -> QToolButton:
        made = tool("在前面加", "add", tip="在这一段前面加段落或标题")
        menu = QMenu(made)
        for kind in NEW:
            menu.addAction(kind).triggered.connect(partial(self._on_kind, at, kind))
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return made

    def _line(self, at: int, part: str, place: int, texts: list[FormText]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        inside = QVBoxLayout()
        inside.setSpacing(4)
        for start in range(0, len(texts), 2):  # a row of two pairs stands in two lines
            pair = QHBoxLayout()
            pair.setSpacing(6)
            for share, text in enumerate(texts[start : start + 2], start=1):
                row = self._row(text, text.label.partition(" · ")[2])
                pair.addWidget(row, share, Qt.AlignmentFlag.AlignTop)
            inside.addLayout(pair)
        line.addLayout(inside, 1)
        line.addWidget(
            tool(
                f"删去第 {place + 1} 行", "delete",
                lambda: self.remove_line(at, part, place), word=False,
            )
        )  # fmt: skip
        return line
