"""Drives the plan step with 200 filings in view and prints what a slider step takes to repaint.

    plan_probe.py DIR

Every figure is in milliseconds: from a key press on the slider until list, figures and picture
are painted, beside one plain repaint of the same widgets.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from plan_stories import group_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.workspace import open_workspace
from app.ui.theme import apply_theme
from app.ui.window import build_window

FILINGS = 200
STEPS = 24


def main(folder: Path) -> None:
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    ws = open_workspace(folder)
    story = group_story(ws, FILINGS)
    window = build_window(ws)
    window.asks_before_loss = False
    window.resize(1366, 820)
    window.show()
    window.navigate("cases")

    def idle() -> None:
        application.processEvents()
        while not window.jobs.idle():
            application.processEvents()

    idle()
    page: Any = window.page("cases")
    page.open(case_id=story.case_id, step="plan")
    idle()
    step: Any = page.board.steps["plan"]
    slider = step.sliders.sliders["risk"]
    gc.freeze()  # as the program does it

    def figures(tab: str) -> tuple[float, float, float]:
        step.tabs.open(tab)
        idle()
        seen = step.tabs.currentWidget()
        plain, steps = [], []
        for number in range(STEPS):
            begun = time.perf_counter()
            seen.repaint()
            step.columns.repaint()
            plain.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            QTest.keyClick(slider, Qt.Key.Key_Right if number % 8 < 6 else Qt.Key.Key_Left)
            application.processEvents()
            while step.plan().settings.weights.risk != step.sliders.value().risk:
                application.processEvents()
            idle()
            application.processEvents()
            steps.append((time.perf_counter() - begun) * 1000)
        return statistics.median(plain), statistics.median(steps), max(steps)

    for tab in ("submissions", "picture"):
        plain, median, worst = figures(tab)
        print(f"{tab} repaint {plain:.1f}", flush=True)  # noqa: T201
        print(f"{tab} median {median:.1f}", flush=True)  # noqa: T201
        print(f"{tab} worst {worst:.1f}", flush=True)  # noqa: T201
    step.settle()
    idle()
    window.close()
    ws.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
