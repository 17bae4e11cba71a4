"""Rules on the terms of what is handed in: papers of the firm and its people, the authorisation.

That these have to be valid on the day of handing in is common practice; no platform's own rule was
found, so each finding says 待核实 and none keeps a dossier a draft.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.model.kinds import Certainty, SubmissionState
from app.rules.paper_terms import SOURCE, Term, Validity, term_words, validity
from app.rules.review_input import MaterialCheck, ReviewInput, SubmissionCheck
from app.rules.review_rule import Hit, warns

_Attached = tuple[SubmissionCheck, MaterialCheck, Term]


def _open(data: ReviewInput) -> Iterator[SubmissionCheck]:
    for item in data.submissions:
        if item.state in (SubmissionState.PREPARING, SubmissionState.RETURNED):
            yield item


def _attached(data: ReviewInput, *states: Validity) -> Iterator[_Attached]:
    for item in _open(data):
        for material in item.materials:
            term = material.term if material.applicable else None
            if term is not None and validity(term, data.today, item.due_on) in states:
                yield item, material, term


def _hit(found: _Attached, data: ReviewInput, told: str, remedy: str) -> Hit:
    item, material, term = found
    words = term_words(term, data.today)
    return Hit(
        f"“{material.name}”{told}：{words}。",
        remedy,
        material.item,
        submission_id=item.id,
        about=item.label,
    )


@warns("papers.expired", "materials", SOURCE, Certainty.UNVERIFIED)
def paper_expired(data: ReviewInput) -> Iterator[Hit]:
    """What is attached is valid today."""
    for found in _attached(data, Validity.EXPIRED, Validity.NOT_YET):
        yield _hit(found, data, "不在有效期内", "请在“共用材料”中换新版，或更正有效期。")


@warns("papers.expires_before_due", "materials", SOURCE, Certainty.UNVERIFIED)
def paper_expires_before_due(data: ReviewInput) -> Iterator[Hit]:
    """What is attached is still valid on the last day of the submission."""
    for found in _attached(data, Validity.BEFORE_DUE):
        yield _hit(found, data, "在办理期限之前到期", "请在到期前提交，或在“共用材料”中换新版。")


@warns("papers.expires_soon", "materials", SOURCE, Certainty.UNVERIFIED)
def paper_expires_soon(data: ReviewInput) -> Iterator[Hit]:
    """What expires within thirty days may do so while the platform looks at it."""
    for found in _attached(data, Validity.SOON):
        yield _hit(found, data, "三十日内到期", "请尽快提交，或在“共用材料”中换新版。")


@warns("papers.replaced", "materials")
def paper_replaced(data: ReviewInput) -> Iterator[Hit]:
    """An edition that was replaced is still attached."""
    for item in _open(data):
        for material in item.materials:
            if material.applicable and material.paper_replaced:
                yield Hit(
                    f"“{material.name}”在共用材料中已有新版。",
                    "请在材料清单中换用新版；确实要用旧版的可以不处理。",
                    material.item,
                    submission_id=item.id,
                    about=item.label,
                )


@warns("forms.authorisation_ends", "forms", SOURCE, Certainty.UNVERIFIED)
def authorisation_ends(data: ReviewInput) -> Iterator[Hit]:
    """The authorisation lasts until the submission can be handed in."""
    for item in _open(data):
        last = item.authorised_until
        if last is None:
            continue
        state = validity(Term(valid_until=last), data.today, item.due_on)
        if state in (Validity.EXPIRED, Validity.BEFORE_DUE):
            when = "已经过去" if state is Validity.EXPIRED else "早于办理期限的最后一日"
            yield Hit(
                f"授权委托书的授权期限至{last.year}年{last.month}月{last.day}日，{when}。",
                "请改写授权期限；已签章的委托书需要重新出具。",
                "authorised_until",
                submission_id=item.id,
                about=item.label,
            )


RULES = (
    paper_expired,
    paper_expires_before_due,
    paper_expires_soon,
    paper_replaced,
    authorisation_ends,
)
