"""Which materials a submission needs: the conditions of the catalogue, decided by the facts."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.entries import Material, Platform
from app.catalogue.words import Need, When
from app.model.kinds import DataDisposal, SubmissionKind, SubmissionMode


@dataclass(frozen=True)
class SubmissionFacts:
    """What conditions are decided on; None is not known.

    ``group``: the whole case covers several subjects.
    """

    mode: SubmissionMode
    agent_acts: bool | None = None
    group: bool = False
    data_disposal: DataDisposal | None = None
    ecommerce: bool | None = None


def holds(when: When, facts: SubmissionFacts) -> bool | None:
    """Tell whether the condition holds; None where the facts do not decide it."""
    personal = facts.data_disposal
    known: dict[When, bool | None] = {
        When.BATCH: facts.mode is SubmissionMode.BATCH,
        When.GROUP: facts.group,
        When.AGENT_ACTS: facts.agent_acts,
        When.ECOMMERCE: facts.ecommerce,
        When.PERSONAL_DATA_HELD: (
            None if personal is None else personal is not DataDisposal.NONE_HELD
        ),
    }
    return known[when]


def applies(material: Material, facts: SubmissionFacts) -> bool:
    """Tell whether the material is asked for; an undecided condition asks for it."""
    return material.when is None or holds(material.when, facts) is not False


def need_of(material: Material, facts: SubmissionFacts) -> Need:
    """Return the need by the facts: a condition that surely holds makes it required."""
    if material.when is not None and holds(material.when, facts):
        return Need.REQUIRED
    return material.need


def materials_for(
    platform: Platform, kind: SubmissionKind, facts: SubmissionFacts
) -> tuple[Material, ...]:
    """Return the materials that a submission of ``kind`` is asked for, in the catalogue's order."""
    return tuple(
        item for item in platform.materials if kind in item.for_kinds and applies(item, facts)
    )


def documents_to_prepare(
    platform: Platform, kind: SubmissionKind, facts: SubmissionFacts, filings: int
) -> int:
    """Count the documents of a submission that carries ``filings``: all but the optional ones."""
    return sum(
        filings if item.per_filing else 1
        for item in materials_for(platform, kind, facts)
        if item.need is not Need.OPTIONAL
    )
