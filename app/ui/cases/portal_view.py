"""平台填报清单: the portal's fields in its order; Enter copies a value and goes on to the next."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rules.findings import OWN_CHECK, Finding, Severity
from app.services.portal import (
    PortalChecklist,
    PortalLine,
    clear_filled,
    keep_filled,
    portal_checklist,
)
from app.services.workspace import Workspace
from app.ui.cases.picked_view import PickedView
from app.ui.cases.portal_row import PortalRow
from app.ui.cases.step import CasePlace
from app.ui.jobs import Jobs
from app.ui.widgets import (
    Chip,
    EmptyState,
    SectionTitle,
    button,
    copy_text,
    label,
    scrolled,
    tool,
)

SMALL = (400, 560)
KEY_PRESS = QEvent.Type.KeyPress
KEYS = "回车或 Ctrl+C 复制并标为已填，上下键选择，空格改标记"


class PortalView(PickedView):
    """The fields of one submission, each with its value, a copy button and whether it is done.

    The list can stand in a small window of its own above the browser; it is the same list.
    """

    key = "portal"
    title = "平台填报清单"
    hint = "按平台的填写顺序逐项复制。平台的字段没有公开，标为“待核实”的以页面上的为准。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        empty = EmptyState(
            "copy", "先采用办理方案", "方案采用后，这里列出每次提交在平台上要填的内容。"
        )
        empty.add_action("去办理方案", lambda: self.place.go("plan"), primary=True)
        super().__init__(ws, jobs, case_id, place, empty)
        self.rows: list[PortalRow] = []
        self.current = 0
        self._shown: PortalChecklist | None = None
        self._small: QWidget | None = None
        self.progress = Chip()
        self.float = button(
            "小窗显示", self.turn_small, icon_name="open", shortcut="F9",
            tip="在浏览器旁边置顶显示这份清单",
        )  # fmt: skip
        self.again = button("全部改为未填", self._on_again, kind="link")
        self.site = button("复制网址", lambda: copy_text(self._portal()), kind="link")
        self.browse = button("打开平台网站", self._on_browse, kind="link")
        self._unknown = EmptyState(
            "catalogue",
            "目录中没有这个平台的填报项",
            "在平台上看到要填哪些字段后，可以在平台目录中补充“平台填报项”，以后会自动列出。",
        )
        self._unknown.add_action("去平台目录", self._on_catalogue, primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        self._list = QWidget()  # what the small window takes over
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 12, 8)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._area = scrolled(inside)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.before = tool("上一项", "back", lambda: self.step(-1), shortcut="Alt+PgUp")
        self.after = tool("下一项", "arrow", lambda: self.step(1), shortcut="Alt+PgDown")
        self.copy = button("复制并到下一项", self.copy_current, kind="primary", icon_name="copy")
        foot.addWidget(self.before)
        foot.addWidget(self.after)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._keys = label(KEYS, "muted", wrap=True)
        column.addWidget(self._keys)
        column.addWidget(self._area, 1)
        column.addLayout(foot)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.progress)
        for widget in (self.again, self.site, self.browse):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.float)
        self._away = label("清单在小窗中显示，按 F9 或关闭小窗回到这里。", "muted", wrap=True)
        self._away.hide()
        self._room = QVBoxLayout(self.body)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._room.setSpacing(8)
        self._room.addLayout(head)
        self._room.addWidget(self._away)
        self._room.addWidget(self._list, 1)
        self._room.addWidget(self._unknown, 1)
        self._list.installEventFilter(self)

    # showing

    def read(self, submission_id: int) -> PortalChecklist:
        """Return the portal's fields for a submission."""
        return portal_checklist(self.ws, submission_id)

    def show_read(self, found: PortalChecklist) -> None:
        """Show the fields; what is the same as before is left alone."""
        if found == self._shown:
            return
        other = self._shown is None or self._shown.submission_id != found.submission_id
        self._shown = found
        self._fill(found.lines)
        self._list.setVisible(bool(found.lines))
        self._unknown.setVisible(not found.lines)
        for widget in (self.again, self.float, self.progress):
            widget.setVisible(bool(found.lines))
        self.site.setVisible(bool(found.portal))
        self.browse.setVisible(bool(found.portal))
        self._tell_progress()
        if other:
            first = next((n for n, line in enumerate(found.lines) if not line.filled), 0)
            self.choose(first)
        else:
            self.choose(self.current)

    def _fill(self, lines: tuple[PortalLine, ...]) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.rows = []
        section = ""
        for line in lines:
            if line.section != section:
                section = line.section
                self._column.insertWidget(self._column.count() - 1, SectionTitle(section))
            row = PortalRow(line)
            place = len(self.rows)
            row.chosen.connect(lambda place=place: self.choose(place))
            row.copy_asked.connect(lambda place=place: self._copy(place))
            row.mark_asked.connect(lambda place=place: self._mark(place))
            row.mend_asked.connect(lambda place=place: self._mend(place))
            row.installEventFilter(self)
            row.set_compact(self._small is not None)
            self.rows.append(row)
            self._column.insertWidget(self._column.count() - 1, row)

    def _tell_progress(self) -> None:
        done = sum(row.line.filled for row in self.rows)
        empty = sum(not row.line.value for row in self.rows)
        told = f"已填 {done} / {len(self.rows)}" + (f"，{empty} 项没有内容" if empty else "")
        self.progress.set(told, "success" if done == len(self.rows) else "accent")

    # moving about

    def choose(self, place: int, *, focus: bool = True) -> None:
        """Make a row the current one and bring it into view."""
        if not self.rows:
            return
        self.current = max(0, min(place, len(self.rows) - 1))
        for number, row in enumerate(self.rows):
            row.set_current(number == self.current)
        if focus and not self.rows[self.current].hasFocus():
            self.rows[self.current].setFocus()
        self._area.ensureWidgetVisible(self.rows[self.current], 0, 60)
        self.before.setEnabled(self.current > 0)
        self.after.setEnabled(self.current < len(self.rows) - 1)

    def step(self, by: int) -> None:
        """Go to the row before or after."""
        self.choose(self.current + by)

    def copy_current(self) -> None:
        """Copy the current row's value, mark it as filled in, and go on."""
        if self.rows:
            self._copy(self.current)

    def _copy(self, place: int) -> None:
        line = self.rows[place].line
        if not line.value:
            self._mend(place)
            return
        copy_text(line.value)
        self._set_filled(place, True)
        self.choose(place + 1)

    def _mark(self, place: int) -> None:
        line = self.rows[place].line
        if line.value:
            self._set_filled(place, not line.filled)

    def _set_filled(self, place: int, filled: bool) -> None:
        assert self._shown is not None
        submission_id = self._shown.submission_id
        line = replace(self.rows[place].line, filled=filled)
        self.rows[place].show_line(line)
        lines = (*self._shown.lines[:place], line, *self._shown.lines[place + 1 :])
        self._shown = replace(self._shown, lines=lines)
        self._tell_progress()

        self.jobs.change(
            "记住填报进度",
            lambda _progress: keep_filled(self.ws, submission_id, line, filled=filled),
            failed=self.tell_error,
            owner=self,
            quiet=True,
        )

    def _mend(self, place: int) -> None:
        """Lead to where a value is entered."""
        line = self.rows[place].line
        self._put_back()
        self.place.on_finding(
            Finding("portal.value", Severity.WARNING, line.label, line.where, line.place, OWN_CHECK)
        )

    def _on_again(self) -> None:
        assert self._shown is not None
        submission_id = self._shown.submission_id
        self.jobs.change(
            "重新填报",
            lambda _progress: clear_filled(self.ws, submission_id),
            lambda _none: self.look(),
            self.tell_error,
            owner=self,
            quiet=True,
        )

    def _portal(self) -> str:
        return self._shown.portal if self._shown else ""

    def _on_browse(self) -> None:
        QDesktopServices.openUrl(QUrl(self._portal()))

    def _on_catalogue(self) -> None:
        where = {"platform": self._shown.platform} if self._shown else {}
        self.place.leave_to("platforms", **where)

    # keys and the small window

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy) or key in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.copy_current()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Space:
            self._mark(self.current)
        elif key == Qt.Key.Key_Escape:
            if self._small is None:
                self.place.go("export")
            self._put_back()
        else:
            return False
        return True

    def turn_small(self) -> None:
        """Show the list in a small window above all others, or back in the page."""
        if self._small is not None:
            self._put_back()
            return
        self._list.setParent(None)
        self._list.setWindowFlags(Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        name = self._shown.platform_name if self._shown else ""
        self._list.setWindowTitle(f"{name} 填报清单")
        self._list.setContentsMargins(8, 8, 8, 8)
        self._list.resize(*SMALL)
        screen = self.screen().availableGeometry()
        self._list.move(screen.right() - SMALL[0] - 16, screen.top() + 60)
        self._small = self._list
        self._away.show()
        self._set_compact(True)
        self._list.show()
        self._list.activateWindow()
        self.choose(self.current)

    def _put_back(self) -> None:
        if self._small is None:
            return
        self._small = None
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setWindowFlags(Qt.WindowType.Widget)
        self._room.insertWidget(self._room.count() - 1, self._list, 1)
        self._set_compact(False)
        self._list.show()
        self._away.hide()
        self.choose(self.current)

    def _set_compact(self, compact: bool) -> None:
        for row in self.rows:
            row.set_compact(compact)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the rows before the scrolled area does, and the small window's end."""
        key = event if isinstance(event, QKeyEvent) and event.type() is KEY_PRESS else None
        if key and isinstance(watched, PortalRow):
            return self._on_key(key)
        if watched is self._list and self._small is not None:
            if event.type() == QEvent.Type.Close:
                event.ignore()
                self._put_back()
                return True
            if key and key.key() == Qt.Key.Key_F9:
                self._put_back()
                return True
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """The small window stays while the page is open, not longer."""
        self._put_back()
