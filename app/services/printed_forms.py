"""What stands on paper: a form's words as they are now, and the record of what was printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import Material as MaterialRule
from app.model.case import Material, PrintedForm, Submission
from app.model.kinds import MaterialState
from app.model.page_code import paper_of
from app.rules.conditions import applies
from app.services.change import Change
from app.services.forms import form_context
from app.services.materials import submission_facts
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import PrintedPaper, Words


@dataclass(frozen=True)
class FormPaper:
    """A form of a submission with the words it would print now, the code made from them, and how
    many copies the rules ask for."""

    case_id: int
    submission_id: int
    item: str
    form_id: str
    title: str
    platform: str
    filing_ids: tuple[int, ...]
    code: str
    words_sha256: str
    words: Words
    context: Mapping[str, Any] = field(repr=False, compare=False)
    copies: int = 1


def papers_of(ws: Workspace, item: Submission) -> dict[str, FormPaper]:
    """Return the forms that a loaded submission's checklist asks for, by the material's item."""
    from app.dossier import form_words, words_hash

    context = form_context(ws, item)
    made = {}
    for rule, row in asked_forms(ws, item):
        assert rule.form is not None
        words = form_words(ws.forms[rule.form], context)
        digest = words_hash(words)
        made[row.item] = FormPaper(
            case_id=item.case_id,
            submission_id=item.id,
            item=row.item,
            form_id=rule.form,
            title=ws.forms[rule.form].title,
            platform=item.platform,
            filing_ids=tuple(link.filing_id for link in item.filing_links),
            code=paper_of(str(item.id), row.item, rule.form, digest),
            words_sha256=digest,
            words=words,
            context=context,
            copies=rule.copies,
        )
    return made


def asked_forms(ws: Workspace, item: Submission) -> list[tuple[MaterialRule, Material]]:
    """Return the checklist's items that the program writes and that apply, in its order."""
    facts = submission_facts(item)
    rows = {row.item: row for row in item.materials}
    return [
        (rule, rows[rule.id])
        for rule in ws.catalogue.platforms[item.platform].materials
        if rule.form is not None
        and rule.id in rows
        and applies(rule, facts)
        and rows[rule.id].state is not MaterialState.NOT_APPLICABLE
    ]


def note_made(
    change: Change, papers: Iterable[FormPaper], made: Mapping[str, PrintedPaper] | None = None
) -> None:
    """Keep what a code stands for, once; ``made`` adds what setting the pages has told.

    Written past the undo: what may lie on paper stays what it is.
    """
    for paper in papers:
        row = printed_form(change.session, paper.code)
        if row is None:
            row = PrintedForm(
                code=paper.code,
                case_id=paper.case_id,
                submission_id=paper.submission_id,
                item=paper.item,
                form_id=paper.form_id,
                title=paper.title,
                platform=paper.platform,
                filing_ids=list(paper.filing_ids),
                words_sha256=paper.words_sha256,
                words=[list(pair) for pair in paper.words],
            )
            change.session.add(row)
        known = (made or {}).get(paper.code)
        if known is not None:
            row.pages, row.signed_pages = known.pages, list(known.signed)
    change.session.flush()


def printed_form(session: Session, code: str) -> PrintedForm | None:
    """Return what the paper part of a code stands for; None when it was not printed here."""
    return session.scalar(select(PrintedForm).where(PrintedForm.code == code))


def note_on_paper(change: Change, codes: Iterable[str]) -> None:
    """Keep that these forms went to paper, when for the first time and by whom."""
    for code in codes:
        row = printed_form(change.session, code) if code else None
        if row is not None and row.printed_at is None:
            row.printed_at, row.printed_by = change.at, change.actor
    change.session.flush()


def outdated_scans(ws: Workspace, item: Submission) -> frozenset[str]:
    """Return the items of a loaded submission whose filed pages were printed with other words."""
    codes = {row.item: {page.code for page in row.scans if page.code} for row in item.materials}
    if not any(codes.values()):
        return frozenset()
    session = Session.object_session(item)
    assert session is not None
    now = papers_of(ws, item)
    printed = {
        row.code: row.words_sha256
        for row in session.scalars(
            select(PrintedForm).where(PrintedForm.code.in_(set().union(*codes.values())))
        )
    }
    return frozenset(
        key
        for key, found in codes.items()
        if key in now and any(printed.get(code) != now[key].words_sha256 for code in found)
    )
