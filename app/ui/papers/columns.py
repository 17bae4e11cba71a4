"""What the list of shared papers shows of each."""

from __future__ import annotations

from app.rules.paper_terms import term_words
from app.services.shared_papers import PaperView
from app.services.workspace import Workspace
from app.ui.papers.paper_pane import FOR_ALL
from app.ui.papers.words import TONES
from app.ui.widgets import Column


def paper_columns(ws: Workspace) -> list[Column[PaperView]]:
    """Return the columns of the list."""
    return [
        Column("kind", "材料", 120, lambda row: row.kind.label),
        Column("owner", "主体", 150, lambda row: row.organisation_name or FOR_ALL),
        Column("holder", "姓名", 70, lambda row: row.holder or "—"),
        Column(
            "state", "状态", 100,
            lambda row: "旧版" if row.replaced else row.validity.label,
            chip=lambda row: "neutral" if row.replaced else TONES[row.validity],
        ),
        Column(
            "term", "有效期", 180,
            lambda row: term_words(row.term, ws.today()).removeprefix("有效期至"),
            order=lambda row: row.term.valid_until,
        ),
        Column(
            "used", "用于", 60, lambda row: f"{row.used} 处" if row.used else "—",
            order=lambda row: row.used,
        ),
        Column("note", "备注", 90, lambda row: row.note or "—"),
    ]  # fmt: skip
