"""Makes one filing of several that were entered twice; what names the others goes over to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError
from app.model.case import Case, CaseFiling, NoticeLine, Submission, SubmissionFiling
from app.model.inventory import Algorithm, AlgorithmFormerName, Filing
from app.model.kinds import SubmissionState
from app.services.filing_changes import FIELDS
from app.services.filing_reading import filing_rows
from app.services.filings import FilingRow, edit_of, get_filing, write_filing
from app.services.results import Result
from app.services.workspace import Workspace

CHOSEN = ("algorithm", "number", "status", "filed_on", "changed_on", "cancelled_on", "remark")
"""The fields whose value is taken from one of the filings."""
FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class MergeView:
    """The filings to merge; ``problem`` says why they cannot be."""

    rows: tuple[FilingRow, ...]
    problem: str = ""


def field_word(key: str) -> str:
    """Return what a field of a merge is called."""
    return "名称（算法）" if key == "algorithm" else FIELDS[key]


def merge_preview(ws: Workspace, ids: Sequence[int]) -> MergeView:
    """Return the filings side by side and what stands against merging them."""
    rows = tuple(filing_rows(ws, ids))
    if not FEWEST <= len(rows) <= MOST:
        return MergeView(rows, f"一次可以合并 {FEWEST} 至 {MOST} 个备案，请重新选择。")
    if len({row.organisation_id for row in rows}) > 1:
        return MergeView(rows, "所选备案属于不同的主体，不能合并。")
    if len({row.platform for row in rows}) > 1:
        return MergeView(rows, "所选备案在不同的平台上，是各自独立的备案，不能合并。")
    return MergeView(rows)


def merge_filings(
    ws: Workspace, keep_id: int, drop_ids: Sequence[int], taken: Mapping[str, int]
) -> Result[int]:
    """Merge ``drop_ids`` into ``keep_id``; return how many filings went.

    ``taken`` names for each of :data:`CHOSEN` the filing whose value is kept, by default that of
    ``keep_id``. Products are united, cases and notices follow, an algorithm that no filing has
    any more goes and leaves its name as a former name. Raises :class:`BadInputError` when the
    filings do not belong together, :class:`ConflictError` when one of them was handed in.
    """
    problem = merge_preview(ws, (keep_id, *drop_ids)).problem
    if problem:
        raise BadInputError(problem, "请选择同一主体在同一平台上的重复备案。")
    with ws.change("filing.merge") as change:
        session = change.session
        kept = get_filing(session, keep_id)
        dropped = [get_filing(session, id) for id in drop_ids]
        by_id = {item.id: item for item in (kept, *dropped)}
        for item in dropped:
            _require_at_home(session, item)
        edit = edit_of(kept)
        values: dict[str, Any] = {
            key: getattr(by_id[id], key) for key, id in taken.items() if key != "algorithm"
        }
        source = by_id[taken.get("algorithm", keep_id)]
        products = tuple(
            dict.fromkeys(link.product_id for item in by_id.values() for link in item.product_links)
        )
        ended = dict(edit.ended)
        algorithms = {item.algorithm for item in by_id.values() if item.algorithm}
        for item in dropped:
            _hand_over(session, item.id, keep_id)
            session.delete(item)
        session.flush()
        session.expire(kept)
        write_filing(
            ws,
            session,
            keep_id,
            replace(
                edit,
                **values,
                algorithm_id=source.algorithm_id,
                title=source.title,
                product_ids=products,
                ended=tuple(ended.items()),
            ),
        )
        _drop_unused(session, algorithms, kept.algorithm)
        name = kept.algorithm.name if kept.algorithm else kept.title
        change.tell(f"把 {len(dropped) + 1} 个重复备案合并为“{name}”")
        return change.result(len(dropped))


def _require_at_home(session: Session, item: Filing) -> None:
    """A filing in an application that left the house is evidence and stays."""
    case = session.scalar(
        select(Case.title)
        .join(Submission)
        .join(SubmissionFiling)
        .where(
            SubmissionFiling.filing_id == item.id,
            Submission.state != SubmissionState.PREPARING,
        )
        .limit(1)
    )
    if case is not None:
        raise ConflictError(
            f"要并掉的备案已随注销项目“{case}”提交，不能合并。",
            "请把已提交的那个备案选为保留的一份，再合并。",
        )


def _hand_over(session: Session, old: int, new: int) -> None:
    """Let cases, submissions and notices name the kept filing, once each."""
    in_cases = session.scalars(select(CaseFiling.case_id).where(CaseFiling.filing_id == new))
    cases = set(in_cases)
    for link in session.scalars(select(CaseFiling).where(CaseFiling.filing_id == old)).all():
        if link.case_id in cases:
            session.delete(link)
        else:
            link.filing_id = new
    carried = session.scalars(
        select(SubmissionFiling.submission_id).where(SubmissionFiling.filing_id == new)
    )
    submissions = set(carried)
    for part in session.scalars(
        select(SubmissionFiling).where(SubmissionFiling.filing_id == old)
    ).all():
        if part.submission_id in submissions:
            session.delete(part)
        else:
            part.filing_id = new
    for line in session.scalars(select(NoticeLine).where(NoticeLine.filing_id == old)):
        line.filing_id = new
    session.flush()


def _drop_unused(session: Session, found: set[Algorithm], kept: Algorithm | None) -> None:
    for algorithm in found:
        users = select(func.count()).where(Filing.algorithm_id == algorithm.id)
        if algorithm is kept or session.scalar(users):
            continue
        if kept is not None:
            known = {kept.name, *(name.name for name in kept.former_names)}
            names = (algorithm.name, *(name.name for name in algorithm.former_names))
            for name in dict.fromkeys(names):
                if name not in known:
                    kept.former_names.append(AlgorithmFormerName(name=name))
        session.delete(algorithm)
    session.flush()
