"""Dossiers (提交材料册): made from a submission, kept with hash and inputs, shown again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import NotFoundError
from app.model.case import Dossier, Submission
from app.model.kinds import DossierState, MaterialState
from app.progress import Progress, Silent
from app.rules.file_names import safe_stem
from app.rules.findings import Severity
from app.services.attachments import AttachmentView
from app.services.checks import findings_of_submission
from app.services.forms import form_context
from app.services.materials import MaterialView, checklist_of
from app.services.printed_forms import FormPaper, note_made, note_on_paper, papers_of
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import AttachmentFile, DossierInput, DossierOptions

LONGEST_NAME = 60


@dataclass(frozen=True)
class DossierView:
    """An exported dossier as shown."""

    id: int
    submission_id: int
    version: int
    state: DossierState
    file_name: str
    sha256: str
    size_bytes: int
    page_count: int
    created_at: datetime
    missing: tuple[str, ...]
    path: Path
    code: str
    removed: tuple[RemovedView, ...]
    archival: bool = False

    @property
    def verdict(self) -> str:
        """What may be said of an archival dossier, which was checked before it was kept."""
        from app.dossier import ARCHIVAL_CHECKED

        return ARCHIVAL_CHECKED if self.archival else ""


@dataclass(frozen=True)
class RemovedView:
    """What one attached file had that is not in the dossier, in sentences."""

    file_name: str
    messages: tuple[str, ...]


def list_dossiers(ws: Workspace, submission_id: int) -> tuple[DossierView, ...]:
    """Return the submission's dossiers, newest first."""
    with ws.read() as session:
        query = (
            select(Dossier)
            .where(Dossier.submission_id == submission_id)
            .order_by(Dossier.version.desc())
        )
        return tuple(dossier_view(ws, item) for item in session.scalars(query))


def newest_dossiers(ws: Workspace, case_id: int) -> dict[int, DossierView]:
    """Return the newest dossier of each submission of a case that has one."""
    with ws.read() as session:
        query = (
            select(Dossier)
            .join(Submission)
            .where(Submission.case_id == case_id)
            .order_by(Dossier.version)
        )
        newest = {item.submission_id: item for item in session.scalars(query)}
        return {id: dossier_view(ws, item) for id, item in newest.items()}


def dossier_view(ws: Workspace, item: Dossier) -> DossierView:
    """Turn a loaded dossier into its plain view."""
    return DossierView(
        id=item.id,
        submission_id=item.submission_id,
        version=item.version,
        state=item.state,
        file_name=item.file_name,
        sha256=item.sha256,
        size_bytes=item.size_bytes,
        page_count=item.page_count,
        created_at=item.created_at,
        missing=tuple(item.missing),
        path=ws.vault.path(item.sha256),
        code=item.code,
        removed=tuple(RemovedView(r["file_name"], tuple(r["messages"])) for r in item.removed),
        archival="archival" in item.inputs.get("options", {}),
    )


def export_dossier(
    ws: Workspace,
    submission_id: int,
    progress: Progress | None = None,
    options: DossierOptions | None = None,
) -> Result[DossierView]:
    """Write the submission's dossier into the vault as its next version.

    With blocking findings it is a draft (草稿) with a watermark and the list of what is missing.
    An archival one (PDF/A-2b, see ``options``) is kept only when the program's own check finds
    nothing broken. Raises :class:`CannotPrintError` and :class:`BadInputError` naming what cannot
    be printed, :class:`NotArchivalError` naming attached pages that cannot be kept as they are.
    """
    from app.dossier import ARCHIVAL, build_dossier

    progress = progress or Silent()
    source, state, missing, removed, papers = _gather(ws, submission_id, options, progress)
    with tempfile.TemporaryDirectory(dir=ws.folder, prefix="export-") as folder:
        target = Path(folder) / f"{source.title}.pdf"
        made = build_dossier(source, ws.forms, ws.fonts, target, progress)
        stored = ws.vault.put(target, progress)
    removed += [{"file_name": one.file_name, "messages": [one.sentence]} for one in made.drawn]
    with ws.change("dossier.export") as change:
        item = get_submission(change.session, submission_id)
        dossier = Dossier(
            version=source.version,
            state=state,
            sha256=stored.sha256,
            file_name=exported_name(item, item.kind.label, source.version, state, "pdf"),
            size_bytes=stored.size_bytes,
            page_count=made.page_count,
            created_at=change.at,
            inputs=source.to_json() | {"templates": _templates(ws, papers)},
            missing=list(missing),
            code=source.code,
            removed=removed,
        )
        item.dossiers.append(dossier)
        note_made(change, papers)
        kind = f"，{ARCHIVAL}" if source.options.archival else ""
        change.tell(
            f"导出第 {source.version} 版材料册（{state.label}，{made.page_count} 页{kind}）",
            case_id=item.case_id,
            submission_id=item.id,
        )
        return change.result(dossier_view(ws, dossier))


def _templates(ws: Workspace, papers: Iterable[FormPaper]) -> dict[str, Any]:
    """Return the text of each form as it was then: it may be changed, by the firm or an update."""
    from app.dossier import content_of

    return {paper.form_id: content_of(ws.forms[paper.form_id]) for paper in papers}


