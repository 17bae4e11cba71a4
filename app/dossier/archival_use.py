"""What a drawing was found to use while it was looked through, and what it breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.dossier.archival import Breach


@dataclass
class FontUse:
    """A font, and the codes shown with it: seen ones, and those of invisible text."""

    font: Any
    seen: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


@dataclass
class Use:
    """What is told of one drawing with all that it draws in turn.

    ``spots`` holds the hash of each spot colour's definition by its name: the same name must mean
    the same colour in the whole file.
    """

    breaches: set[Breach] = field(default_factory=set)
    fonts: dict[Any, FontUse] = field(default_factory=dict)
    spots: dict[bytes, bytes] = field(default_factory=dict)
    profiled_cmyk: bool = False
    overprinting: bool = False

    def font(self, key: Any, font: Any) -> FontUse:
        """Return what is noted of a font."""
        if key not in self.fonts:
            self.fonts[key] = FontUse(font)
        return self.fonts[key]

    def take_in(self, other: Use) -> set[bytes]:
        """Add what another drawing uses; return the spot colours that mean another colour there."""
        self.breaches |= other.breaches
        for key, used in other.fonts.items():
            own = self.font(key, used.font)
            own.seen |= used.seen
            own.hidden |= used.hidden
        unlike = {n for n, made in other.spots.items() if self.spots.setdefault(n, made) != made}
        self.profiled_cmyk = self.profiled_cmyk or other.profiled_cmyk
        self.overprinting = self.overprinting or other.overprinting
        return unlike
