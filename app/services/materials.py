"""The checklist of a submission (材料清单): what is asked for, what is there, what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from app.catalogue import Material as MaterialRule
from app.catalogue import Need
from app.errors import FieldsError, NotFoundError, TooLargeError
from app.model.case import Attachment, Material, MaterialFile, PrintedForm, Submission
from app.model.kinds import Certainty, MaterialState, PaperKind
from app.pieces import each
from app.progress import Progress
from app.rules.conditions import SubmissionFacts, applies, need_of
from app.rules.paper_terms import Term
from app.services.attachments import AttachmentView, link_view, record, take_in, take_in_locked
from app.services.change import Change
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace

MEGABYTE = 1024 * 1024


class PaperMark(NamedTuple):
    """The shared paper that files were brought in from, its term, and whether it is outdated."""

    id: int
    term: Term
    replaced: bool


@dataclass(frozen=True)
class MaterialView:
    """One checklist item with its rule and what is attached.

    ``form_id`` names the form that the program writes for it; a scan attached to such an item
    takes the form's place in the dossier. ``asked`` is False when a condition does not hold.
    ``pages_lacking`` are the pages of the form (from 1) that have not come back from paper, once
    others of it have. That a form went to paper (已打印) is not stored but seen from the prints.
    ``paper_kind`` is the kind of shared paper that serves it, ``paper`` the one attached;
    ``naming`` is how the platform wants files to be called, empty where no rule is known.
    """

    id: int
    item: str
    name: str
    need: Need
    condition: str
    asked: bool
    seal: str
    signer: str
    copies: int
    original: str
    formats: tuple[str, ...]
    max_mb: float | None
    hint: str
    form_id: str | None
    source: str
    certainty: Certainty
    state: MaterialState
    reason: str
    files: tuple[AttachmentView, ...]
    pages_lacking: tuple[int, ...] = ()
    paper_kind: PaperKind | None = None
    paper: PaperMark | None = None
    naming: str = ""

    @property
    def satisfied(self) -> bool:
        """Whether nothing more is to be done for it."""
        return (
            not self.asked
            or (self.form_id is not None and not self.pages_lacking)
            or self._settled
            or self.need is Need.OPTIONAL
        )

    @property
    def _settled(self) -> bool:
        return (
            self.state in (MaterialState.ATTACHED, MaterialState.NOT_APPLICABLE)
            and not self.pages_lacking
        )


def checklist(ws: Workspace, submission_id: int) -> tuple[MaterialView, ...]:
    """Return the submission's checklist in the catalogue's order."""
    with ws.read() as session:
        return checklist_of(ws, get_submission(session, submission_id))


def checklist_of(ws: Workspace, item: Submission) -> tuple[MaterialView, ...]:
    """Return the checklist of a loaded submission."""
    rules = {rule.id: rule for rule in ws.catalogue.platforms[item.platform].materials}
    facts = submission_facts(item)
    order = {key: place for place, key in enumerate(rules)}
    rows = sorted(
        (material for material in item.materials if material.item in rules),
        key=lambda material: order[material.item],
    )
    printed = _printed_items(item)
    limits = ws.catalogue.platforms[item.platform].file_limits
    naming = limits.naming if limits else ""
    views = (_view(ws, rules[row.item], row, facts, printed) for row in rows)
    return tuple(replace(view, naming=naming) if naming else view for view in views)


def _printed_items(item: Submission) -> frozenset[str]:
    """Return the items whose form went to paper."""
    session = Session.object_session(item)
    assert session is not None
    query = select(PrintedForm.item).where(
        PrintedForm.submission_id == item.id, PrintedForm.printed_at.is_not(None)
    )
    return frozenset(session.scalars(query))


def submission_facts(item: Submission) -> SubmissionFacts:
    """Return what the conditions of a loaded submission's checklist are decided on."""
    organisations = {link.filing.organisation_id for link in item.case.filing_links}
    return SubmissionFacts(
        mode=item.mode,
        agent_acts=bool(item.case.agent_name),
        group=len(organisations) > 1,
        data_disposal=item.case.data_disposal,
    )


