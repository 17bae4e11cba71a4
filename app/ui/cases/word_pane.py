"""What a Word document of a form says otherwise: place by place, to be taken or left."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.form_word import WordReading, WordText, WordValue
from app.ui.widgets import Chip, SectionTitle, button, card, label, scrolled

NOTHING = "（空白）"


class WordPane(QWidget):
    """``chosen_changed`` when other places are chosen; ``taken``, ``closed``; ``use_asked`` when
    the document itself is to be used."""

    chosen_changed = Signal()
    taken = Signal()
    closed = Signal()
    use_asked = Signal()
    keep_asked = Signal()

    def __init__(self, reading: WordReading, keepable: Collection[WordText] = ()) -> None:
        super().__init__()
        self.reading = reading
        self.texts: dict[WordText, QCheckBox] = {}
        self.setAccessibleName("Word 中的改动")
        self.boxes: dict[tuple[str, str], QCheckBox] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 0, 10, 8)
        column.setSpacing(8)
        if reading.values:
            column.addWidget(SectionTitle(f"填写的内容（{len(reading.values)} 处）"))
            for value in reading.values:
                column.addWidget(self._value_card(value))
        if reading.texts:
            column.addWidget(SectionTitle(f"字段以外的文字（{len(reading.texts)} 处）"))
            column.addWidget(
                label(
                    "这些文字由表单本身规定。选中的可以存为本单位版本，以后每次办理都这样打印；"
                    "只用这一次，请把这份 Word 另存为 PDF，作为这项材料附上。"
                    if keepable
                    else "这些文字由表单本身规定，不能逐处采用。要用改过的文字，"
                    "请把这份 Word 另存为 PDF，作为这项材料附上。",
                    "muted",
                    wrap=True,
                )
            )
            for text in reading.texts:
                made = _text_card(text)
                if text in keepable and text not in self.texts:
                    box = self.texts[text] = QCheckBox("存为本单位版本")
                    box.toggled.connect(lambda _on: self._follow_texts())
                    inner = made.layout()
                    assert inner is not None
                    inner.addWidget(box)
                column.addWidget(made)
            self.keep = button("另存为本单位版本", self.keep_asked.emit, icon_name="check",
                               tip="把选中的文字存进这份表单的本单位版本（可撤销）")  # fmt: skip
            self.keep.setVisible(bool(self.texts))
            self._follow_texts()
            self.use = button("本次使用这份文件", self.use_asked.emit, icon_name="attach")
            row = QHBoxLayout()
            row.addWidget(self.keep)
            row.addWidget(self.use)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(label("Word 中的改动", "heading"))
        whole.addWidget(label(self._told(), "muted", wrap=True))
        whole.addWidget(scrolled(inside), 1)
        whole.addLayout(self._feet())

    def _told(self) -> str:
        lost = (
            "文件中的填写框已被编辑软件去掉，下面是按原文对照找到的改动，请核对后再采用。"
            if self.reading.lost
            else ""
        )
        return f"“{self.reading.file_name}”与现在的《{self.reading.title}》相比。{lost}"

    def _feet(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.take = button("采用所选", self.taken.emit, kind="primary", icon_name="check")
        self.leave = button("都不采用", self.closed.emit)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        row.addStretch(1)
        self._follow()
        return row

    def _value_card(self, value: WordValue) -> QFrame:
        made = card()
        inner = QVBoxLayout(made)
        inner.setContentsMargins(10, 8, 10, 8)
        inner.setSpacing(4)
        box = QCheckBox(value.label)
        box.setChecked(not value.problem and not value.also_here)
        box.setEnabled(not value.problem)
        box.toggled.connect(lambda _on: self._on_toggled(value))
        self.boxes[value.name, value.new] = box
        inner.addWidget(box)
        inner.addLayout(_side("现在", "neutral", value.old))
        inner.addLayout(_side("Word", "accent", value.new))
        told = [
            f"取自{value.where}；采用后只在本次提交的这份表单中这样写，{value.where}不变。"
            if value.where
            else "",
            "导出 Word 以后，程序里的这一处也改过；采用会以 Word 中的为准。"
            if value.also_here
            else "",
        ]
        if any(told):
            inner.addWidget(label("".join(told), "muted", wrap=True))
        if value.problem:
            inner.addWidget(label(f"不能采用：{value.problem}。", "error", wrap=True))
        return made

    def _on_toggled(self, value: WordValue) -> None:
        # Two texts for one place cannot both be taken.
        if self.boxes[value.name, value.new].isChecked():
            for (name, new), box in self.boxes.items():
                if name == value.name and new != value.new:
                    box.setChecked(False)
        self._follow()
        self.chosen_changed.emit()

    def _follow(self) -> None:
        self.take.setEnabled(bool(self.chosen()))
        self.take.setText(f"采用所选（{len(self.chosen())} 处）" if self.boxes else "采用所选")

    def chosen(self) -> dict[str, str]:
        """Return the new text of each chosen place by its name."""
        return {name: new for (name, new), box in self.boxes.items() if box.isChecked()}

    def _follow_texts(self) -> None:
        self.keep.setEnabled(bool(self.kept_texts()))

    def kept_texts(self) -> tuple[WordText, ...]:
        """Return the changed texts that are chosen for the firm's own version."""
        return tuple(t for t, box in self.texts.items() if box.isChecked() and box.isEnabled())

    def tell_kept(self, texts: Collection[WordText]) -> None:
        """Show that these texts are in the firm's own version now."""
        for text in texts:
            self.texts[text].setEnabled(False)
            self.texts[text].setText("已存为本单位版本")
        self._follow_texts()

    def focus_first(self) -> None:
        """Give the focus to the first choice."""
        first = next((box for box in self.boxes.values() if box.isEnabled()), None)
        (first or self.leave).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _side(word: str, tone: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Chip(word, tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text or NOTHING, "" if text else "muted", wrap=True, copy=True), 1)
    return row


def _text_card(text: WordText) -> QFrame:
    made = card()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(10, 8, 10, 8)
    inner.setSpacing(4)
    if text.old:
        inner.addLayout(_side("原文", "neutral", text.old))
    if text.new:
        inner.addLayout(_side("Word" if text.old else "新增", "accent", text.new))
    else:
        inner.addWidget(label("Word 中没有这一段。", "muted"))
    return made
