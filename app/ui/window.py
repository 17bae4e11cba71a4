"""Puts the window together: which pages there are, what search finds, what the day begins with."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.progress import Progress
from app.services.dates import in_china
from app.services.inventory_table import subjects_listed
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page
from app.ui.shell.search import SearchHit

if TYPE_CHECKING:
    from datetime import datetime

    from app.services.search import Hit

PAGES = (
    ("overview", "总览", "overview", "app.ui.overview.page:OverviewPage"),
    ("inventory", "备案台账", "inventory", "app.ui.inventory.page:InventoryPage"),
    ("cases", "注销办理", "case", "app.ui.cases.page:CasesPage"),
    ("deadlines", "期限与问询", "deadline", "app.ui.deadlines.page:DeadlinesPage"),
    ("platforms", "平台目录", "catalogue", "app.ui.platforms.page:PlatformsPage"),
    ("settings", "设置", "settings", "app.ui.settings.page:SettingsPage"),
    ("templates", "表单模板", "", "app.ui.templates.page:TemplatesPage"),
    ("import", "导入清单或公告", "", "app.ui.importing.page:ImportPage"),
)
BEGIN_DAY_MS = 600
EXIT_AFTER_SHOWN = "QINGBEI_EXIT_AFTER_SHOWN"
"""Set by the packaging's own check: the window closes once it is shown and idle."""


def build_window(ws: Workspace) -> MainWindow:
    """Return the window of an open data folder, not yet shown."""
    jobs = Jobs(ws)
    window = MainWindow(ws, jobs)
    jobs.setParent(window)
    for key, title, icon_name, place in PAGES:
        window.add_page(key, title, icon_name, _factory(place, ws, jobs, window))
    QShortcut(QKeySequence("Ctrl+I"), window).activated.connect(lambda: window.navigate("import"))
    window.search.add_provider(lambda text: _hits(ws, window, text))
    jobs.changed.connect(
        lambda changes: _ask_subjects(ws, jobs, window) if changes.touches("organisation") else None
    )
    window.restore("overview")
    _ask_subjects(ws, jobs, window)
    # The first picture comes before the day's work, which loads libraries.
    window.first_painted.connect(
        lambda: QTimer.singleShot(BEGIN_DAY_MS, window, lambda: _begin_day(ws, jobs, window))
    )
    if os.environ.get(EXIT_AFTER_SHOWN):
        window.first_painted.connect(lambda: _close_when_idle(window))
    return window


def _factory(place: str, ws: Workspace, jobs: Jobs, window: MainWindow) -> Callable[[], Page]:
    """Return what makes the page; its module is loaded when it is first shown."""
    module, name = place.split(":")

    def make() -> Page:
        made = getattr(import_module(module), name)(ws, jobs, window)
        assert isinstance(made, Page)
        return made

    return make


def _ask_subjects(ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
    jobs.read(
        lambda _progress: subjects_listed(ws),
        window.set_subjects,
        key="subjects",
        owner=window,
    )


def _hits(ws: Workspace, window: MainWindow, text: str) -> Sequence[SearchHit]:
    from app.services.search import search

    return [_hit(window, found) for found in search(ws, text)]


def _hit(window: MainWindow, found: Hit) -> SearchHit:
    from app.services.search import LABELS

    def choose() -> None:
        target = found.target
        if target.page == "cases":
            window.navigate("cases", case_id=target.case_id, submission_id=target.submission_id)
        else:
            window.navigate("inventory", **{f"{target.kind}_id": target.id})

    return SearchHit(LABELS[found.kind], found.title, found.subtitle, choose)


def _begin_day(ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
    """Clear what a killed process left, make the day's copy and say when the last was made."""

    def work(progress: Progress) -> datetime | None:
        from app.services.backups import back_up_daily, last_backup
        from app.store.opened_once import clear_left

        clear_left(ws.folder)
        back_up_daily(ws, progress)
        ws.follow_catalogue()
        newest = last_backup(ws)
        return newest.made_at if newest else None

    def tell(made_at: datetime | None) -> None:
        if made_at is not None:
            moment = in_china(made_at)
            window.foot.tell_backup(f"上次备份：{moment:%m月%d日 %H:%M}")

    jobs.read(
        work,
        tell,
        owner=window,
        title="正在备份当天的数据",
    )


def _close_when_idle(window: MainWindow, *, was_idle: bool = False) -> None:
    """Close once nothing is under way and what the last work brought had time to be painted."""
    idle = window.jobs.idle()
    if idle and was_idle:
        window.close()
    else:
        QTimer.singleShot(50, window, lambda: _close_when_idle(window, was_idle=idle))
