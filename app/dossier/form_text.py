"""The words of a form as it would print: what its code is made from, and what has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.dossier.filled import FilledGrid, FilledSignature, FilledText, fill_form
from app.dossier.form_spec import FormSpec
from app.dossier.letterhead import letterhead_of

Words = tuple[tuple[str, str], ...]
"""Pairs of a name (empty for running text) and what is printed for it."""


def form_words(spec: FormSpec, context: Mapping[str, Any]) -> Words:
    """Return what the form prints, in order."""
    head = letterhead_of(spec.id, context)
    words: list[tuple[str, str]] = [*head.words] if head else []
    for block in fill_form(spec, context).blocks:
        if isinstance(block, FilledText):
            words.append(("标题" if block.style == "title" else "", block.line.text.strip()))
        elif isinstance(block, FilledSignature):
            words += [("落款", line.text) for line in block.lines]
        else:
            words += _grid_words(block)
    return tuple(words)


def _grid_words(grid: FilledGrid) -> Iterator[tuple[str, str]]:
    """Name each cell by its label: the one before it, or the head of its column."""
    heads = [cell.line.text for row in grid.rows[: grid.heads] for cell in row]
    for place, row in enumerate(grid.rows[grid.heads :], start=1):
        if heads:
            for head, cell in zip(heads, row, strict=True):
                yield f"第 {place} 行“{head}”", cell.line.text
        else:
            for name, cell in zip(row[::2], row[1::2], strict=True):
                yield name.line.text, cell.line.text.strip()


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
