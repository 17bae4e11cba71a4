"""The picture of the plans: cost by part, and each submission against its deadline."""

from __future__ import annotations

from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.dossier import FontSet
from app.rules.planner import Plan, PlanStyle
from app.ui.cases.plan_columns import ORDER
from app.ui.inventory.chart_view import ChartCard, ChartImage, as_image, colours_of
from app.ui.theme.tokens import Tokens
from app.ui.widgets import label

DRAWN_WIDTH = 580.0


def plan_images(
    plans: dict[PlanStyle, Plan],
    shown: PlanStyle,
    names: dict[str, str],
    fonts: FontSet,
    look: tuple[Tokens, QFont],
) -> tuple[ChartImage, ...]:
    """Draw the plans in the window's colours and face (``look``); fit for any thread.

    Raises :class:`app.errors.CannotPrintError` when a face cannot be used.
    """
    from app.dossier.charts import ChartPen, chart_font
    from app.dossier.plan_charts import draw_plan_charts

    now, face = look
    pen = ChartPen(chart_font(fonts), colours_of(now), DRAWN_WIDTH)
    drawn = draw_plan_charts([plans[style] for style in ORDER], plans[shown], names, pen)
    return tuple(as_image(chart, face) for chart in drawn)


class PlanPicture(QWidget):
    """Two charts, or why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[ChartCard] = []
        self._none = label("", "muted", wrap=True)
        self._no_time = label(
            "平台的办理时间或工时没有资料，暂时画不出时间线。", "muted", wrap=True
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 8, 8)
        self._column.setSpacing(8)
        self._column.addWidget(self._none)
        self._column.addWidget(self._no_time)
        self._column.addStretch(1)
        self._no_time.hide()

    def show_images(self, images: tuple[ChartImage, ...], why_none: str = "") -> None:
        """Show the charts, in the cards that stand where their number is the same."""
        self._none.setText(why_none)
        self._none.setVisible(bool(why_none))
        self._no_time.setVisible(len(images) == 1)
        while len(self.cards) > len(images):
            gone = self.cards.pop()
            self._column.removeWidget(gone)
            gone.deleteLater()
        for place, image in enumerate(images):
            if place < len(self.cards):
                self.cards[place].show_image(image)
                continue
            card = ChartCard(image)
            self.cards.append(card)
            self._column.insertWidget(place, card)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """Keep each chart as high as its width asks for."""
        for card in self.cards:
            card.setMinimumHeight(card.heightForWidth(max(self.width() - 8, 280)))
