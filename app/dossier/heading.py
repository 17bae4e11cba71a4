"""The title of a form or of a generated page, in well balanced lines."""

from __future__ import annotations

from reportlab.platypus import Flowable, Spacer

from app.dossier import sheet
from app.dossier.characters import printable
from app.dossier.titles import balanced
from app.dossier.typeset import Typesetter

EDGE = 1
"""Characters that stay free on both sides: a title that touches both edges is no title."""


def heading(
    text: str,
    setter: Typesetter,
    size: float = sheet.TITLE_SIZE,
    leading: float = sheet.TITLE_LINE,
) -> list[Flowable]:
    """Return the title and the space after it, which lead to a line of the grid."""
    face = setter.fonts.title
    lines: list[str] = []
    for part in printable(text).strip().split("\n"):
        widths = tuple(setter.width(character, face, size) for character in part)
        lines += balanced(part, widths, sheet.TEXT_WIDTH - 2 * EDGE * size)
    style = setter.style(face, size, leading, "center")
    room = sheet.title_room(len(lines), leading)
    return [setter.paragraph("\n".join(lines), face, style), Spacer(1, room)]
