"""How a page of an attached file is to be shown: turned, straightened, cropped, in which order.

The file itself is never changed: what is kept is this list, and the dossier and every preview
are drawn by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WHOLE = (0.0, 0.0, 1.0, 1.0)
STEEPEST = 45.0
SMALLEST = 0.02


@dataclass(frozen=True)
class PageEdit:
    """One page of the outcome.

    ``page`` counts from 0 in the original; ``file`` says which one: 0 the file itself, else the
    place among those merged into it. The page is turned clockwise by ``turn`` (0, 90, 180, 270),
    then by ``tilt`` degrees around its middle, which alone loses nothing of it, then cut to
    ``crop``: left, top, right and bottom as shares of the page before it was tilted.
    """

    page: int
    file: int = 0
    turn: int = 0
    tilt: float = 0.0
    crop: tuple[float, float, float, float] = WHOLE

    @property
    def is_cut(self) -> bool:
        """Whether something of the page is left out."""
        return self.crop != WHOLE

    def to_json(self) -> dict[str, Any]:
        """Return the edit as plain values; what is as in the original is left out."""
        made: dict[str, Any] = {"page": self.page}
        if self.file:
            made["file"] = self.file
        if self.turn:
            made["turn"] = self.turn
        if self.tilt:
            made["tilt"] = self.tilt
        if self.crop != WHOLE:
            made["crop"] = list(self.crop)
        return made


def read_edits(kept: Sequence[Mapping[str, Any]]) -> tuple[PageEdit, ...]:
    """Return the edits that :meth:`PageEdit.to_json` wrote, forced into what can be drawn."""
    found = []
    for item in kept:
        left, top, right, bottom = (min(1.0, max(0.0, float(v))) for v in item.get("crop", WHOLE))
        right, bottom = max(right, left + SMALLEST), max(bottom, top + SMALLEST)
        found.append(
            PageEdit(
                page=max(0, int(item["page"])),
                file=max(0, int(item.get("file", 0))),
                turn=int(item.get("turn", 0)) // 90 * 90 % 360,
                tilt=max(-STEEPEST, min(STEEPEST, float(item.get("tilt", 0)))),
                crop=(left, top, right, bottom),
            )
        )
    return tuple(found)


def as_it_is(count: int) -> tuple[PageEdit, ...]:
    """Return the edits that leave a file of ``count`` pages as it is."""
    return tuple(PageEdit(page) for page in range(count))
