"""Whose rows are they: the organisations that a file names, and which of them are one's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from app.intake.rows import ImportRow
from app.intake.tables import text_key

LEAST_SCORE = 80.0
_FORM = re.compile(r"(股份|集团)?(有限)?(责任)?公司|[()]")


def organisations_in(rows: Iterable[ImportRow]) -> list[tuple[str, int]]:
    """Return the organisations as a file spells them, with their rows, most rows first."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        key = text_key(row.listed_as)
        if key:
            counts[key] += 1
            shown.setdefault(key, row.listed_as)
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
        if row.listed_as in found:
            continue
        for text in (row.organisation_name, *row.organisation_former_names):
            mine = known.get(text_key(text))
            if mine is not None:
                found[row.listed_as] = mine
                break
    return found


def suggest_organisations(
    names_in_file: Iterable[str], own: Iterable[tuple[str, tuple[str, ...]]]
) -> list[tuple[str, str, float]]:
    """Return names that look like one's own but are not equal, each with the own name and score.

    ``own`` gives current name and former names. Legal forms (有限公司…) are left out, since they
    make every name alike. The score (0 to 100) is a suggestion to show, best first; the officer
    decides.
    """
    from rapidfuzz import fuzz, process

    cores: dict[str, str] = {}
    keys: set[str] = set()
    for name, former in own:
        for text in (name, *former):
            keys.add(text_key(text))
            if _core(text):
                cores.setdefault(_core(text), name)
    found = []
    for name in dict.fromkeys(names_in_file):
        key = _core(name)
        if not key or not cores or text_key(name) in keys:
            continue
        best = process.extractOne(key, cores.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_SCORE)
        if best is not None:
            own_name = cores[best[0]]
            whole = fuzz.ratio(text_key(name), text_key(own_name))
            found.append((name, own_name, round((float(best[1]) + whole) / 2, 1)))
    return sorted(found, key=lambda item: (-item[2], item[0]))


def _core(name: str) -> str:
    """Return a name for comparing, without its legal form and brackets."""
    return _FORM.sub("", text_key(name))
