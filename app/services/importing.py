"""Public lists come in (备案清单): read, shown as a preview, written in one transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.errors import BadInputError, ConflictError, QingBeiError
from app.model.inventory import Organisation
from app.progress import Progress, Silent
from app.services.import_memory import decisions, same_subjects, with_remembered
from app.services.results import Result
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.intake.columns import ColumnMapping, FileKind
    from app.intake.differences import DifferenceField, Matched
    from app.intake.mapping import ImportFile
    from app.intake.preview import Preview, Rejected
    from app.intake.rows import ImportRow


@dataclass(frozen=True)
class SourceOrganisation:
    """An organisation that the file names, with its number of rows.

    ``own_name`` is the organisation of the inventory that it is by name or former name;
    ``looks_like`` one that it resembles, with a score of 0 to 100: the officer decides, and
    ``decided`` tells that this was done (see :mod:`app.services.import_memory`).
    """

    name: str
    row_count: int
    own_name: str = ""
    looks_like: str = ""
    score: float = 0.0
    decided: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether the officer should say if it is one of the own."""
        return bool(self.looks_like) and not self.own_name and not self.decided


@dataclass(frozen=True)
class ImportSource:
    """A file that was read and understood; nothing is changed yet."""

    path: Path
    file: ImportFile
    rows: tuple[ImportRow, ...]
    organisations: tuple[SourceOrganisation, ...]

    @property
    def kind(self) -> FileKind:
        """A list of algorithms, of deep-synthesis services, or a cancellation notice."""
        return self.file.kind

    @property
    def title(self) -> str:
        """The title that the file carries; empty when it has none."""
        return self.file.title

    @property
    def mapping(self) -> ColumnMapping:
        """Which column was taken for which field."""
        return self.file.mapping

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed fields that no column was found for, in words; see :func:`remapped`."""
        return tuple(field.label for field in self.file.mapping.missing(self.file.kind))

    @property
    def is_notice(self) -> bool:
        """Whether the file is a cancellation notice (see :mod:`app.services.notices`)."""
        return self.file.kind.value == "cancel_notice"

    @property
    def own_names(self) -> frozenset[str]:
        """The names in the file that are organisations of the inventory."""
        return frozenset(item.name for item in self.organisations if item.own_name)


@dataclass(frozen=True)
class ImportPreview:
    """What importing would do: new, changed, unchanged and rejected rows.

    ``organisations`` is the filter that was used, None for all.
    """

    source: ImportSource
    organisations: frozenset[str] | None
    rows: tuple[ImportRow, ...]
    result: Preview

    @property
    def new(self) -> tuple[ImportRow, ...]:
        """Rows that become new filings."""
        return self.result.new

    @property
    def changed(self) -> tuple[Matched, ...]:
        """Rows that change a filing, each with its differences."""
        return self.result.changed

    @property
    def unchanged(self) -> tuple[Matched, ...]:
        """Rows that say what is known already."""
        return self.result.unchanged

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Rows that cannot be imported, each with its reason."""
        return self.result.rejected

    @property
    def filtered_out(self) -> int:
        """How many rows belong to organisations that were not chosen."""
        return self.result.filtered_out

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.result.new or self.result.changed)


Choice = tuple[int, "DifferenceField"]
"""A filing's id and one of its fields."""


def kept_back(matched: Matched, declined: frozenset[Choice]) -> frozenset[DifferenceField]:
    """Return the fields of a changed filing that the officer left as they are."""
    fields = (difference.field for difference in matched.differences)
    return frozenset(field for field in fields if (matched.existing.id, field) in declined)


@dataclass(frozen=True)
class ImportSummary:
    """What an import did; ``renamed`` tells organisations that took their new name."""

    new: int
    changed: int
    unchanged: int
    rejected: int
    filtered_out: int
    organisations: int
    algorithms: int
    products: int
    renamed: tuple[str, ...]


def read_file(
    ws: Workspace, path: Path, progress: Progress | None = None, *, complete: bool = True
) -> ImportSource:
    """Read a list or a notice and recognise its columns and organisations.

    With ``complete`` False a file whose needed columns were not all recognised comes back
    without rows, for the officer to map them (:func:`remapped`). Raises :class:`BadInputError`
    for a broken, empty, locked or wrong file, :class:`CancelledError` when the user cancels.
    """
    from app.intake.mapping import open_file

    progress = progress or Silent()
    file = with_remembered(ws, open_file(path, progress, partial(_get_ready, ws)))
    if not complete and file.mapping.missing(file.kind):
        return ImportSource(path, file, (), ())
    return _source(ws, file, progress)


def _get_ready(ws: Workspace) -> None:
    """Load what comparing rows needs; what is wrong there is told where it is needed."""
    from app.services import import_look

    with suppress(QingBeiError), ws.read() as session:
        import_look.get_ready(ws, session)


def remapped(
    ws: Workspace, source: ImportSource, mapping: ColumnMapping, progress: Progress | None = None
) -> ImportSource:
    """Return the source with the officer's own mapping of columns, against today's inventory.

    Raises :class:`BadInputError` when the mapping misses a needed column.
    """
    return _source(ws, replace(source.file, mapping=mapping), progress or Silent())


