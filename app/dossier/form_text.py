"""The words of a form as it would print: what its code is made from, and what has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.dossier.form_spec import FormSpec, HeadingBlock, PairsBlock, ParagraphBlock, TableBlock
from app.dossier.template import fill, holds

Words = tuple[tuple[str, str], ...]
"""Pairs of a name (empty for running text) and what is printed for it."""


def form_words(spec: FormSpec, context: Mapping[str, Any]) -> Words:
    """Return what the form prints, in order."""
    full = {**context, "field": spec.values(context)}
    words: list[tuple[str, str]] = [("标题", fill(spec.heading, full))]
    for block in spec.blocks:
        if not holds(block.when, full):
            continue
        if isinstance(block, PairsBlock):
            for row in block.rows:
                pairs = zip(row[::2], row[1::2], strict=True)
                words += [(name, fill(value, full).strip()) for name, value in pairs]
        elif isinstance(block, TableBlock):
            for place, item in enumerate(full[block.each], start=1):
                cells = {**full, "item": item}
                words += [
                    (f"第 {place} 行“{column.label}”", fill(column.text, cells))
                    for column in block.columns
                ]
        elif isinstance(block, ParagraphBlock | HeadingBlock):
            words.append(("", fill(block.text, full).strip()))
        else:
            words += [("落款", fill(line, full)) for line in block.lines]
    return tuple(words)


def words_hash(words: Words) -> str:
    """Return the SHA-256 of the words in hex."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def what_changed(before: Sequence[Sequence[str]], after: Words) -> tuple[str, ...]:
    """Return in short sentences what differs between two printings of a form."""
    was, now = _by_name(before), _by_name(after)
    told = []
    for name in dict.fromkeys([*was, *now]):
        old, new = was.get(name, []), now.get(name, [])
        if old == new:
            continue
        if not name:
            told.append("正文有改动")
        elif len(old) == len(new) == 1:
            told.append(f"“{name}”由“{_short(old[0])}”改为“{_short(new[0])}”")
        else:
            told.append(f"“{name}”有改动")
    return tuple(told)


def _by_name(words: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in words:
        found.setdefault(name, []).append(text)
    return found


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return f"{one_line[:24]}…" if len(one_line) > 24 else one_line or "空"
