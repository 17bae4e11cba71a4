"""Cancellation notices (注销公告): proof that the numbers they name are deregistered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, FieldsError
from app.model.case import (
    Attachment,
    Case,
    CaseFiling,
    Notice,
    NoticeLine,
    Submission,
    SubmissionFiling,
    TrackRecord,
)
from app.model.inventory import Filing
from app.model.kinds import (
    SUBMISSION_OVER,
    FilingStatus,
    SubmissionKind,
    SubmissionState,
    TrackKind,
)
from app.progress import Progress, Silent
from app.services.attachments import Checked, record, take_in
from app.services.cases import submission_view
from app.services.change import Change
from app.services.filings import LOADS
from app.services.importing import ImportSource
from app.services.results import Result
from app.services.tracking import set_state
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.intake.notices import NoticeData, NoticeRow

_A_QUERY = 5000
ALIVE = (FilingStatus.ACTIVE, FilingStatus.CANCELLING)
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class FilingMention:
    """A filing of the firm as a notice bears on it; ``case_title`` is its open case."""

    filing_id: int
    title: str
    number: str
    organisation_name: str
    status: FilingStatus
    case_title: str


@dataclass(frozen=True)
class NoticeView:
    """One notice of the file.

    ``known`` tells that it is on record already. ``own`` are the firm's filings that it names,
    ``foreign_count`` its numbers that are not in the inventory. ``rejected`` holds the place and
    the reason of lines that cannot be used, ``problems`` doubts about the notice.
    """

    data: NoticeData
    known: bool
    own: tuple[FilingMention, ...]
    foreign_count: int
    rejected: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]

    @property
    def title(self) -> str:
        """The notice's title."""
        return self.data.title

    @property
    def published_on(self) -> date | None:
        """The day of the notice; None where the file does not tell it."""
        return self.data.published_on


@dataclass(frozen=True)
class NoticePreview:
    """What importing the notices would do; nothing is changed yet.

    ``to_cancel`` are filings that become 已注销, ``to_close`` the labels of submissions that are
    closed by it, ``not_named`` the firm's own open filings that no notice of the file names.
    """

    source: ImportSource
    notices: tuple[NoticeView, ...]
    to_cancel: tuple[FilingMention, ...]
    to_close: tuple[str, ...]
    not_named: tuple[FilingMention, ...]
    unknown_numbers: tuple[NoticeRow, ...]

    @property
    def needs_day(self) -> bool:
        """Whether the officer has to enter the day of a notice."""
        return any(item.published_on is None for item in self.notices)


@dataclass(frozen=True)
class NoticeSummary:
    """What importing the notices did; ``not_named`` and ``unknown_numbers`` as previewed."""

    recorded: int
    cancelled: tuple[FilingMention, ...]
    closed: tuple[str, ...]
    not_named: tuple[FilingMention, ...]
    unknown_numbers: tuple[NoticeRow, ...]


def preview_notice(
    ws: Workspace, source: ImportSource, progress: Progress | None = None
) -> NoticePreview:
    """Return what the notices of a file bear on; nothing is changed.

    Raises :class:`BadInputError` when the file is a list and not a notice.
    """
    from app.intake.notices import read_notices

    if not source.is_notice:
        raise BadInputError(f"“{source.path.name}”是备案清单，不是注销公告。", "请按备案清单导入。")
    data = read_notices(source.file, progress or Silent())
    with ws.read() as session:
        inventory = _Inventory(session, [line for notice in data for line in notice.lines])
        named = set(inventory.by_key.values())
        alive = [item for item in named if item.status in ALIVE]
        closing = _closing(session, {item.id for item in named})
        return NoticePreview(
            source=source,
            notices=tuple(_notice_view(session, notice, inventory) for notice in data),
            to_cancel=_mentions(session, alive),
            to_close=tuple(submission_view(ws, item).label for item in closing),
            not_named=_not_named(session, inventory),
            unknown_numbers=inventory.unknown,
        )