def _source(ws: Workspace, file: ImportFile, progress: Progress) -> ImportSource:
    rows = _rows(ws, file, progress)
    return ImportSource(file.path, file, rows, _organisations(ws, rows))


def _rows(ws: Workspace, file: ImportFile, progress: Progress) -> tuple[ImportRow, ...]:
    """Return the rows as the inventory keeps them: on some platforms no algorithm is filed."""
    from app.intake.rows import map_file
    from app.intake.tables import text_key

    platforms = {
        text_key(name): id
        for id, platform in ws.catalogue.platforms.items()
        for name in (id, platform.name, platform.short_name)
    }
    same = same_subjects(ws)

    def fit(row: ImportRow) -> ImportRow:
        mine = same.get(text_key(row.organisation_name)) if same else None
        if mine:
            row = replace(row, organisation_name=mine)
        platform = ws.catalogue.get(row.platform)
        if platform is None or platform.unit_is_algorithm:
            return row
        return replace(row, type=None, role=None, purpose="", algorithm_former_names=())

    return tuple(fit(row) for row in map_file(file, progress, platforms))


def _organisations(ws: Workspace, rows: tuple[ImportRow, ...]) -> tuple[SourceOrganisation, ...]:
    from app.intake.organisations import (
        organisations_in,
        own_organisations,
        suggest_organisations,
    )
    from app.intake.tables import text_key

    with ws.read() as session:
        query = select(Organisation).options(selectinload(Organisation.former_names))
        own = [(o.name, tuple(f.name for f in o.former_names)) for o in session.scalars(query)]
    decided = decisions(ws)
    counts = organisations_in(rows)
    mine = own_organisations(rows, own)
    others = [name for name, _ in counts if name not in mine]
    alike = {name: (like, score) for name, like, score in suggest_organisations(others, own)}
    return tuple(
        SourceOrganisation(
            name=name,
            row_count=count,
            own_name=mine.get(name, ""),
            looks_like=alike.get(name, ("", 0.0))[0],
            score=alike.get(name, ("", 0.0))[1],
            decided=text_key(name) in decided,
        )
        for name, count in counts
    )


def preview_import(
    ws: Workspace,
    source: ImportSource,
    organisations: frozenset[str] | None = None,
    mapping: ColumnMapping | None = None,
    progress: Progress | None = None,
) -> ImportPreview:
    """Return what importing would do; nothing is changed.

    ``organisations``: names as in the file, None for all. ``mapping``: the officer's own, None
    for the recognised one. Raises :class:`BadInputError` for a notice, or when the mapping
    misses a needed column.
    """
    from app.services.import_look import look

    progress = progress or Silent()
    if source.is_notice:
        raise BadInputError(f"“{source.path.name}”是注销公告，不是备案清单。", "请按注销公告导入。")
    rows = source.rows
    if mapping is not None and mapping != source.mapping:
        rows = _rows(ws, replace(source.file, mapping=mapping), progress)
    with ws.read() as session:
        result = look(ws, session, rows, organisations)
    return ImportPreview(source, organisations, rows, result)


def apply_import(
    ws: Workspace,
    preview: ImportPreview,
    progress: Progress | None = None,
    declined: frozenset[Choice] = frozenset(),
) -> Result[ImportSummary]:
    """Write a preview in one transaction; one undo takes it all back.

    ``declined`` names filings (by id) with a field that stays as the inventory has it. A preview
    without new or changed rows writes nothing. Raises :class:`ConflictError` when the inventory
    changed since the preview, :class:`CancelledError` when the user cancels; nothing is changed
    then.
    """
    from app.services.import_look import look
    from app.services.import_writer import ImportWriter

    progress = progress or Silent()
    name = preview.source.path.name
    with ws.change("import.list") as change:
        now = look(ws, change.session, preview.rows, preview.organisations)
        if now != preview.result:
            raise ConflictError(
                "预览之后，备案台账又有改动，这次导入没有执行。", "请重新预览，核对后再导入。"
            )
        writer = ImportWriter(ws, change.session, name)
        wanted = [(item, kept_back(item, declined)) for item in now.changed]
        wanted = [(item, kept) for item, kept in wanted if len(kept) < len(item.differences)]
        total = len(now.new) + len(wanted)
        for done, (matched, kept) in enumerate(wanted):
            progress.report(done, total, "正在更新备案")
            writer.update(matched, kept)
        for done, row in enumerate(now.new, start=len(wanted)):
            progress.report(done, total, "正在新增备案")
            writer.add(row)
        progress.report(total, total, "正在保存")
        change.tell(f"从“{name}”导入备案：新增 {len(now.new)} 个，更新 {len(wanted)} 个")
        summary = ImportSummary(
            new=len(now.new),
            changed=len(wanted),
            unchanged=len(now.unchanged) + len(now.changed) - len(wanted),
            rejected=len(now.rejected),
            filtered_out=now.filtered_out,
            organisations=writer.organisations_made,
            algorithms=writer.algorithms_made,
            products=writer.products_made,
            renamed=tuple(writer.renamed),
        )
        return change.result(summary)
