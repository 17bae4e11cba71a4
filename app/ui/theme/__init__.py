"""Colours, sizes, fonts and icons, light and dark: the one place that decides the look."""

from app.ui.theme.apply import appearance, apply_theme, put_on_sheet, set_appearance, tokens
from app.ui.theme.icons import icon
from app.ui.theme.tokens import DARK, LIGHT, Tokens

__all__ = [
    "DARK",
    "LIGHT",
    "Tokens",
    "appearance",
    "apply_theme",
    "icon",
    "put_on_sheet",
    "set_appearance",
    "tokens",
]
