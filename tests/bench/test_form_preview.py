"""A form's page under the hand: from a key to its painted page, beside bare libraries."""

from __future__ import annotations

from pathlib import Path

from probes import Tell, run_probe

REDRAWN_MS = 150


def test_the_page_follows_the_keys(screen: dict[str, str], tmp_path: Path, tell: Tell) -> None:
    found = run_probe("form_probe.py", str(tmp_path / "data"), environment=screen)
    for count in (2, 100):
        pages, peer = found[f"{count} filings pages"], found[f"{count} filings peer"]
        what = f"key to painted page, {count} filings in {pages:.0f} pages"
        tell(f"{what}, median", found[f"{count} filings median"], REDRAWN_MS,
             f"ms (bare reportlab and pypdfium2, one page: {peer:.1f})")  # fmt: skip
        tell(f"{what}, worst", found[f"{count} filings worst"], REDRAWN_MS, "ms")
