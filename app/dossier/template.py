"""The small language of the forms' texts: ``{case.reason}``, ``{filings|title}``.

A name leads into the context by its parts; ``list|key`` joins that key of all items with 、,
the same text once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACE = re.compile(r"\{([a-z_]+(?:[.|][a-z_]+)*)\}")
BLANK = "＿＿＿＿＿＿"


def names_in(text: str) -> Iterator[str]:
    """Return the names of the placeholders in ``text``."""
    return (match.group(1) for match in PLACE.finditer(text))


def lookup(name: str, context: Mapping[str, Any]) -> str:
    """Return what ``name`` leads to as text; nothing there is an empty text."""
    path, _, key = name.partition("|")
    value: Any = context
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    if isinstance(value, list | tuple):
        texts = (str(item.get(key, "")) if key else str(item) for item in value)
        return "、".join(dict.fromkeys(text for text in texts if text))
    return "" if value is None else str(value)


def fill(text: str, context: Mapping[str, Any], blank: str = "") -> str:
    """Return ``text`` with its placeholders replaced; ``blank`` stands where nothing is known."""
    return PLACE.sub(lambda match: lookup(match.group(1), context) or blank, text)


def parts_of(text: str) -> Iterator[tuple[str, str]]:
    """Return ``text`` in order as pairs (literal, "") and ("", name of a placeholder)."""
    place = 0
    for match in PLACE.finditer(text):
        if match.start() > place:
            yield text[place : match.start()], ""
        yield "", match.group(1)
        place = match.end()
    if place < len(text):
        yield text[place:], ""


def fill_parts(text: str, context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return ``text`` filled, in order as pairs of what prints and its placeholder's name."""
    return [
        (lookup(name, context) or BLANK, name) if name else (literal, "")
        for literal, name in parts_of(text)
    ]


def holds(condition: str, context: Mapping[str, Any]) -> bool:
    """Tell whether ``name`` leads to anything, or ``name=value`` to that value; "" always holds."""
    name, sign, wanted = condition.partition("=")
    if not name:
        return True
    found = lookup(name.strip(), context)
    return found == wanted.strip() if sign else bool(found)
