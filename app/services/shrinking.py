"""Files that are larger than a platform takes: made smaller, shown, and attached if wanted."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.progress import Progress
from app.services.attachments import record, take_in
from app.services.materials import add_file, file_limit, get_material, size_words_mb, tell_of
from app.services.results import Result
from app.services.workspace import Workspace

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Smaller:
    """A file made smaller, both sizes, and whether its pictures became coarser for it."""

    original: Path
    path: Path
    before: int
    after: int
    lossy: bool
    limit_mb: float | None

    @property
    def fits(self) -> bool:
        """Whether the platform takes it."""
        return self.limit_mb is None or self.after <= self.limit_mb * MEGABYTE


def make_smaller(
    ws: Workspace, material_id: int, path: Path, lossy: bool, progress: Progress
) -> Smaller:
    """Write a smaller copy aside and return it; nothing is attached yet.

    Raises :class:`BadInputError` when the file cannot be read.
    """
    from app.dossier import inspect_attachment, make_smaller_file

    info = inspect_attachment(path, progress)
    aside = ws.folder / "opened"
    aside.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=aside, prefix="smaller-"))
    try:
        made = make_smaller_file(path, info.media_type, folder, lossy=lossy, progress=progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Smaller(
        original=path,
        path=made,
        before=path.stat().st_size,
        after=made.stat().st_size,
        lossy=lossy,
        limit_mb=file_limit(ws, material_id),
    )


def attach_smaller(
    ws: Workspace, material_id: int, smaller: Smaller, progress: Progress
) -> Result[None]:
    """Attach the smaller file; the original is kept in the vault too, and named in its notes."""
    with ws.vault.all_or_none():
        original = take_in(ws, smaller.original, progress)
        made = take_in(ws, smaller.path, progress)
    with ws.change("material.attach_smaller") as change:
        row = get_material(change.session, material_id)
        record(change, original)
        item = record(change, made)
        size = size_words_mb(smaller.before)
        how = "有损压缩（图片降到 200 dpi）" if smaller.lossy else "无损压缩"
        # A copy packed anew bears no restrictions; that the original had some is told still.
        lost = [n for n in original.notes if n.kind == "removed" and n not in made.notes]
        item.notes = [
            *(note.to_json() for note in lost),
            *item.notes,
            {
                "kind": "quality",
                "message": f"由“{original.file_name}”（{size}）{how}得到。",
                "remedy": f"原件保留在材料库，SHA-256 {original.stored.sha256[:16]}…。",
            },
        ]
        add_file(row, item)
        tell_of(change, row, f"附上{how}后的“{made.file_name}”")
        return change.result(None)


def first_page(path: Path, progress: Progress) -> bytes:
    """Return a file's first page as it will be bound, as a PDF of one page."""
    from app.dossier import AttachmentFile, PageEdit, edited_page, inspect_attachment

    info = inspect_attachment(path, progress)
    return edited_page(AttachmentFile(path, "", path.name, info.media_type), PageEdit(0), progress)