def _gather(
    ws: Workspace, submission_id: int, options: DossierOptions | None, progress: Progress
) -> tuple[DossierInput, DossierState, tuple[str, ...], list[dict[str, Any]], list[FormPaper]]:
    from app.dossier import AttachmentPart, DossierInput, DossierOptions, FormPart

    findings = findings_of_submission(ws, submission_id)
    missing = tuple(dict.fromkeys(f.message for f in findings if f.severity is Severity.BLOCKING))
    state = DossierState.DRAFT if missing else DossierState.READY
    with ws.read() as session:
        item = get_submission(session, submission_id)
        context = form_context(ws, item)
        forms = papers_of(ws, item)
        papers: list[FormPaper] = []
        parts: list[FormPart | AttachmentPart] = []
        removed: list[dict[str, Any]] = []
        for material in printed_materials(checklist_of(ws, item)):
            if material.files:
                files = tuple(attachment_file(ws, file, progress) for file in material.files)
                removed += _removed(material.files)
                parts.append(AttachmentPart(title=material.name, files=files))
            elif material.form_id:
                paper = forms[material.item]
                papers.append(paper)
                parts.append(FormPart(paper.form_id, paper.title, context, paper.code))
        version = max((dossier.version for dossier in item.dossiers), default=0) + 1
        source = DossierInput(
            title=f"{context['submission']['platform_name']}{item.kind.label}材料",
            subtitle=_subtitle(item),
            organisation=context["organisation"]["name"],
            platform=context["submission"]["platform_name"],
            submission=f"{item.case.title} · 第 {item.position + 1} 次提交",
            created_on=ws.today(),
            version=version,
            draft=state is DossierState.DRAFT,
            missing=missing,
            parts=tuple(parts),
            options=options or DossierOptions(),
        )
    return source, state, missing, removed, papers


def attachment_file(ws: Workspace, file: AttachmentView, progress: Progress) -> AttachmentFile:
    """Return what the dossier room binds of an attached file, after checking its bytes."""
    for one in (file, *file.merged):
        ws.vault.check(one.sha256, progress)
    return shown_file(ws, file)


def shown_file(ws: Workspace, file: AttachmentView) -> AttachmentFile:
    """Return what is drawn of an attached file on the screen: its bytes are not gone through."""
    from app.dossier import AttachmentFile

    return AttachmentFile(
        path=ws.vault.find(file.sha256),
        sha256=file.sha256,
        file_name=file.file_name,
        media_type=file.media_type,
        edits=file.edits,
        merged=tuple(shown_file(ws, other) for other in file.merged),
    )


def _removed(files: tuple[AttachmentView, ...]) -> list[dict[str, Any]]:
    found = []
    for file in (one for whole in files for one in (whole, *whole.merged)):
        messages = [note.message for note in file.notes if note.kind == "removed"]
        if messages:
            found.append({"file_name": file.file_name, "messages": messages})
    return found


def printed_materials(materials: tuple[MaterialView, ...]) -> list[MaterialView]:
    """Return what goes in: forms first as the checklist orders them, then what is attached."""
    wanted = [m for m in materials if m.asked and m.state is not MaterialState.NOT_APPLICABLE]
    return sorted(wanted, key=lambda m: bool(m.files) and m.form_id is None)


def _subtitle(item: Submission) -> tuple[str, ...]:
    names = [
        link.filing.algorithm.name if link.filing.algorithm else link.filing.title
        for link in item.filing_links
    ]
    if len(names) == 1:
        return (f"{item.mode.label}{item.kind.label}", names[0], item.filing_links[0].filing.number)
    return (f"{item.mode.label}{item.kind.label}", f"{names[0]}等 {len(names)} 项")


def exported_name(
    item: Submission, what: str, version: int, state: DossierState, extension: str
) -> str:
    """Return what an exported file is called; a long name never loses its version or its draft."""
    first = item.filing_links[0].filing
    name = first.algorithm.name if first.algorithm else first.title
    more = f"等{len(item.filing_links)}项" if len(item.filing_links) > 1 else ""
    draft = "-草稿" if state is DossierState.DRAFT else ""
    whole = safe_stem(f"{item.organisation.name}-{name}")[:LONGEST_NAME].rstrip(" .")
    return f"{whole}{more}-{what}-v{version}{draft}.{extension}"


def get_dossier(ws: Workspace, dossier_id: int) -> DossierView:
    """Return one dossier; raise :class:`NotFoundError` when it is gone."""
    with ws.read() as session:
        item = session.get(Dossier, dossier_id)
        if item is None:
            raise NotFoundError("这份材料册已不存在。", "请重新导出。")
        return dossier_view(ws, item)


def save_dossier(
    ws: Workspace, dossier_id: int, target: Path, progress: Progress | None = None
) -> Path:
    """Write the archived file to ``target`` after checking its hash; return ``target``.

    Raises :class:`ConflictError` when the vault's copy was changed from outside,
    :class:`DataFolderError` when ``target`` cannot be written.
    """
    view = get_dossier(ws, dossier_id)
    ws.vault.copy_out(view.sha256, target, progress)
    return target


def open_copy(ws: Workspace, dossier_id: int, progress: Progress | None = None) -> Path:
    """Return a copy with a readable name for the system's PDF program to open."""
    view = get_dossier(ws, dossier_id)
    folder = ws.folder / "opened" / view.sha256[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return save_dossier(ws, dossier_id, folder / view.file_name, progress)


def record_print(
    ws: Workspace, dossier_id: int, how: str = "", codes: Iterable[str] | None = None
) -> Result[None]:
    """Note in the case's events that a version was printed; its forms wait for the seal now.

    ``codes`` are the forms that went out whole, where not all pages were printed. The print of a
    draft is noted, but nothing is sealed on it: its forms do not count as printed.
    """
    with ws.change("dossier.print") as change:
        item = change.session.get_one(Dossier, dossier_id)
        if codes is None:
            codes = [part.get("code", "") for part in item.inputs.get("parts", ())]
        if item.state is DossierState.READY:
            note_on_paper(change, codes)
        change.tell(
            f"打印第 {item.version} 版材料册（{item.state.label}{how and f'，{how}'}）",
            case_id=item.submission.case_id,
            submission_id=item.submission_id,
            always=True,
        )
        return change.result(None)
