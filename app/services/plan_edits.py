"""What the officer does to a plan before it is accepted: several filings moved, joined, parted.

Every edit answers with the plan as it would be and what that changes; keeping it is another
step (:mod:`app.services.plan_choice`), so what breaks is told before anything is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from app.model.kinds import SubmissionMode
from app.rules.findings import Finding
from app.rules.plan_difference import difference
from app.rules.planner import (
    AlikeGroup,
    FilingFacts,
    Moved,
    Plan,
    PlannedSubmission,
    alike_groups,
    apply_override,
    join,
    move,
    replan,
)
from app.services.workspace import Workspace


def submission_of(plan: Plan, order: int) -> PlannedSubmission | None:
    """Return the planned submission with the order, None where there is none."""
    return next((item for item in plan.submissions if item.order == order), None)


def move_together(
    ws: Workspace, plan: Plan, picked: Sequence[tuple[int, int]], target: int | None
) -> Moved:
    """Move filings, each given with the order it stands in, to one submission.

    ``target`` None: to a submission of their own. The first refusal refuses all.
    """
    goal = submission_of(plan, target) if target is not None else None
    wanted = [pair for pair in picked if pair[1] != target]
    if not wanted:
        return move(plan, picked[0][0], target, ws.catalogue, ws.calendar)
    key = None if goal is None else goal.key
    anchor = None if goal is None else goal.filing_ids[0]
    now = plan
    findings: tuple[Finding, ...] = ()
    for filing_id, origin in wanted:
        home = submission_of(plan, origin)
        place = target
        if anchor is not None and key is not None:
            place = _order_of(now, anchor, key)
        elif home is not None and len(home.filing_ids) == 1:
            anchor, key = filing_id, home.key
            continue
        origin_now = _order_of(now, filing_id, home.key) if home is not None else origin
        made = move(now, filing_id, place, ws.catalogue, ws.calendar, origin=origin_now)
        if made.refused:
            return Moved(plan, made.refused, (), made.difference)
        if anchor is None and home is not None:
            anchor, key = filing_id, home.key
        now, findings = made.plan, made.findings
    if now is plan:
        return Moved(plan, "这个备案已经单独提交。", (), difference(plan, plan))
    return Moved(now, "", findings, difference(plan, now))


def _order_of(plan: Plan, filing_id: int, key: object) -> int | None:
    return next(
        (
            item.order
            for item in plan.submissions
            if filing_id in item.filing_ids and item.key == key
        ),
        None,
    )


def join_submissions(ws: Workspace, plan: Plan, order: int, other: int) -> Moved:
    """Put the filings of the submission ``other`` into the one with ``order``."""
    return join(plan, order, other, ws.catalogue, ws.calendar)


def take_apart(ws: Workspace, plan: Plan, order: int) -> Moved:
    """Let each filing of one submission go alone; the rest of its class stays as it is."""
    item = submission_of(plan, order)
    if item is None:
        return Moved(plan, "方案中没有这次提交，请重新打开方案。", (), difference(plan, plan))
    kept = [one.filing_ids for one in plan.submissions if one.key == item.key and one is not item]
    split = tuple(sorted((*kept, *((id,) for id in item.filing_ids))))
    made = replan(plan, ws.catalogue, ws.calendar, fixed={**dict(plan.fixed), item.key: split})
    return Moved(made, "", (), difference(plan, made))


def set_mode(ws: Workspace, plan: Plan, order: int, mode: SubmissionMode) -> Moved:
    """Plan the whole class of a submission as batch or as single."""
    item = submission_of(plan, order)
    if item is None:
        return Moved(plan, "方案中没有这次提交，请重新打开方案。", (), difference(plan, plan))
    made = apply_override(plan, item.key, mode, ws.catalogue, ws.calendar)
    return Moved(made.plan, made.refused, made.findings, difference(plan, made.plan))


def pairs_of(ids: Sequence[int]) -> frozenset[frozenset[int]]:
    """Return every pair of the filings, as likeness corrections name them."""
    return frozenset(frozenset(pair) for pair in combinations(ids, 2))


def groups_by_class(plan: Plan) -> tuple[AlikeGroup, ...]:
    """Return the groups of filings alike enough to go together, subject and platform apart."""
    classes: dict[tuple[str, str], list[FilingFacts]] = {}
    for filing in plan.filings:
        classes.setdefault((filing.platform, filing.organisation_name), []).append(filing)
    return tuple(
        group
        for _key, members in sorted(classes.items())
        for group in alike_groups(members, plan.settings.likeness)
    )
