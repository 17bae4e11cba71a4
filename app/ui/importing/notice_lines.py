"""What a cancellation notice bears on, as lines of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.model.kinds import Word
from app.services.notices import FilingMention, NoticePreview
from app.ui.theme.apply import mono_font
from app.ui.widgets import Column, grouped, number_tip


class MentionKind(Word):
    """How a filing and a notice stand to each other."""

    ENDS = "ends", "将改为已注销"
    ENDED = "ended", "台账已是注销"
    NOT_NAMED = "not_named", "公告未列出"
    FOREIGN = "foreign", "不在台账"
    REJECTED = "rejected", "拒绝"


TONES = {
    MentionKind.ENDS: "success",
    MentionKind.ENDED: "neutral",
    MentionKind.NOT_NAMED: "warning",
    MentionKind.FOREIGN: "neutral",
    MentionKind.REJECTED: "danger",
}
TOLD = {
    MentionKind.ENDS: "公告列出了这个编号，登记后状态改为“已注销”。",
    MentionKind.ENDED: "公告列出了这个编号，台账中已注销，只登记依据。",
    MentionKind.NOT_NAMED: "这个备案仍为有效或在办，公告没有列出它。",
    MentionKind.FOREIGN: "台账中没有这个编号，作为公告内容一并保存。",
}


@dataclass(frozen=True)
class NoticeLine:
    """A filing of the firm, or a line of the notice, with what follows from it."""

    kind: MentionKind
    title: str
    number: str
    organisation: str
    case_title: str
    told: str

    def detail(self) -> str:
        """Return the row in full."""
        head = "　".join(text for text in (self.title, self.organisation, self.number) if text)
        case = f"注销项目：{self.case_title}" if self.case_title else ""
        return "\n".join(text for text in (head, self.told, case) if text)


def notice_lines(preview: NoticePreview) -> list[NoticeLine]:
    """Return the firm's own filings first, then what else the file holds."""
    ending = {item.filing_id for item in preview.to_cancel}
    named = {item.filing_id: item for notice in preview.notices for item in notice.own}
    ends = [item for item in named.values() if item.filing_id in ending]
    ended = [item for item in named.values() if item.filing_id not in ending]
    return [
        *_mentions(MentionKind.ENDS, ends),
        *_mentions(MentionKind.NOT_NAMED, preview.not_named),
        *_mentions(MentionKind.ENDED, ended),
        *_rejected(preview),
        *_foreign(preview),
    ]


def _mentions(kind: MentionKind, items: Iterable[FilingMention]) -> Iterator[NoticeLine]:
    for item in items:
        yield NoticeLine(
            kind, item.title, item.number, item.organisation_name, item.case_title, TOLD[kind]
        )


def _rejected(preview: NoticePreview) -> Iterator[NoticeLine]:
    for notice in preview.notices:
        for place, reason in notice.rejected:
            yield NoticeLine(MentionKind.REJECTED, place, "", "", "", reason)


def _foreign(preview: NoticePreview) -> Iterator[NoticeLine]:
    kind = MentionKind.FOREIGN
    for row in preview.unknown_numbers:
        yield NoticeLine(
            kind, row.algorithm_name, row.number, row.organisation_name, "", TOLD[kind]
        )


def counts(lines: list[NoticeLine]) -> dict[str, int]:
    """Return how many lines there are of each kind."""
    found = Counter(line.kind.value for line in lines)
    return {kind.value: found[kind.value] for kind in MentionKind}


def columns() -> list[Column[NoticeLine]]:
    """Return the columns of the notice's table."""
    return [
        Column(
            "kind",
            "公告的影响",
            130,
            lambda line: line.kind.label,
            chip=lambda line: TONES[line.kind],
        ),
        Column("title", "名称", 200, lambda line: line.title),
        Column("organisation", "主体", 200, lambda line: line.organisation),
        Column(
            "number",
            "备案编号",
            220,
            lambda line: grouped(line.number),
            tip=lambda line: number_tip(line.number, ()),
            copied=lambda line: line.number,
            font=mono_font(),
        ),
        Column("case", "注销项目", 130, lambda line: line.case_title or "—"),
        Column("told", "说明", 260, lambda line: line.told),
    ]
