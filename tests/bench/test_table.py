"""The inventory of 100,000 filings under the hand, beside the same table filled from memory."""

from __future__ import annotations

from pathlib import Path

from probes import Tell, run_probe

KEY_MEDIAN_MS, KEY_WORST_MS, SORT_MS = 30, 100, 150
JUMP_TIMES = 1.5


def test_keys_sorts_and_jumps(screen: dict[str, str], many: Path, tell: Tell) -> None:
    found = run_probe("table_probe.py", str(many), environment=screen)
    assert found["rows"] == 100_000
    repaint = found["repaint"]
    tell("key press to the painted result, median", found["key median"], repaint + KEY_MEDIAN_MS,
         f"ms (one repaint {repaint:.1f})")  # fmt: skip
    tell("key press to the painted result, worst", found["key worst"], repaint + KEY_WORST_MS, "ms")
    tell("sort on the slowest column", found["sort worst"], repaint + SORT_MS, "ms")
    tell("jump of the scroll bar", found["jump"], JUMP_TIMES * found["jump in memory"],
         f"ms (in memory {found['jump in memory']:.1f})")  # fmt: skip
