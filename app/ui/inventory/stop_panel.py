"""停用影响: tick products or algorithms, and see which filings would be left without a user."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.services.relations import Affected, Relations, RowKey, StopEffect, stop_effect
from app.ui.theme import icon, tokens
from app.ui.widgets import CertaintyTag, button, copy_text, label

SHOWN = 200
KEY_ROLE = Qt.ItemDataRole.UserRole
WORDS_KEEPERS = 4
ASIDE = 56
"""What icon and padding take of a line."""

Index = QModelIndex | QPersistentModelIndex


class _Wrapped(QStyledItemDelegate):
    """Gives wrapped words the height they need beside the icon and within the padding."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        view = self.parent()
        if not isinstance(view, QListWidget):
            return hint
        room = QRect(0, 0, max(view.viewport().width() - ASIDE, 60), 10_000)
        words, flags = str(index.data()), int(Qt.TextFlag.TextWordWrap)
        return QSize(hint.width(), option.fontMetrics.boundingRect(room, flags, words).height() + 8)


class _List(QListWidget):
    """Words that wrap; Enter opens."""

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Wrapped(self))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSpacing(1)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(KEY_ROLE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.opened.emit(item.data(KEY_ROLE))
            return
        super().keyPressEvent(event)


def orphan_words(item: Affected) -> str:
    """Say that a filing loses its last product, and by when it is to be deregistered."""
    told = "现在就没有产品在用" if item.already else "停用后没有产品再用它"
    term = item.rule.working_days if item.rule else None
    due = f"，应在服务终止之日起 {term} 个工作日内注销" if term else "，请按平台要求办理注销"
    return f"{_name(item)}：{told}{due}。"


def survivor_words(item: Affected) -> str:
    """Say which products keep a filing alive."""
    kept = "、".join(f"“{name}”" for name in item.keepers[:WORDS_KEEPERS])
    more = f"等 {len(item.keepers)} 个产品" if len(item.keepers) > WORDS_KEEPERS else ""
    return f"{_name(item)}：仍由{kept}{more}使用，不能注销；请核对是否需要变更。"


def _written(key: RowKey) -> str:
    """Return a row's key as a list item keeps it."""
    return f"{key[0]}:{key[1]}"


def _name(item: Affected) -> str:
    platform = item.rule.word if item.rule else item.filing.platform
    return f"“{item.filing.title}”（{platform}）"


class StopPanel(QFrame):
    """Signals: ``link_asked(kind, id)``, ``rows_changed(frozenset of keys)``."""

    link_asked = Signal(str, int)
    rows_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(300)
        self._matrix = Relations((), (), ())
        self._rows: dict[RowKey, str] = {}
        self.effect = StopEffect((), ())
        self.choices = QListWidget()
        self.choices.setAccessibleName("要停用的产品或算法，空格键勾选")
        self.choices.itemChanged.connect(lambda _item: self._on_ticked())
        self.result = _List("停用后的备案，回车打开")
        self.result.opened.connect(self._on_open)
        self.result.currentItemChanged.connect(lambda *_items: self._tell_open())
        self._told = label("", wrap=True, copy=True)
        self._rules = QVBoxLayout()
        self._rules.setSpacing(4)
        self.clear = button("全部取消", self._on_clear, kind="link", tip="取消所有勾选")
        self.open = button("打开所选备案", self._on_open_current, icon_name="open")
        self.copy = button("复制结果", self._on_copy, icon_name="copy", tip="复制停用影响的文字")
        self._lay_out()
        self._look()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("停用影响", "heading"))
        head.addStretch(1)
        head.addWidget(self.clear)
        hint = "勾选要停用的产品；在矩阵中按空格键，可加入整个算法或备案。"
        upper, lower = QWidget(), QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 4)
        above.addWidget(label(hint, "muted", wrap=True))
        above.addWidget(self.choices, 1)
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 4, 0, 0)
        below.setSpacing(6)
        below.addWidget(self._told)
        below.addWidget(self.result, 1)
        below.addLayout(self._rules)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        below.addLayout(buttons)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setSizes([200, 380])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.addLayout(head)
        column.addWidget(splitter, 1)

    # what is ticked

    def show_matrix(self, matrix: Relations) -> None:
        """Offer the products of another matrix; what was ticked stays ticked."""
        ticked = set(self.ticked_products())
        self._matrix = matrix
        known = {row.key: row.title for row in matrix.rows}
        self._rows = {key: known[key] for key in self._rows if key in known}
        self._fill(ticked)
        self.rows_changed.emit(frozenset(self._rows))

    def _fill(self, ticked: set[int]) -> None:
        self.choices.blockSignals(True)
        self.choices.clear()
        for key, title in self._rows.items():
            word = "算法" if key[0] == "algorithm" else "备案"
            self._add(f"{word}：{title}", _written(key), True)
        for product in self._matrix.products:
            state = "" if product.running else "（已停用）"
            item = self._add(f"{product.label}{state}", product.id, product.id in ticked)
            item.setToolTip(product.organisation)
        self.choices.blockSignals(False)
        self._look()

    def _add(self, text: str, key: object, ticked: bool) -> QListWidgetItem:
        item = QListWidgetItem(text, self.choices)
        item.setData(KEY_ROLE, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        return item

    def _ticked(self) -> list[object]:
        items = (self.choices.item(place) for place in range(self.choices.count()))
        return [i.data(KEY_ROLE) for i in items if i.checkState() is Qt.CheckState.Checked]

    def ticked_products(self) -> list[int]:
        """Return the products that are ticked."""
        return [key for key in self._ticked() if isinstance(key, int)]

    def turn_row(self, key: RowKey) -> None:
        """Put an algorithm or filing among what is to be ended, or take it out."""
        if key in self._rows:
            del self._rows[key]
        else:
            title = next((row.title for row in self._matrix.rows if row.key == key), "")
            self._rows[key] = title
        self._fill(set(self.ticked_products()))
        self.rows_changed.emit(frozenset(self._rows))

    def _on_ticked(self) -> None:
        kept = set(self._ticked())
        gone = [key for key in self._rows if _written(key) not in kept]
        for key in gone:
            del self._rows[key]
        if gone:
            self._fill(set(self.ticked_products()))
            self.rows_changed.emit(frozenset(self._rows))
        self._look()

    def _on_clear(self) -> None:
        self._rows = {}
        self._fill(set())
        self.rows_changed.emit(frozenset())

    # what follows

    def _look(self) -> None:
        products = self.ticked_products()
        self.effect = stop_effect(self._matrix, products, tuple(self._rows))
        orphaned, surviving = self.effect.orphaned, self.effect.surviving
        self.result.clear()
        self.clear.setEnabled(bool(products or self._rows))
        if not products and not self._rows:
            self._told.setText("还没有勾选。")
        elif not orphaned and not surviving:
            self._told.setText("没有未注销的备案受影响。")
        else:
            self._told.setText(
                f"需要注销 {len(orphaned)} 个备案，继续有效 {len(surviving)} 个备案。"
            )
        self._list("需要注销", orphaned, "danger")
        self._list("继续有效", surviving, "success")
        self._tell_rules(orphaned)
        self.copy.setEnabled(bool(orphaned or surviving))
        self._tell_open()

    def _list(self, title: str, items: Sequence[Affected], tone: str) -> None:
        if not items:
            return
        head = QListWidgetItem(f"{title}（{len(items)}）", self.result)
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        picture = icon("warning" if tone == "danger" else "check", getattr(tokens(), tone))
        for found in items[:SHOWN]:
            words = orphan_words(found) if tone == "danger" else survivor_words(found)
            item = QListWidgetItem(picture, words, self.result)
            item.setData(KEY_ROLE, found.filing.id)
            item.setToolTip(
                f"{found.row.organisation}，编号：{found.filing.number or '无'}。回车打开。"
            )
        if len(items) > SHOWN:
            more = QListWidgetItem(f"另有 {len(items) - SHOWN} 个，见“复制结果”。", self.result)
            more.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.result.setIconSize(QSize(16, 16))

    def _tell_rules(self, orphaned: Sequence[Affected]) -> None:
        while item := self._rules.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        rules = {item.rule.id: item.rule for item in orphaned if item.rule is not None}
        by_text: dict[tuple[str, str], list[str]] = {}
        for rule in rules.values():
            by_text.setdefault((rule.source, rule.certainty.value), []).append(rule.word)
        for (source, certainty), names in by_text.items():
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(CertaintyTag(certainty, source), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(f"{'、'.join(names)}：{source}", "muted", wrap=True, copy=True), 1)
            self._rules.addWidget(line)

    def words(self) -> str:
        """Return the whole result as text, with the rules it rests on."""
        lines = [self._told.text()]
        for title, items, tell in (
            ("需要注销：", self.effect.orphaned, orphan_words),
            ("继续有效：", self.effect.surviving, survivor_words),
        ):
            if items:
                lines += [title, *(tell(item) for item in items)]
        rules = {item.rule.id: item.rule for item in self.effect.orphaned if item.rule}
        lines += [
            f"依据（{rule.word}）：{rule.text}{rule.source}（{rule.certainty.label}）"
            for rule in rules.values()
        ]
        return "\n".join(lines)

    def _on_copy(self) -> None:
        copy_text(self.words())

    def _tell_open(self) -> None:
        item = self.result.currentItem()
        self.open.setEnabled(item is not None and isinstance(item.data(KEY_ROLE), int))

    def _on_open_current(self) -> None:
        item = self.result.currentItem()
        if item is not None:
            self._on_open(item.data(KEY_ROLE))

    def _on_open(self, key: object) -> None:
        if isinstance(key, int):
            self.link_asked.emit("filing", key)
