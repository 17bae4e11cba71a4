"""Which attached pages go into an archival file as they are, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.dossier.archival import NAME, DrawnPages, why
from app.dossier.archival_content import BROKEN, NOT_AS_TOLD, DrawingReader
from app.dossier.archival_mend import Mender
from app.dossier.attachment_info import pages_named
from app.dossier.bound import Fitted
from app.dossier.source import AttachmentFile
from app.errors import NotArchivalError


class PageJudge:
    """Looks at each attached page once it is in the file; ``pictures``: others may be drawn."""

    def __init__(self, *, pictures: bool) -> None:
        self.pictures = pictures
        self._mender, self._reader = Mender(), DrawingReader()

    def reasons(self, drawing: Any) -> tuple[str, ...]:
        """Mend a page's drawing and return what it still breaks, in Chinese phrases."""
        try:
            self._mender.mend(drawing)
            found = self._reader.breaches(self._reader.drawing(drawing))
        except NOT_AS_TOLD:
            return (BROKEN.text,)
        return tuple(breach.text for breach in sorted(found))

    def drawn_pages(
        self, files: Sequence[AttachmentFile], fitted: Sequence[Sequence[Fitted]]
    ) -> tuple[DrawnPages, ...]:
        """Return the pages of each file that are drawn as pictures.

        Raises :class:`NotArchivalError` naming them when they may not be drawn.
        """
        found = []
        for file, pages in zip(files, fitted, strict=True):
            places = tuple(place for place, page in enumerate(pages, start=1) if page.reasons)
            if places:
                reasons = dict.fromkeys(reason for page in pages for reason in page.reasons)
                found.append(DrawnPages(file.file_name, places, tuple(reasons)))
        if found and not self.pictures:
            raise _refused(found)
        return tuple(found)


def _refused(every: Sequence[DrawnPages]) -> NotArchivalError:
    told = "；".join(
        f"“{one.file_name}”{pages_named(one.pages)}（{why(one.reasons)}）" for one in every
    )
    details = "\n".join(
        f"{one.file_name}：第 {'、'.join(map(str, one.pages))} 页\n  " + "\n  ".join(one.reasons)
        for one in every
    )
    return NotArchivalError(
        f"有附件的页面不符合 {NAME}，没有导出：{told}。",
        "请把这些文件另存为 PDF/A，或嵌入全部字体、改用 RGB 颜色后重新附上；"
        "也可以同意把这些页按图片装入，或改为导出普通 PDF。",
        details,
    )
