"""Whose rows are they: the organisations that a file names, and which of them are one's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from app.intake.rows import ImportRow
from app.intake.tables import text_key

LEAST_SCORE = 80.0
_LEAST_WHOLE = 70.0
_LOOKED_AT = 5
_FORM = re.compile(r"(股份|集团)?(有限)?(责任)?公司|[()]")


def organisations_in(rows: Iterable[ImportRow]) -> list[tuple[str, int]]:
    """Return the organisations as a file spells them, with their rows, most rows first."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for name, count in Counter(row.listed_as for row in rows).items():
        key = text_key(name)
        if key:
            counts[key] += count
            shown.setdefault(key, name)
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
    strangers: set[str] = set()
    for row in rows if known else ():
        if row.listed_as in found:
            continue
        if row.listed_as in strangers and not row.organisation_former_names:
            continue
        for text in (row.organisation_name, *row.organisation_former_names):
            mine = known.get(text_key(text))
            if mine is not None:
                found[row.listed_as] = mine
                break
        else:
            strangers.add(row.listed_as)
    return found


def suggest_organisations(
    names_in_file: Iterable[str], own: Iterable[tuple[str, tuple[str, ...]]]
) -> list[tuple[str, str, float]]:
    """Return names that look like one's own but are not equal, each with the own name and score.

    ``own`` gives current name and former names. The score (0 to 100) is the mean of the likeness
    of the whole names and of the names without their legal form (有限公司…), which makes every
    name alike. It is a suggestion to show, best first; the officer decides.
    """
    from rapidfuzz import fuzz, process

    names = {text_key(text): name for name, former in own for text in (name, *former)}
    names.pop("", None)
    found = []
    for name in dict.fromkeys(names_in_file):
        key = text_key(name)
        if not key or key in names:
            continue
        near = process.extract(
            key, names.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_WHOLE, limit=_LOOKED_AT
        )
        scores = [
            ((whole + fuzz.ratio(_core(name), _core(text))) / 2, text) for text, whole, _ in near
        ]
        score, text = max(scores, default=(0.0, ""))
        if score >= LEAST_SCORE:
            found.append((name, names[text], round(float(score), 1)))
    return sorted(found, key=lambda item: (-item[2], item[0]))


def _core(name: str) -> str:
    """Return a name for comparing, without its legal form and brackets."""
    return _FORM.sub("", text_key(name))
