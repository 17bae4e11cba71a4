"""What belongs with one record: where it came from, and the records that lead on from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.filings import filing_detail
from app.services.history import HistoryEntry, history_of
from app.services.workspace import Workspace
from app.ui.inventory.data import Inventory
from app.ui.widgets import button, grouped, label

Link = tuple[str, int, str]


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


def read_record(ws: Workspace, kind: str, id: int, data: Inventory) -> Record:
    """Read what belongs with one record; raise NotFoundError when a filing is gone."""
    if kind == "filing":
        lines = _of_filing(ws, id)
    else:
        lines = {"algorithm": _of_algorithm, "product": _of_product}.get(kind, _of_subject)(
            data, id
        )
    return Record(tuple(lines), tuple(history_of(ws, kind, id)), _names(data))


def _names(data: Inventory) -> dict[tuple[str, str], str]:
    named = {("platform", item): name for item, name, _ in data.platforms}
    named |= {("organisation", str(item.id)): item.name for item in data.organisations}
    return named | {("algorithm", str(item.id)): item.name for item in data.algorithms}


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


def _of_algorithm(data: Inventory, id: int) -> list[Line]:
    filings = [row for row in data.filings if row.algorithm_id == id]
    uses = {use.product_id: use.label for row in filings for use in row.products}
    return [
        Line(
            "备案",
            "" if filings else "没有备案使用这个算法。",
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


def _of_product(data: Inventory, id: int) -> list[Line]:
    filings = [row for row in data.filings if any(use.product_id == id for use in row.products)]
    links = tuple(("filing", row.id, f"{row.title}（{row.platform_name}）") for row in filings)
    return [Line("使用的备案", "" if links else "没有备案勾选这个产品。", links)]


def _of_subject(data: Inventory, id: int) -> list[Line]:
    below = [item for item in data.organisations if item.parent_id == id]
    products = [item for item in data.products if item.organisation_id == id]
    algorithms = [item for item in data.algorithms if item.organisation_id == id]
    filings = sum(row.organisation_id == id for row in data.filings)
    return [
        Line("备案", f"{filings} 个"),
        Line(
            "下级主体",
            "" if below else "没有",
            tuple(("organisation", item.id, item.name) for item in below),
        ),
        Line(
            "产品",
            "" if products else "没有",
            tuple(("product", item.id, item.label) for item in products),
        ),
        Line(
            "算法",
            "" if algorithms else "没有",
            tuple(("algorithm", item.id, item.name) for item in algorithms),
        ),
    ]


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
