"""编辑页面: the pages of an attached file turned, straightened, cropped, ordered, split, joined.

Shows each page as it will be bound; nothing is kept before 保存, and the file itself never changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.dossier import PageEdit
from app.errors import QingBeiError
from app.progress import Progress
from app.services.attachments import AttachmentView
from app.services.page_editing import join_files, page_pdf, pages_of, save_pages, split_file
from app.services.results import Result
from app.services.workspace import Workspace
from app.ui.cases import page_steps
from app.ui.cases.page_steps import Pages
from app.ui.cases.pdf_pages import page_picture
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button, label, tool

THUMB = QSize(84, 119)
THUMB_DPI, LARGE_DPI = 12, 70
KEPT = 400
SIDES = ("左", "上", "右", "下")
MOST_CUT = 90.0
A_ROW = 5
CUT_NOTE = (
    "裁切过的页，装订、打印和上传时画成 300 dpi 的图片，裁掉的内容不会留在文件里；"
    "原件仍保存在材料库中。"
)
TILT_NOTE = "只校正角度不会丢内容：四角都保留，页面相应缩小一些。不要的边角可以再裁切。"

Save = Callable[[Workspace, int, Pages], Result[None]]
"""Keeps how the pages of a file are shown, the file being named by its place."""


class PageEditor(QWidget):
    """Signals: ``closed()`` when the officer is done, whether or not something was kept."""

    closed = Signal()

    def __init__(self, ws: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._ws, self._jobs = ws, jobs
        self._file: AttachmentView | None = None
        self._others: tuple[AttachmentView, ...] = ()
        self._save: Save = save_pages
        self._history: list[Pages] = []
        self._pictures: OrderedDict[tuple[PageEdit, int], QImage] = OrderedDict()
        self._asked: set[tuple[PageEdit, int]] = set()
        self.info = InfoBar()
        self.title = label("", "heading", wrap=True)
        self.pages = QListWidget()
        self.pages.setIconSize(THUMB)
        self.pages.setAccessibleName("页面")
        self.pages.currentRowChanged.connect(lambda _row: self._show_page())
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumWidth(300)
        self.preview.setAccessibleName("装订后的样子")
        self.tilt = self._spin("校正角度", -45, 45, "°", self._on_tilt)
        self.cuts = [self._spin(f"{side}边裁切", 0, MOST_CUT, "%", self._on_cut) for side in SIDES]
        self.cut_note = label(CUT_NOTE, "muted", wrap=True)
        self._lay_out()

    def _spin(
        self, name: str, least: float, most: float, unit: str, slot: Callable[[], None]
    ) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setRange(least, most)
        made.setDecimals(1)
        made.setSingleStep(0.5)
        made.setSuffix(unit)
        made.setKeyboardTracking(False)
        made.setAccessibleName(name)
        made.valueChanged.connect(lambda _value: slot())
        return made

    def _lay_out(self) -> None:
        self.save = button("保存", self._on_save, kind="primary", shortcut="Ctrl+S")
        self.back = button("返回", self._on_back, icon_name="back", shortcut="Esc")
        self.undo = button("撤销一步", self._on_undo, icon_name="undo", shortcut="Ctrl+Backspace")
        self.reset = button("恢复原件", self._on_reset)
        head = QHBoxLayout()
        for widget in (self.title, self.undo, self.reset, self.back, self.save):
            head.addWidget(widget, 1 if widget is self.title else 0)
        step: Any = self._do
        self.tools = {
            "left": tool(
                "左转", "undo", lambda: self._turn(270), tip="逆时针转 90°", shortcut="Ctrl+L"
            ),
            "right": tool(
                "右转", "redo", lambda: self._turn(90), tip="顺时针转 90°", shortcut="Ctrl+R"
            ),
            "up": tool(
                "前移", "back", lambda: self._move(-1), tip="移到前一页之前", shortcut="Alt+Up"
            ),
            "down": tool(
                "后移", "down", lambda: self._move(1), tip="移到后一页之后", shortcut="Alt+Down"
            ),
            "remove": tool(
                "移除此页", "delete", self._remove, tip="不装订这一页，原件保留", shortcut="Ctrl+D"
            ),
            "halves": tool(
                "左右分页",
                "copy",
                lambda: step(page_steps.halved, across=False),
                tip="把一页分成左右两页，例如扫描在一起的对开页",
            ),
            "upper": tool(
                "上下分页",
                "copy",
                lambda: step(page_steps.halved, across=True),
                tip="把一页分成上下两页",
            ),
            "split": tool("从此页拆开", "case", self._split, tip="从这一页起拆成另一个文件"),
            "join": tool("并入文件…", "attach", self._join, tip="把同一材料下的另一个文件接在后面"),
        }
        rows = (QHBoxLayout(), QHBoxLayout())
        for place, made in enumerate(self.tools.values()):
            rows[place >= A_ROW].addWidget(made)
        for row in rows:
            row.setSpacing(4)
            row.addStretch(1)
        fine = QHBoxLayout()
        fine.addWidget(label("校正角度"))
        fine.addWidget(self.tilt)
        fine.addWidget(label("裁切"))
        for side, spin in zip(SIDES, self.cuts, strict=True):
            fine.addWidget(label(side, "muted"))
            fine.addWidget(spin)
        fine.addStretch(1)
        body = QHBoxLayout()
        self.pages.setFixedWidth(200)
        body.addWidget(self.pages)
        body.addWidget(self.preview, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        whole.addLayout(head)
        whole.addLayout(rows[0])
        whole.addLayout(rows[1])
        whole.addLayout(fine)
        whole.addWidget(self.cut_note)
        whole.addLayout(body, 1)

    # the file

    def open(
        self,
        file: AttachmentView,
        others: tuple[AttachmentView, ...],
        save: Save | None = None,
    ) -> None:
        """Show a file's pages; ``others`` are the files of the same item, to be joined.

        With ``save`` the file is of another kind than a checklist's: it is kept so, and not split.
        """
        self._file, self._others = file, others
        self._save = save or save_pages
        self.tools["split"].setVisible(save is None)
        self._history = [pages_of(file)]
        self._pictures.clear()
        self._asked.clear()
        self.info.dismiss()
        self.title.setText(f"编辑页面：{file.file_name}")
        self.tools["join"].setVisible(bool(others))
        self._fill(0)
        self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def now(self) -> Pages:
        """Return the pages as they are shown."""
        return self._history[-1]

    def _fill(self, row: int) -> None:
        self.pages.blockSignals(True)
        self.pages.clear()
        for number, edit in enumerate(self.now(), start=1):
            entry = QListWidgetItem(f"第 {number} 页")
            entry.setSizeHint(QSize(180, THUMB.height() + 8))
            self.pages.addItem(entry)
            self._draw(edit, THUMB_DPI)
        self.pages.setCurrentRow(min(row, self.pages.count() - 1))
        self.pages.blockSignals(False)
        self.undo.setEnabled(len(self._history) > 1)
        self._show_pictures()
        self._show_page()

    def _show_page(self) -> None:
        row = self.pages.currentRow()
        if row < 0:
            return
        edit = self.now()[row]
        for spin, value in (
            (self.tilt, edit.tilt),
            *zip(self.cuts, _cut_shares(edit), strict=True),
        ):
            spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(False)
        self.cut_note.setText(CUT_NOTE if edit.is_cut else TILT_NOTE)
        self.cut_note.setVisible(edit.is_cut or bool(edit.tilt))
        self._draw(edit, LARGE_DPI)
        self._show_pictures()

    # pictures

    def _draw(self, edit: PageEdit, dpi: int) -> None:
        file, key = self._file, (edit, dpi)
        if file is None or key in self._pictures or key in self._asked:
            return
        self._asked.add(key)

        def work(progress: Progress) -> QImage:
            return page_picture(page_pdf(self._ws, file, edit, progress), 0, dpi)

        def done(image: QImage) -> None:
            self._asked.discard(key)
            self._pictures[key] = image
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
            self._show_pictures()

        self._jobs.read(work, done, failed=self._tell, owner=self, title="正在显示页面")

    def _show_pictures(self) -> None:
        for row, edit in enumerate(self.now()):
            entry, image = self.pages.item(row), self._pictures.get((edit, THUMB_DPI))
            if entry is not None and image is not None:
                entry.setIcon(QIcon(QPixmap.fromImage(image)))
        row = self.pages.currentRow()
        if row >= 0:
            large = self._pictures.get((self.now()[row], LARGE_DPI))
            if large is not None:
                self.preview.setPixmap(
                    QPixmap.fromImage(large).scaled(
                        self.preview.size(),
                        Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation,
                    )
                )

    # steps

    def _take(self, pages: Pages, row: int) -> None:
        if pages != self.now():
            self._history.append(pages)
            self._fill(row)

    def _do(self, change: Callable[..., Pages], *values: object, **named: object) -> None:
        row = self.pages.currentRow()
        if row >= 0:
            self._take(change(self.now(), row, *values, **named), row)

    def _turn(self, degrees: int) -> None:
        self._do(page_steps.turned, degrees)

    def _move(self, by: int) -> None:
        row = self.pages.currentRow()
        if row >= 0:
            pages, target = page_steps.moved(self.now(), row, by)
            self._take(pages, target)

    def _remove(self) -> None:
        if len(self.now()) == 1:
            self.info.tell("至少要保留一页。不需要这个文件时，请返回清单移除。", "warning")
            return
        self._do(page_steps.removed)

    def _on_tilt(self) -> None:
        self._do(page_steps.straightened, self.tilt.value())

    def _on_cut(self) -> None:
        left, top, right, bottom = (spin.value() / 100 for spin in self.cuts)
        if left + right >= MOST_CUT / 100 or top + bottom >= MOST_CUT / 100:
            self.info.tell("裁切后剩下的部分太小，请减少裁切。", "warning")
            self._show_page()
            return
        self._do(page_steps.cropped, (left, top, 1 - right, 1 - bottom))

    def _on_undo(self) -> None:
        if len(self._history) > 1:
            row = self.pages.currentRow()
            self._history.pop()
            self._fill(row)

    def _on_reset(self) -> None:
        from app.dossier import whole_file

        if self._file is not None:
            self._take(whole_file(self._file.original_pages), 0)

    # keeping

    def _on_save(self) -> None:
        file, pages = self._file, self.now()
        if file is not None:
            self._keep("保存页面", lambda _p: self._save(self._ws, file.link_id, pages))

    def _split(self) -> None:
        file, pages, row = self._file, self.now(), self.pages.currentRow()
        if row < 1:
            self.info.tell("请选择第 2 页或以后的页，从那里拆开。", "warning")
        elif file is not None:
            self._keep("拆分文件", lambda _p: split_file(self._ws, file.link_id, pages, row))

    def _join(self) -> None:
        menu = QMenu(self)
        for other in self._others:
            entry = menu.addAction(f"{other.file_name}（{other.page_count} 页）")
            entry.triggered.connect(lambda _on=False, id=other.link_id: self.join(id))
        menu.popup(self.tools["join"].mapToGlobal(self.tools["join"].rect().bottomLeft()))

    def join(self, other_id: int) -> None:
        """Put another file of the same item behind this one, and keep it."""
        file, pages = self._file, self.now()
        if file is not None:
            self._keep("合并文件", lambda _p: join_files(self._ws, file.link_id, pages, other_id))

    def _keep(self, title: str, work: Callable[[Progress], Result[None]]) -> None:
        self._jobs.change(title, work, lambda _none: self.closed.emit(), self._tell, owner=self)

    def _on_back(self) -> None:
        if len(self._history) > 1 and self.info.text() != UNSAVED:
            self.info.tell(UNSAVED, "warning")
            return
        self.closed.emit()

    def _tell(self, error: QingBeiError) -> bool:
        self.info.tell_error(error)
        return True


UNSAVED = "页面的改动还没有保存。按“保存”保留，再按一次“返回”放弃。"


def _cut_shares(edit: PageEdit) -> tuple[float, float, float, float]:
    """Return what is cut off at each side, in per cent."""
    left, top, right, bottom = edit.crop
    return (left * 100, top * 100, (1 - right) * 100, (1 - bottom) * 100)
