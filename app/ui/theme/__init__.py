"""Colours, sizes, fonts and icons, light and dark: the one place that decides the look."""

from app.ui.theme.apply import apply_theme, tokens
from app.ui.theme.icons import icon
from app.ui.theme.tokens import DARK, LIGHT, Tokens

__all__ = ["DARK", "LIGHT", "Tokens", "apply_theme", "icon", "tokens"]
