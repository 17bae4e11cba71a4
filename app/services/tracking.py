"""What happens after a dossier left the house: submitted, returned, corrected, accepted, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.model.case import Submission, TrackRecord
from app.model.kinds import (
    SUBMISSION_OVER,
    FilingStatus,
    SubmissionKind,
    SubmissionState,
    TrackKind,
)
from app.progress import Progress, Silent
from app.rules.lifecycle import allowed_next, check_step
from app.services.attachments import AttachmentView, attachment_view, record, take_in
from app.services.cases import SubmissionView, submission_view
from app.services.deadlines import renew_deadlines
from app.services.fields import Fields
from app.services.results import Result
from app.services.workspace import Workspace


@dataclass(frozen=True)
class TrackView:
    """One thing that happened to a submission, with its proof."""

    id: int
    kind: TrackKind
    happened_on: date
    text: str
    reply_due_on: date | None
    proof: AttachmentView | None
    notice_title: str


@dataclass(frozen=True)
class TrackedSubmission:
    """A submission with its history and what may be recorded next."""

    submission: SubmissionView
    case_title: str
    records: tuple[TrackView, ...]
    allowed: tuple[TrackKind, ...]


def tracked(ws: Workspace, case_id: int | None = None) -> list[TrackedSubmission]:
    """Return the submissions of a case, or of all cases, in their order."""
    with ws.read() as session:
        query = select(Submission).order_by(Submission.case_id, Submission.position)
        if case_id is not None:
            query = query.where(Submission.case_id == case_id)
        return [
            TrackedSubmission(
                submission=submission_view(ws, item),
                case_title=item.case.title,
                records=tuple(_view(ws, entry) for entry in item.track),
                allowed=allowed_next(item.state, _last(item)),
            )
            for item in session.scalars(query)
        ]


def _last(item: Submission) -> TrackKind | None:
    return item.track[-1].kind if item.track else None


def _view(ws: Workspace, item: TrackRecord) -> TrackView:
    from app.model.case import Notice

    session = Session.object_session(item)
    notice = session.get(Notice, item.notice_id) if session and item.notice_id else None
    return TrackView(
        id=item.id,
        kind=item.kind,
        happened_on=item.happened_on,
        text=item.text,
        reply_due_on=item.reply_due_on,
        proof=attachment_view(ws, item.attachment) if item.attachment else None,
        notice_title=notice.title if notice else "",
    )


def get_submission(session: Session, submission_id: int) -> Submission:
    """Return the submission; raise :class:`NotFoundError` when it is gone."""
    item = session.get(Submission, submission_id)
    if item is None:
        raise NotFoundError("这次提交已不存在。", "方案可能已重新生成，请返回方案步骤查看。")
    return item


def record_step(
    ws: Workspace,
    submission_id: int,
    kind: TrackKind,
    happened_on: date | None,
    text: str = "",
    *,
    reply_due_on: date | None = None,
    proof: Path | None = None,
    progress: Progress | None = None,
) -> Result[int]:
    """Record what happened to a submission on a day, with its proof; return the record's id.

    The state follows :mod:`app.rules.lifecycle`; a closed cancellation sets its filings to
    已注销. Raises :class:`FieldsError` for a missing or impossible day, a step that cannot follow,
    or a return without its reason; :class:`BadInputError` for an unfit proof.
    """
    checked = take_in(ws, proof, progress or Silent()) if proof else None
    with ws.change(f"submission.{kind.value}") as change:
        item = get_submission(change.session, submission_id)
        fields = Fields()
        text = fields.text("text", text, "说明")
        if happened_on is None:
            fields.wrong("happened_on", "请填写日期")
        if kind in (TrackKind.RETURNED, TrackKind.INQUIRY) and not text:
            fields.wrong(
                "text", "请写明退回原因" if kind is TrackKind.RETURNED else "请写明问询内容"
            )
        fields.done()
        assert happened_on is not None
        former = max((entry.happened_on for entry in item.track), default=None)
        step = check_step(item.state, kind, happened_on, former, ws.today(), last=_last(item))
        if step.problem:
            fields.wrong("happened_on" if step.about_date else "kind", step.problem)
        fields.done()
        entry = TrackRecord(
            kind=kind,
            happened_on=happened_on,
            text=text,
            reply_due_on=reply_due_on,
            attachment=record(change, checked) if checked else None,
        )
        item.track.append(entry)
        set_state(item, step.state, happened_on)
        renew_deadlines(ws, item.case)
        change.session.flush()
        change.tell(
            f"{happened_on.year}年{happened_on.month}月{happened_on.day}日"
            f"{kind.label}：{submission_view(ws, item).label}",
            reason=text,
            case_id=item.case_id,
            submission_id=item.id,
        )
        return change.result(entry.id)


def set_state(item: Submission, state: SubmissionState, on: date | None) -> None:
    """Set the submission's state and let its filings follow.

    ``on`` is None where the day is not known: a notice tells the month alone.
    """
    item.state = state
    for link in item.filing_links:
        filing = link.filing
        if item.kind is SubmissionKind.CHANGE:
            if state is SubmissionState.CLOSED:
                filing.changed_on = on
        elif state is SubmissionState.CLOSED:
            filing.status = FilingStatus.CANCELLED
            filing.cancelled_on = filing.cancelled_on or on
        elif filing.status is FilingStatus.ACTIVE:
            filing.status = FilingStatus.CANCELLING


@dataclass(frozen=True)
class DeadlineRow:
    """An open submission or inquiry with the day by which something is due."""

    case_id: int
    case_title: str
    submission: SubmissionView
    what: str
    due_on: date | None
    estimated: bool
    days_left: int | None
    is_inquiry: bool = False


def deadlines(ws: Workspace) -> list[DeadlineRow]:
    """Return what is due, nearest first; without a day last."""
    from app.rules.deadlines import working_days_left

    today = ws.today()
    rows = []
    for entry in tracked(ws):
        view = entry.submission
        if view.state in SUBMISSION_OVER:
            continue
        if view.state in (SubmissionState.PREPARING, SubmissionState.RETURNED):
            rows.append(
                DeadlineRow(
                    case_id=view.case_id,
                    case_title=entry.case_title,
                    submission=view,
                    what="提交注销申请" if view.kind is SubmissionKind.CANCEL else "提交变更申请",
                    due_on=view.due_on,
                    estimated=view.due_estimated,
                    days_left=view.days_left,
                )
            )
        open_inquiry = _open_inquiry(entry.records)
        if open_inquiry:
            due = open_inquiry.reply_due_on
            rows.append(
                DeadlineRow(
                    case_id=view.case_id,
                    case_title=entry.case_title,
                    submission=view,
                    what=f"答复问询：{open_inquiry.text}",
                    due_on=due,
                    estimated=False,
                    days_left=working_days_left(today, due, ws.calendar) if due else None,
                    is_inquiry=True,
                )
            )
        elif view.state in (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED):
            rows.append(
                DeadlineRow(
                    case_id=view.case_id,
                    case_title=entry.case_title,
                    submission=view,
                    what="等待平台办结（以注销公告或系统状态为准）",
                    due_on=None,
                    estimated=False,
                    days_left=None,
                )
            )
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or date.max))


def _open_inquiry(records: tuple[TrackView, ...]) -> TrackView | None:
    """Return the last inquiry when nothing was recorded after it."""
    if records and records[-1].kind is TrackKind.INQUIRY:
        return records[-1]
    return None