def _view(
    ws: Workspace,
    rule: MaterialRule,
    row: Material,
    facts: SubmissionFacts,
    printed: frozenset[str],
) -> MaterialView:
    waits = row.state is MaterialState.MISSING and row.item in printed
    return MaterialView(
        id=row.id,
        item=row.item,
        name=rule.name,
        need=need_of(rule, facts),
        condition=rule.condition,
        asked=applies(rule, facts),
        seal=rule.seal.label,
        signer=rule.signer.label,
        copies=rule.copies,
        original=rule.original_or_copy.label,
        formats=tuple(kind.label for kind in rule.formats),
        max_mb=rule.max_mb,
        hint=rule.hint,
        form_id=rule.form,
        source=rule.source,
        certainty=rule.certainty,
        state=MaterialState.PRINTED if waits else row.state,
        reason=row.reason,
        files=tuple(link_view(ws, _session_of(row), link) for link in row.file_links),
        pages_lacking=pages_lacking(row),
        paper_kind=rule.paper,
        paper=_paper_mark(row),
    )


def _paper_mark(row: Material) -> PaperMark | None:
    paper = next((link.paper for link in row.file_links if link.paper is not None), None)
    if paper is None:
        return None
    term = Term(paper.valid_from, paper.valid_until, paper.long_term)
    return PaperMark(paper.id, term, paper.replaced_by_id is not None)


def pages_lacking(row: Material) -> tuple[int, ...]:
    """Return which pages of a form have not come back, when others of it have."""
    there = {page.page for page in row.scans if page.code}
    whole = max((page.pages for page in row.scans if page.code), default=0)
    return tuple(page for page in range(1, whole + 1) if page not in there)


def _session_of(row: Material) -> Session:
    session = object_session(row)
    assert session is not None
    return session


def attach_files(
    ws: Workspace,
    material_id: int,
    paths: tuple[Path, ...],
    progress: Progress,
    passwords: Mapping[Path, str] | None = None,
) -> Result[int]:
    """Attach files to a checklist item; return how many. ``passwords`` opens those locked.

    Every file is checked first; one unfit file stops them all. Raises :class:`BadInputError`
    naming the file for a broken, locked, oversized or unfit one.
    """
    limit = file_limit(ws, material_id)
    checked = []
    with ws.vault.all_or_none():
        for path in each(paths, progress, "正在检查文件"):
            _require_size(path, limit)
            password = passwords.get(path) if passwords else None
            if password is None:
                checked.append(take_in(ws, path, progress))
            else:
                checked.append(take_in_locked(ws, path, password, progress))
    with ws.change("material.attach") as change:
        row = get_material(change.session, material_id)
        known = {link.attachment.sha256 for link in row.file_links}
        fresh = [item for item in checked if item.stored.sha256 not in known]
        for item in fresh:
            add_file(row, record(change, item))
        name = material_name(ws, row)
        tell_of(change, row, f"为“{name}”附上 {len(fresh)} 个文件")
        return change.result(len(fresh))


def file_limit(ws: Workspace, material_id: int) -> float | None:
    """Return how many megabytes a file of this item may have, None without a limit."""
    with ws.read() as session:
        row = get_material(session, material_id)
        rules = ws.catalogue.platforms[row.submission.platform].materials
        return next((rule.max_mb for rule in rules if rule.id == row.item), None)


def size_words_mb(size_bytes: int) -> str:
    """Return a size in megabytes as one reads it."""
    return f"{size_bytes / MEGABYTE:.1f} MB"


def _require_size(path: Path, limit: float | None) -> None:
    size = path.stat().st_size if path.is_file() else 0
    if limit is not None and size > limit * MEGABYTE:
        raise TooLargeError(
            f"文件“{path.name}”有 {size_words_mb(size)}，超过该材料 {limit:g} MB 的上限。",
            "请压缩或拆分后再附。",
            path,
        )


def add_file(row: Material, item: Attachment) -> None:
    """Put a file behind those that an item has; the item counts as attached then."""
    top = max((link.position for link in row.file_links), default=-1)
    row.file_links.append(MaterialFile(attachment=item, position=top + 1))
    row.state, row.reason = MaterialState.ATTACHED, ""


