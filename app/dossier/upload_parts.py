"""A material made ready for a portal: in a format that it takes, under its limit, in parts.

Nothing is lost on the way unless ``lossy`` allows it: what would need that comes back as a
problem instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf

from app.dossier.attachment_info import JPEG, PDF, PNG
from app.dossier.attachments import add_pages, opened
from app.dossier.pictures import picture_pdf
from app.dossier.restrictions import restricted
from app.dossier.shrinking import coarsen
from app.dossier.source import AttachmentFile
from app.dossier.upload_pictures import as_jpeg, as_png, draw_pages, shrunk_picture, tightened_png
from app.dossier.upload_saving import append, saved, size_of
from app.dossier.upload_wish import Prepared, UploadPart, UploadWish
from app.progress import Progress

EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
TURNING_DPI = 300
"""A page of a PDF that becomes a picture is drawn this fine."""

STEPS = ((3508, 85), (2926, 80), (2339, 75), (2339, 60))
"""Lossy steps, gentlest first: the longer side in pixels (A4 at 300, 250, 200 dpi) and quality."""


@dataclass
class _Work:
    """The files of one material under way."""

    wish: UploadWish
    folder: Path
    progress: Progress
    notes: list[str] = field(default_factory=list)
    made: int = 0

    def fits(self, path: Path) -> bool:
        return self.wish.max_bytes is None or path.stat().st_size <= self.wish.max_bytes

    def place(self, extension: str) -> Path:
        self.made += 1
        return self.folder / f"{self.made:04}.{extension}"

    def step(self, text: str) -> None:
        self.progress.report(0, 0, text)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def prepare(
    files: Sequence[AttachmentFile], wish: UploadWish, folder: Path, progress: Progress
) -> Prepared:
    """Return the material's files as the portal takes them, written into ``folder``.

    Several files become one PDF where PDF is taken, else one picture a page. Raises
    :class:`app.errors.BadInputError` naming a file that cannot be read.
    """
    work = _Work(wish, folder, progress)
    if "pdf" in wish.formats and (len(files) > 1 or _kind(files[0]) not in wish.formats):
        return _whole(work, _joined(work, files), len(files) > 1)
    if _kind(files[0]) == "pdf" and "pdf" in wish.formats:
        return _whole(work, files[0].path, False)
    return _pictures(work, files)


def _kind(file: AttachmentFile) -> str:
    """Return the extension under which the file's own bytes may go out.

    Empty where its pages were edited or joined, and for a kind that no platform takes.
    """
    if file.edits or file.merged:
        return ""
    return EXTENSIONS.get(file.media_type, "")


# PDF


def _joined(work: _Work, files: Sequence[AttachmentFile]) -> Path:
    """Bind the files into one PDF; pictures keep their pixels, edited pages are as edited."""
    target = work.place("pdf")
    with pikepdf.new() as whole:
        for file in files:
            work.step(f"正在合并“{file.file_name}”")
            if file.edits or file.merged:
                add_pages(file, whole, work.progress)
                work.note("页面按编辑后的样子")
                continue
            source = file.path
            if file.media_type != PDF:
                source = BytesIO(  # type: ignore[assignment]
                    picture_pdf(file.path, file.file_name, file.media_type, work.progress)
                )
            with opened(source, file.file_name) as pdf:
                if limits := restricted(pdf):
                    work.note(f"“{file.file_name}”设有权限限制（不允许{limits}），合并后不再带有")
                append(pdf.pages, whole, work.progress)
        saved(whole, target, work.progress)
    if len(files) > 1:
        work.note(f"由 {len(files)} 个文件合并为一个 PDF")
    elif files[0].media_type != PDF:
        work.note("图片已转为 PDF，没有重新压缩")
    return target


def _whole(work: _Work, path: Path, joined: bool) -> Prepared:
    with opened(path, path.name) as pdf:
        pages = len(pdf.pages)
        signed = not joined and _is_signed(pdf)
        limits = restricted(pdf)
        if work.fits(path):
            if limits:
                work.note(f"原文件设有权限限制（不允许{limits}），按原样上传，限制仍在")
            return _done(work, [_part(path, "pdf", pages)])
        tight = work.place("pdf")
        saved(pdf, tight, work.progress, tighter=True)
    if limits:
        work.note(f"原文件设有权限限制（不允许{limits}），处理后不再带有")
    if signed:
        work.note("原文件带有电子签名，处理后签名失效，原件仍保存在材料库中")
    if work.fits(tight):
        work.note("已无损压缩")
        return _done(work, [_part(tight, "pdf", pages)])
    parts = _split(work, tight)
    if parts is None and work.wish.lossy:
        return _coarser(work, tight, pages)
    if parts is None:
        return _too_big(work, "单独一页已超过大小上限，拆分也放不下")
    work.note(f"超过大小上限，按页拆为 {len(parts)} 部分，内容没有改动")
    return _done(work, parts)


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, pikepdf.Dictionary) and bool(int(form.get("/SigFlags", 0)) & 1)


def _coarser(work: _Work, path: Path, pages: int) -> Prepared:
    """Make the pictures coarser step by step until the whole fits, or its pages do."""
    for longest, quality in STEPS:
        smaller = work.place("pdf")
        with opened(path, path.name) as pdf:
            coarsen(pdf, work.progress, path.name, longest, quality)
            saved(pdf, smaller, work.progress, tighter=True)
        if work.fits(smaller):
            parts = [_part(smaller, "pdf", pages)]
        else:
            parts = _split(work, smaller) or []
        if parts:
            work.note(f"按您的许可降低了图片清晰度（长边不超过 {longest} 像素，质量 {quality}）")
            if len(parts) > 1:
                work.note(f"按页拆为 {len(parts)} 部分")
            return _done(work, parts)
    return Prepared((), tuple(work.notes), "降低清晰度后仍超过大小上限")


def _split(work: _Work, path: Path) -> list[UploadPart] | None:
    """Split into as few parts as fit, in order; None where one page alone does not."""
    limit = work.wish.max_bytes
    assert limit is not None
    parts: list[UploadPart] = []
    with opened(path, path.name) as pdf:
        first, guess = 0, max(1, len(pdf.pages) * limit // max(path.stat().st_size, 1))
        while first < len(pdf.pages):
            work.step(f"正在按页拆分，第 {first + 1} 页")
            count = _most_pages(work, pdf, first, guess, limit)
            if not count:
                return None
            target = work.place("pdf")
            with pikepdf.new() as piece:
                append(pdf.pages[first : first + count], piece, work.progress)
                saved(piece, target, work.progress)
            parts.append(_part(target, "pdf", count))
            first, guess = first + count, count
    return parts


def _most_pages(work: _Work, pdf: pikepdf.Pdf, first: int, guess: int, limit: int) -> int:
    """Return how many pages from ``first`` fit: sought from a guess, each trial truly written."""

    def fits(count: int) -> bool:
        return size_of(pdf.pages[first : first + count], work.progress) <= limit

    left = len(pdf.pages) - first
    low, high = 0, left + 1
    trial = min(max(guess, 1), left)
    while high - low > 1:
        if fits(trial):
            low = trial
        else:
            high = trial
        trial = min(low + 1, left) if high - low == 2 else (low + high) // 2
    return low


# pictures


def _pictures(work: _Work, files: Sequence[AttachmentFile]) -> Prepared:
    """One picture for each file or page, in the first format that is taken."""
    parts: list[UploadPart] = []
    for file in files:
        for path, extension in _as_pictures(work, file):
            work.step(f"正在处理“{file.file_name}”")
            fit = _fitted(work, path, extension)
            if fit is None:
                return _too_big(work, f"图片“{file.file_name}”超过大小上限")
            parts.append(_part(*fit, 1))
    return _done(work, parts)


def _as_pictures(work: _Work, file: AttachmentFile) -> Iterator[tuple[Path, str]]:
    kind, formats = _kind(file), work.wish.formats
    if kind in formats:
        yield file.path, kind
    elif kind in ("pdf", ""):
        path = file.path if kind else _joined(work, [file])
        work.note(f"每页转为一张图片（{TURNING_DPI} dpi），平台不收 PDF")
        wanted = next(name for name in formats if name != "pdf")
        for image in draw_pages(path, TURNING_DPI, work.progress):
            target = work.place(wanted)
            packed = as_png if wanted == "png" else as_jpeg
            target.write_bytes(packed(image, work.progress))
            yield target, wanted
    elif "png" in formats:
        work.note("平台不收 JPG，已转为 PNG，像素不变")
        target = work.place("png")
        target.write_bytes(as_png(file.path, work.progress))
        yield target, "png"
    else:
        work.note("平台不收 PNG，已转为 JPG（质量 95）")
        target = work.place("jpg")
        target.write_bytes(as_jpeg(file.path, work.progress))
        yield target, "jpg"


def _fitted(work: _Work, path: Path, extension: str) -> tuple[Path, str] | None:
    """Return the picture under the limit, or None where that would lose something."""
    if work.fits(path):
        return path, extension
    if extension == "png":
        tight = work.place("png")
        tight.write_bytes(tightened_png(path, work.progress))
        if work.fits(tight):
            work.note("已无损压缩")
            return tight, "png"
    if not work.wish.lossy:
        return None
    wanted = "jpg" if "jpg" in work.wish.formats else "png"
    for longest, quality in STEPS:
        work.step("正在降低图片清晰度")
        smaller = work.place(wanted)
        smaller.write_bytes(shrunk_picture(path, longest, quality, wanted, work.progress))
        if work.fits(smaller):
            work.note(f"按您的许可降低了图片清晰度（长边不超过 {longest} 像素）")
            return smaller, wanted
    return None


def _part(path: Path, extension: str, pages: int) -> UploadPart:
    return UploadPart(path, extension, pages, path.stat().st_size)


def _done(work: _Work, parts: list[UploadPart]) -> Prepared:
    return Prepared(tuple(parts), tuple(work.notes))


def _too_big(work: _Work, why: str) -> Prepared:
    if work.wish.lossy:
        return Prepared((), tuple(work.notes), "降低清晰度后仍超过大小上限")
    return Prepared((), tuple(work.notes), why, needs_lossy=True)
