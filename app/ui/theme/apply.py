"""Puts the look on the application, and again when the system turns light or dark."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import resources
from app.ui.theme.sheet import style_sheet
from app.ui.theme.tokens import DARK, LIGHT, Tokens

WINDOWS_UI = "Microsoft YaHei UI"
POINT_SIZE = 9.5
WANTED = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Micro Hei")
MONO_FAMILIES = ("Consolas", "Cascadia Mono", "DejaVu Sans Mono", "Noto Sans Mono", "monospace")

SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_state: dict[str, Any] = {"now": LIGHT, "sheet": True}
_wanted: dict[str, str] = {"appearance": "system"}


def tokens() -> Tokens:
    """Return the colours in force."""
    now: Tokens = _state["now"]
    return now


def apply_theme(app: QApplication, *, sheet: bool = True) -> None:
    """Set palette, fonts and the Chinese texts of Qt's own dialogs; follow the system.

    Without ``sheet`` the style sheet is put on later, when the window is built: a widget that
    has one is styled anew, with all that is in it, at every parent it gets.
    """
    _state["sheet"] = sheet
    app.setFont(_ui_font())
    _install_qt_chinese(app)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _put_on(app))
    _put_on(app)


def put_on_sheet(app: QApplication) -> None:
    """Put on the style sheet that :func:`apply_theme` left for later."""
    _state["sheet"] = True
    _put_on(app)


def set_appearance(app: QApplication, name: str) -> None:
    """Take ``name`` (system, light or dark) as the look from now on."""
    _wanted["appearance"] = name
    app.styleHints().setColorScheme(SCHEMES[name])
    _put_on(app)


def appearance() -> str:
    """Return the look that was asked for: system, light or dark."""
    return _wanted["appearance"]


def _put_on(app: QApplication) -> None:
    from app.ui.theme.icons import redraw_icons

    name = appearance()
    of_system = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    colours = DARK if name == "dark" or (name == "system" and of_system) else LIGHT
    if app.styleSheet() and colours is tokens():
        return
    turned = colours is not tokens()
    _state["now"] = colours
    app.setPalette(_palette(colours))
    if _state["sheet"]:
        app.setStyleSheet(style_sheet(colours))
        if turned:
            redraw_icons(app)


def mono_font(size: float | None = None) -> QFont:
    """Return the monospaced face in which filing numbers are set; its Chinese is the window's."""
    font = QFont()
    font.setFamilies([*MONO_FAMILIES, QApplication.font().family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(size or POINT_SIZE)
    return font


def _ui_font() -> QFont:
    if sys.platform == "win32":
        return QFont(WINDOWS_UI, 9)
    name = next(filter(QFontDatabase.hasFamily, WANTED), None) or _own_face()
    if name is None:
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        name = chinese[0] if chinese else None
    font = QFont(name) if name else QFont()
    font.setPointSizeF(POINT_SIZE)
    return font


def _own_face() -> str | None:
    """Load the face that the set-up fetched, for a system without a Chinese one."""
    for file in sorted((resources() / "fonts").glob("NotoSansSC_*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        names = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if names:
            return names[0]
    return None


def _install_qt_chinese(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, t.window),
        (role.WindowText, t.text),
        (role.Base, t.base),
        (role.AlternateBase, t.alternate),
        (role.Text, t.text),
        (role.Button, t.raised),
        (role.ButtonText, t.text),
        (role.ToolTipBase, t.raised),
        (role.ToolTipText, t.text),
        (role.PlaceholderText, t.muted),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Link, t.accent_text),
        (role.LinkVisited, t.accent_text),
        (role.Mid, t.line),
        (role.Dark, t.line_strong),
        (role.Light, t.raised),
        (role.Midlight, t.line),
        (role.Shadow, t.line_strong),
        (role.Accent, t.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.line_strong))
    return palette
