"""从共用材料带入: shared papers into the checklist, and what is attached kept as one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.services.paper_use import PaperOffer, bring_all, bring_in
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.widgets import Elided, InfoBar, button

if TYPE_CHECKING:
    from app.services.paper_editions import Edition
    from app.services.shared_papers import PaperEdit
    from app.ui.papers.edition_panel import EditionPanel


class PaperBringing(QObject):
    """Works for the checklist ``shown_in`` and tells in its ``info``.

    ``opened(widget)`` asks for the list's place, ``closed`` gives it back. ``bar`` stands above
    the list while there is something to bring in.
    """

    opened = Signal(QWidget)
    closed = Signal()

    def __init__(
        self, ws: Workspace, jobs: Jobs, case_id: int, info: InfoBar, shown_in: QWidget
    ) -> None:
        super().__init__(shown_in)
        self.ws, self.jobs, self.info, self._case = ws, jobs, info, case_id
        self.panel: EditionPanel | None = None
        self._submission = 0
        self.bar = QFrame()
        self.bar.setProperty("kind", "info")
        self._told = Elided("")
        self.here = button(
            "带入本次提交", self._on_here, icon_name="import", tip="从共用材料带入本次提交的材料"
        )
        self.everywhere = button(
            "带入全部提交", self._on_everywhere, icon_name="import", shortcut="Ctrl+Shift+B",
            tip="从共用材料带入本项目所有未提交的材料清单",
        )  # fmt: skip
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._told, 1)
        row.addWidget(self.here)
        row.addWidget(self.everywhere)
        self.bar.hide()

    def show_offers(self, submission_id: int, offers: dict[str, PaperOffer], whole: int) -> None:
        """Offer what can come into this submission, and the ``whole`` case's count of items."""
        self._submission = submission_id
        mine = [offer for offer in offers.values() if offer.usable and offer.automatic]
        self.bar.setVisible(whole > 0)
        if mine:
            names = "、".join(offer.name for offer in mine)
            more = f"；全部提交共 {whole} 项" if whole > len(mine) else ""
            self._told.set_full(f"共用材料中已有：{names}{more}")
        else:
            self._told.set_full(f"其他提交还有 {whole} 项材料可以从共用材料带入")
        self.here.setVisible(bool(mine))
        self.everywhere.setVisible(whole > len(mine))

    def bring(self, material_id: int, paper_id: int) -> None:
        """Put one paper into its item."""
        self._change(lambda _p: bring_in(self.ws, material_id, paper_id))

    def _on_here(self) -> None:
        chosen = self._submission
        self._change(lambda _p: bring_all(self.ws, self._case, chosen))

    def _on_everywhere(self) -> None:
        self._change(lambda _p: bring_all(self.ws, self._case))

    def _change(self, work: Callable[[Progress], Result[Any]]) -> None:
        self.info.dismiss()
        self.jobs.change("从共用材料带入", work, failed=self.tell, owner=self)

    def keep(self, material_id: int) -> None:
        """Ask for the term, and keep what is attached for others too."""

        def look(_progress: Progress) -> Edition:
            from app.services.paper_editions import look_at_material

            return look_at_material(self.ws, material_id)

        self.jobs.read(
            look, lambda found: self._ask(material_id, found), failed=self.tell, owner=self
        )

    def _ask(self, material_id: int, look: Edition) -> None:
        from app.services.paper_editions import keep_as_shared
        from app.ui.papers.edition_panel import EditionPanel

        if self.panel is None:
            self.panel = EditionPanel(self.ws, self.jobs)
            self.panel.closed.connect(self.closed)
        self.opened.emit(self.panel)

        def keep(
            edit: PaperEdit, former: int | None, chosen: Sequence[int], _progress: Progress
        ) -> Result[int]:
            return keep_as_shared(self.ws, material_id, edit, former, chosen)

        self.panel.open(look, keep)

    def tell(self, error: QingBeiError) -> bool:
        """Show what went wrong above the list."""
        self.info.tell_error(error)
        return True