class _Inventory:
    """The firm's filings that the lines of a file name."""

    def __init__(self, session: Session, lines: Iterable[NoticeRow]) -> None:
        wanted = {(line.platform, line.number_key): line for line in lines}
        keys = sorted({key for _platform, key in wanted if key})
        self.by_key = {
            (item.platform, item.number_key): item
            for start in range(0, len(keys), _A_QUERY)
            for item in session.scalars(
                select(Filing)
                .where(Filing.number_key.in_(keys[start : start + _A_QUERY]))
                .options(*LOADS)
            )
            if (item.platform, item.number_key) in wanted
        }
        self.unknown = tuple(line for key, line in wanted.items() if key not in self.by_key)
        self.platforms = {platform for platform, _ in wanted}

    def filing(self, line: NoticeRow) -> Filing | None:
        """Return the filing that the line names, or None."""
        return self.by_key.get((line.platform, line.number_key))


def _notice_view(session: Session, notice: NoticeData, inventory: _Inventory) -> NoticeView:
    own = [item for line in notice.lines if (item := inventory.filing(line)) is not None]
    return NoticeView(
        data=notice,
        known=_find(session, notice.title, notice.published_on) is not None,
        own=_mentions(session, own),
        foreign_count=len(notice.lines) - len(own),
        rejected=notice.rejected,
        problems=notice.problems,
    )


def _find(session: Session, title: str, day: date | None) -> Notice | None:
    return session.scalar(select(Notice).where(Notice.title == title, Notice.published_on == day))


def _mentions(session: Session, filings: Iterable[Filing]) -> tuple[FilingMention, ...]:
    cases = _open_cases(session)
    return tuple(
        FilingMention(
            filing_id=item.id,
            title=item.algorithm.name if item.algorithm else item.title,
            number=item.number,
            organisation_name=item.organisation.name,
            status=item.status,
            case_title=cases.get(item.id, ""),
        )
        for item in sorted(filings, key=lambda item: item.id)
    )


def _open_cases(session: Session) -> dict[int, str]:
    """Return the case of each filing that is alive, by the filing's id."""
    rows = session.execute(
        select(CaseFiling.filing_id, Case.title)
        .join(Case)
        .join(Filing, Filing.id == CaseFiling.filing_id)
        .where(Filing.status.in_(ALIVE))
    )
    return {row[0]: row[1] for row in rows}


def _not_named(session: Session, inventory: _Inventory) -> tuple[FilingMention, ...]:
    """Return living filings of a case, or of the subjects named, that the file does not name."""
    named = {item.id for item in inventory.by_key.values()}
    subjects = {item.organisation_id for item in inventory.by_key.values()}
    cases = _open_cases(session)
    query = (
        select(Filing)
        .where(Filing.status.in_(ALIVE), Filing.platform.in_(inventory.platforms))
        .options(*LOADS)
    )
    found = [
        item
        for item in session.scalars(query)
        if item.id not in named and (item.id in cases or item.organisation_id in subjects)
    ]
    return tuple(sorted(_mentions(session, found), key=lambda item: not item.case_title))


def _closing(session: Session, named: set[int]) -> list[Submission]:
    """Return the open cancellations all of whose filings notices name, with ``named``."""
    told = named | set(
        session.scalars(select(NoticeLine.filing_id).where(NoticeLine.filing_id.is_not(None)))
    )
    query = (
        select(Submission)
        .join(SubmissionFiling)
        .where(
            SubmissionFiling.filing_id.in_(named),
            Submission.kind == SubmissionKind.CANCEL,
            Submission.state.not_in(SUBMISSION_OVER),
        )
        .distinct()
        .order_by(Submission.id)
    )
    return [
        item
        for item in session.scalars(query)
        if all(link.filing_id in told for link in item.filing_links)
    ]


def apply_notices(
    ws: Workspace,
    preview: NoticePreview,
    proof: Path | None = None,
    progress: Progress | None = None,
    *,
    published_on: date | None = None,
) -> Result[NoticeSummary]:
    """Record the notices, end the filings they name, and close the submissions they prove.

    ``proof`` is the notice as published (PDF/JPG/PNG); without it the imported file itself is
    kept. ``published_on`` is the day of notices whose file does not tell it. The same notice
    twice changes nothing. Raises :class:`FieldsError` while a day is missing or lies in the
    future, :class:`BadInputError` for an unfit proof.
    """
    progress = progress or Silent()
    _require_days(ws, preview, published_on)
    checked = take_in(ws, proof, progress) if proof else _keep(ws, preview.source.path, progress)
    with ws.change("import.notice") as change:
        lines = [line for notice in preview.notices for line in notice.data.lines]
        inventory = _Inventory(change.session, lines)
        writer = _Writer(ws, change, inventory, checked)
        for done, notice in enumerate(preview.notices):
            progress.report(done, len(preview.notices), "正在登记注销公告")
            writer.write(notice.data, notice.published_on or published_on)
        cancelled = _mentions(change.session, writer.cancelled)
        change.tell(
            f"导入注销公告“{preview.source.path.name}”："
            f"{len(cancelled)} 个备案已注销，办结 {len(writer.closed)} 次提交",
            case_id=writer.only_case,
        )
        summary = NoticeSummary(
            recorded=writer.recorded,
            cancelled=cancelled,
            closed=tuple(writer.closed),
            not_named=_not_named(change.session, inventory),
            unknown_numbers=inventory.unknown,
        )
        return change.result(summary)


