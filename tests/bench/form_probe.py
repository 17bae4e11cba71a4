"""Types into a form of a case and prints how long each key takes until its page is painted.

    form_probe.py DIR

Every figure is in milliseconds. The peer draws the same lines of text at the same places with
reportlab's canvas and shows the page with pypdfium2, and does nothing else.
"""

from __future__ import annotations

import gc
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pypdfium2
from big_folder import fill
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from app.model.case import Submission, SubmissionFiling
from app.model.kinds import DataDisposal, EndReason
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts
from app.services.planning import accept_plan, plan_view
from app.services.workspace import Workspace, open_workspace
from app.ui.theme import apply_theme
from app.ui.window import build_window

FEW, MANY = 2, 100
KEYS = 30
FORMS = ("注销备案申请表", "注销情况说明")


def folder_with_cases(folder: Path) -> tuple[Workspace, list[int]]:
    """Make a folder of one subject's filings with a case of few and a case of many in one."""
    open_workspace(folder).close()
    fill(folder / "qingbei.db", FEW + MANY)
    with sqlite3.connect(folder / "qingbei.db") as raw:
        raw.execute("UPDATE filing SET organisation_id = 1, status = 'active'")
        raw.execute("UPDATE algorithm SET organisation_id = 1")
        raw.execute("PRAGMA user_version = 0")
    raw.close()
    ws = open_workspace(folder)
    return ws, [make_case(ws, 1, FEW), make_case(ws, FEW + 1, MANY)]


def make_case(ws: Workspace, first_id: int, count: int) -> int:
    ids = tuple(range(first_id, first_id + count))
    case_id = create_case(ws, f"{count} 项", ids).value
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=date(2026, 11, 16),
        arrangement="已退费。",
        data_disposal=DataDisposal.NONE_HELD,
        notice_on=date(2026, 11, 1),
        notice_where="首页",
    )
    save_facts(ws, case_id, facts)
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    with ws.change("bench") as change:
        first = change.session.scalars(
            select(Submission).where(Submission.case_id == case_id).order_by(Submission.position)
        ).first()
        assert first is not None
        known = {link.filing_id for link in first.filing_links}
        for place, id in enumerate(ids):
            if id not in known:
                first.filing_links.append(SubmissionFiling(filing_id=id, position=place))
        change.result(None)
    return case_id


class Painted(QObject):
    """Sees when the pages in view are painted as of a later edition than ``edition``."""

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self._view, self.edition, self.seen = view, 0, False
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and self._view._edition > self.edition:
            self.seen = self.seen or self._view.pages_in_view() <= self._view._fresh
        return False


class Bench:
    def __init__(self, application: QApplication, ws: Workspace) -> None:
        self.application = application
        self.window = build_window(ws)
        self.window.asks_before_loss = False
        self.window.resize(1366, 820)
        self.window.show()
        self.window.navigate("cases")
        self.idle()

    def idle(self) -> None:
        QTest.qWait(200)
        self.until(self.window.jobs.idle)

    def open(self, case_id: int, title: str) -> None:
        page: Any = self.window.page("cases")
        page.open(case_id=case_id, step="forms")
        self.idle()
        self.step: Any = page.board.steps["forms"]
        for place in range(self.step.forms.count()):
            if self.step.forms.item(place).text() == title:
                self.step.forms.setCurrentRow(place)
        self.idle()
        self.painted = Painted(self.step.view)

    def until(self, told: Callable[[], bool]) -> None:
        """Let events come as they do under the hand; to ask for them all the time would hold
        back the thread that draws."""
        while not told():
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def keys(self) -> list[float]:
        """Type at the end of a long field; a key ends when its own page is painted."""
        rows = self.step.fields.form.rows
        field = next(row.field for row in rows.values() if hasattr(row.field, "toPlainText"))
        field.setFocus()
        field.moveCursor(QTextCursor.MoveOperation.End)
        self.idle()
        view, found = self.step.view, []
        for number in range(KEYS):
            self.painted.edition, self.painted.seen = view._edition, False
            begun = time.perf_counter()
            QTest.keyClick(field, Qt.Key(Qt.Key.Key_A + number % 26))
            self.until(lambda: self.painted.seen)
            found.append((time.perf_counter() - begun) * 1000)
            self.until(self.window.jobs.idle)
        return found

    def peer(self) -> float:
        """Draw the page in view again with bare libraries."""
        view = self.step.view
        place = min(view.pages_in_view())
        page = pypdfium2.PdfDocument(view._source)[place]
        width, height = page.get_size()
        texts = page.get_textpage()
        lines = [
            (texts.get_text_bounded(*rect), rect)
            for rect in (texts.get_rect(i) for i in range(texts.count_rects()))
        ]
        face = self.window.jobs.ws.fonts.body
        pdfmetrics.registerFont(TTFont("peer", str(face.path), subfontIndex=0))
        dpi = round(view.viewport().width() - 24) / width * 72

        def draw() -> None:
            out = BytesIO()
            canvas = Canvas(out, pagesize=(width, height))
            for text, (left, bottom, _right, top) in lines:
                canvas.setFont("peer", max(top - bottom, 4))
                canvas.drawString(left, bottom, text)
            canvas.save()
            shown = pypdfium2.PdfDocument(out.getvalue())
            shown[0].render(scale=dpi / 72)
            shown.close()

        times = []
        for _ in range(KEYS):
            begun = time.perf_counter()
            draw()
            times.append((time.perf_counter() - begun) * 1000)
        return statistics.median(times)


def main(folder: Path) -> None:
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    ws, cases = folder_with_cases(folder)
    bench = Bench(application, ws)
    gc.freeze()  # as the program does it
    for case_id, count in zip(cases, (FEW, MANY), strict=True):
        times: list[float] = []
        peers: list[float] = []
        pages = 0
        for title in FORMS:
            bench.open(case_id, title)
            times += bench.keys()
            peers.append(bench.peer())
            pages = max(pages, bench.step.view.page_count())
        print(f"{count} filings pages {pages}")  # noqa: T201
        print(f"{count} filings median {statistics.median(times):.1f}")  # noqa: T201
        print(f"{count} filings worst {max(times):.1f}")  # noqa: T201
        print(f"{count} filings peer {statistics.mean(peers):.1f}", flush=True)  # noqa: T201
    bench.idle()
    bench.window.close()
    ws.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
