"""Scans read for a case (扫描归档): what each page is, and where it would go. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import Material as MaterialRule
from app.catalogue.words import Seal
from app.errors import BadInputError
from app.model.case import Case, Material, PrintedForm, Submission
from app.model.kinds import MaterialState, Word
from app.model.page_code import PageCode
from app.pieces import sha256_of
from app.progress import Progress
from app.rules.conditions import applies
from app.rules.scan_sets import PageIn, SealSeen, copies_of, to_take
from app.services.materials import submission_facts
from app.services.printed_forms import FormPaper, papers_of
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.intake.scans import PageRead

MOST_PAGES = 2_000


class PageKind(Word):
    """What a scanned page turned out to be."""

    CURRENT = "current", "可归档"
    OLD = "old", "旧版"
    OTHER_CASE = "other_case", "属于别的项目"
    GONE = "gone", "原提交或材料已不在方案中"
    UNKNOWN = "unknown", "不是在这个数据目录中打印的"
    NO_CODE = "no_code", "没有清备码"
    BLANK = "blank", "空白页"


@dataclass(frozen=True)
class ScanSource:
    """A file that was read: its bytes' hash tells later whether it still is the same."""

    path: Path
    sha256: str
    pages: int


@dataclass(frozen=True)
class Target:
    """A checklist item that a page may be filed to. ``pages_before`` were filed earlier under
    ``code_before`` and stay, where the new pages have the same code; ``signed`` are the pages with
    the signature block as it was last printed, on ``printed_pages`` in all."""

    material_id: int
    number: int
    name: str
    seal: Seal
    max_mb: float | None = None
    signed: tuple[int, ...] = ()
    printed_pages: int = 0
    code_before: str = ""
    pages_before: tuple[int, ...] = ()
    copies: int = 1

    def signed_of(self, pages: int) -> tuple[int, ...]:
        """Return the signed pages of a paper of so many ``pages``.

        Of one that was set otherwise, by an earlier version of this program, they are not known.
        """
        return self.signed if pages == self.printed_pages else ()

    @property
    def label(self) -> str:
        """Its name with the number of its submission."""
        return f"第 {self.number} 次提交 · {self.name}"


@dataclass(frozen=True)
class ScanPage:
    """One page of the scans, as it was read.

    ``material_id`` is where its code belongs in this case, if anywhere; ``told`` says in words
    what is particular about it; ``page`` is 0 for a page without a code. ``copy`` is which of
    several copies (份) it is of, 0 where there are none.
    """

    index: int
    source: ScanSource
    place: int
    kind: PageKind
    title: str
    code: str
    page: int
    pages: int
    turn: int
    skew: float
    seal: SealSeen
    material_id: int | None = None
    told: tuple[str, ...] = ()
    copy: int = 0


@dataclass(frozen=True)
class ScanReading:
    """All pages in the order they were read, and the items they may be filed to."""

    case_id: int
    pages: tuple[ScanPage, ...]
    targets: tuple[Target, ...]
    choices: dict[int, int | None] = field(default_factory=dict)

    def target(self, material_id: int | None) -> Target | None:
        """Return the item with this id."""
        return next((item for item in self.targets if item.material_id == material_id), None)


def read_scans(
    ws: Workspace, case_id: int, paths: Sequence[Path], progress: Progress
) -> ScanReading:
    """Read the files page by page and tell what each page is, with a proposal where it goes.

    One page is held in memory at a time. Raises :class:`BadInputError` naming the file that
    cannot be read; nothing is changed in any case.
    """
    sources = [_source(path, progress) for path in dict.fromkeys(paths)]
    total = sum(source.pages for source in sources)
    if total > MOST_PAGES:
        raise BadInputError(
            f"这些扫描件共 {total} 页，一次最多读取 {MOST_PAGES} 页。", "请分几次归档。"
        )
    read = list(_read(sources, total, progress))
    with ws.read() as session:
        place = _Place(ws, session, case_id)
        pages = tuple(
            place.page(index, source, number, page)
            for index, (source, number, page) in enumerate(read)
        )
        targets = place.targets()
    made = _with_copies(ScanReading(case_id, pages, targets))
    return replace(made, choices=proposed(made))


def _source(path: Path, progress: Progress) -> ScanSource:
    from app.dossier import inspect_attachment
    from app.intake.scans import open_scan

    if not path.is_file():
        raise BadInputError(f"“{path.name}”不是文件。", "请选择扫描得到的 PDF 或图片。")
    with open_scan(path) as scan:
        count = scan.count
    with path.open("rb") as handle:
        is_pdf = b"%PDF-" in handle.read(1024)
    digest = sha256_of(path, progress, f"正在读“{path.name}”")
    if is_pdf:
        inspect_attachment(path, progress)  # PDFium mends a cut file in silence and drops pages
    return ScanSource(path, digest, count)


def _read(
    sources: Sequence[ScanSource], total: int, progress: Progress
) -> Iterator[tuple[ScanSource, int, PageRead]]:
    from app.intake.scans import open_scan, read_page

    done = 0
    for source in sources:
        with open_scan(source.path) as scan:
            for place in range(source.pages):
                progress.report(done, total, f"正在读“{source.path.name}”第 {place + 1} 页")
                yield source, place, read_page(scan.picture(place))
                done += 1
    progress.report(total, total, "正在核对")