def _require_days(ws: Workspace, preview: NoticePreview, published_on: date | None) -> None:
    days = [notice.published_on or published_on for notice in preview.notices]
    if None in days:
        raise FieldsError({"published_on": "文件中没有公告日期，请按公告原文填写"})
    if any(day > ws.today() for day in days if day):
        raise FieldsError({"published_on": "公告日期不能晚于今天，请核对"})


def _keep(ws: Workspace, path: Path, progress: Progress) -> Checked:
    """Put the imported file itself into the vault; it has no pages to print."""
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    return Checked(ws.vault.put(path, progress), path.name, media_type, 0)


class _Writer:
    """Writes notices within the caller's transaction; what is on record is left as it is."""

    def __init__(
        self, ws: Workspace, change: Change, inventory: _Inventory, checked: Checked
    ) -> None:
        self._ws = ws
        self._change = change
        self._session = change.session
        self._inventory = inventory
        self._checked = checked
        self._cases: set[int] = set()
        self.recorded = 0
        self.cancelled: list[Filing] = []
        self.closed: list[str] = []

    @property
    def only_case(self) -> int | None:
        """The one case that was touched, where it was one."""
        return next(iter(self._cases)) if len(self._cases) == 1 else None

    def write(self, data: NoticeData, day: date | None) -> None:
        """Record one notice and what follows from it."""
        assert day is not None
        notice = _find(self._session, data.title, day) or self._new_notice(data.title, day)
        known = {line.number_key: line for line in notice.lines}
        named = set()
        for line in data.lines:
            filing = self._inventory.filing(line)
            kept = known.get(line.number_key)
            if kept is None:
                notice.lines.append(_line(line, filing))
            elif kept.filing_id is None and filing is not None:
                kept.filing_id = filing.id
            if filing is not None:
                named.add(filing.id)
                self._end(filing, line.cancelled_month)
        self._session.flush()
        for item in _closing(self._session, named):
            self._close(item, notice)

    def _new_notice(self, title: str, day: date) -> Notice:
        attachment: Attachment = record(self._change, self._checked)
        notice = Notice(
            title=title,
            published_on=day,
            source=self._checked.file_name,
            attachment_id=attachment.id,
        )
        self._session.add(notice)
        self.recorded += 1
        return notice

    def _end(self, filing: Filing, month: str) -> None:
        if filing.status in ALIVE:
            filing.status = FilingStatus.CANCELLED
            self.cancelled.append(filing)
        if filing.status is FilingStatus.CANCELLED and not filing.cancelled_month:
            filing.cancelled_month = month

    def _close(self, item: Submission, notice: Notice) -> None:
        item.track.append(
            TrackRecord(
                kind=TrackKind.CLOSED,
                happened_on=notice.published_on,
                text=f"注销公告《{notice.title}》",
                attachment_id=notice.attachment_id,
                notice_id=notice.id,
            )
        )
        # The notice tells the month alone, so no day is entered for the filings.
        set_state(item, SubmissionState.CLOSED, None)
        self._cases.add(item.case_id)
        self.closed.append(submission_view(self._ws, item).label)


def _line(line: NoticeRow, filing: Filing | None) -> NoticeLine:
    told = line.type or line.role
    return NoticeLine(
        filing_id=filing.id if filing else None,
        number=line.number,
        number_key=line.number_key,
        algorithm_name=line.algorithm_name,
        role_or_type=told.label if told else "",
        organisation_name=line.organisation_name,
        products_text="、".join(f"{name}（{kind.label}）" for name, kind in line.products),
        cancelled_month=line.cancelled_month,
    )
