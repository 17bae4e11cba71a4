"""Upload packages (上传包): made from a submission, kept with every file's hash, saved out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.errors import BadInputError, NotFoundError
from app.model.case import UploadPackage
from app.model.kinds import DossierState
from app.pieces import sha256_of
from app.progress import Progress
from app.rules.file_names import distinct, too_long, with_part
from app.rules.findings import Severity
from app.services.checks import findings_of_submission
from app.services.dossiers import attachment_file, exported_name
from app.services.forms import form_context
from app.services.package_files import PackItem, PackState, pack_items
from app.services.package_texts import MANIFEST, README, PackageHead, manifest, readme
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace
from app.store.aside import folder_aside, scratch_folder


@dataclass(frozen=True)
class PackedFile:
    """One file of a package."""

    name: str
    material: str
    pages: int
    size_bytes: int
    sha256: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PackageView:
    """A package as shown. ``too_big`` are the materials that only coarser pictures would fit."""

    id: int
    submission_id: int
    version: int
    state: DossierState
    file_name: str
    sha256: str
    size_bytes: int
    created_at: datetime
    files: tuple[PackedFile, ...]
    missing: tuple[str, ...]
    too_big: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackagePlan:
    """What would be packed now, what keeps it a draft, and what was packed before."""

    items: tuple[PackItem, ...]
    missing: tuple[str, ...]
    packages: tuple[PackageView, ...]


@dataclass(frozen=True)
class _Gathered:
    head: PackageHead
    items: tuple[PackItem, ...]
    missing: tuple[str, ...]
    context: dict[str, Any]


def package_plan(ws: Workspace, submission_id: int) -> PackagePlan:
    """Return how the submission's materials would be packed; reads no file."""
    found = _gather(ws, submission_id)
    return PackagePlan(found.items, found.missing, list_packages(ws, submission_id))


def list_packages(ws: Workspace, submission_id: int) -> tuple[PackageView, ...]:
    """Return the submission's packages, newest first."""
    with ws.read() as session:
        query = (
            select(UploadPackage)
            .where(UploadPackage.submission_id == submission_id)
            .order_by(UploadPackage.version.desc())
        )
        return tuple(_view(item) for item in session.scalars(query))


def make_package(
    ws: Workspace, submission_id: int, lossy: frozenset[str], progress: Progress
) -> Result[PackageView]:
    """Pack the submission's materials into the vault as its next package.

    ``lossy`` names the checklist items whose pictures may be made coarser; no other loses
    anything. What blocks, lacks a seal or does not fit makes a draft (草稿). Raises
    :class:`BadInputError` naming a file that cannot be read, :class:`CannotPrintError` naming
    what cannot be printed, :class:`ConflictError` where there is nothing to pack.
    """
    from app.dossier import write_zip

    found = _gather(ws, submission_id)
    if not any(item.packed for item in found.items):
        raise BadInputError("还没有可以放入上传包的材料。", "请先附上材料或填写表单。")
    with scratch_folder(ws.folder) as folder:
        entries, paths, unfit, too_big = _pack(ws, found, lossy, folder, progress)
        missing = (*found.missing, *unfit)
        texts: list[tuple[str, Path | bytes]] = [
            (README, readme(found.head, found.items, entries, missing)),
            (MANIFEST, manifest(entries)),
        ]
        target = folder / "package.zip"
        write_zip(target, [*texts, *paths], found.head.made_on, progress)
        stored = ws.vault.put(target, progress)
    state = DossierState.DRAFT if missing else DossierState.READY
    with ws.change("package.export") as change:
        item = get_submission(change.session, submission_id)
        version = max((one.version for one in item.packages), default=0) + 1
        package = UploadPackage(
            version=version,
            state=state,
            sha256=stored.sha256,
            file_name=exported_name(item, f"{item.kind.label}-上传包", version, state, "zip"),
            size_bytes=stored.size_bytes,
            created_at=change.at,
            entries=entries,
            missing=list(missing),
        )
        item.packages.append(package)
        change.session.flush()
        change.tell(
            f"制作第 {version} 版上传包（{state.label}，{len(entries)} 个文件，"
            f"SHA-256 {stored.sha256[:12]}…）",
            case_id=item.case_id,
            submission_id=item.id,
        )
        return change.result(_view(package, too_big))


def _gather(ws: Workspace, submission_id: int) -> _Gathered:
    findings = findings_of_submission(ws, submission_id)
    blocking = [f.message for f in findings if f.severity is Severity.BLOCKING]
    with ws.read() as session:
        item = get_submission(session, submission_id)
        items = pack_items(ws, item)
        context = form_context(ws, item)
        platform = ws.catalogue.platforms[item.platform]
        head = PackageHead(
            title=f"{platform.short_name}{item.kind.label}",
            organisation=item.organisation.name,
            platform=platform.name,
            portal=platform.portal,
            filings=tuple(
                f"{one['index']}. {one['title']}　{one['number']}" for one in context["filings"]
            ),
            made_on=ws.today(),
            limits=platform.file_limits,
        )
    due = [f"“{one.name}”{one.told}。" for one in items if one.state is PackState.UNSIGNED]
    return _Gathered(head, items, tuple(dict.fromkeys([*blocking, *due])), context)


