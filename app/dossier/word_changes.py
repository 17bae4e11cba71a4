"""What was changed in a form's Word document: filled places first, then the text around them.

A place is found by its control's tag. Where an editor dropped the controls, lines are aligned
with those that were written, and the fixed words around a place tell what stands in it now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.dossier.filled import FilledForm, Piece
from app.dossier.word_marks import fingerprint, tagged, trimmed

ReadLine = tuple[bool, tuple[tuple[str, str], ...]]
"""Whether it is a cell, and its pieces as pairs of a control's tag ("" outside) and a text."""

ALIKE = 0.45
MOST_COMPARED = 40_000
MOST_READ_BACK, MOST_LIKENED = 20_000, 2_000
"""Bounds for a text made to keep the comparison busy: characters times places, and characters."""

_BLANKS = re.compile(r"[＿_\s]*")


@dataclass(frozen=True)
class ChangedValue:
    """A filled place that says something else. ``also_here``: so does the program since."""

    name: str
    old: str
    new: str
    also_here: bool = False


@dataclass(frozen=True)
class ChangedText:
    """A paragraph or cell whose fixed words were changed; new or gone where one is empty."""

    old: str
    new: str


@dataclass(frozen=True)
class WordChanges:
    """All that differs; ``lost`` tells how many controls were missing."""

    values: tuple[ChangedValue, ...]
    texts: tuple[ChangedText, ...]
    lost: int = 0


@dataclass
class _Written:
    """A line as it was written, its pieces with their tags ("" for fixed words)."""

    is_cell: bool
    pieces: tuple[tuple[str, Piece], ...]
    blank: str

    def text(self) -> str:
        return trimmed("".join(_shown(tag, piece, self.blank) for tag, piece in self.pieces))

    def key(self, found: Mapping[str, str]) -> str:
        parts = (
            f"\0{tag}\0" if tag in found else _shown(tag, piece, self.blank)
            for tag, piece in self.pieces
        )
        return f"{self.is_cell}{_bare(''.join(parts))}"

    def alone(self, found: Mapping[str, str]) -> str:
        """Return the tag of a lost control that was all there was in the line."""
        tags = [tag for tag, piece in self.pieces if tag or piece.text.strip()]
        return tags[0] if len(tags) == 1 and tags[0] and tags[0] not in found else ""


def _shown(tag: str, piece: Piece, blank: str) -> str:
    return piece.text or (blank if tag else "")


def _bare(text: str) -> str:
    """Return a line as it is aligned: without any spaces, which editors move about."""
    return re.sub(r"\s+", "", text)


def compare(form: FilledForm, lines: Sequence[ReadLine], prints: Mapping[str, str]) -> WordChanges:
    """Return what ``lines`` say otherwise than ``form`` does now.

    ``prints`` are the fingerprints of the values as they were written, by tag; a value that only
    the program has changed since is no difference.
    """
    pieces = dict(tagged(form))
    found: dict[str, str] = {}
    for _is_cell, read in lines:
        for tag, text in read:
            if tag in pieces:
                found.setdefault(tag, _value(text))
    known = dict(found)
    written = [line for line in _written(form) if line.is_cell or line.text()]
    kept = [line for line in lines if line[0] or _key(line, found) != f"{line[0]}"]
    texts: list[ChangedText] = []
    for old, new in _aligned(written, kept, found):
        if old is None or not new:
            texts += [ChangedText("", trimmed(_text(line))) for line in new if _text(line).strip()]
            if old is not None and (gone := old.alone(found)):
                known[gone] = ""
            elif old is not None and old.text():
                texts.append(ChangedText(old.text(), ""))
        elif (filled := _read_back(old, new, found)) is not None:
            known |= filled
        else:
            texts.append(ChangedText(old.text(), "\n".join(trimmed(_text(line)) for line in new)))
    values = _values(pieces, known, prints)
    return WordChanges(tuple(values), tuple(texts), len(pieces) - len(found))


def _written(form: FilledForm) -> list[_Written]:
    tags = iter(tagged(form))
    made = []
    for is_cell, line in form.lines():
        pairs = tuple((next(tags)[0] if p.name else "", p) for p in line.pieces)
        made.append(_Written(is_cell, pairs, line.blank))
    return made


def _text(line: ReadLine) -> str:
    return "".join(text for _tag, text in line[1])


def _value(text: str) -> str:
    clean = trimmed(text)
    return "" if _BLANKS.fullmatch(clean) else clean


