"""The tokens of the look: colours for light and dark, the 4-px grid, the radius."""

from typing import NamedTuple

GRID = 4
RADIUS = 6


class Tokens(NamedTuple):
    """One set of colours as #rrggbb.

    ``text`` on ``base``, ``muted`` on ``base`` and white on ``accent`` keep a contrast of at
    least 4.5 : 1.
    """

    dark: bool
    window: str
    base: str
    raised: str
    alternate: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    on_accent: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    success: str
    success_soft: str
    neutral_soft: str


LIGHT = Tokens(
    dark=False,
    window="#f4f6f9",
    base="#ffffff",
    raised="#fbfcfd",
    alternate="#f8fafc",
    line="#dfe4ea",
    line_strong="#b9c2cd",
    text="#1d2630",
    muted="#566373",
    accent="#1b4f9c",
    accent_text="#1b4f9c",
    accent_soft="#e4edf9",
    on_accent="#ffffff",
    warning="#8a5300",
    warning_soft="#fdf1d8",
    danger="#b3261e",
    danger_soft="#fce8e6",
    success="#1c6b3a",
    success_soft="#e2f3e8",
    neutral_soft="#eceff3",
)

DARK = Tokens(
    dark=True,
    window="#171b21",
    base="#1e232b",
    raised="#242a33",
    alternate="#222831",
    line="#333b46",
    line_strong="#4b5664",
    text="#e6eaf0",
    muted="#a3afbd",
    accent="#2f6fca",
    accent_text="#8ab8ff",
    accent_soft="#24364f",
    on_accent="#ffffff",
    warning="#f0bd62",
    warning_soft="#40341c",
    danger="#ff9d94",
    danger_soft="#4a2826",
    success="#83d3a0",
    success_soft="#1f3b2b",
    neutral_soft="#2b323c",
)