def _pack(
    ws: Workspace, found: _Gathered, lossy: frozenset[str], folder: Path, progress: Progress
) -> tuple[list[dict[str, Any]], list[tuple[str, Path | bytes]], list[str], tuple[str, ...]]:
    """Make every material's files; return entries, files, what did not fit, and what may be lossy.

    A material that does not fit stays out: a package holds only what the platform takes.
    """
    from app.dossier import prepare_upload

    packed = [item for item in found.items if item.packed]
    made: list[tuple[PackItem, str, Any, tuple[str, ...]]] = []
    unfit, too_big = [], []
    for done, item in enumerate(packed):
        progress.report(done, len(packed), f"正在准备“{item.name}”")
        inner = folder / f"{done:03}"
        inner.mkdir()
        files = _sources(ws, found, item, inner, progress)
        result = prepare_upload(files, item.wish(lossy=item.item in lossy), inner, progress)
        if result.problem:
            unfit.append(f"“{item.name}”没有放入：{result.problem}。")
            if result.needs_lossy:
                too_big.append(item.item)
        for number, part in enumerate(result.parts, start=1):
            stem = with_part(item.stem, number) if len(result.parts) > 1 else item.stem
            made.append((item, stem, part, result.notes))
    names = distinct([(stem, part.extension) for _, stem, part, _ in made])
    entries: list[dict[str, Any]] = []
    paths: list[tuple[str, Path | bytes]] = []
    for name, (item, _, part, notes) in zip(names, made, strict=True):
        sha256 = sha256_of(part.path, progress, f"正在核对“{name}”")
        entries.append(
            {
                "name": name,
                "material": item.name,
                "pages": part.pages,
                "size_bytes": part.size_bytes,
                "sha256": sha256,
                "notes": list(notes),
            }
        )
        paths.append((name, part.path))
    return entries, paths, unfit, tuple(too_big)


def _sources(
    ws: Workspace, found: _Gathered, item: PackItem, folder: Path, progress: Progress
) -> Sequence[Any]:
    """Return what is attached, or the form printed; a scan that is attached takes its place."""
    from app.dossier import AttachmentFile, preview_form

    if item.files:
        return [attachment_file(ws, file, progress) for file in item.files]
    assert item.form_id is not None
    form = folder / "form.pdf"
    form.write_bytes(preview_form(ws.forms[item.form_id], found.context, ws.fonts).pdf)
    return [AttachmentFile(form, "", f"{item.name}.pdf", "application/pdf")]


def _view(item: UploadPackage, too_big: tuple[str, ...] = ()) -> PackageView:
    return PackageView(
        id=item.id,
        submission_id=item.submission_id,
        version=item.version,
        state=item.state,
        file_name=item.file_name,
        sha256=item.sha256,
        size_bytes=item.size_bytes,
        created_at=item.created_at,
        files=tuple(
            PackedFile(**{**entry, "notes": tuple(entry["notes"])}) for entry in item.entries
        ),
        missing=tuple(item.missing),
        too_big=too_big,
    )


def get_package(ws: Workspace, package_id: int) -> PackageView:
    """Return one package; raise :class:`NotFoundError` when it is gone."""
    with ws.read() as session:
        item = session.get(UploadPackage, package_id)
        if item is None:
            raise NotFoundError("这个上传包已不存在。", "请重新制作。")
        return _view(item)


def save_package_zip(
    ws: Workspace, package_id: int, target: Path, progress: Progress | None = None
) -> Path:
    """Write the kept ZIP to ``target``, its hash checked; return ``target``.

    Raises :class:`ConflictError` when the vault's copy was changed from outside,
    :class:`DataFolderError` when ``target`` cannot be written; an old file stays as it was then.
    """
    view = get_package(ws, package_id)
    ws.vault.copy_out(view.sha256, target, progress)
    return target


def save_package_folder(ws: Workspace, package_id: int, target: Path, progress: Progress) -> Path:
    """Write the package's files into the new folder ``target``; return it.

    Written aside and renamed. Raises :class:`ConflictError` when ``target`` exists,
    :class:`BadInputError` when a path would be longer than Windows takes, and what
    :func:`save_package_zip` raises; nothing is left behind then.
    """
    from app.dossier import unpack_zip

    view = get_package(ws, package_id)
    names = [file.name for file in view.files] + [README, MANIFEST]
    if over := too_long(str(target), names):
        raise BadInputError(
            f"文件夹“{target}”的路径太长，放入文件后超出 Windows 的上限 {over} 个字符。",
            "请换一个路径较短的位置，例如桌面或磁盘根目录下的文件夹。",
        )
    source = ws.vault.check(view.sha256, progress)
    with folder_aside(target) as aside:
        unpack_zip(source, aside, progress)
    return target
