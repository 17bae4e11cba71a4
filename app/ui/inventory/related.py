"""What belongs with one record: where it came from, and the records that lead on from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.paper_terms import term_words
from app.services.algorithms import list_algorithms
from app.services.filings import FilingRow, filing_detail, filings_using
from app.services.history import HistoryEntry, history_of
from app.services.organisations import list_organisations
from app.services.products import list_products
from app.services.shared_papers import PaperView, list_papers
from app.services.workspace import Workspace
from app.ui.widgets import button, grouped, label

Link = tuple[str, int, str]
MOST = 100
"""How many records of one kind are listed as links."""


@dataclass(frozen=True)
class Line:
    """A heading with a text, or with links to records (kind, id, word)."""

    title: str
    text: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Record:
    """What is read when a record is shown; ``names`` maps table and id to a name."""

    lines: tuple[Line, ...]
    history: tuple[HistoryEntry, ...]
    names: dict[tuple[str, str], str]


def read_record(ws: Workspace, kind: str, id: int) -> Record:
    """Read what belongs with one record; raise NotFoundError when a filing is gone."""
    told = {"filing": _of_filing, "algorithm": _of_algorithm, "product": _of_product}
    lines = told.get(kind, _of_subject)(ws, id)
    history = tuple(history_of(ws, kind, id))
    return Record(tuple(lines), history, _names(ws, history))


def _names(ws: Workspace, history: Sequence[HistoryEntry]) -> dict[tuple[str, str], str]:
    """Return the names of the records that the history speaks of."""
    named = {("platform", item.id): item.short_name for item in ws.catalogue.platforms.values()}
    spoken: dict[str, set[int]] = {}
    for field in (field for entry in history for field in entry.fields):
        if field.column.endswith("_id"):
            ids = {value for value in (field.before, field.after) if isinstance(value, int)}
            table = "organisation" if field.column == "parent_id" else field.column[:-3]
            spoken.setdefault(table, set()).update(ids)
    for item in list_organisations(ws, spoken.get("organisation", ())):
        named["organisation", str(item.id)] = item.name
    for algorithm in list_algorithms(ws, spoken.get("algorithm", ())):
        named["algorithm", str(algorithm.id)] = algorithm.name
    return named


def _of_filing(ws: Workspace, id: int) -> list[Line]:
    detail = filing_detail(ws, id)
    row = detail.row
    lines = [
        Line("备案主体", links=(("organisation", row.organisation_id, row.organisation_name),)),
        Line("算法的主要用途", row.purpose),
        Line("算法曾用名", "、".join(detail.algorithm_former_names)),
        Line("主体曾用名", "、".join(detail.organisation_former_names)),
        Line(
            "应用产品",
            links=tuple(("product", use.product_id, use.label) for use in row.products),
        ),
        Line("公告注销月份", row.cancelled_month),
        Line("注销项目", links=tuple(("case", case, title) for case, title in detail.cases)),
        Line("来源", row.source),
        Line("导入时的原文", detail.source_text),
    ]
    return [line for line in lines if line.text or line.links]


def _of_algorithm(ws: Workspace, id: int) -> list[Line]:
    filings, count = filings_using(ws, algorithm_id=id, limit=MOST)
    uses = {use.product_id: use.label for row in filings for use in row.products}
    return [
        Line(
            "备案",
            _count_word(count, "没有备案使用这个算法。"),
            tuple(
                ("filing", row.id, _filing_word(row.number, row.platform_name)) for row in filings
            ),
        ),
        Line(
            "应用产品",
            "" if uses else "没有登记应用产品；产品在备案中勾选。",
            tuple(("product", product, name) for product, name in uses.items()),
        ),
    ]


def _of_product(ws: Workspace, id: int) -> list[Line]:
    filings, count = filings_using(ws, product_id=id, limit=MOST)
    links = tuple(("filing", row.id, _titled(row)) for row in filings)
    return [Line("使用的备案", _count_word(count, "没有备案勾选这个产品。"), links)]


def _of_subject(ws: Workspace, id: int) -> list[Line]:
    below = [item for item in list_organisations(ws) if item.parent_id == id]
    products = list_products(ws, organisation_id=id)
    algorithms = list_algorithms(ws, organisation_id=id)
    _, filings = filings_using(ws, organisation_id=id, limit=1)
    papers = [paper for paper in list_papers(ws, id) if paper.organisation_id == id]
    return [
        Line("备案", f"{filings} 个"),
        Line(
            "下级主体",
            _count_word(len(below), "没有"),
            tuple(("organisation", item.id, item.name) for item in below[:MOST]),
        ),
        Line(
            "产品",
            _count_word(len(products), "没有"),
            tuple(("product", item.id, item.label) for item in products[:MOST]),
        ),
        Line(
            "算法",
            _count_word(len(algorithms), "没有"),
            tuple(("algorithm", item.id, item.name) for item in algorithms[:MOST]),
        ),
        Line(
            "共用材料",
            "" if papers else "没有；证照在“共用材料”页签中存入。",
            tuple(("paper", paper.id, _paper_word(ws, paper)) for paper in papers[:MOST]),
        ),
    ]


def _paper_word(ws: Workspace, paper: PaperView) -> str:
    return f"{paper.kind.label}（{term_words(paper.term, ws.today())}）"


def _count_word(count: int, none: str) -> str:
    """Say that there is nothing, or that only the first are listed."""
    if not count:
        return none
    return f"共 {count} 个，列出前 {MOST} 个" if count > MOST else ""


def _titled(row: FilingRow) -> str:
    return f"{row.title}（{row.platform_name}）"


def _filing_word(number: str, platform: str) -> str:
    return f"{platform} {grouped(number)}" if number else f"{platform}（未填编号）"


class RelatedView(QWidget):
    """Shows the lines; a link asks ``link_asked(kind, id)``."""

    link_asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 12)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self._parts: list[QWidget] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show what belongs with another record."""
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        for line in lines:
            self._add(label(line.title, "muted"))
            if line.text:
                self._add(label(line.text, wrap=True, copy=True))
            for kind, id, word in line.links:
                self._add_link(kind, id, word)
            gap = QWidget()
            gap.setFixedHeight(8)
            self._add(gap)

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._column.insertWidget(self._column.count() - 1, part)

    def _add_link(self, kind: str, id: int, word: str) -> None:
        made = button(
            word, lambda: self.link_asked.emit(kind, id), kind="link", tip=f"打开“{word}”"
        )
        made.setStyleSheet("text-align: left; padding-left: 0;")
        self._parts.append(made)
        self._column.insertWidget(self._column.count() - 1, made, 0, Qt.AlignmentFlag.AlignLeft)

    def text(self) -> str:
        """Return what is shown."""
        texts = [getattr(part, "text", None) for part in self._parts]
        return "\n".join(str(text()) for text in texts if callable(text))
