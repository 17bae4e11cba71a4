"""Which materials a submission needs: the catalogue's items, decided by the facts of the case."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.entries import Material, Platform
from app.catalogue.words import Need, When
from app.model.kinds import DataDisposal, SubmissionKind, SubmissionMode


@dataclass(frozen=True)
class Conditions:
    """What is known of the conditions: those that hold, and those that surely do not."""

    held: frozenset[When] = frozenset()
    excluded: frozenset[When] = frozenset()


@dataclass(frozen=True)
class ChecklistItem:
    """A material with the need that results from the facts; ``why`` is its condition in words."""

    material: Material
    need: Need
    why: str = ""


def conditions_of(
    mode: SubmissionMode,
    *,
    organisations: int = 1,
    data_disposal: DataDisposal | None = None,
    agent_acts: bool | None = None,
    ecommerce: bool | None = None,
) -> Conditions:
    """Return the conditions that follow from the facts; None leaves one undecided.

    ``organisations`` is the number of subjects in the whole case.
    """
    personal = None if data_disposal is None else data_disposal is not DataDisposal.NONE_HELD
    known: dict[When, bool | None] = {
        When.BATCH: mode is SubmissionMode.BATCH,
        When.GROUP: organisations > 1,
        When.PERSONAL_DATA_HELD: personal,
        When.AGENT_ACTS: agent_acts,
        When.ECOMMERCE: ecommerce,
    }
    return Conditions(
        frozenset(when for when, holds in known.items() if holds is True),
        frozenset(when for when, holds in known.items() if holds is False),
    )


def checklist(
    platform: Platform, kind: SubmissionKind, conditions: Conditions
) -> tuple[ChecklistItem, ...]:
    """Return the materials for ``kind`` in the catalogue's order.

    A condition that holds makes its material required; one that does not drops it; an undecided
    one leaves it 视情况, for the officer to attach or to mark as not applicable.
    """
    items = []
    for material in platform.materials:
        if kind not in material.for_kinds or material.when in conditions.excluded:
            continue
        holds = material.when is not None and material.when in conditions.held
        need = Need.REQUIRED if holds else material.need
        items.append(ChecklistItem(material, need, material.condition))
    return tuple(items)


def documents_to_prepare(items: tuple[ChecklistItem, ...], filings: int) -> int:
    """Count the documents of a submission that carries ``filings``: all but the optional ones."""
    return sum(
        filings if item.material.per_filing else 1
        for item in items
        if item.need is not Need.OPTIONAL
    )
