"""Changing a case (注销项目): opening it, its scope, the facts of its termination, its end."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ConflictError
from app.model.case import Case, CaseFiling, CaseProduct, SubmissionFiling
from app.model.inventory import Filing
from app.model.kinds import FILINGS_FREE, FilingStatus, ProductState, SubmissionState
from app.services.cases import Facts, get_case, step_key
from app.services.deadlines import renew_deadlines
from app.services.fields import Fields
from app.services.results import Result
from app.services.settings import keep_setting
from app.services.workspace import Workspace


def create_case(ws: Workspace, title: str, filing_ids: tuple[int, ...] = ()) -> Result[int]:
    """Open a new case over ``filing_ids``; return its id.

    An empty title is made from the day. Raises :class:`FieldsError` for a title that is too
    long, :class:`ConflictError` for a filing that cannot be taken (see :func:`set_filings`).
    """
    with ws.change("case.create") as change:
        fields = Fields()
        title = fields.text("title", title, "项目名称", longest=100)
        fields.done()
        today = ws.today()
        case = Case(
            title=title or f"{today.year}年{today.month}月{today.day}日注销项目",
            created_at=change.at,
        )
        change.session.add(case)
        change.session.flush()
        _take_filings(change.session, case, filing_ids)
        change.tell(f"新建注销项目“{case.title}”", case_id=case.id)
        return change.result(case.id)


def rename_case(ws: Workspace, case_id: int, title: str) -> Result[None]:
    """Give the case another title. Raises :class:`FieldsError` when it is empty."""
    with ws.change("case.rename") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        case.title = fields.require(
            "title", fields.text("title", title, "项目名称", 100), "项目名称"
        )
        fields.done()
        change.tell(f"项目改名为“{case.title}”", case_id=case_id)
        return change.result(None)


def delete_case(ws: Workspace, case_id: int) -> Result[None]:
    """Delete a case of which nothing was handed in yet; its filings stay in the inventory.

    Raises :class:`ConflictError` when a submission has left the house: that is evidence.
    """
    with ws.change("case.delete") as change:
        case = get_case(change.session, case_id)
        if any(item.state is not SubmissionState.PREPARING for item in case.submissions):
            raise ConflictError(
                f"项目“{case.title}”中已有提交记录，不能删除。",
                "这些记录是将来答复问询的依据；如属误记，请先在“跟踪”中撤销。",
            )
        change.tell(f"删除注销项目“{case.title}”", case_id=case_id)
        change.session.delete(case)
        return change.result(None)


def set_filings(ws: Workspace, case_id: int, filing_ids: tuple[int, ...]) -> Result[None]:
    """Make the case's scope exactly ``filing_ids``.

    Raises :class:`ConflictError` for a filing that is already in another open case, or for
    taking out one whose submission has left the house.
    """
    with ws.change("case.filings") as change:
        case = get_case(change.session, case_id)
        _require_not_sent(change.session, case, set(filing_ids))
        _take_filings(change.session, case, filing_ids)
        change.tell(f"项目“{case.title}”的范围改为 {len(filing_ids)} 个备案", case_id=case_id)
        return change.result(None)


def _take_filings(session: Session, case: Case, filing_ids: tuple[int, ...]) -> None:
    wanted = dict.fromkeys(filing_ids)
    elsewhere = session.execute(
        select(Case.title, CaseFiling.filing_id)
        .join(CaseFiling)
        .join(Filing, Filing.id == CaseFiling.filing_id)
        .where(
            CaseFiling.filing_id.in_(wanted),
            CaseFiling.case_id != case.id,
            Filing.status.in_((FilingStatus.ACTIVE, FilingStatus.CANCELLING)),
        )
    ).all()
    if elsewhere:
        title, filing_id = elsewhere[0]
        filing = session.get_one(Filing, filing_id)
        name = filing.algorithm.name if filing.algorithm else filing.title
        raise ConflictError(
            f"备案“{name}”已在注销项目“{title}”中。", "请打开该项目继续办理，或先在那里移出它。"
        )
    links = {link.filing_id: link for link in case.filing_links}
    case.filing_links = [links.get(i) or CaseFiling(filing_id=i) for i in wanted]
    _drop_from_submissions(session, case, set(links) - set(wanted))


def _require_not_sent(session: Session, case: Case, wanted: set[int]) -> None:
    for submission in case.submissions:
        if submission.state in FILINGS_FREE:
            continue
        for link in submission.filing_links:
            if link.filing_id not in wanted:
                name = link.filing.algorithm.name if link.filing.algorithm else link.filing.title
                raise ConflictError(
                    f"备案“{name}”所在的提交{submission.state.label}，不能移出项目。",
                    "如属误记，请先在“跟踪”中撤销该记录。",
                )


def _drop_from_submissions(session: Session, case: Case, gone: set[int]) -> None:
    """Take filings out of what is still being prepared; an empty submission goes away."""
    if not gone:
        return
    for submission in list(case.submissions):
        if submission.state is not SubmissionState.PREPARING:
            continue
        kept: list[SubmissionFiling] = [
            link for link in submission.filing_links if link.filing_id not in gone
        ]
        if len(kept) != len(submission.filing_links):
            submission.filing_links = kept
            if not kept:
                case.submissions.remove(submission)


def save_facts(ws: Workspace, case_id: int, facts: Facts) -> Result[None]:
    """Store the facts as they stand; what is missing or contradicts is told by the check step.

    Deadlines of the submissions still being prepared follow the day of termination. Raises
    :class:`FieldsError` only for values that cannot be kept (too long, in the future).
    """
    with ws.change("case.facts") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        case.reason = facts.reason
        case.reason_text = fields.text("reason_text", facts.reason_text, "原因说明")
        case.notice_where = fields.text("notice_where", facts.notice_where, "告知位置")
        case.arrangement = fields.text("arrangement", facts.arrangement, "用户安排")
        case.data_disposal = facts.data_disposal
        case.data_disposal_text = fields.text(
            "data_disposal_text", facts.data_disposal_text, "数据处置说明"
        )
        case.agent_name = fields.text("agent_name", facts.agent_name, "经办人姓名", 50)
        case.agent_phone = fields.text("agent_phone", facts.agent_phone, "经办人电话", 50)
        for key in ("ended_on", "notice_on", "data_disposal_on"):
            fields.plausible(key, getattr(facts, key))
        fields.done()
        case.ended_on, case.notice_on = facts.ended_on, facts.notice_on
        case.data_disposal_on = facts.data_disposal_on
        links = {link.product_id: link for link in case.product_links}
        case.product_links = [
            links.get(i) or CaseProduct(product_id=i) for i in dict.fromkeys(facts.product_ids)
        ]
        renew_deadlines(ws, case)
        change.tell(f"填写项目“{case.title}”的终止事实", case_id=case_id)
        return change.result(None)


def stop_products(ws: Workspace, case_id: int) -> Result[int]:
    """Mark the affected products that are still in use as stopped since the day of termination.

    Returns how many. Raises :class:`FieldsError` while the day is not known.
    """
    with ws.change("case.stop_products") as change:
        case = get_case(change.session, case_id)
        fields = Fields()
        if case.ended_on is None:
            fields.wrong("ended_on", "请先填写终止日期")
        fields.done()
        running = [
            link.product for link in case.product_links if link.product.state is ProductState.IN_USE
        ]
        for product in running:
            product.state, product.state_since = ProductState.STOPPED, case.ended_on
        change.tell(f"将 {len(running)} 个受影响产品标为已停用", case_id=case_id)
        return change.result(len(running))


def keep_step(ws: Workspace, case_id: int, step: str) -> None:
    """Remember which step is open, to come back to it."""
    keep_setting(ws, step_key(case_id), step)
