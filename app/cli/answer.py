"""What a command hands back: its exit status, a text for people, and the same for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from app.errors import EXIT_OK


@dataclass(frozen=True)
class Answer:
    """The result of a command; ``data`` has stable keys and holds dates, paths and words."""

    text: str
    data: dict[str, Any]
    status: int = EXIT_OK

    def as_json(self) -> str:
        """Return ``data`` as JSON, readable and in its own order."""
        return json.dumps(self.data, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"not for JSON: {type(value)}")
