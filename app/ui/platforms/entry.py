"""One platform's entry as the officer reads it: every rule by itself, grouped, with its proof."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.catalogue.parts import item_of
from app.services.platform_rules import PlatformView, RuleView
from app.ui.platforms.materials import MaterialsTable
from app.ui.platforms.rule_block import RuleBlock
from app.ui.widgets import Chip, SectionTitle, button, copy_text, label

GROUPS = (
    ("概要", ("about", "duty", "channel")),
    ("批量与逐项核查", ("batch", "item_checks")),
    ("先后与步骤", ("order_after", "steps")),
    ("材料与文件", ("materials", "file_limits", "portal_fields")),
    ("期限与办结", ("term", "change_term", "review")),
    ("退回与工作量", ("return_reasons", "effort")),
)


class EntryView(QWidget):
    """Shows a platform. Signals carry a rule's key: ``edit_asked``, ``verify_asked``,
    ``restore_asked``, ``remove_asked``, ``moved_asked``; ``item_asked`` a new item of the
    checklist, ``copy_asked`` and ``platform_removed`` the platform, ``platform_asked`` another
    one, ``file_asked`` an attachment.
    """

    edit_asked = Signal(str)
    verify_asked = Signal(str)
    restore_asked = Signal(str)
    remove_asked = Signal(str)
    moved_asked = Signal(str)
    file_asked = Signal(object)
    platform_asked = Signal(str)
    item_asked = Signal()
    copy_asked = Signal()
    platform_removed = Signal()

    def __init__(self, view: PlatformView, item: str = "") -> None:
        super().__init__()
        self.view = view
        self.blocks: dict[str, RuleBlock] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 8, 8)
        self._column.setSpacing(8)
        self._add_head()
        for title, keys in GROUPS:
            self._column.addWidget(SectionTitle(title))
            for key in keys:
                if key == "materials":
                    self._add_materials(item)
                else:
                    self._add_block(key)
        self._column.addStretch(1)

    def _add_head(self) -> None:
        view = self.view
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(view.name, "title", wrap=True, copy=True), 1)
        if view.added:
            row.addWidget(Chip("自行新增", "accent"))
        about = view.rule("about")
        portal = str(about.value["portal"]) if about else ""
        if portal:
            row.addWidget(button("复制网址", lambda: copy_text(portal), kind="link"))
        row.addWidget(button("复制为新平台…", self.copy_asked.emit, kind="link"))
        if view.added:
            self.remove = button("移除平台", self.platform_removed.emit, kind="link",
                                 tip="从目录中移除（可撤销）")  # fmt: skip
            row.addWidget(self.remove)
        self._column.addLayout(row)
        if view.added and view.used_by:
            told = f"仍在使用：{view.used_by}。改动这些内容之后才能移除。"
            self._column.addWidget(label(told, "muted", wrap=True))

    def _add_block(self, key: str) -> None:
        rule = self.view.rule(key)
        if rule is not None:
            self._column.addWidget(self._block(rule))

    def _block(self, rule: RuleView) -> RuleBlock:
        made = RuleBlock(rule, added=self.view.added)
        for name in (
            "edit_asked", "verify_asked", "restore_asked", "remove_asked", "moved_asked",
            "file_asked", "platform_asked",
        ):  # fmt: skip
            getattr(made, name).connect(getattr(self, name))
        self.blocks[rule.key] = made
        return made

    # the checklist

    def _add_materials(self, item: str) -> None:
        rules = [rule for rule in self.view.rules if item_of(rule.key)]
        head = QHBoxLayout()
        head.addWidget(label(f"材料清单（{len(rules)} 项）", "label"))
        head.addStretch(1)
        self.add = button("新增材料…", self.item_asked.emit, kind="link", icon_name="add")
        head.addWidget(self.add)
        self._column.addLayout(head)
        if not rules:
            told = "还没有材料。没有材料时，按这个平台办理的提交没有要准备的清单。"
            self._column.addWidget(label(told, "muted", wrap=True))
        self.materials = MaterialsTable(rules)
        self.materials.setVisible(bool(rules))
        self.materials.current_changed.connect(self._show_item)
        self.materials.opened.connect(lambda rule: self.edit_asked.emit(rule.key))
        self._column.addWidget(self.materials)
        self._item: RuleBlock | None = None
        self._item_place = QVBoxLayout()
        self._column.addLayout(self._item_place)
        if item:
            self.materials.choose(lambda rule: rule.key == item)

    def _show_item(self, rule: RuleView | None) -> None:
        if self._item is not None:
            self.blocks.pop(self._item.rule.key, None)
            self._item.hide()
            self._item.deleteLater()
            self._item = None
        if rule is not None:
            self._item = self._block(rule)
            self._item_place.addWidget(self._item)

    def item(self) -> str:
        """Return the key of the item whose details are shown, empty without one."""
        return self._item.rule.key if self._item is not None else ""

    def block(self, key: str) -> RuleBlock | None:
        """Return where a rule is shown; an item of the checklist is chosen for it."""
        if item_of(key):
            self.materials.choose(lambda rule: rule.key == key)
        return self.blocks.get(key)


class EntryArea(QScrollArea):
    """Scrolls the entry that is shown, and keeps the place when the same one is shown anew."""

    def __init__(self) -> None:
        super().__init__()
        self.entry: EntryView | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_view(self, view: PlatformView, listen: Callable[[EntryView], None]) -> None:
        """Show a platform; ``listen`` connects the entry that is made for it."""
        old = self.entry
        if old is not None and old.view == view:
            return
        same = old is not None and old.view.id == view.id
        item = old.item() if old is not None and same else ""
        scroll = self.verticalScrollBar().value() if same else 0
        self.entry = made = EntryView(view, item)
        made.setProperty("kind", "scroll")
        listen(made)
        self.setWidget(made)
        QTimer.singleShot(0, made, lambda: self.verticalScrollBar().setValue(scroll))

    def bring_into_view(self, key: str) -> None:
        """Scroll to a rule."""
        block = self.entry.block(key) if self.entry is not None else None
        if block is not None:
            QTimer.singleShot(0, block, lambda: self._scroll_to(block))

    def _scroll_to(self, block: RuleBlock) -> None:
        self.ensureWidgetVisible(block, 0, 80)
        self.horizontalScrollBar().setValue(0)
