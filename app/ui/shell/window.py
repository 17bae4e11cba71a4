"""The main window: pages on a rail, a top bar, a foot; knows pages only by their key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import APP_NAME
from app.errors import QingBeiError
from app.services.results import Changes
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.shell.bars import Foot, RunningWork
from app.ui.shell.page import Page
from app.ui.shell.search import SearchBox, SearchHit
from app.ui.theme import icon
from app.ui.theme.kept import restore_appearance
from app.ui.widgets import ChoiceField, InfoBar, label, tool

SHORTCUTS = (
    ("Ctrl+K", "全局搜索"),
    ("Ctrl+Z / Ctrl+Y", "撤销 / 重做"),
    ("Ctrl+1 … Ctrl+6", "切换页面"),
    ("Ctrl+N", "新建"),
    ("Ctrl+I", "导入清单或公告"),
    ("Ctrl+F", "在本页查找"),
    ("F2 / 回车", "编辑所选"),
    ("Delete", "删除所选（可撤销）"),
    ("Ctrl+C", "复制所选行或编号"),
    ("Ctrl+V", "把复制好的表格粘贴为导入（台账、导入页）"),
    ("Ctrl+D", "复制出一个备案"),
    ("Ctrl+Shift+E", "批量修改所选备案"),
    ("Ctrl+M", "合并重复的备案"),
    ("Ctrl+E", "导出台账"),
    ("Ctrl+P", "打印待签章页（准备材料）"),
    ("Ctrl+Shift+S", "扫描归档（准备材料）"),
    ("Ctrl+Shift+B", "从共用材料带入全部提交（准备材料）"),
    ("F8", "去做接下来的一步（注销办理）"),
    ("Alt+→ / Alt+←", "下一步 / 上一步"),
    ("Esc", "关闭详情或返回"),
    ("F1", "显示本快捷键表"),
)


EVERY = "全部主体"
UNSEEN_MS = 2000
"""After so long a window that is not painted (opened as an icon) does what waits for it."""


class _Entry:
    def __init__(self, title: str, factory: Callable[[], Page], button: QToolButton | None) -> None:
        self.title, self.factory, self.button = title, factory, button
        self.page: Page | None = None
        self.stale = True


class MainWindow(QMainWindow):
    """The window of one data folder.

    Signals: ``subject_changed(organisation id or None)``; ``first_painted`` once, when the
    window was painted for the first time, or soon after it was opened without being seen.
    """

    subject_changed = Signal(object)
    first_painted = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self.ws = ws
        self.jobs = jobs
        self.settings = QSettings(str(ws.paths.ui_state), QSettings.Format.IniFormat)
        restore_appearance(self.settings)
        self._entries: dict[str, _Entry] = {}
        self._current = ""
        self._was_painted = False
        self.asks_before_loss = True
        self.setWindowTitle(APP_NAME)
        self.setMinimumSize(960, 600)
        self._errors = InfoBar()
        self._stack = QStackedWidget()
        self._rail_group = QButtonGroup(self)
        self.search = SearchBox(jobs, self._command_hits)
        self.foot = Foot(jobs, str(ws.folder))
        self._build()
        jobs.changed.connect(self._on_changed)
        jobs.failed.connect(self.show_error)
        jobs.undo_changed.connect(self._show_undo)
        self._show_undo()

    # building

    def _build(self) -> None:
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._build_rail())
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._build_top())
        errors = QHBoxLayout()
        errors.setContentsMargins(16, 0, 16, 0)
        errors.addWidget(self._errors)
        right.addLayout(errors)
        right.addWidget(self._stack, 1)
        body.addLayout(right, 1)
        central = QWidget()
        whole = QVBoxLayout(central)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(body, 1)
        whole.addWidget(self.foot)
        self.setCentralWidget(central)
        for keys, slot in (
            ("Ctrl+K", self._focus_search),
            ("F1", self.show_shortcuts),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _build_rail(self) -> QWidget:
        rail = QWidget()
        rail.setProperty("kind", "rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rail = rail
        self._rail_column = QVBoxLayout(rail)
        self._rail_column.setContentsMargins(8, 10, 8, 8)
        self._rail_column.setSpacing(4)
        self._rail_column.addStretch(1)
        self._fold = tool("收起", "menu", self._toggle_rail, tip="收起或展开导航")
        self._fold.setProperty("kind", "rail")
        self._rail_column.addWidget(self._fold)
        return rail

    def _build_top(self) -> QWidget:
        top = QWidget()
        top.setProperty("kind", "bar")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        self._page_title = label("", "heading")
        self._page_title.setMinimumWidth(96)
        self.subject: ChoiceField[int | None] = ChoiceField([(None, EVERY)])
        self.subject.setAccessibleName("企业主体")
        self.subject.setToolTip("只看一个企业主体")
        self.subject.setMinimumContentsLength(27)
        self.subject.setMaximumWidth(260)
        self.subject.hide()
        self.subject.value_committed.connect(
            lambda: self.subject_changed.emit(self.subject.value())
        )
        self._undo = tool("撤销", "undo", self.jobs.undo, shortcut="Ctrl+Z", word=False)
        self._redo = tool("重做", "redo", self.jobs.redo, shortcut="Ctrl+Y", word=False)
        QShortcut(QKeySequence("Ctrl+Shift+Z"), self).activated.connect(self.jobs.redo)
        row.addWidget(self._page_title)
        row.addWidget(self.subject)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(RunningWork(self.jobs), 2)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        return top

    # pages

    def add_page(self, key: str, title: str, icon_name: str, factory: Callable[[], Page]) -> None:
        """Register a page; it is made when first shown. Without an icon it has no rail button."""
        made: QToolButton | None = None
        if icon_name:
            place = len(self._rail_group.buttons())
            made = QToolButton()
            made.setText(title)
            made.setAccessibleName(title)
            made.setIcon(icon(icon_name))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setProperty("kind", "rail")
            made.setCheckable(True)
            made.setMinimumWidth(136)
            made.setToolTip(f"{title}（Ctrl+{place + 1}）")
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.clicked.connect(lambda _checked=False: self.navigate(key))
            QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self).activated.connect(
                lambda: self.navigate(key)
            )
            self._rail_group.addButton(made)
            self._rail_column.insertWidget(place, made)
        self._entries[key] = _Entry(title, factory, made)

    def page(self, key: str) -> Page:
        """Return the page, made where needed."""
        entry = self._entries[key]
        if entry.page is None:
            entry.page = entry.factory()
            self._stack.addWidget(entry.page)
        return entry.page

    def current_page(self) -> str:
        """Return the key of the page that is shown."""
        return self._current

    def navigate(self, key: str, **where: object) -> None:
        """Show the page ``key`` and there what ``where`` names."""
        if self._current and self._current != key:
            self.page(self._current).leave()
        page, entry = self.page(key), self._entries[key]
        self._current = key
        self._page_title.setText(entry.title)
        self._stack.setCurrentWidget(page)
        self._mark_on_rail(entry.button)
        page.take_focus()
        if entry.stale:
            entry.stale = False
            page.refresh(None)
        if where:
            page.open(**where)

    def _mark_on_rail(self, button: QToolButton | None) -> None:
        """Mark the page's button; a page without one leaves the rail unmarked."""
        marked = self._rail_group.checkedButton()
        if button is not None:
            button.setChecked(True)
        elif marked is not None:
            self._rail_group.setExclusive(False)
            marked.setChecked(False)
            self._rail_group.setExclusive(True)

    def _on_changed(self, changes: Changes) -> None:
        for key, entry in self._entries.items():
            if entry.page is None:
                continue
            if key == self._current:
                entry.page.refresh(changes)
            else:
                entry.stale = True

    # subject, search, undo

    def set_subjects(self, subjects: Sequence[tuple[int, str]]) -> None:
        """Offer the organisations to choose from; one alone needs no switch."""
        kept = self.subject.value()
        self.subject.set_choices([(None, EVERY), *subjects])
        self.subject.setVisible(len(subjects) > 1)
        if self.subject.value() != kept:
            self.subject_changed.emit(None)

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _command_hits(self, text: str) -> list[SearchHit]:
        def hit(key: str, entry: _Entry) -> SearchHit:
            return SearchHit("页面", entry.title, "", lambda: self.navigate(key))

        return [hit(key, entry) for key, entry in self._entries.items() if text in entry.title]

    def _show_undo(self) -> None:
        for made, word, told, keys in (
            (self._undo, "撤销", self.jobs.undo_text(), "Ctrl+Z"),
            (self._redo, "重做", self.jobs.redo_text(), "Ctrl+Y"),
        ):
            made.setEnabled(bool(told))
            made.setToolTip(
                f"{word}：{told}（{keys}）" if told else f"没有可{word}的操作（{keys}）"
            )

    # messages

    def show_error(self, error: QingBeiError) -> None:
        """Show an error that no page took as its own."""
        self._errors.tell_error(error)

    def error_text(self) -> str:
        """Return the error shown above the page, or an empty text."""
        return self._errors.text() if self._errors.isVisible() else ""

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from PySide6.QtWidgets import QDialog, QGridLayout

        sheet = QDialog(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.setWindowTitle("快捷键")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for row, (keys, told) in enumerate(SHORTCUTS):
            grid.addWidget(label(keys, "muted"), row, 0)
            grid.addWidget(label(told), row, 1)
        sheet.open()

    def come_to_front(self) -> None:
        """Show the window above the others; a second start asks for it."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    # the first picture

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_painted:
            QTimer.singleShot(UNSEEN_MS, self, self._tell_painted)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        if not self._was_painted:
            self._was_painted = True
            self.first_painted.emit()

    # state

    def _toggle_rail(self) -> None:
        self._set_rail(self._fold.property("folded") is not True)

    def _set_rail(self, folded: bool) -> None:
        style = Qt.ToolButtonStyle
        for made in [*self._rail_group.buttons(), self._fold]:
            assert isinstance(made, QToolButton)
            made.setToolButtonStyle(
                style.ToolButtonIconOnly if folded else style.ToolButtonTextBesideIcon
            )
            made.setMinimumWidth(0 if folded else 136)
        self._fold.setProperty("folded", folded)
        self._fold.setText("展开" if folded else "收起")

    def restore(self, first: str) -> None:
        """Bring back size, rail and page as they were; ``first`` is shown the first time."""
        geometry = self.settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1366, 820)
        self._set_rail(self.settings.value("window/rail_folded") in (True, "true"))
        key = str(self.settings.value("window/page") or first)
        self.navigate(key if key in self._entries else first)

    def save_state(self) -> None:
        """Keep size, rail and page."""
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.settings.setValue("window/rail_folded", self._fold.property("folded") is True)
        self.settings.setValue("window/page", self._current)
        self.settings.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._current:
            self.page(self._current).leave()
        if self.jobs.pending_changes():
            # What was typed last is still on its way; the window goes when it is stored.
            event.ignore()
            self.setEnabled(False)
            QTimer.singleShot(20, self.close)
            return
        self.setEnabled(True)
        if self.asks_before_loss and not self._may_lose():
            event.ignore()
            return
        self.save_state()
        self.jobs.shut_down()
        _hand_over_clipboard()
        event.accept()

    def _may_lose(self) -> bool:
        """Ask when a page holds what was typed and cannot be stored as it is."""
        from PySide6.QtWidgets import QMessageBox

        for key, entry in self._entries.items():
            told = entry.page.unsaved() if entry.page is not None else ""
            if not told:
                continue
            box = QMessageBox(QMessageBox.Icon.Warning, APP_NAME, told, parent=self)
            box.setInformativeText("现在退出，这些内容会丢失。")
            back = box.addButton("回去保存", QMessageBox.ButtonRole.RejectRole)
            leave = box.addButton("仍然退出", QMessageBox.ButtonRole.DestructiveRole)
            box.setDefaultButton(back)
            box.setEscapeButton(back)
            box.exec()
            if box.clickedButton() is not leave:
                self.navigate(key)
                return False
        return True


def _hand_over_clipboard() -> None:
    """Leave copied rows on the clipboard as plain text that does not belong to the interpreter.

    Qt lets the clipboard's content go after the interpreter has ended; an object made by it
    would bring the process down then.
    """
    clipboard = QGuiApplication.clipboard()
    # Off screen there is no other program, and nobody is told to own the clipboard.
    own = clipboard.ownsClipboard() or QGuiApplication.platformName() == "offscreen"
    held = clipboard.mimeData()
    if own and held is not None and held.hasHtml():
        clipboard.setText(clipboard.text())
