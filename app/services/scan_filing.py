"""Scanned pages filed to their materials (扫描归档): judged as sets, bound, kept, one undo."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInputError
from app.model.case import Attachment, Material, MaterialFile, ScannedPage
from app.model.kinds import MaterialState
from app.pieces import each
from app.progress import Progress
from app.rules.scan_sets import PageIn, SetVerdict, Told, judge, numbers
from app.services.attachments import Checked, record
from app.services.change import Change
from app.services.materials import MEGABYTE, get_material, pages_lacking
from app.services.results import Result
from app.services.scan_reading import ScanPage, ScanReading, ScanSource, Target
from app.services.workspace import Workspace
from app.store.vault import Stored

Choices = Mapping[int, int | None]
"""The item that each page (by its index) is filed to; None leaves it out."""


@dataclass(frozen=True)
class SetView:
    """What would be filed to one item: its pages in order, and what is to be said of them."""

    target: Target
    pages: tuple[ScanPage, ...]
    told: tuple[Told, ...]
    verdict: SetVerdict


def sets_of(reading: ScanReading, choices: Choices) -> tuple[SetView, ...]:
    """Return the items that pages are filed to, in the checklist's order."""
    made = []
    for target in reading.targets:
        pages = [page for page in reading.pages if choices.get(page.index) == target.material_id]
        if not pages:
            continue
        pages.sort(key=lambda page: (page.page == 0, page.page, page.index))
        coded = [PageIn(p.index, p.page, p.pages, p.seal) for p in pages if p.page]
        codes = {page.code for page in pages if page.page}
        before = target.pages_before if target.code_before in codes else ()
        whole = max((page.pages for page in coded), default=0)
        verdict = judge(coded, target.seal, target.signed_of(whole), before)
        again = sorted({page.page for page in coded} & set(before))
        told = (*_copies(reading, pages), *_told(pages, verdict, codes, again))
        made.append(SetView(target, tuple(pages), told, verdict))
    return tuple(made)


def _copies(reading: ScanReading, pages: list[ScanPage]) -> tuple[Told, ...]:
    """Say which of several copies is filed."""
    form = pages[0].material_id
    count = max((page.copy for page in reading.pages if page.material_id == form), default=0)
    taken = {page.copy for page in pages}
    if count < 2:
        return ()
    which = f"归档第 {taken.pop()} 份" if len(taken) == 1 else "归档的页出自不同的份"
    return (Told(f"扫到 {count} 份，{which}", "info"),)


def _told(
    pages: list[ScanPage], verdict: SetVerdict, codes: set[str], again: list[int]
) -> tuple[Told, ...]:
    told = [Told(f"还差第 {page} 页", "warning") for page in verdict.missing]
    told += [Told(f"第 {page} 页选了多张", "warning") for page in verdict.doubled]
    if again:
        told.append(Told(f"第 {numbers(again)} 页此前已归档，将换成这次的", "info"))
    if len(codes) > 1:
        told.append(Told("混有不同版本的页", "warning"))
    if any(page.page == 0 for page in pages):
        told.append(Told("含手工指定的页，排在最后", "info"))
    return (*told, *verdict.seal)


@dataclass(frozen=True)
class Filed:
    """What was filed: how many items and pages, in words what is still missing, and which files
    are larger than the platform takes."""

    items: int
    pages: int
    missing: tuple[str, ...]
    large: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Page:
    """A page of the file to be bound, new or from an earlier scan."""

    sha256: str
    file_name: str
    code: str
    page: int
    pages: int
    place: int
    turn: int
    skew_tenths: int
    seal: str = ""
    source: ScanSource | None = None


def file_scans(
    ws: Workspace, reading: ScanReading, choices: Choices, progress: Progress
) -> Result[Filed]:
    """Put the chosen pages together, one PDF for each item, and attach them; one event.

    The scans themselves are kept unchanged in the vault. Pages of the same printing that were
    filed earlier are bound in again; those of another are replaced. Raises
    :class:`BadInputError` when nothing or the same page twice is chosen, or a file was changed
    since it was read; nothing is changed then.
    """
    sets = sets_of(reading, choices)
    if not sets:
        raise BadInputError("没有选择要归档的页。", "请为至少一页指定材料。")
    twice = next((item for item in sets if item.verdict.doubled), None)
    if twice is not None:
        raise BadInputError(
            f"“{twice.target.label}”的第 {twice.verdict.doubled[0]} 页选了多张。",
            "请只留下其中一张，其余的改为不归档。",
        )
    sources = {page.source.sha256: page.source for item in sets for page in item.pages}
    bound = []
    with ws.vault.all_or_none():
        stored = {sha256: _keep(ws, source, progress) for sha256, source in sources.items()}
        for item in each(sets, progress, "正在归入材料"):
            pages = _all_pages(ws, item)
            bound.append((item, pages, _bind(ws, item, pages, progress)))
    with ws.change("scan.file") as change:
        originals = {
            sha256: record(change, _checked(sources[sha256], kept))
            for sha256, kept in stored.items()
        }
        missing: list[str] = []
        for item, pages, checked in bound:
            row = get_material(change.session, item.target.material_id)
            _attach(change, row, pages, checked, originals)
            lacking = pages_lacking(row)
            if lacking:
                missing.append(f"{item.target.label}还差第 {numbers(lacking)} 页")
        count = sum(len(item.pages) for item in sets)
        names = "、".join(f"“{source.path.name}”" for source in sources.values())
        lack = f"；{'；'.join(missing)}" if missing else ""
        change.tell(
            f"扫描归档：{len(sets)} 份材料共 {count} 页，原件 {names} 已存{lack}",
            reason="；".join(_turned(item) for item in sets if _turned(item)),
            case_id=reading.case_id,
        )
        large = [text for item, _pages, checked in bound if (text := _too_large(item, checked))]
        return change.result(Filed(len(sets), count, tuple(missing), tuple(large)))


