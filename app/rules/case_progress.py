"""How far a case is: its materials counted, and the one thing that is to be done next (接下来).

The order is that of the work: facts, plan, empty fields, papers at hand, files, printing, what
comes back by scanner, the officer's check, the dossier, handing in. Within one kind of work what
was returned comes first, then the nearest day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.catalogue.words import Need
from app.model.kinds import SUBMISSION_OVER, SubmissionState
from app.rules.evidence import Stage, Step, is_reached, is_ready, next_step
from app.rules.findings import Finding, Severity, StepName

IN_THE_HOUSE = (SubmissionState.PREPARING, SubmissionState.RETURNED)


class ItemStanding(NamedTuple):
    """A material that is asked for; ``dropped``: marked 不适用; ``offered``: a shared paper is
    there to be brought in."""

    item: str
    name: str
    need: Need
    way: tuple[Step, ...]
    dropped: bool = False
    offered: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is among what is asked for: an optional one is once something is there."""
        return self.need is not Need.OPTIONAL or any(
            step.done for step in self.way if step.stage is not Stage.DRAFT
        )

    @property
    def ready(self) -> bool:
        """Whether it can go into the dossier."""
        return self.dropped or is_ready(self.way)

    @property
    def bound(self) -> bool:
        """Whether the newest finished dossier holds it as it is."""
        return self.dropped or is_reached(self.way, Stage.BOUND)

    @property
    def ahead(self) -> Step | None:
        """The first step that is not done."""
        return None if self.dropped else next_step(self.way)


class Count(NamedTuple):
    """Materials that can go into a dossier, of those that are asked for."""

    ready: int
    asked: int


@dataclass(frozen=True)
class SubmissionStanding:
    """A submission as progress and the next step look at it; ``inquiry``: one waits for reply."""

    id: int
    label: str
    state: SubmissionState
    items: tuple[ItemStanding, ...]
    due_on: date | None = None
    order: int = 0
    inquiry: bool = False

    @property
    def count(self) -> Count:
        """How many of its materials are ready."""
        asked = [item for item in self.items if item.counts]
        return Count(sum(item.ready for item in asked), len(asked))

    @property
    def bound(self) -> bool:
        """Whether a finished dossier holds what there is."""
        return all(item.bound for item in self.items if item.counts)


class CaseStanding(NamedTuple):
    """The whole case; ``facts_begun`` says that any fact was entered."""

    has_filings: bool
    facts_begun: bool
    planned: bool
    findings: tuple[Finding, ...]
    submissions: tuple[SubmissionStanding, ...]


class Next(NamedTuple):
    """What to do next, in a few words, and where: a finding leads to its own place."""

    told: str
    step: StepName
    submission_id: int | None = None
    field: str | None = None
    finding: Finding | None = None
    about: str = ""


def total(standings: Iterable[SubmissionStanding]) -> Count:
    """Return the count of several submissions together."""
    counts = [item.count for item in standings]
    return Count(sum(c.ready for c in counts), sum(c.asked for c in counts))


def next_thing(case: CaseStanding) -> Next:
    """Return what is to be done next; always something, at the end to look at what was done."""
    asked = next((item for item in case.submissions if item.inquiry), None)
    if asked is not None:
        return Next("答复平台的问询", "track", asked.id, about=asked.label)
    blocking = [f for f in case.findings if f.severity is Severity.BLOCKING]
    return (
        _before_the_plan(case, blocking)
        or next(_preparing(_in_order(case.submissions), blocking), None)
        or _waiting(case.submissions)
    )


def _before_the_plan(case: CaseStanding, blocking: Sequence[Finding]) -> Next | None:
    if not case.has_filings:
        return Next("选择要一起办理的备案", "filings")
    if not case.facts_begun:
        return Next("填写终止原因、终止日期和受影响的产品", "facts")
    open_ones = not case.submissions or any(s.state in IN_THE_HOUSE for s in case.submissions)
    for step in ("filings", "facts", "plan") if open_ones else ():
        found = next((f for f in blocking if f.place.step == step), None)
        if found is not None and step != "plan":
            return _mend(found)
        if step == "plan" and (found is not None or not case.planned):
            return Next("比较三种方案，采用其中一种", "plan")
    return None


def _in_order(items: Sequence[SubmissionStanding]) -> list[SubmissionStanding]:
    mine = [item for item in items if item.state in IN_THE_HOUSE]
    return sorted(
        mine,
        key=lambda s: (
            s.state is not SubmissionState.RETURNED,
            s.due_on is None,
            s.due_on or date.max,
            s.order,
        ),
    )


def _preparing(items: Sequence[SubmissionStanding], blocking: Sequence[Finding]) -> Iterator[Next]:
    """Yield what is to be done in the house, the first first."""
    ids = {item.id for item in items}
    mine = [f for f in blocking if f.place.submission_id in ids or f.place.submission_id is None]
    yield from (_mend(f) for s in items for f in mine if _is_form_of(f, s))
    yield from _of(items, lambda i: i.offered, "从共用材料带入“{}”")
    yield from _of(items, _is_missing, "附上“{}”")
    yield from _of(items, _is_undecided, "确定是否需要“{}”")
    yield from _of(items, lambda i: _at(i, Stage.PRINTED), "打印“{}”，签字、盖章")
    yield from _of(items, _is_awaited, "签章后扫描归档“{}”")
    yield from _of(items, lambda i: _at(i, Stage.SIGNED, Stage.CHECKED), "与原件核对“{}”")
    yield from (_mend(f) for f in mine)
    for item in items:
        if not item.bound or not item.items:
            yield Next("导出材料册", "export", item.id, about=item.label)
    for item in items:
        yield Next("提交后记录提交日期", "track", item.id, about=item.label)


def _is_form_of(finding: Finding, item: SubmissionStanding) -> bool:
    return finding.place.step == "forms" and finding.place.submission_id == item.id


def _mend(finding: Finding) -> Next:
    place = finding.place
    return Next(
        finding.told, place.step, place.submission_id, place.field, finding, about=finding.about
    )


def _of(
    items: Sequence[SubmissionStanding], wanted: Callable[[ItemStanding], bool], told: str
) -> Iterator[Next]:
    for submission in items:
        for item in submission.items:
            if item.counts and not item.dropped and wanted(item):
                name = told.format(item.name)
                yield Next(name, "materials", submission.id, item.item, about=submission.label)


def _at(item: ItemStanding, *stages: Stage) -> bool:
    return item.ahead is not None and item.ahead.stage in stages


def _is_missing(item: ItemStanding) -> bool:
    return _at(item, Stage.ATTACHED) and item.need is Need.REQUIRED


def _is_undecided(item: ItemStanding) -> bool:
    return _at(item, Stage.ATTACHED) and item.need is Need.CONDITIONAL


def _is_awaited(item: ItemStanding) -> bool:
    """Tell whether a printed form has not come back whole."""
    return _at(item, Stage.SIGNED, Stage.SCANNED) and not is_reached(item.way, Stage.SCANNED)


def _waiting(items: Sequence[SubmissionStanding]) -> Next:
    out = next((s for s in items if s.state not in (*IN_THE_HOUSE, *SUBMISSION_OVER)), None)
    if out is not None:
        return Next("等待平台办结，收到结果后记录", "track", out.id, about=out.label)
    return Next("全部提交已办结，可查看材料册和记录", "track")
