"""The pages before and behind the parts, set as one file once the parts' pages are known."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from reportlab.platypus import Flowable

from app.dossier import binding
from app.dossier.attachment_info import pages_named
from app.dossier.binding import IndexLine
from app.dossier.bound import Section, generated, lay_out, printed
from app.dossier.document import write_pages
from app.dossier.fonts import FontSet
from app.dossier.manifest import TITLE, ManifestLine, manifest
from app.dossier.source import DossierInput
from app.dossier.typeset import Mark, Typesetter
from app.progress import Progress

Rect = tuple[float, float, float, float]
COVER, MISSING, INDEX = "封面", "缺项清单", "目录"


@dataclass(frozen=True)
class Front:
    """The set pages, how many each of them takes by its name, and the index lines' places.

    A link is the part's place, the page of the dossier from 0, and the box of the line.
    """

    pdf: BytesIO
    counts: dict[str, int]
    links: list[tuple[int, int, Rect]]

    def sections(self, made: pikepdf.Pdf, parts: list[Section]) -> list[Section]:
        """Return all sections in printing order; ``made`` is the opened file."""
        found, at = [], 0
        for name, count in self.counts.items():
            pages = [generated(made, at + place) for place in range(count)]
            found.append(Section(name, list(pages)))
            at += count
        return [*found[:-1], *parts, found[-1]]


def set_front(
    source: DossierInput, parts: list[Section], fonts: FontSet, progress: Progress
) -> Front:
    """Set cover, list of what is missing, index and manifest.

    The index tells pages that depend on its own length, which is reckoned first; where the
    reckoning was wrong all is set again.
    """
    length = binding.index_pages([part.title for part in parts], Typesetter(fonts))
    counts = {COVER: 1, **({MISSING: 1} if source.draft else {}), INDEX: length, TITLE: 1}
    while True:
        made = _set(source, parts, fonts, counts, progress)
        before, counts = counts, made.counts
        if before | {TITLE: counts[TITLE]} == counts:
            return made


def _set(
    source: DossierInput,
    parts: list[Section],
    fonts: FontSet,
    counts: dict[str, int],
    progress: Progress,
) -> Front:
    starts: dict[str, int] = {}
    lines: list[tuple[int, int, Rect]] = []

    def note(mark: str, page: int, rect: Rect) -> None:
        kind, _, name = mark.partition(":")
        if kind == "index":
            lines.append((int(name), page - 1, rect))
        else:
            starts.setdefault(name, page - 1)

    sheets = {name: Section(name, [None] * count) for name, count in counts.items()}  # type: ignore[list-item]
    last = sheets[TITLE]
    lay_out([s for s in sheets.values() if s is not last] + parts, duplex=source.options.duplex)
    setter = Typesetter(fonts, note)
    index = [IndexLine(part.title, printed(part.first, len(part.pages))) for part in parts]
    flows: dict[str, list[Flowable]] = {
        COVER: binding.cover(source, setter),
        MISSING: binding.missing_page(source, setter),
        INDEX: binding.index(index, setter),
        TITLE: manifest(source, *_manifest_lines(parts), setter),
    }
    flow: list[Flowable] = []
    for name in counts:
        flow += [Mark(f"start:{name}", note), *flows[name]]
    out = BytesIO()
    total = write_pages(out, flow, setter, source.title, progress)
    ends = [*list(starts.values())[1:], total]
    found = {name: end - starts[name] for name, end in zip(counts, ends, strict=True)}
    shift = sheets[INDEX].first - starts[INDEX]
    return Front(out, found, [(place, page + shift, rect) for place, page, rect in lines])


def _manifest_lines(parts: list[Section]) -> tuple[list[ManifestLine], int]:
    """Return a line for each form and each attached file, and the pages of all parts."""
    lines = []
    for number, part in enumerate(parts, start=1):
        if not part.files:
            pages = printed(part.first, len(part.pages))
            lines.append(ManifestLine(f"{number}", part.title, pages, part.sha256))
        for place, span in enumerate(part.files, start=1):
            mark = f"{number}.{place}" if len(part.files) > 1 else f"{number}"
            pages = printed(part.first + span.first, span.pages)
            name = f"{part.title}\n{span.file.file_name}"
            if span.drawn:
                name += f"\n（该文件{pages_named(span.drawn)}按图片装入）"
            lines.append(ManifestLine(mark, name, pages, span.file.sha256))
            lines += [
                ManifestLine("", f"{other.file_name}（并入上一文件）", "", other.sha256)
                for other in span.file.merged
            ]
    return lines, sum(len(part.pages) for part in parts)
