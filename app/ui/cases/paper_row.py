"""What a checklist's card shows of shared papers: the term of what is attached, and the offer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.rules.paper_terms import SOURCE, Validity, term_words, validity
from app.services.materials import MaterialView
from app.services.paper_use import PaperOffer
from app.ui.papers.words import TONES
from app.ui.widgets import Chip, Elided, button

MADE_ANEW = "这项材料通常每次单独出具，带入前请核对内容"
UNWATCHED = "没有登记有效期；存为共用材料后，到期前会提醒"


class PaperRow(QWidget):
    """Made for an item of a shareable kind that has files, a paper, or an offer.

    Signals: ``bring_asked(paper_id)``, ``paper_asked(paper_id)`` to look at the paper."""

    bring_asked = Signal(int)
    paper_asked = Signal(int)

    def __init__(
        self, item: MaterialView, offer: PaperOffer | None, today: date, due_on: date | None
    ) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.told = Elided("", "muted")
        if item.paper is not None:
            state = validity(item.paper.term, today, due_on)
            self._tell(state, f"共用材料，{term_words(item.paper.term, today)}")
            self._open(item.paper.id)
        elif offer is not None:
            told = f"已存“{offer.title}”，{offer.term}"
            more = "" if offer.automatic or not offer.usable else f"；{MADE_ANEW}"
            self._tell(offer.validity, told + more)
        elif item.files:
            self._tell(Validity.UNKNOWN, UNWATCHED)
        if offer is not None:
            self._offer(offer)

    def _tell(self, state: Validity, told: str) -> None:
        tip = f"来源：{SOURCE}（待核实）" if TONES[state] in ("danger", "warning") else ""
        self.chip = Chip(state.label, TONES[state], tip)
        self._row.addWidget(self.chip)
        self.told.set_full(told)
        self._row.addWidget(self.told, 1)

    def _open(self, paper_id: int) -> None:
        self._row.addWidget(
            button("查看有效期", lambda: self.paper_asked.emit(paper_id), kind="link",
                   tip="打开共用材料，修改有效期或换新版")
        )  # fmt: skip

    def _offer(self, offer: PaperOffer) -> None:
        paper_id = offer.paper_id
        if not offer.usable:
            self._row.addWidget(
                button("去换新版", lambda: self.paper_asked.emit(paper_id), kind="link",
                       tip="打开共用材料，换上有效的一份")
            )  # fmt: skip
            return
        word = "换用新版" if offer.renews else "带入"
        self.bring = button(
            word, lambda: self.bring_asked.emit(paper_id), icon_name="import",
            tip=f"把“{offer.title}”{word}到“{offer.name}”，可撤销",
        )  # fmt: skip
        self._row.addWidget(self.bring)
