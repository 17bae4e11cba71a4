"""Drives the inventory's table on a data folder and prints its figures beside a table in memory.

    table_probe.py DIR

Every figure is in milliseconds: from a key press, a click or a jump until it is painted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.inventory_table import filing_lines
from app.services.workspace import open_workspace
from app.ui.inventory.editing import edit_in
from app.ui.theme import apply_theme
from app.ui.widgets import GridView, WindowModel
from app.ui.window import build_window

WORDS = ("云", "推荐排序", "网信算备110108", "yunshan", "有限公司", "1000042", "生成合成类", "xyz")
JUMPS = 60
MOST_ROUNDS = 50


def took(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


class Witness(QObject):
    """Counts how often a table was painted."""

    def __init__(self, table: GridView) -> None:
        super().__init__(table)
        self.count = 0
        for view in (table, table.frozen):
            view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


class Bench:
    """The window on a folder, with a table of the same rows that are all in memory."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self.application = application
        self.ws = open_workspace(folder)
        self.window = build_window(self.ws)
        self.window.resize(1366, 820)
        self.window.show()
        self.window.navigate("inventory")
        page: Any = self.window.page("inventory")
        self.sheet = page.sheet()
        self.table: GridView = self.sheet.table
        self.wait_for(lambda: self.sheet.listing.found is not None and self.window.jobs.idle())
        time.sleep(1.5)
        self.wait_for(self.window.jobs.idle)
        self.witnesses = {self.table: Witness(self.table)}

    def wait_for(self, told: Callable[[], bool]) -> None:
        while not told():
            self.application.processEvents()

    def painted(self, table: GridView) -> None:
        """Let the paint that is due come about as it does under the hand, until nothing is due."""
        witness, begun = self.witnesses[table], self.witnesses[table].count
        for _ in range(MOST_ROUNDS):
            before = witness.count
            self.application.processEvents()
            if witness.count == before > begun:
                return

    def answered(self) -> None:
        """Wait for the answer to what is asked now, until it is painted."""
        wanted, listing = self.sheet.listing.query(), self.sheet.listing
        if listing.found.query == wanted:
            return
        loop = QEventLoop()

        def end() -> None:
            if listing.found.query == wanted:
                loop.quit()

        listing.shown.connect(end)
        loop.exec()
        listing.shown.disconnect(end)
        if len(listing.found.ids):
            self.painted(self.table)
        else:
            self.application.processEvents()

    def repaint(self) -> float:
        def paint() -> None:
            self.table.viewport().update()
            self.table.frozen.viewport().update()
            self.painted(self.table)

        return statistics.median(took(paint) for _ in range(20))

    def keys(self) -> list[float]:
        found = []
        field = self.sheet.filters.text
        for word in WORDS:
            field.clear()
            self.answered()
            for place in range(len(word)):
                field.setCursorPosition(place)
                letter = word[place]
                found.append(took(lambda: (field.insert(letter), self.answered())))  # noqa: B023
        field.clear()
        self.answered()
        return found

    def sorts(self) -> dict[str, float]:
        def sort(place: int) -> None:
            self.table.head.sectionClicked.emit(place)
            self.answered()

        found = {}
        for place, column in enumerate(self.table.grid.columns):
            times = [took(lambda: sort(place)) for _ in range(2)]  # noqa: B023
            found[column.key] = max(times)
            sort(place)
        return found

    def jumps(self, table: GridView) -> float:
        bar = table.verticalScrollBar()
        places = [bar.maximum() * ((step * 37) % 101) // 101 for step in range(JUMPS)]

        def jump(place: int) -> None:
            bar.setValue(place)
            self.painted(table)

        return statistics.median(took(lambda: jump(place)) for place in places)  # noqa: B023

    def in_memory(self) -> GridView:
        """Return a like table whose rows were all read beforehand."""
        ids = self.table.grid.ids()
        rows = dict(zip(ids, filing_lines(self.ws, ids), strict=True))
        model = WindowModel(
            self.sheet.kind.columns(), lambda wanted: [rows[id] for id in wanted],
            self.sheet.kind.tone,
        )  # fmt: skip
        table = GridView(model, "peer")
        edit_in(table, self.ws.today())
        edit_in(table.frozen, self.ws.today())
        table.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        table.resize(self.table.size())
        table.show_ids(ids)
        table.show()
        QTest.qWaitForWindowExposed(table)
        self.witnesses[table] = Witness(table)
        self.application.processEvents()
        return table


def main(folder: Path) -> None:
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    bench = Bench(application, folder)
    gc.freeze()  # as the program does it
    repaint = bench.repaint()
    keys, sorts = bench.keys(), bench.sorts()
    jump = bench.jumps(bench.table)
    peer = bench.jumps(bench.in_memory())
    worst = max(sorts, key=lambda key: sorts[key])
    for name, value in (
        ("rows", bench.table.grid.rowCount()),
        ("repaint", repaint),
        ("key median", statistics.median(keys)),
        ("key worst", max(keys)),
        ("sort worst", sorts[worst]),
        ("jump", jump),
        ("jump in memory", peer),
    ):
        print(f"{name} {value:.1f}", flush=True)  # noqa: T201
    bench.window.asks_before_loss = False
    bench.window.close()
    bench.ws.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
