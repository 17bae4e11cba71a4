"""The matrix as a table whose first column stays in view; cells show chips with letter and word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
)

from app.ui.inventory.matrix_model import LOOSE, MARKS_ROLE, NAME, Index, MatrixModel
from app.ui.theme import tokens
from app.ui.widgets import copy_text

NAME_WIDTH, LOOSE_WIDTH, CELL_WIDTH = 220, 130, 178
ROW_HEIGHT, HEADER_HEIGHT = 32, 46
GAP, PADDING = 4, 5


def _colours(tone: str) -> tuple[str, str]:
    """Return ground and ink of a tone."""
    now = tokens()
    ink = {"accent": now.accent_text, "neutral": now.text}.get(tone)
    return getattr(now, f"{tone}_soft"), ink or getattr(now, tone)


class MarksDelegate(QStyledItemDelegate):
    """Draws a cell's filings as chips; what has no room is told as +n."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        marks = index.data(MARKS_ROLE)
        if not marks:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = option.fontMetrics
        height = metrics.height() + 3
        x, last = option.rect.left() + GAP, option.rect.right() - GAP
        for place, mark in enumerate(marks):
            rest = len(marks) - place - 1
            width = metrics.horizontalAdvance(mark.text) + 2 * PADDING
            kept = metrics.horizontalAdvance(f"+{rest}") + GAP if rest else 0
            if place and x + width + kept > last:
                told = QRect(x, option.rect.top(), last - x, option.rect.height())
                painter.setPen(option.palette.text().color())
                painter.drawText(told, Qt.AlignmentFlag.AlignVCenter, f"+{rest + 1}")
                break
            box = QRect(x, 0, min(width, last - x), height)
            box.moveTop(option.rect.center().y() - height // 2)
            ground, ink = _colours(mark.state.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(box, PADDING, PADDING)
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)
            x += box.width() + GAP
        painter.restore()


class _Headings(QHeaderView):
    """A product's name above its subject's, each shortened to the column."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        room = self.sectionSize(section) - 4 * GAP
        lines = str(self.model().headerData(section, self.orientation())).split("\n")
        metrics, cut = option.fontMetrics, Qt.TextElideMode.ElideMiddle
        option.text = "\n".join(metrics.elidedText(line, cut, room) for line in lines)


def _set_up(view: QTableView) -> None:
    view.setItemDelegate(MarksDelegate(view))
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = _Headings(view)
    view.setHorizontalHeader(header)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setFixedHeight(HEADER_HEIGHT)
    header.setDefaultSectionSize(CELL_WIDTH)
    header.setMinimumSectionSize(60)
    header.setTextElideMode(Qt.TextElideMode.ElideNone)


class _Frozen(QTableView):
    """The first column, laid over the table it belongs to."""

    def __init__(self, parent: QTableView, model: MatrixModel) -> None:
        super().__init__(parent)
        self.setModel(model)
        _set_up(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QTableView { border-radius: 0; border-left: none; border-top: none; }")


class MatrixTable(QTableView):
    """Signals: ``link_asked(kind, id)`` on Enter or a double click, ``row_marked`` on space."""

    link_asked = Signal(str, int)
    row_marked = Signal(object)

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self._matrix = model
        self.setModel(model)
        _set_up(self)
        self.setAccessibleName("关系矩阵：行是算法或备案，列是产品")
        self.menu: QMenu | None = None
        self._frozen = _Frozen(self, model)
        self._frozen.setSelectionModel(self.selectionModel())
        self._frozen.show()
        bar, over = self.verticalScrollBar(), self._frozen.verticalScrollBar()
        bar.valueChanged.connect(over.setValue)
        over.valueChanged.connect(bar.setValue)
        self.horizontalHeader().sectionResized.connect(self._on_resized)
        self._frozen.horizontalHeader().sectionResized.connect(
            lambda place, _old, width: self.setColumnWidth(place, width) if width else None
        )
        for view in (self, self._frozen):
            view.doubleClicked.connect(self.open_cell)
        self.horizontalHeader().sectionDoubleClicked.connect(self._on_heading)
        model.modelReset.connect(self._on_reset)
        self._on_reset()

    def _on_reset(self) -> None:
        if self._matrix.columnCount() > LOOSE:
            self.setColumnWidth(NAME, NAME_WIDTH)
            self.setColumnWidth(LOOSE, LOOSE_WIDTH)
        for column in range(1, self._matrix.columnCount()):
            self._frozen.setColumnHidden(column, True)
        self._place()

    def _on_resized(self, place: int, _old: int, width: int) -> None:
        if place == NAME and self._frozen.columnWidth(NAME) != width:
            self._frozen.setColumnWidth(NAME, width)
        self._place()

    def _place(self) -> None:
        edge = self.frameWidth()
        height = self.viewport().height() + self.horizontalHeader().height()
        self._frozen.setGeometry(edge, edge, self.columnWidth(NAME), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "_frozen"):
            self._place()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into view from under the first column."""
        if index.column() == NAME:
            bar = self.horizontalScrollBar()
            before = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(before)
            return
        super().scrollTo(index, hint)
        hidden = self.columnWidth(NAME) - self.visualRect(index).left()
        if hidden > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_text(self.copied())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_cell(index)
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self.row_marked.emit(self._matrix.rows[index.row()].key)
        else:
            super().keyPressEvent(event)

    def copied(self) -> str:
        """Return the selected cells with tabs between; headings first."""
        chosen = self.selectedIndexes()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({NAME} | {index.column() for index in chosen})
        return self._matrix.tsv(rows, columns)

    def open_cell(self, index: QModelIndex) -> None:
        """Lead to what a cell stands for; several filings are offered in a menu."""
        if not index.isValid():
            return
        row, marks = self._matrix.rows[index.row()], self._matrix.marks(index)
        if index.column() == NAME and row.key[0] == "algorithm":
            self.link_asked.emit(*row.key)
        elif len(marks) == 1:
            self.link_asked.emit("filing", marks[0].filing.id)
        elif marks:
            self.menu = QMenu(self)
            for mark in marks:
                number = mark.filing.number or mark.filing.title
                action = self.menu.addAction(f"{mark.text}：{number}")
                action.triggered.connect(
                    lambda _on=False, id=mark.filing.id: self.link_asked.emit("filing", id)
                )
            below = self.visualRect(index).bottomLeft()
            self.menu.popup(self.viewport().mapToGlobal(below))

    def _on_heading(self, section: int) -> None:
        product = self._matrix.product(section)
        if product is not None:
            self.link_asked.emit("product", product.id)