def get_material(session: Session, material_id: int) -> Material:
    """Return the checklist row; raise :class:`NotFoundError` when it is gone."""
    row = session.get(Material, material_id)
    if row is None:
        raise NotFoundError("这项材料已不存在。", "方案可能已重新生成，请刷新后重试。")
    return row


def material_name(ws: Workspace, row: Material) -> str:
    """Return what the catalogue calls a checklist item."""
    rules = ws.catalogue.platforms[row.submission.platform].materials
    return next((rule.name for rule in rules if rule.id == row.item), row.item)


def tell_of(change: Change, row: Material, text: str, *, reason: str = "") -> None:
    """Say in the history of an item's case and submission what was done to it."""
    case_id, submission_id = row.submission.case_id, row.submission_id
    change.tell(text, reason=reason, case_id=case_id, submission_id=submission_id)


def detach_file(ws: Workspace, link_id: int) -> Result[None]:
    """Take a file off its checklist item; the file itself stays in the vault (undo)."""
    with ws.change("material.detach") as change:
        link = change.session.get(MaterialFile, link_id)
        if link is None:
            raise NotFoundError("这个文件已不在清单中。", "请刷新后重试。")
        row, name = link.material, link.attachment.file_name
        row.file_links.remove(link)
        left = {id for other in row.file_links for id in (other.attachment_id, *other.merged)}
        row.scans = [page for page in row.scans if page.bound_id in left]
        if not row.file_links:
            row.state = MaterialState.MISSING
        tell_of(change, row, f"从“{material_name(ws, row)}”移除文件“{name}”")
        return change.result(None)


def mark_not_applicable(ws: Workspace, material_id: int, reason: str) -> Result[None]:
    """Say that an item does not apply, and why. Raises :class:`FieldsError` without a reason."""
    with ws.change("material.not_applicable") as change:
        row = get_material(change.session, material_id)
        if not reason.strip():
            raise FieldsError({"reason": "请写明不适用的理由，审核时需要说明"})
        row.state, row.reason = MaterialState.NOT_APPLICABLE, reason.strip()
        tell_of(change, row, f"“{material_name(ws, row)}”标为不适用", reason=row.reason)
        return change.result(None)


def mark_applicable(ws: Workspace, material_id: int) -> Result[None]:
    """Take the mark 不适用 back."""
    with ws.change("material.applicable") as change:
        row = get_material(change.session, material_id)
        row.state = MaterialState.ATTACHED if row.file_links else MaterialState.MISSING
        row.reason = ""
        tell_of(change, row, f"“{material_name(ws, row)}”恢复为需要准备")
        return change.result(None)


def attached_elsewhere(ws: Workspace, material_id: int) -> tuple[AttachmentView, ...]:
    """Return files attached to the same-named item of other submissions, to be used again."""
    with ws.read() as session:
        row = get_material(session, material_id)
        mine = {_shown(link) for link in row.file_links}
        links = session.scalars(
            select(MaterialFile)
            .join(Material)
            .where(Material.item == row.item, Material.id != row.id)
            .order_by(MaterialFile.id.desc())
        )
        found = {
            _shown(link): link_view(ws, session, link) for link in links if _shown(link) not in mine
        }
        return tuple(found.values())


def _shown(link: MaterialFile) -> str:
    """Return what tells one file as it is shown from another."""
    return json.dumps([link.attachment_id, link.merged, link.edits])


def attach_known(ws: Workspace, material_id: int, link_id: int) -> Result[None]:
    """Attach a file of another submission's item, its pages as they are shown there.

    Raises :class:`NotFoundError` when it is not attached there any more.
    """
    with ws.change("material.attach") as change:
        row = get_material(change.session, material_id)
        other = change.session.get(MaterialFile, link_id)
        if other is None:
            raise NotFoundError("这个文件已不在清单中。", "请刷新后重试。")
        item = other.attachment
        add_file(row, item)
        row.file_links[-1].edits = list(other.edits)
        row.file_links[-1].merged = list(other.merged)
        row.file_links[-1].paper_id = other.paper_id
        tell_of(change, row, f"为“{material_name(ws, row)}”沿用文件“{item.file_name}”")
        return change.result(None)
