"""What an import would do, as lines of a table: what happens to each row, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.kinds import Word
from app.services.importing import Choice, ImportPreview, kept_back
from app.ui.theme.apply import mono_font
from app.ui.widgets import Column, grouped, number_tip

if TYPE_CHECKING:
    from app.intake.differences import Difference, DifferenceField, Matched
    from app.intake.rows import ImportRow


class LineKind(Word):
    """What becomes of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "无变化"
    REJECTED = "rejected", "拒绝"


TONES = {
    LineKind.NEW: "success",
    LineKind.CHANGED: "accent",
    LineKind.SAME: "neutral",
    LineKind.REJECTED: "danger",
}


@dataclass(slots=True)
class PreviewLine:
    """A row of the file and what becomes of it; its texts are made when it is looked at.

    ``matched`` is set where a filing is meant, ``reason`` where the row is rejected. ``declined``
    are the fields that stay as they are.
    """

    kind: LineKind
    row: ImportRow
    matched: Matched | None = None
    declined: frozenset[DifferenceField] = frozenset()
    reason: str = ""

    @property
    def changes(self) -> tuple[Difference, ...]:
        """The fields that the row would change."""
        return self.matched.differences if self.matched is not None else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the row brings, what it leaves alone, or why it is rejected."""
        if self.reason:
            return (self.reason,)
        return self.matched.notes if self.matched is not None else _new_notes(self.row)

    @property
    def told(self) -> str:
        """All notes on one line."""
        texts = (*self._changes, *self.notes, *self._doubts)
        return "；".join(text.rstrip("。") for text in texts)

    @property
    def _changes(self) -> tuple[str, ...]:
        return tuple(
            f"{d.label}：保留“{d.old or '（空）'}”"
            if d.field in self.declined
            else f"{d.label}：{d.old or '（空）'} → {d.new or '（空）'}"
            for d in self.changes
        )

    @property
    def _doubts(self) -> tuple[str, ...]:
        return tuple(f"⚠ {text}" for text in self.row.problems)

    def detail(self) -> str:
        """Return everything one below the other, under the row's name."""
        return "\n".join([self.head(), *self._changes, *self.notes, *self._doubts])

    def head(self) -> str:
        """Return where the row stands and what it names."""
        row = self.row
        texts = (row.place, row.algorithm_name, row.organisation_name)
        return "　".join(text for text in texts if text)

    def remarks(self) -> tuple[str, ...]:
        """Return what is told beside the fields that change."""
        return (*self.notes, *self._doubts)


def preview_lines(preview: ImportPreview, declined: frozenset[Choice]) -> list[PreviewLine]:
    """Return the rows of a preview in the order of the file, with what the officer declined."""
    return sorted(_lines(preview, declined), key=lambda line: line.row.line)


def _lines(preview: ImportPreview, declined: frozenset[Choice]) -> Iterator[PreviewLine]:
    for row in preview.new:
        yield PreviewLine(LineKind.NEW, row)
    for item in preview.changed:
        yield PreviewLine(LineKind.CHANGED, item.row, item, kept_back(item, declined))
    for item in preview.unchanged:
        yield PreviewLine(LineKind.SAME, item.row, item)
    for refused in preview.rejected:
        yield PreviewLine(LineKind.REJECTED, refused.row, reason=refused.reason)


def _new_notes(row: ImportRow) -> tuple[str, ...]:
    notes = []
    kind = "、".join(word.label for word in (row.type, row.role) if word is not None)
    if kind:
        notes.append(f"类别：{kind}" + ("（按编号推断）" if row.type_from_number else ""))
    if row.products:
        names = "、".join(f"{name}（{product.label}）" for name, product in row.products)
        notes.append(f"产品：{names}" + ("等" if row.products_incomplete else ""))
    if row.cancelled:
        notes.append("备注写明已注销，按“已注销”导入。")
    if row.algorithm_former_names:
        notes.append(f"曾用名：{'、'.join(row.algorithm_former_names)}")
    return tuple(notes)


def counts(lines: list[PreviewLine]) -> dict[str, int]:
    """Return how many lines there are of each kind."""
    found = Counter(line.kind.value for line in lines)
    return {kind.value: found[kind.value] for kind in LineKind}


def columns() -> list[Column[PreviewLine]]:
    """Return the columns of the preview's table."""
    return [
        Column(
            "kind",
            "处理",
            80,
            lambda line: line.kind.label,
            chip=lambda line: TONES[line.kind],
        ),
        Column("place", "位置", 116, lambda line: line.row.place, order=lambda line: line.row.line),
        Column("title", "名称", 190, lambda line: line.row.algorithm_name),
        Column("organisation", "主体", 180, lambda line: line.row.organisation_name),
        Column(
            "number",
            "备案编号",
            220,
            lambda line: grouped(line.row.number),
            tip=lambda line: number_tip(line.row.number, line.row.problems),
            copied=lambda line: line.row.number,
            font=mono_font(),
        ),
        Column("told", "说明", 320, lambda line: line.told, tip=lambda line: line.detail()),
    ]
