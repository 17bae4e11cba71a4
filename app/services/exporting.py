"""The inventory as a file: Excel, CSV or a PDF list, of the filings asked for, in their order.

Rows are read a chunk at a time, so that 100,000 cost little memory; the file is written aside
and takes its place only when it is whole.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from app import APP_NAME, __version__
from app.errors import BadInputError
from app.model.inventory import Filing, Organisation
from app.progress import Progress
from app.services.export_about import ExportAbout
from app.services.export_columns import Value, export_values
from app.services.export_kinds import ALL, SOME, TITLE, ExportKind, ExportReport, PrintedList
from app.services.export_listing import write_list
from app.services.filing_reading import chunks, filing_rows
from app.services.filings import FilingRow
from app.services.results import Result
from app.services.workspace import Workspace
from app.store.aside import written_aside


def export_inventory(
    ws: Workspace,
    ids: Sequence[int] | None,
    path: Path,
    kind: ExportKind,
    progress: Progress,
    *,
    told_filter: str = "",
) -> Result[ExportReport]:
    """Write the filings ``ids`` in their order (None: all, by id) to ``path`` as ``kind``.

    ``told_filter`` says in words which rows they are. A file that was there is replaced only when
    the new one is whole. Raises :class:`BadInputError` when there is nothing to write or
    ``path`` is no place for a file, :class:`DataFolderError` when it is locked or not writable,
    :class:`CannotPrintError` when a character of a PDF list has no face.
    """
    from app.services.export_csv import write_csv

    found, about = _scope(ws, ids, told_filter)
    shortened = pages = 0
    with written_aside(path) as aside:
        rows = _rows(ws, found, progress)
        match kind:
            case ExportKind.XLSX:
                from app.services.export_xlsx import write_xlsx

                shortened = write_xlsx(aside, _values(rows), about)
            case ExportKind.CSV:
                write_csv(aside, _values(rows))
            case ExportKind.PDF:
                pages = write_list(ws.fonts, aside, rows, about)
        progress.report(len(found), len(found), f"正在写入“{path.name}”")
    gone = 0 if ids is None else len(set(ids)) - len(found)
    report = ExportReport(path, kind, len(found), gone, shortened, pages)
    with ws.change("inventory.export") as change:
        change.tell(
            f"导出{TITLE} {len(found)} 条到“{path.name}”（{kind.label}，{about.told_filter}）",
            always=True,
        )
        return change.result(report)


def make_printed_list(
    ws: Workspace, ids: Sequence[int] | None, progress: Progress, *, told_filter: str = ""
) -> PrintedList:
    """Write the PDF list of the filings into the data folder, to be printed and deleted.

    Raises as :func:`export_inventory` does.
    """
    found, about = _scope(ws, ids, told_filter)
    folder = ws.folder / "opened"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{TITLE}-{secrets.token_hex(4)}.pdf"
    with written_aside(path) as aside:
        pages = write_list(ws.fonts, aside, _rows(ws, found, progress), about)
    return PrintedList(path, len(found), pages)


def record_list_print(ws: Workspace, count: int, pages: int) -> Result[None]:
    """Note that a list was printed; nothing else changes."""
    with ws.change("inventory.print") as change:
        change.tell(f"打印{TITLE}清单（{count} 条，{pages} 页）", always=True)
        return change.result(None)


def _scope(
    ws: Workspace, ids: Sequence[int] | None, told_filter: str
) -> tuple[list[int], ExportAbout]:
    """Return the ids that are there, each once and in order, and what the file says of them."""
    owners = dict(_owners(ws, ids))
    found = list(owners) if ids is None else [i for i in dict.fromkeys(ids) if i in owners]
    if not found:
        raise BadInputError("没有可以导出的备案。", "请先导入或新建备案，或放宽筛选条件。")
    with ws.read() as session:
        names = {item.id: item.name for item in session.scalars(select(Organisation))}
    subjects = dict.fromkeys(names[owners[id]] for id in found)
    return found, ExportAbout(
        title=TITLE,
        made_on=ws.today(),
        count=len(found),
        organisations=tuple(subjects),
        told_filter=told_filter or (ALL if ids is None else SOME),
        source=f"{APP_NAME} {__version__}",
    )


def _owners(ws: Workspace, ids: Sequence[int] | None) -> Iterator[tuple[int, int]]:
    """Return each filing that is there with its organisation."""
    query = select(Filing.id, Filing.organisation_id).order_by(Filing.id)
    with ws.read() as session:
        if ids is None:
            yield from ((id, owner) for id, owner in session.execute(query))
            return
        for chunk in chunks(ids):
            found = session.execute(query.where(Filing.id.in_(chunk)))
            yield from ((id, owner) for id, owner in found)


def _rows(ws: Workspace, ids: Sequence[int], progress: Progress) -> Iterator[FilingRow]:
    done = 0
    for chunk in chunks(ids):
        progress.report(done, len(ids), f"正在导出第 {done + 1} 条")
        yield from filing_rows(ws, chunk)
        done += len(chunk)


def _values(rows: Iterator[FilingRow]) -> Iterator[tuple[Value, ...]]:
    return (export_values(row) for row in rows)
