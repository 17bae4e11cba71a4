"""A line of the table of deadlines: the service's row with the evidence of its term."""

from __future__ import annotations

from dataclasses import dataclass

from app.model.kinds import Certainty, SubmissionState
from app.services.tracking import DeadlineRow, deadlines
from app.services.workspace import Workspace

ESTIMATED = "该年的放假安排尚未公布，只按周一至周五推算，公布后会自动更新。"


@dataclass(frozen=True)
class DueLine:
    """A deadline with where its term is from; ``certainty`` None: the officer entered the day."""

    row: DeadlineRow
    source: str
    certainty: Certainty | None
    starts: str

    @property
    def key(self) -> tuple[int, str]:
        """What names the line while the table is refilled."""
        return self.row.submission.id, self.row.what


def due_lines(ws: Workspace, organisation_id: int | None = None) -> list[DueLine]:
    """Return what is due, nearest first, of all subjects or of one."""
    return [
        _line(ws, row)
        for row in deadlines(ws)
        if organisation_id in (None, row.submission.organisation_id)
    ]


def _line(ws: Workspace, row: DeadlineRow) -> DueLine:
    platform = ws.catalogue.get(row.submission.platform)
    if row.what.startswith("答复问询"):
        return DueLine(row, "按登记的问询记录", None, "")
    if platform is None:
        return DueLine(row, "平台目录中没有这个平台", None, "")
    if row.submission.state in (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED):
        review = platform.review_time
        if review is None:
            return DueLine(row, "没有公布办结时限", None, "")
        return DueLine(row, review.source, review.certainty, review.text)
    term = platform.term_for(row.submission.kind)
    if term is None:
        return DueLine(row, "平台没有公布办理期限", None, "")
    starts = f"{term.working_days} 个工作日，起算：{term.starts}"
    return DueLine(row, term.source, term.certainty, starts)
