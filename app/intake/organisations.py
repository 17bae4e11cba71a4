"""Whose rows are they: the organisations that a file names, and which of them are one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.intake.rows import ImportRow
from app.intake.tables import text_key

LEAST_SCORE = 80.0


def organisations_in(rows: Iterable[ImportRow]) -> list[tuple[str, int]]:
    """Return the organisations of a file with their number of rows, most rows first."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        key = text_key(row.organisation_name)
        if key:
            counts[key] += 1
            shown.setdefault(key, row.organisation_name)
    return [(shown[key], count) for key, count in counts.most_common()]


def own_organisations(
    rows: Iterable[ImportRow], own: Iterable[tuple[str, tuple[str, ...]]]
) -> dict[str, str]:
    """Return the names in the file that are one's own, each with the own name.

    ``own`` gives current name and former names. A name is recognised when it, or a former name
    that its row tells, equals a current or former name of one's own (blanks and widths aside).
    """
    known: dict[str, str] = {}
    for name, former in own:
        for text in (name, *former):
            known.setdefault(text_key(text), name)
    known.pop("", None)
    found: dict[str, str] = {}
    for row in rows:
        if row.organisation_name in found:
            continue
        for text in (row.organisation_name, *row.organisation_former_names):
            mine = known.get(text_key(text))
            if mine is not None:
                found[row.organisation_name] = mine
                break
    return found


def suggest_organisations(
    names_in_file: Iterable[str], own_names: Iterable[str]
) -> list[tuple[str, str, float]]:
    """Return names that look like one's own but are not equal, each with the own name and score.

    The score (0 to 100) is a suggestion to show, best first; the officer decides.
    """
    from rapidfuzz import fuzz, process

    own = {text_key(name): name for name in own_names if text_key(name)}
    found = []
    for name in dict.fromkeys(names_in_file):
        key = text_key(name)
        if not key or key in own:
            continue
        best = process.extractOne(key, own.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_SCORE)
        if best is not None:
            found.append((name, own[best[0]], round(float(best[1]), 1)))
    return sorted(found, key=lambda item: (-item[2], item[0]))
