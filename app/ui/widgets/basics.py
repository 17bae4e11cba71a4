"""Small things that every page is made of: labels, buttons, chips, bars, empty states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.model.kinds import Certainty
from app.ui.theme import icon, tokens


def label(text: str = "", kind: str = "", *, wrap: bool = False, copy: bool = False) -> QLabel:
    """Return a label of a kind (title, heading, muted, error, warning, figure)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    if copy:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon_name: str = "",
    shortcut: str = "",
    tip: str = "",
) -> QPushButton:
    """Return a button; its shortcut is told in the tooltip and works within its window page."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(icon(icon_name, tokens().on_accent if kind == "primary" else None))
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    add_shortcut(made, shortcut, tip or text)
    return made


def add_shortcut(made: QPushButton | QToolButton, shortcut: str, tip: str) -> None:
    """Give a button a shortcut that works while its page is shown, and tell it."""
    made.setToolTip(f"{tip}（{shortcut}）" if shortcut else tip)
    if shortcut:
        keys = QShortcut(QKeySequence(shortcut), made)
        keys.setContext(Qt.ShortcutContext.WindowShortcut)
        keys.activated.connect(lambda: made.click() if made.isVisible() else None)


def tool(
    text: str,
    icon_name: str,
    clicked: Callable[[], object] | None = None,
    *,
    shortcut: str = "",
    tip: str = "",
    word: bool = True,
) -> QToolButton:
    """Return a flat button with an icon and, unless ``word`` is False, its word beside."""
    made = QToolButton()
    made.setText(text)
    made.setAccessibleName(text)
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(18, 18))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    style = Qt.ToolButtonStyle
    made.setToolButtonStyle(style.ToolButtonTextBesideIcon if word else style.ToolButtonIconOnly)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    add_shortcut(made, shortcut, tip or text)
    return made


def make_clearable(line: QLineEdit) -> None:
    """Give a line a button to clear it as soon as it holds a text; its pictures load slowly."""
    line.textChanged.connect(lambda _text: offer_clearing(line))


def offer_clearing(line: QLineEdit) -> None:
    """Show the button to clear a line that holds a text."""
    if line.text() and not line.isClearButtonEnabled():
        line.setClearButtonEnabled(True)


def line() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


def card() -> QFrame:
    """Return a framed surface for a group of things."""
    made = QFrame()
    made.setProperty("kind", "card")
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a style property and let the style sheet look at the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Picture(QLabel):
    """An icon that stands alone, in a colour of the theme; drawn anew when the theme turns."""

    def __init__(self, icon_name: str, size: int = 18, colour: str = "accent_text") -> None:
        super().__init__()
        self._drawn = (icon_name, size, colour)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        name, size, colour = self._drawn
        self.setPixmap(icon(name, getattr(tokens(), colour)).pixmap(size, size))


class Elided(QLabel):
    """A one-line label that ends in … where it has no room; the tooltip tells all of it."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__()
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)
        if kind:
            self.setProperty("kind", kind)
        self.set_full(text)

    def set_full(self, text: str) -> None:
        """Show ``text``."""
        self._full = text
        self._fit()

    def full(self) -> str:
        """Return the whole text."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 8, hint.height())

    def _fit(self) -> None:
        one_line = self._full.replace("\n", " ")
        room = max(self.width() - 2, 0)
        shown = self.fontMetrics().elidedText(one_line, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self._full if shown != one_line else "")


class Chip(QLabel):
    """A state in a word on a soft ground; tones: neutral, accent, success, warning, danger."""

    def __init__(self, text: str = "", tone: str = "neutral", tip: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, tone, tip)

    def set(self, text: str, tone: str = "neutral", tip: str = "") -> None:
        """Show another state."""
        self.setText(text)
        self.setToolTip(tip)
        restyle(self, "chip", tone)
        # Without a parent, to show it would open a window of its own.
        if not text or self.parent() is not None:
            self.setVisible(bool(text))


CERTAINTY_TONES = {
    Certainty.OFFICIAL: "success",
    Certainty.PRACTICE: "accent",
    Certainty.UNVERIFIED: "warning",
}


class CertaintyTag(Chip):
    """How sure a rule is (官方 / 实务 / 待核实; key or word), with its source in the tooltip."""

    def __init__(self, certainty: Certainty | str, source: str = "") -> None:
        known = next(item for item in Certainty if certainty in (item, item.value, item.label))
        tip = f"来源：{source}" if source else ""
        super().__init__(known.label, CERTAINTY_TONES[known], tip)


class EmptyState(QWidget):
    """What an empty page says: what belongs there, and the first steps."""

    def __init__(self, icon_name: str, title: str, text: str = "") -> None:
        super().__init__()
        picture = Picture(icon_name, 40)
        self._title = label(title, "heading")
        self._text = label(text, "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(520)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in (picture, self._title, self._text):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def add_action(
        self,
        text: str,
        clicked: Callable[[], object],
        *,
        primary: bool = False,
        icon_name: str = "",
    ) -> QPushButton:
        """Add a first step."""
        made = button(text, clicked, kind="primary" if primary else "", icon_name=icon_name)
        self._buttons.addWidget(made)
        return made

    def tell(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self._give_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """Keep all lines of the text in view: an aligned label does not ask for its height."""
        self._text.setMinimumHeight(self._text.heightForWidth(self._text.width()))


class SectionTitle(QWidget):
    """A heading with room for buttons at its right."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 4)
        row.setSpacing(8)
        self._text = label(text, "heading")
        self._hint = label(hint, "muted")
        row.addWidget(self._text)
        row.addWidget(self._hint)
        row.addStretch(1)
        self.row = row

    def set_text(self, text: str, hint: str = "") -> None:
        """Show another heading."""
        self._text.setText(text)
        self._hint.setText(hint)


def copy_text(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QApplication.clipboard().setText(text)
