"""The inventory as CSV: UTF-8 with a mark at its start, so that Excel and WPS read Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.model.cell_text import guarded
from app.services.export_columns import HEADINGS, Value


def write_csv(path: Path, rows: Iterable[tuple[Value, ...]]) -> None:
    """Write the headings and ``rows`` to ``path``.

    Days are written as 2026-11-24; a text that a spreadsheet program would run as a formula gets
    the mark of :func:`app.model.cell_text.guarded`.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else str(value)