class _Place:
    """Looks codes up in one session; each submission's forms are set in words once."""

    def __init__(self, ws: Workspace, session: Session, case_id: int) -> None:
        self._ws, self._session, self._case_id = ws, session, case_id
        self._papers: dict[int, dict[str, FormPaper]] = {}
        self._printed: dict[str, PrintedForm | None] = {}

    def page(self, index: int, source: ScanSource, place: int, read: PageRead) -> ScanPage:
        """Tell what one page is."""
        kind, title, material_id, told = PageKind.NO_CODE, "", None, tuple[str, ...]()
        if read.code is not None:
            kind, title, material_id, told = self._resolve(read.code)
        elif read.blank:
            kind = PageKind.BLANK
        return ScanPage(
            index=index,
            source=source,
            place=place,
            kind=kind,
            title=title,
            code=read.code.paper if read.code else "",
            page=read.code.page if read.code else 0,
            pages=read.code.pages if read.code else 0,
            turn=read.turn,
            skew=read.skew,
            seal=SealSeen(
                colour=read.colour,
                round=bool(read.seals),
                other=read.other_red,
                edges=tuple((mark.left, mark.top_mm, mark.bottom_mm) for mark in read.edges),
            ),
            material_id=material_id,
            told=told,
        )

    def _resolve(self, code: PageCode) -> tuple[PageKind, str, int | None, tuple[str, ...]]:
        printed = self._form(code.paper)
        if printed is None:
            return PageKind.UNKNOWN, f"清备 {code.spoken}", None, ()
        item = self._session.get(Submission, printed.submission_id) or self._heir(printed)
        if item is None:
            return PageKind.GONE, printed.title, None, ()
        if item.case_id != self._case_id:
            case = self._session.get_one(Case, item.case_id)
            told = (f"属于项目“{case.title}”，请打开那个项目归档",)
            return PageKind.OTHER_CASE, printed.title, None, told
        now = self._of(item).get(printed.item)
        row = next((row for row in item.materials if row.item == printed.item), None)
        if now is None or row is None:
            return PageKind.GONE, printed.title, None, ()
        if now.words_sha256 == printed.words_sha256:
            return PageKind.CURRENT, printed.title, row.id, ()
        from app.dossier import what_changed

        return PageKind.OLD, printed.title, row.id, what_changed(printed.words, now.words)

    def _form(self, code: str) -> PrintedForm | None:
        if code not in self._printed:
            query = select(PrintedForm).where(PrintedForm.code == code)
            self._printed[code] = self._session.scalar(query)
        return self._printed[code]

    def _heir(self, printed: PrintedForm) -> Submission | None:
        """Return the submission that a new plan put in the place of the printed one."""
        query = select(Submission).where(
            Submission.case_id == printed.case_id, Submission.platform == printed.platform
        )
        return next(
            (
                item
                for item in self._session.scalars(query)
                if {link.filing_id for link in item.filing_links} == set(printed.filing_ids)
            ),
            None,
        )

    def _of(self, item: Submission) -> dict[str, FormPaper]:
        if item.id not in self._papers:
            self._papers[item.id] = papers_of(self._ws, item)
        return self._papers[item.id]

    def targets(self) -> tuple[Target, ...]:
        """Return every item of the case that something may be filed to, in order."""
        query = (
            select(Submission)
            .where(Submission.case_id == self._case_id)
            .order_by(Submission.position)
        )
        found = []
        for item in self._session.scalars(query):
            facts = submission_facts(item)
            rows = {row.item: row for row in item.materials}
            for rule in self._ws.catalogue.platforms[item.platform].materials:
                row = rows.get(rule.id)
                if row is None or not applies(rule, facts):
                    continue
                if row.state is MaterialState.NOT_APPLICABLE:
                    continue
                found.append(self._target(row, item.position + 1, rule))
        return tuple(found)

    def _target(self, row: Material, number: int, rule: MaterialRule) -> Target:
        coded = [page for page in row.scans if page.code]
        code = coded[-1].code if coded else ""
        printed = self._session.scalar(
            select(PrintedForm)
            .where(PrintedForm.submission_id == row.submission_id, PrintedForm.item == row.item)
            .order_by(PrintedForm.id.desc())
            .limit(1)
        )
        return Target(
            material_id=row.id,
            number=number,
            name=rule.name,
            seal=rule.seal,
            max_mb=rule.max_mb,
            copies=rule.copies,
            signed=tuple(printed.signed_pages) if printed else (),
            printed_pages=(printed.pages or 0) if printed else 0,
            code_before=code,
            pages_before=tuple(page.page for page in coded if page.code == code),
        )


def turned(reading: ScanReading, index: int) -> ScanReading:
    """Return the reading with one page turned a further quarter clockwise by the officer."""
    pages = tuple(
        replace(page, turn=(page.turn + 90) % 360) if page.index == index else page
        for page in reading.pages
    )
    return replace(reading, pages=pages)


def proposed(reading: ScanReading) -> dict[int, int | None]:
    """Return where each page goes unless the officer says otherwise: what is of today's version to
    its form, the best one of several; everything else nowhere."""
    choices: dict[int, int | None] = {page.index: None for page in reading.pages}
    for target, entries in _forms(reading):
        for page in to_take(entries, target.seal, target.copies):
            choices[page.key] = target.material_id
    return choices


def _forms(reading: ScanReading) -> Iterator[tuple[Target, list[PageIn]]]:
    """Tell the pages of today's version, form by form."""
    for target in reading.targets:
        entries = [
            PageIn(page.index, page.page, page.pages, page.seal)
            for page in reading.pages
            if page.kind is PageKind.CURRENT and page.material_id == target.material_id
        ]
        if entries:
            yield target, entries


def _with_copies(reading: ScanReading) -> ScanReading:
    """Return the reading with each page's copy, where a form was scanned in several."""
    copies: dict[int, int] = {}
    for target, entries in _forms(reading):
        copies |= copies_of(entries, target.copies)
    pages = tuple(replace(page, copy=copies.get(page.index, 0)) for page in reading.pages)
    return replace(reading, pages=pages)
