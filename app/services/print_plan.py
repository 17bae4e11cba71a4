"""What of a dossier is printed: its parts with their pages, which are stamped, how many copies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from app.catalogue import Material as MaterialRule
from app.catalogue import Platform
from app.errors import NotFoundError
from app.model.case import Dossier
from app.pdfium import opened
from app.services.dossiers import DossierView, get_dossier
from app.services.package_files import demands
from app.services.settings import keep_setting, setting
from app.services.workspace import Workspace

LAST_PRINTER = "print.last"
BLANK_PAGE = "（此页为空白页）"
"""What a page says that was put in so that the next part begins on the front of a sheet."""


@dataclass(frozen=True)
class PrintPart:
    """A part of a dossier: its pages from 0 (``last`` included), and what is done with it.

    ``demands`` says which seal and signature are due on paper, ``copies`` how many of it;
    ``code`` is a form's, which stands on its pages.
    """

    title: str
    first: int
    last: int
    demands: str = ""
    copies: int = 1
    code: str = ""

    @property
    def pages(self) -> tuple[int, ...]:
        """Its pages from 0."""
        return tuple(range(self.first, self.last + 1))


@dataclass(frozen=True)
class PrintPlan:
    """A dossier as it can be printed."""

    dossier: DossierView
    parts: tuple[PrintPart, ...]

    @property
    def stamped(self) -> tuple[PrintPart, ...]:
        """The parts that are sealed or signed by hand."""
        return tuple(part for part in self.parts if part.demands)

    def whole_forms(self, pages: Iterable[int]) -> tuple[str, ...]:
        """Return the codes of the forms of which all pages (from 0) are among these."""
        out = set(pages)
        return tuple(p.code for p in self.parts if p.code and p.pages and out.issuperset(p.pages))


@dataclass(frozen=True)
class PrinterChoices:
    """How one printed last on a printer."""

    duplex: bool = True
    grey: bool = False
    copies: int = 1


def print_plan(ws: Workspace, dossier_id: int) -> PrintPlan:
    """Return the parts of a dossier by its bookmarks, with what the rules of today ask of them."""
    view = get_dossier(ws, dossier_id)
    with ws.read() as session:
        item = session.get(Dossier, dossier_id)
        if item is None:
            raise NotFoundError("这份材料册已不存在。", "请重新导出。")
        platform = ws.catalogue.get(item.submission.platform)
        parts: list[dict[str, Any]] = list(item.inputs.get("parts", []))
        padded = bool(item.inputs.get("options", {}).get("duplex"))
    rules = [_rule(platform, part) for part in parts]
    places = _places(view, parts, padded=padded)
    made = [
        PrintPart(
            title=title,
            first=first,
            last=last,
            demands="，".join(demands(rule)) if rule else "",
            copies=rule.copies if rule else 1,
            code=part.get("code", ""),
        )
        for (title, first, last), rule, part in zip(places, rules, parts, strict=True)
    ]
    return PrintPlan(view, tuple(made))


def _rule(platform: Platform | None, part: dict[str, Any]) -> MaterialRule | None:
    """Return the checklist's item behind a part; a scan that took a form's place is sealed."""
    if platform is None:
        return None
    form = part.get("form")
    if form:
        return next((rule for rule in platform.materials if rule.form == form), None)
    named = (rule for rule in platform.materials if rule.name == part["title"])
    return next((rule for rule in named if rule.form is None), None)


def _places(
    view: DossierView, parts: list[dict[str, Any]], *, padded: bool
) -> Iterable[tuple[str, int, int]]:
    """Return title, first and last page of each part, by the bookmarks of the file.

    The divider before an attachment is no page of it: its first file's bookmark is where it
    begins. Nor is, in a file ``padded`` for both sides, the empty page before the next part.
    """
    with opened(view.path) as document:
        count = len(document)
        marks = [(mark.level, mark.get_title(), _page(mark)) for mark in document.get_toc()]
        tops = [place for place, (level, _, _) in enumerate(marks) if level == 0]
        found = []
        at = 0
        for part in parts:  # they stand in the order of the inputs
            place = next((t for t in tops[at:] if _names(marks[t][1], part["title"])), None)
            if place is None:
                found.append((str(part["title"]), 0, -1))
                continue
            at = tops.index(place) + 1
            end = tops[at] if at < len(tops) else len(marks)
            inside = [page for level, _, page in marks[place + 1 : end] if level == 1]
            first = inside[0] if inside else marks[place][2]
            last = (marks[tops[at]][2] if at < len(tops) else count) - 1
            if padded and last > first and _is_padding(document, last):
                last -= 1
            found.append((marks[place][1], first, last))
    return found


def _is_padding(document: Any, place: int) -> bool:
    page = document[place]
    text = page.get_textpage().get_text_bounded().strip()
    return bool(text.startswith(BLANK_PAGE))


def _page(mark: Any) -> int:
    goal = mark.get_dest()
    return int(goal.get_index() or 0) if goal else 0


def _names(bookmark: str, title: str) -> bool:
    return bookmark == title or bookmark.endswith(f"　{title}")


def printer_choices(ws: Workspace, printer: str) -> PrinterChoices:
    """Return how one printed last on this printer."""
    kept = json.loads(setting(ws, f"print.on.{printer}", "{}"))
    known = {key: value for key, value in kept.items() if key in PrinterChoices.__annotations__}
    return PrinterChoices(**known)


def keep_printer_choices(ws: Workspace, printer: str, choices: PrinterChoices) -> None:
    """Remember how one printed on this printer, and that it was the last one."""
    keep_setting(ws, f"print.on.{printer}", json.dumps(asdict(choices)))
    keep_setting(ws, LAST_PRINTER, printer)


def last_printer(ws: Workspace) -> str:
    """Return the printer that was used last, empty before the first."""
    return setting(ws, LAST_PRINTER)


def sheets(runs: Iterable[Iterable[int]], *, duplex: bool) -> tuple[int | None, ...]:
    """Return pages in printing order; with ``duplex`` each run begins on a sheet of its own.

    None is an empty back: without it a seal would stand on the back of another paper.
    """
    order: list[int | None] = []
    for run in runs:
        if duplex and len(order) % 2:
            order.append(None)
        order += run
    return tuple(order)


def page_numbers(text: str, count: int) -> tuple[int, ...] | None:
    """Return pages from 0 as typed (``1-3,8``), None for what is no range within ``count``."""
    found: list[int] = []
    plain = text.translate(str.maketrans("，、－—–~～０１２３４５６７８９", ",,-----0123456789"))
    for piece in plain.replace(" ", "").strip(",").split(","):
        first, dash, last = piece.partition("-")
        if not first.isascii() or not first.isdigit() or (dash and not last.isdigit()):
            return None
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= count:
            return None
        found += range(start - 1, end)
    return tuple(dict.fromkeys(found))


def range_words(pages: Iterable[int]) -> str:
    """Return pages from 0 as one writes them: ``1-3,8``."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ",".join(f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in spans)
