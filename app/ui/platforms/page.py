"""平台目录: the platforms at the left, their rules in the middle, what is changed at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.progress import Progress
from app.services.attachments import AttachmentView, open_attachment
from app.services.catalogue_versions import VersionView, version_view
from app.services.own_platforms import remove_platform
from app.services.platform_rules import (
    CatalogueView,
    PlatformView,
    RuleView,
    catalogue_view,
    platform_view,
)
from app.services.results import Changes, Result
from app.services.rule_edits import keep_own, remove_item, restore_rule
from app.services.rules_export import RulesExported
from app.services.rules_import import RulesPreview
from app.services.workspace import OWN_RULES, Workspace
from app.ui.jobs import Jobs
from app.ui.platforms.comparisons import MovedView, OldVersionView
from app.ui.platforms.entry import EntryArea, EntryView
from app.ui.platforms.forms import form_of
from app.ui.platforms.import_view import ImportRulesView
from app.ui.platforms.listing import PlatformList
from app.ui.platforms.new_platform import NewPlatformForm
from app.ui.platforms.pane import WIDE, WIDTH, Pane
from app.ui.platforms.pane_form import Choices, PaneForm
from app.ui.platforms.strip import AttentionStrip, Place, Walk
from app.ui.platforms.travel import Travel
from app.ui.platforms.verify_form import VerifyForm
from app.ui.shell import MainWindow, Page
from app.ui.widgets import label, tool
from app.ui.widgets.written import open_in_system

FOLLOWED = (*OWN_RULES, "filing", "submission")
Shown = tuple[CatalogueView, PlatformView | None, Choices]


class PlatformsPage(Page):
    """Shows the catalogue and lets the officer change, verify and add to it, rule by rule."""

    key = "platforms"
    title = "平台目录"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self._view: CatalogueView | None = None
        self._choices = Choices((), (), ())
        self._wanted = ""
        self._then: Callable[[], object] | None = None
        self.walk = Walk()
        self._walked: Place = ("", "")
        self.strip = AttentionStrip()
        self.strip.walk_asked.connect(self.on_walk)
        self.list = PlatformList()
        self.list.chosen.connect(self._show_platform)
        self._area = EntryArea()
        self.pane = Pane(jobs)
        self.pane.hide()
        self.pane.closed.connect(self._on_closed)
        self.pane.saved.connect(self._on_saved)
        self.pane.skip.clicked.connect(self.on_skip)
        self.offers = ImportRulesView(ws, jobs)
        self.offers.left.connect(self._show_catalogue)
        self.offers.done.connect(self._on_imported)
        self.travel = Travel(ws, jobs, self.tell_error, self)
        self.travel.began.connect(self.info.dismiss)
        self.travel.exported.connect(self._on_exported)
        self.travel.previewed.connect(self._on_preview)
        self._version = label("", "muted", copy=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build())
        self._stack.addWidget(self.offers)
        self.column.addWidget(self._stack, 1)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.list.search.setFocus)

    def _build(self) -> QWidget:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        for part in (self.list, self._area, self.pane):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([240, 900, WIDTH])
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._tools())
        column.addWidget(self.strip)
        column.addWidget(self._split, 1)
        column.addWidget(self._version)
        return inside

    def _tools(self) -> QHBoxLayout:
        self.add = tool("新增平台", "add", self.on_add, shortcut="Ctrl+N")
        row = QHBoxLayout()
        row.setSpacing(4)
        self.templates = tool(
            "表单模板", "file", lambda: self.navigate("templates"),
            tip="查看和修改各份表单的文字，保存为本单位版本",
        )  # fmt: skip
        for made in (self.add, self.travel.bring, self.travel.send, self.templates):
            row.addWidget(made)
        row.addStretch(1)
        return row

    # what is shown

    def refresh(self, changes: Changes | None) -> None:
        """Read the catalogue again where something that it is made of was changed."""
        if changes is not None and self._view is not None and not changes.touches(*FOLLOWED):
            return
        current = self._wanted or self.list.current()

        def look(_progress: Progress) -> Shown:
            view = catalogue_view(self.ws)
            shown = current if self.ws.catalogue.get(current) else view.platforms[0].id
            return view, platform_view(self.ws, shown), Choices.of(self.ws)

        self.jobs.read(look, self._show, key="catalogue", failed=self.tell_error, owner=self)

    def open(self, **where: object) -> None:
        """Show the platform that ``platform`` names; with ``version`` as it was then; with
        ``walk`` (due or moved) be led through what there is to do."""
        platform, version = str(where.get("platform") or ""), str(where.get("version") or "")
        self._show_catalogue()
        if version:
            self._then = lambda: self._ask_version(platform, version)
        elif where.get("walk"):
            self._then = lambda: self.on_walk(str(where["walk"]))
        if platform:
            self._wanted = platform
        if self._view is not None:
            self.list.choose(platform)
            self._go_on()

    def unsaved(self) -> str:
        """Return what would be lost if the program closed now."""
        return f"“{self.pane.title()}”的修改还没有保存。" if self.pane.unsaved() else ""

    def _show(self, shown: Shown) -> None:
        self._view, entry, self._choices = shown
        self.strip.show_view(self._view)
        self.list.blockSignals(True)
        self.list.show_rows(self._view.platforms)
        if entry is not None:
            self.list.choose(entry.id)
        self.list.blockSignals(False)
        self._wanted = ""
        self._version.setText(
            f"共 {len(self._view.platforms)} 个平台，目录版本 {self._view.version}。"
            "标为“待核实”的内容，办理前请向平台确认。"
        )
        self._show_entry(entry)
        self._go_on()

    def _show_platform(self, platform_id: str) -> None:
        def look(_progress: Progress) -> PlatformView | None:
            return platform_view(self.ws, platform_id)

        def show(entry: PlatformView | None) -> None:
            self._show_entry(entry)
            self._go_on()

        self.jobs.read(look, show, key="platform", failed=self.tell_error, owner=self)

    def _show_entry(self, view: PlatformView | None) -> None:
        if view is not None:
            self._area.show_view(view, self._listen)

    def _listen(self, made: EntryView) -> None:
        made.edit_asked.connect(self.on_edit)
        made.verify_asked.connect(self.on_verify)
        made.moved_asked.connect(self.on_compare)
        made.restore_asked.connect(self.on_restore)
        made.remove_asked.connect(self.on_remove_item)
        made.file_asked.connect(self._open_file)
        made.platform_asked.connect(self.list.choose)
        made.item_asked.connect(self.on_new_item)
        made.copy_asked.connect(lambda: self.on_add(made.view.id))
        made.platform_removed.connect(self.on_remove_platform)

    @property
    def entry(self) -> EntryView | None:
        """The platform that is shown."""
        return self._area.entry

    def _go_on(self) -> None:
        """Do what waited for the platform to be shown."""
        then, self._then = self._then, None
        if then is not None:
            then()

    def _show_catalogue(self) -> None:
        self._stack.setCurrentIndex(0)

    def rule(self, key: str) -> RuleView | None:
        """Return a rule of the platform that is shown."""
        return self.entry.view.rule(key) if self.entry is not None else None

    # the pane

    def _may_leave_pane(self) -> bool:
        if not self.pane.unsaved():
            return True
        told = f"“{self.pane.title()}”的修改还没有保存，请先保存或取消。"
        self.pane.info.tell(told, "warning")
        return False

    def _show_form(self, form: PaneForm, place: str = "") -> None:
        self._give_room(WIDTH)
        self.pane.show_form(form, place)

    def _give_room(self, width: int) -> None:
        left, whole = self._split.sizes()[0], sum(self._split.sizes())
        whole = max(whole, self._split.width())
        self.pane.setMinimumWidth(min(width, max(whole // 2 - left // 2, 320)))
        self._split.setSizes([left, max(whole - left - width, 200), width])

    def on_edit(self, key: str) -> None:
        """Change a rule in the pane."""
        rule = self.rule(key)
        if rule is not None and self._may_leave_pane():
            self._edit(rule)

    def on_new_item(self) -> None:
        """Add an item to the checklist in the pane."""
        if self.entry is not None and self._may_leave_pane():
            self._edit(self.entry.view.new_item)

    def _edit(self, rule: RuleView) -> None:
        assert self.entry is not None
        name = self.entry.view.short_name
        self._show_form(form_of(rule.key)(self.ws, rule, self._choices, name))

    def on_verify(self, key: str) -> None:
        """Record in the pane how a rule was verified."""
        rule = self.rule(key)
        if rule is None or self.entry is None or not self._may_leave_pane():
            return
        others = [each.key for each in self.entry.view.rules if each.due and each.key != key]
        form = VerifyForm(
            self.ws, rule, self.entry.view.short_name, others, lambda: self._edit(rule)
        )
        self._show_form(form, self._walk_words("复核"))
        self.pane.skip.setVisible(bool(self.walk.kind))
        self._area.bring_into_view(key)

    def on_compare(self, key: str) -> None:
        """Compare a rule of one's own with the shipped one that has changed since."""
        rule = self.rule(key)
        if rule is None or not rule.moved or self.entry is None or not self._may_leave_pane():
            return
        made = MovedView(rule, self.entry.view.words)
        platform = rule.platform
        made.kept.connect(lambda: self._settle(keep_own, "保留自定义规则", platform, key))
        made.taken.connect(lambda: self._settle(restore_rule, "采用新的随附规则", platform, key))
        made.edit_asked.connect(lambda: self._edit(rule))
        self._give_room(WIDE)
        title = f"{self.entry.view.short_name} · {rule.title}"
        self.pane.show_content(title, made, self._walk_words("比较"))
        self.pane.skip.setVisible(bool(self.walk.kind))
        self._area.bring_into_view(key)

    def _settle(
        self, service: Callable[..., Result[None]], title: str, platform: str, key: str
    ) -> None:
        self.pane.run(title, lambda _progress: service(self.ws, platform, key))

    def on_add(self, copy_of: str = "") -> None:
        """Add a platform in the pane."""
        if not self._may_leave_pane():
            return
        form = NewPlatformForm(self.ws, self._choices.platforms, copy_of)
        self._show_form(form)

    def _on_closed(self) -> None:
        self.walk.stop()
        self.list.list.setFocus()

    def _on_saved(self, form: object) -> None:
        if isinstance(form, NewPlatformForm):
            self._wanted = form.made
        if self.walk.kind:
            self._then = self._walk_on

    # one action each

    def _change(self, title: str, work: Callable[[Progress], Result[Any]]) -> None:
        self.info.dismiss()
        self.jobs.change(title, work, failed=self.tell_error, owner=self)

    def on_restore(self, key: str) -> None:
        """Drop the firm's own rule."""
        rule = self.rule(key)
        if rule is not None:
            platform = rule.platform
            self._change("恢复规则", lambda _progress: restore_rule(self.ws, platform, key))

    def on_remove_item(self, key: str) -> None:
        """Take an item off the checklist."""
        rule = self.rule(key)
        if rule is not None:
            platform = rule.platform
            self._change("去掉材料", lambda _progress: remove_item(self.ws, platform, key))

    def on_remove_platform(self) -> None:
        """Remove a platform that the officer added."""
        if self.entry is not None:
            platform = self.entry.view.id
            self._change("移除平台", lambda _progress: remove_platform(self.ws, platform))

    def _open_file(self, file: AttachmentView) -> None:
        self.jobs.read(
            lambda progress: open_attachment(self.ws, file, progress),
            lambda path: open_in_system(str(path)),
            failed=self.tell_error,
            owner=self,
        )

    # the walk through what is due

    def on_walk(self, kind: str) -> None:
        """Lead through all rules that are ``due``, or whose shipped one has ``moved``."""
        if self._may_leave_pane():
            self.walk.start(kind)
            self._walk_on()

    def on_skip(self) -> None:
        """Leave the rule that is shown for another day."""
        self.walk.skip(self._walked)
        self.pane.close_pane_quietly()
        self._walk_on()

    def _walk_on(self) -> None:
        rest = self.walk.rest(self._view) if self._view is not None else []
        if not rest:
            done = {"due": "需复核的规则都看过了。", "moved": "更新的规则都比较过了。"}
            self.info.tell(done[self.walk.kind], "success")
            self.walk.stop()
            return
        self._walked = platform, key = rest[0]
        step = self.on_verify if self.walk.kind == "due" else self.on_compare
        if self.entry is not None and self.entry.view.id == platform:
            step(key)
        else:
            self._then = lambda: step(key)
            self.list.choose(platform)

    def _walk_words(self, word: str) -> str:
        if not self.walk.kind or self._view is None:
            return ""
        return f"逐条{word}：还有 {len(self.walk.rest(self._view))} 条。"

    # an entry of old

    def _ask_version(self, platform: str, version: str) -> None:
        def look(_progress: Progress) -> VersionView:
            return version_view(self.ws, platform, version)

        self.jobs.read(look, self._show_version, failed=self.tell_error, owner=self)

    def _show_version(self, view: VersionView) -> None:
        if self._may_leave_pane():
            self._give_room(WIDE)
            title = f"{view.name} · 当时的规则（版本 {view.version}）"
            self.pane.show_content(title, OldVersionView(view))

    # travel

    def _on_exported(self, made: RulesExported) -> None:
        self.info.tell(
            f"已导出到“{made.path.name}”：自定义规则 {made.rules} 项，新增平台 "
            f"{made.platforms} 个，核实记录 {made.checks} 条，凭证 {made.files} 个。",
            "success",
        )

    def _on_preview(self, preview: RulesPreview) -> None:
        self._stack.setCurrentWidget(self.offers)
        self.offers.show_preview(preview)

    def _on_imported(self) -> None:
        self._show_catalogue()
        self.info.tell("所选的规则已导入，可以撤销。", "success")
