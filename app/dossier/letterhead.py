"""What the letterhead of a subject (抬头) says, and which forms carry it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Letterhead:
    """What stands there: ``logo`` is a PNG, empty for none."""

    name: str
    line: str
    red: bool
    logo: bytes

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What it says, as pairs of a name and a text."""
        return (("抬头", self.name), *((("抬头第二行", self.line),) if self.line else ()))


def letterhead_of(form_id: str, context: Mapping[str, Any]) -> Letterhead | None:
    """Return the letterhead that the form carries; None where it carries none."""
    told = context.get("letterhead")
    if not told or form_id not in told["forms"]:
        return None
    logo = base64.b64decode(told["logo"])
    return Letterhead(told["name"], told["line"], told["red"], logo)