def _too_large(item: SetView, checked: Checked) -> str:
    size, limit = checked.stored.size_bytes / MEGABYTE, item.target.max_mb
    if limit is None or size <= limit:
        return ""
    return f"{item.target.label}的扫描件有 {size:.1f} MB，超过 {limit:g} MB 的上限"


def _keep(ws: Workspace, source: ScanSource, progress: Progress) -> Stored:
    """Put the scan as it came into the vault."""
    stored = ws.vault.put(source.path, progress)
    if stored.sha256 != source.sha256:
        raise BadInputError(
            f"扫描文件“{source.path.name}”在读取之后有改动。", "请重新读取这个文件。"
        )
    return stored


def _checked(source: ScanSource, stored: Stored) -> Checked:
    return Checked(stored, source.path.name, media_type(source.path), source.pages)


def media_type(path: Path) -> str:
    """Return what kind of scan a file is, by its first bytes."""
    with path.open("rb") as handle:
        head = handle.read(1024)
    if b"%PDF-" in head:
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if head.startswith(b"\x89PNG") else "image/tiff"


def _all_pages(ws: Workspace, item: SetView) -> list[_Page]:
    """Return the new pages with those of earlier scans that stay, in order."""
    codes = {page.code for page in item.pages if page.page}
    fresh = [
        _Page(
            sha256=page.source.sha256,
            file_name=page.source.path.name,
            code=page.code,
            page=page.page,
            pages=page.pages,
            place=page.place,
            turn=page.turn,
            skew_tenths=round(page.skew * 10),
            seal=_seal_key(page),
            source=page.source,
        )
        for page in item.pages
    ]
    renewed = {page.page for page in fresh if page.page}
    with ws.read() as session:
        row = get_material(session, item.target.material_id)
        kept = [
            _Page(
                sha256=page.source.sha256,
                file_name=page.source.file_name,
                code=page.code,
                page=page.page,
                pages=page.pages,
                place=page.place,
                turn=page.turn,
                skew_tenths=page.skew_tenths,
                seal=page.seal,
            )
            for page in row.scans
            if (not page.code or not codes or page.code in codes) and page.page not in renewed
        ]
    again = {(page.sha256, page.place) for page in fresh}
    kept = [page for page in kept if (page.sha256, page.place) not in again]
    return sorted([*kept, *fresh], key=lambda page: (page.page == 0, page.page))


def _seal_key(page: ScanPage) -> str:
    """Return in one word what was seen of a seal, to be shown again years later."""
    if page.seal.round:
        return "red" if page.seal.colour else "dark"
    if page.seal.edges:
        return "edge"
    return "none" if page.seal.colour else "grey"


def _bind(ws: Workspace, item: SetView, pages: list[_Page], progress: Progress) -> Checked:
    from app.dossier import ScanSheet, bind_scan

    sheets = [
        ScanSheet(
            ws.vault.path(page.sha256),
            page.file_name,
            page.place,
            page.turn,
            page.skew_tenths / 10,
        )
        for page in pages
    ]
    for sha256 in {page.sha256 for page in pages}:
        ws.vault.check(sha256, progress)
    with tempfile.TemporaryDirectory(dir=ws.folder, prefix="scan-") as folder:
        target = Path(folder) / "scan.pdf"
        count = bind_scan(sheets, target, progress)
        stored = ws.vault.put(target, progress)
    return Checked(stored, f"{item.target.name}-扫描件.pdf", "application/pdf", count)


def _attach(
    change: Change,
    row: Material,
    pages: list[_Page],
    checked: Checked,
    originals: Mapping[str, Attachment],
) -> None:
    """Put the bound file in the place of the one that was bound before."""
    bound = record(change, checked)
    known = {page.source.sha256: page.source for page in row.scans}
    former = {page.bound_id for page in row.scans}
    replaced = [link for link in row.file_links if link.attachment_id in former]
    places = [link.position for link in replaced]
    # What was joined to the former scan by hand is no scan: it stays, as a file of its own.
    joined = {id: None for link in replaced for id in link.merged if id not in former}
    row.file_links = [link for link in row.file_links if link not in replaced]
    top = max((link.position for link in row.file_links), default=-1) + 1
    row.file_links.append(MaterialFile(attachment=bound, position=places[0] if places else top))
    for at, other in enumerate(joined, start=top + 1):
        row.file_links.append(MaterialFile(attachment_id=other, position=at))
    row.scans = [
        ScannedPage(
            code=page.code,
            page=page.page,
            pages=page.pages,
            source=originals.get(page.sha256) or known[page.sha256],
            place=page.place,
            turn=page.turn,
            skew_tenths=page.skew_tenths,
            seal=page.seal,
            bound=bound,
        )
        for page in pages
    ]
    row.state, row.reason = MaterialState.ATTACHED, ""
    change.session.flush()


def _turned(item: SetView) -> str:
    """Return which pages were set upright, for the event."""
    turned = [page for page in item.pages if page.turn]
    told = "、".join(f"第 {page.page} 页转正 {page.turn}°" for page in turned if page.page)
    return f"{item.target.name}：{told}" if told else ""
