"""The pane at the right of the catalogue: one form or one comparison at a time; Esc closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.ui.jobs import Jobs
from app.ui.platforms.pane_form import PaneForm
from app.ui.widgets import Elided, InfoBar, button, label, scrolled, tool

WIDTH, WIDE = 400, 560


class Pane(QWidget):
    """Shows a form, saves it as one action, and says what is wrong beside its fields.

    ``closed`` when it was closed or cancelled, ``saved(form)`` when it was stored.
    """

    closed = Signal()
    saved = Signal(object)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.form: PaneForm | None = None
        self._content: QWidget | None = None
        self._saving = False
        self.setProperty("kind", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Elided(kind="heading")
        self._place = label("", "muted", wrap=True)
        self.info = InfoBar()
        self.save = button("保存", self.on_save, kind="primary", shortcut="Ctrl+Return")
        self.cancel = button("取消", self.close_pane, tip="不保存，关闭（Esc）")
        self.skip = button("跳过", kind="link", tip="这一项以后再核实")
        self.skip.hide()
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 8, 2)
        head.addWidget(self._title, 1)
        head.addWidget(tool("关闭", "close", self.close_pane, word=False, tip="关闭（Esc）"))
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 6, 16, 10)
        foot.addWidget(self.save)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        note = QHBoxLayout()
        note.setContentsMargins(16, 0, 16, 0)
        note.addWidget(self._place, 1)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 0)
        bar.addWidget(self.info)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(note)
        column.addLayout(bar)
        column.addLayout(self._inside, 1)
        column.addWidget(self._foot)

    def title(self) -> str:
        """Return whose details are shown."""
        return self._title.full()

    def show_form(self, form: PaneForm, place: str = "") -> None:
        """Show a form; ``place`` says in the line above where one is (a walk)."""
        self._show(form.title, form, place)
        self.form = form
        self.save.setText(form.save_word)
        self.save.setEnabled(True)
        self.save.show()
        self.cancel.show()
        first = next(iter(form.form.rows.values()), None)
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_content(self, title: str, content: QWidget, place: str = "") -> None:
        """Show something to read, which brings its own buttons."""
        self._show(title, content, place)
        self.form = None
        self.save.hide()
        self.cancel.hide()
        content.setFocus(Qt.FocusReason.OtherFocusReason)

    def content(self) -> QWidget | None:
        """Return what is shown."""
        return self._content if self.isVisible() else None

    def unsaved(self) -> bool:
        """Tell whether something was entered that is not saved."""
        return self.isVisible() and self.form is not None and self.form.dirty()

    def close_pane(self) -> None:
        """Close without saving."""
        self.close_pane_quietly()
        self.closed.emit()

    def close_pane_quietly(self) -> None:
        """Close without telling, because something else is shown next."""
        self._drop()
        self.hide()

    def run(self, title: str, work: Callable[..., object]) -> None:
        """Run a change that belongs to what is shown; the pane closes when it is done."""
        self._saving = True
        self.save.setEnabled(False)
        self.info.dismiss()
        self._jobs.change(title, work, self._on_saved, self._on_failed, owner=self)  # type: ignore[arg-type]

    def on_save(self) -> None:
        """Save what was entered, unless something is wrong with it."""
        if self.form is None or self._saving:
            return
        self.save.setFocus()  # a cell that is being edited is taken first
        wrong = self.form.problems()
        if wrong:
            self.form.form.show_errors(wrong)
            return
        self.run(self.form.saving, self.form.work())

    def _on_saved(self, _value: object) -> None:
        self._saving, form = False, self.form
        self.close_pane_quietly()
        self.saved.emit(form)

    def _on_failed(self, error: QingBeiError) -> bool:
        self._saving = False
        self.save.setEnabled(True)
        if isinstance(error, FieldsError) and self.form is not None:
            if not self.form.form.show_errors(error.fields):
                self.info.tell_error(error)
        else:
            self.info.tell_error(error)
        return True

    def _show(self, title: str, content: QWidget, place: str) -> None:
        self._drop()
        self.info.dismiss()
        self._title.set_full(title)
        self._place.setText(place)
        self._place.setVisible(bool(place))
        self.skip.setVisible(False)
        self._content = content
        self._inside.addWidget(scrolled(content))
        self.show()

    def _drop(self) -> None:
        self.form = self._content = None
        while (old := self._inside.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
            return
        super().keyPressEvent(event)
