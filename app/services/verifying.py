"""Whether a PDF in hand is an archived dossier: by its bytes, else page by page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import BadInputError
from app.model.case import Dossier
from app.pieces import sha256_of
from app.progress import Progress, Silent
from app.services.dossiers import DossierView, dossier_view
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import PageVerdict


HEAD = 1024


@dataclass(frozen=True)
class Verdict:
    """What was found.

    ``identical``: the archived file, byte for byte. Else ``pages`` tells how the file stands to
    ``dossier``, the one whose mark (册码) it bears; without such a mark both are None, and
    ``problem`` says why the file could not be read, if so.
    """

    sha256: str
    identical: bool
    dossier: DossierView | None
    case_title: str
    pages: PageVerdict | None = None
    problem: str = ""

    @property
    def same(self) -> bool:
        """Whether every page is the archived one."""
        return self.identical or (self.pages is not None and self.pages.same)

    def sentences(self) -> tuple[str, ...]:
        """Return the finding in Chinese, the most important first."""
        if self.dossier is None:
            told = "这份文件不是本数据目录存档的材料册：校验值不符，也没有可以识别的册码。"
            return (told, self.problem) if self.problem else (told,)
        which = f"项目“{self.case_title}”第 {self.dossier.version} 版材料册"
        if self.identical:
            return (f"与存档完全一致：{which}（{self.dossier.page_count} 页）。",)
        pages = self.pages
        assert pages is not None
        if pages.same:
            return (
                f"逐页内容与存档一致：{which}，共 {pages.archived} 页。",
                "文件本身被其他程序重新保存过，所以字节不同。",
            )
        found = [
            f"与存档不一致：册码是{which}，存档 {pages.archived} 页，手上 {pages.in_hand} 页。"
        ]
        if len(pages.changed) == pages.archived:
            found.append(
                "没有一页的内容与存档相同；扫描件和重新打印的 PDF 也会这样，请核对纸质件。"
            )
        elif pages.changed:
            found.append(f"内容不同：{_ranges(pages.changed)}。")
        if pages.missing:
            found.append(f"缺少：存档的{_ranges(pages.missing)}。")
        if pages.added:
            found.append(f"多出：手上文件的{_ranges(pages.added)}。")
        if pages.moved:
            found.append(f"位置变动：手上文件的{_ranges(pages.moved)}。")
        return tuple(found)


def _ranges(pages: tuple[int, ...]) -> str:
    """Return pages as words, neighbours joined: 第 2、5—7 页."""
    found: list[list[int]] = []
    for page in pages:
        if found and found[-1][-1] == page - 1:
            found[-1].append(page)
        else:
            found.append([page])
    words = [f"{run[0]}" if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in found]
    return f"第 {'、'.join(words)} 页"


def verify_file(ws: Workspace, path: Path, progress: Progress | None = None) -> Verdict:
    """Tell whether a PDF in hand is one that this folder exported, and which pages are not.

    Raises :class:`BadInputError` when the file cannot be read, :class:`ConflictError` when the
    archived file was changed from outside.
    """
    from app.dossier import code_of, compare_pages

    progress = progress or Silent()
    try:
        with path.open("rb") as handle:
            is_pdf = b"%PDF-" in handle.read(HEAD)
        sha256 = sha256_of(path, progress, "正在计算校验值")
    except OSError as error:
        raise BadInputError(
            f"无法读取文件“{path}”：{error.strerror or error}。", "请检查路径后重试。"
        ) from error
    found = _archived(ws, sha256, "")
    if found is not None:
        return Verdict(sha256, True, *found)
    progress.report(1, 3, "正在读取册码")
    try:
        code = code_of(path) if is_pdf else ""
    except BadInputError as error:
        return Verdict(sha256, False, None, "", problem=error.message)
    found = _archived(ws, "", code) if code else None
    if found is None:
        return Verdict(sha256, False, None, "")
    kept = ws.vault.check(found[0].sha256, progress)
    return Verdict(sha256, False, *found, compare_pages(kept, path, progress))


def _archived(ws: Workspace, sha256: str, code: str) -> tuple[DossierView, str] | None:
    """Return the newest dossier with these bytes, or this mark, and its case's title."""
    wanted = Dossier.sha256 == sha256 if sha256 else Dossier.code == code
    with ws.read() as session:
        item = session.scalar(select(Dossier).where(wanted).order_by(Dossier.id.desc()).limit(1))
        if item is None:
            return None
        return dossier_view(ws, item), item.submission.case.title