def _values(
    pieces: Mapping[str, Piece], known: Mapping[str, str], prints: Mapping[str, str]
) -> list[ChangedValue]:
    made: dict[tuple[str, str], ChangedValue] = {}
    for tag, new in known.items():
        piece = pieces[tag]
        if new == trimmed(piece.text) or prints.get(tag) == fingerprint(new):
            continue
        also_here = tag in prints and prints[tag] != fingerprint(piece.text)
        made.setdefault((piece.name, new), ChangedValue(piece.name, piece.text, new, also_here))
    order = {piece.name: place for place, piece in reversed(list(enumerate(pieces.values())))}
    return sorted(made.values(), key=lambda change: order[change.name])


def _aligned(
    written: Sequence[_Written], read: Sequence[ReadLine], found: Mapping[str, str]
) -> list[tuple[_Written | None, list[ReadLine]]]:
    """Return the lines in pairs; one side is missing where a line is new or gone.

    What follows a place whose control was lost belongs to it: Enter begins a new paragraph there.
    """
    old = [line.key(found) for line in written]
    new = [_key(line, found) for line in read]
    pairs: list[tuple[_Written | None, list[ReadLine]]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for mine, theirs in _matched(written[a:b], read[c:d], found):
            last = pairs[-1][0] if pairs else None
            if mine is None and last is not None and last.alone(found) and not last.is_cell:
                pairs[-1][1].append(read[c + theirs[0]])
            else:
                pairs.append((mine, [read[c + place] for place in theirs]))
    return pairs


def _key(line: ReadLine, found: Mapping[str, str]) -> str:
    parts = (f"\0{tag}\0" if tag in found else text for tag, text in line[1])
    return f"{line[0]}{_bare(''.join(parts))}"


def _matched(
    old: Sequence[_Written], new: Sequence[ReadLine], found: Mapping[str, str]
) -> list[tuple[_Written | None, list[int]]]:
    """Return which of ``new`` (by place) each of ``old`` has become, in order."""
    if len(old) * len(new) > MOST_COMPARED:
        return [(line, []) for line in old] + [(None, [place]) for place in range(len(new))]
    width = len(new) + 1
    best = [[0.0] * width for _ in range(len(old) + 1)]
    score = [[_alike(mine, theirs, found) for theirs in new] for mine in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], score[i][j] + best[i + 1][j + 1])
    made: list[tuple[_Written | None, list[int]]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        if (
            i < len(old)
            and j < len(new)
            and score[i][j] > 0
            and (best[i][j] == score[i][j] + best[i + 1][j + 1])
        ):
            made.append((old[i], [j]))
            i, j = i + 1, j + 1
        elif j < len(new) and (i == len(old) or best[i][j] == best[i][j + 1]):
            made.append((None, [j]))
            j += 1
        else:
            made.append((old[i], []))
            i += 1
    return made


def _alike(old: _Written, new: ReadLine, found: Mapping[str, str]) -> float:
    """Return how sure it is that ``new`` is what became of ``old``; 0 when it is not."""
    if old.is_cell != new[0]:
        return 0.0
    if old.alone(found):
        return max(ALIKE, _ratio(old, new))
    if _read_back(old, [new], found) is not None:
        return 1.0
    ratio = _ratio(old, new)
    return ratio if ratio >= ALIKE else 0.0


def _ratio(old: _Written, new: ReadLine) -> float:
    before, after = old.text()[:MOST_LIKENED], trimmed(_text(new))[:MOST_LIKENED]
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _loosely(text: str) -> str:
    return r"\s*".join(re.escape(c) for c in text if not c.isspace())


def _read_back(
    old: _Written, new: Sequence[ReadLine], found: Mapping[str, str]
) -> dict[str, str] | None:
    """Return what stands in the places whose controls were lost; None when the words changed."""
    parts, names = [], []
    for tag, piece in old.pieces:
        if tag in found:
            parts.append(re.escape(f"\0{tag}\0"))
        elif tag:
            # What stood there is tried first, so that places side by side keep their own.
            parts.append(f"({_loosely(_shown(tag, piece, old.blank))}|.*?)")
            names.append(tag)
        else:
            parts.append(_loosely(piece.text))
    text = "\n".join(
        "".join(f"\0{tag}\0" if tag in found else text for tag, text in line[1]) for line in new
    )
    if len(names) * len(text) > MOST_READ_BACK:
        return None
    match = re.fullmatch(r"\s*".join(parts), text.strip(), re.DOTALL)
    if match is None:
        return None
    return {tag: _value(value) for tag, value in zip(names, match.groups(), strict=True)}
