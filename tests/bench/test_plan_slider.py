"""A step of a slider with 200 filings in view, until everything is painted."""

from __future__ import annotations

from pathlib import Path

from probes import Tell, run_probe

STEP_MS = 50


def test_a_slider_step_redraws(screen: dict[str, str], tmp_path: Path, tell: Tell) -> None:
    found = run_probe("plan_probe.py", str(tmp_path / "data"), environment=screen)
    for tab in ("submissions", "picture"):
        repaint = found[f"{tab} repaint"]
        tell(f"slider step, {tab} in view, median", found[f"{tab} median"], STEP_MS,
             f"ms (one repaint {repaint:.1f})")  # fmt: skip
        tell(f"slider step, {tab} in view, worst", found[f"{tab} worst"], 2 * STEP_MS, "ms")
