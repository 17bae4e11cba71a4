"""How a dossier is bound and kept: the choices over the cards of the export step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.services.settings import keep_setting, setting
from app.services.workspace import Workspace
from app.ui.archival import ARCHIVAL_TIP, ARCHIVAL_WORDS
from app.ui.jobs import Jobs

if TYPE_CHECKING:
    from app.dossier import DossierOptions

DUPLEX, ARCHIVAL, YES, NO = "dossier.duplex", "dossier.archival", "1", "0"
INDENT = 22


@dataclass(frozen=True)
class KeptOptions:
    """What was chosen before."""

    duplex: bool
    archival: bool


def kept_options(ws: Workspace) -> KeptOptions:
    """Return what the firm chose last; the consent to pictures is given anew each time."""
    return KeptOptions(setting(ws, DUPLEX) == YES, setting(ws, ARCHIVAL) == YES)


class ExportOptions(QWidget):
    """Boxes to tick; each is kept for the folder as it is changed, but for the consent."""

    def __init__(self, ws: Workspace, jobs: Jobs, failed: Callable[[QingBeiError], bool]) -> None:
        super().__init__()
        self._ws, self._jobs, self._failed = ws, jobs, failed
        self.duplex = QCheckBox("双面装订，补空白页")
        self.duplex.setToolTip("需要时补一页“此页为空白页”，双面打印后每一部分都从正面开始")
        self.archival = QCheckBox(ARCHIVAL_WORDS)
        self.archival.setToolTip(ARCHIVAL_TIP)
        self.pictures = QCheckBox("不符合的附件页按图片装入")
        self.pictures.setToolTip(
            "附件中字体没有嵌入、使用 CMYK 颜色等不符合的页，按 300 dpi 画成图片。\n"
            "看起来一样，但文字不能再选取和查找；不勾选时遇到这样的页不导出，并列出文件和页。"
        )
        self.pictures.hide()
        self.duplex.toggled.connect(lambda on: self._keep(DUPLEX, on))
        self.archival.toggled.connect(self._on_archival)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for box in (self.duplex, self.archival):
            column.addWidget(box)
        inner = QVBoxLayout()
        inner.setContentsMargins(INDENT, 0, 0, 0)
        inner.addWidget(self.pictures)
        column.addLayout(inner)

    def show_kept(self, kept: KeptOptions) -> None:
        """Tick what was chosen before."""
        for box, on in ((self.duplex, kept.duplex), (self.archival, kept.archival)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.pictures.setVisible(kept.archival)

    def wish(self) -> DossierOptions:
        """Return what is ticked."""
        from app.dossier import DossierOptions

        archival = self.archival.isChecked()
        return DossierOptions(
            self.duplex.isChecked(), archival, archival and self.pictures.isChecked()
        )

    def _on_archival(self, on: bool) -> None:
        self.pictures.setVisible(on)
        if not on:
            self.pictures.setChecked(False)
        self._keep(ARCHIVAL, on)

    def _keep(self, key: str, on: bool) -> None:
        self._jobs.read(
            lambda _progress: keep_setting(self._ws, key, YES if on else NO),
            lambda _none: None,
            failed=self._failed,
            owner=self,
        )
