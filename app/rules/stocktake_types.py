"""What a stocktaking (盘点) tells, as plain values: counts, gaps that lead to a record, limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.model.kinds import Certainty, FilingStatus, Word

LinkKind = Literal["filing", "algorithm", "product", "organisation", "case"]


class GapKind(Word):
    """What does not fit, the most pressing first."""

    DEADLINE_MISSED = "deadline_missed", "注销期限已过"
    DEADLINE_RUNNING = "deadline_running", "注销期限未到"
    STOPPED_NO_TERM = "stopped_no_term", "已停用，期限待定"
    PARTLY_STOPPED = "partly_stopped", "部分产品已停用"
    FILED_TWICE = "filed_twice", "同一算法重复备案"
    NUMBER_TWICE = "number_twice", "编号重复"
    NUMBER_FLAGGED = "number_flagged", "编号有疑点"
    NUMBER_MISSING = "number_missing", "缺备案编号"
    TYPE_MISSING = "type_missing", "缺算法类别"
    WITHOUT_PRODUCT = "without_product", "备案没有产品"
    WITHOUT_FILING = "without_filing", "算法没有备案"
    NAME_DIFFERS = "name_differs", "主体名称不一致"
    LICENCE_UNKNOWN = "licence_unknown", "无法与营业执照核对"


URGENT = {GapKind.DEADLINE_MISSED: "danger", GapKind.DEADLINE_RUNNING: "warning"}
"""The kinds with a term, and the tone in which they are shown."""


@dataclass(frozen=True)
class Link:
    """A record that a gap leads to, with its name."""

    kind: LinkKind
    id: int
    label: str


@dataclass(frozen=True)
class Gap:
    """One gap in complete sentences; the first of ``links`` is the record to mend."""

    kind: GapKind
    title: str
    organisation: str
    message: str
    remedy: str
    links: tuple[Link, ...]
    source: str
    certainty: Certainty
    due_on: date | None = None
    due_estimated: bool = False
    days_left: int | None = None


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one kind: the first of them, and how many there are."""

    kind: GapKind
    count: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Tally:
    """How many; ``key`` as stored, ``label`` in words."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class PlatformTally:
    """The filings on one platform by status."""

    key: str
    label: str
    by_status: tuple[tuple[FilingStatus, int], ...]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(count for _status, count in self.by_status)


@dataclass(frozen=True)
class Totals:
    """How much there is of each."""

    filings: int = 0
    alive: int = 0
    algorithms: int = 0
    products: int = 0
    stopped_products: int = 0
    organisations: int = 0


@dataclass(frozen=True)
class Stocktake:
    """The report: what there is and where, what does not fit, and what was not looked at.

    ``organisation`` names the subject it was made for, or says that it covers all.
    """

    made_on: date
    organisation_id: int | None
    organisation: str
    totals: Totals
    by_platform: tuple[PlatformTally, ...]
    by_status: tuple[Tally, ...]
    by_type: tuple[Tally, ...]
    by_role: tuple[Tally, ...]
    by_organisation: tuple[Tally, ...]
    by_year: tuple[Tally, ...]
    groups: tuple[GapGroup, ...]
    unchecked: tuple[str, ...]

    @property
    def gap_count(self) -> int:
        """All gaps of all kinds."""
        return sum(group.count for group in self.groups)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to take stock of."""
        totals = self.totals
        return not (totals.filings or totals.algorithms or totals.products)
