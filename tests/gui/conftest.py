"""The real window on a real folder, for tests that act as the officer does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.kinds import DataDisposal, EndReason, FilingStatus
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.filings import list_filings
from app.services.planning import accept_plan, plan_view
from app.services.sample import load_sample
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard
from app.ui.cases.page import CasesPage
from app.ui.shell import MainWindow
from app.ui.theme import apply_theme, set_appearance
from app.ui.window import build_window

WAIT_MS = 20_000

Settle = Callable[[], None]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, ws: Workspace) -> Iterator[MainWindow]:
    """The window, shown and idle; it is closed before the workspace is."""
    apply_theme(qapp)
    made = build_window(ws)
    made.asks_before_loss = False  # what a test left in a form is not worth a question
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.jobs.idle, timeout=WAIT_MS)
    yield made
    qtbot.waitUntil(made.jobs.idle, timeout=WAIT_MS)
    made.close()
    set_appearance(qapp, "system")


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow) -> Settle:
    """Wait until nothing is under way and what follows from it is shown."""

    def wait() -> None:
        qtbot.waitUntil(window.jobs.idle, timeout=WAIT_MS)

    return wait


@pytest.fixture
def page(window: MainWindow, settle: Settle, ws: Workspace) -> CasesPage:
    """The page over the sample firm."""
    load_sample(ws, Silent())
    window.activateWindow()
    window.navigate("cases")
    settle()
    made = window.page("cases")
    assert isinstance(made, CasesPage)
    return made


@pytest.fixture
def planned(ws: Workspace, page: CasesPage, settle: Settle) -> CaseBoard:
    """A case of two algorithm filings of one subject, its plan accepted, opened."""
    rows = [
        row
        for row in list_filings(ws)
        if row.status is FilingStatus.ACTIVE
        and row.platform == "cac-algorithm"
        and not row.problems
    ]
    mine = [row for row in rows if row.organisation_id == rows[2].organisation_id][:2]
    case_id = create_case(ws, "停服项目", tuple(row.id for row in mine)).value
    products = tuple(p.id for p in case_view(ws, case_id).products)
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=date(2026, 11, 16),
        product_ids=products,
        arrangement="已退费。",
        data_disposal=DataDisposal.NONE_HELD,
        notice_on=date(2026, 11, 1),
        notice_where="首页",
    )
    save_facts(ws, case_id, facts)
    accept_plan(ws, case_id, plan_view(ws, case_id).choices.recommended, "推荐")
    page.open(case_id=case_id, step="plan")
    settle()
    assert page.board is not None
    return page.board


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system was asked to open."""
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked
