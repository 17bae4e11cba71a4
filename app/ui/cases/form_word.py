"""The way of a form through Word: handed out by a menu, taken back by a button or by dropping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from app.errors import QingBeiError
from app.progress import Progress
from app.services.form_word import (
    WordReading,
    WordText,
    read_word,
    take_word,
    word_name,
    write_form,
    write_forms,
)
from app.services.forms import FormView
from app.services.word_texts import keep_texts, keepable
from app.ui.cases.step import Step
from app.ui.cases.word_pane import WordPane
from app.ui.widgets import InfoBar, button
from app.ui.widgets.written import tell_written

WORD_FILES = "Word 文档 (*.docx);;所有文件 (*)"
ZIP_FILES = "压缩包 (*.zip)"

Current = Callable[[], tuple[int, FormView] | None]
"""Which form of which submission is shown."""


class FormWord(QObject):
    """The two buttons, and the pane with the differences while there is one.

    ``pane_opened(pane)`` and ``pane_closed`` tell the step to make room for it; ``trial(values)``
    asks for the pages with these values.
    """

    pane_opened = Signal(object)
    pane_closed = Signal()
    trial = Signal(object)

    def __init__(
        self,
        step: Step,
        info: InfoBar,
        current: Current,
    ) -> None:
        super().__init__(step)
        self._ws, self._jobs, self._place = step.ws, step.jobs, step.place
        self._info, self._current = info, current
        self._folder = ""
        self.pane: WordPane | None = None
        self.out: QPushButton = button(
            "导出 Word", icon_name="export", tip="导出可用 Word 或 WPS 修改的表单"
        )
        menu = QMenu(self.out)
        self.one = menu.addAction("这份表单…", self._ask_one)
        self.submission = menu.addAction("本次提交的全部表单…", lambda: self._ask_many(False))
        self.case = menu.addAction("本项目的全部表单…", lambda: self._ask_many(True))
        menu.addSeparator()
        self.folder = menu.addAction("本项目的全部表单，放到文件夹…", self._ask_folder)
        self.out.setMenu(menu)
        self.into: QPushButton = button(
            "导入修改后的 Word",
            self._ask_file,
            icon_name="import",
            tip="读出在 Word 或 WPS 中改过的内容；也可以把文件拖到这一页",
        )

    # out

    def _ask_one(self) -> None:
        shown = self._current()
        if shown is None:
            return
        start = str(Path(self._folder) / word_name(shown[1].title))
        name, _ = QFileDialog.getSaveFileName(self.out, "导出 Word", start, WORD_FILES)
        if name:
            self.save_one(Path(name).with_suffix(".docx"))

    def save_one(self, target: Path) -> None:
        """Write the form that is shown to ``target``."""
        shown = self._current()
        if shown is None:
            return
        submission_id, view = shown
        self._folder = str(target.parent)

        def work(_progress: Progress) -> Path:
            return write_form(self._ws, submission_id, view.form_id, target)

        self._jobs.read(work, self._told_one, failed=self._fail, owner=self, title="正在导出 Word")

    def _told_one(self, target: Path) -> None:
        told = f"已导出“{target.name}”。在 Word 或 WPS 中修改并保存后，拖到这一页即可读回。"
        tell_written(self._info, told, target)

    def _ask_many(self, whole_case: bool) -> None:
        start = str(Path(self._folder) / "表单.zip")
        name, _ = QFileDialog.getSaveFileName(self.out, "导出 Word", start, ZIP_FILES)
        if name:
            self.save_many(Path(name).with_suffix(".zip"), whole_case=whole_case)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self.out, "选择文件夹", self._folder)
        if name:
            self.save_many(Path(name), whole_case=True)

    def save_many(self, target: Path, *, whole_case: bool) -> None:
        """Write all forms of the submission shown, or of the case, to a .zip or into a folder."""
        shown = self._current()
        if shown is None:
            return
        submission_id = shown[0]
        self._folder = str(target.parent if target.suffix else target)

        def work(progress: Progress) -> int:
            return write_forms(self._ws, submission_id, target, progress, whole_case=whole_case)

        def told(count: int) -> None:
            tell_written(self._info, f"已导出 {count} 份表单，在“{target}”。", target)

        self._jobs.read(work, told, failed=self._fail, owner=self, title="正在导出 Word")

    # back in

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self.into, "导入修改后的 Word", self._folder, WORD_FILES
        )
        if name:
            self.open([Path(name)])

    def open(self, files: list[Path]) -> None:
        """Read a document of the form that is shown and show what differs."""
        shown = self._current()
        if shown is None or not files:
            return
        if len(files) > 1:
            self._info.tell("一次只能导入一份 Word，请逐份拖入。", "warning")
            return
        submission_id, view = shown
        self._folder = str(files[0].parent)

        def work(_progress: Progress) -> tuple[WordReading, frozenset[WordText]]:
            reading = read_word(self._ws, submission_id, view.form_id, files[0])
            return reading, frozenset(keepable(self._ws, reading))

        self._jobs.read(
            work, self._show, key=("word", id(self)), failed=self._fail, owner=self,
            title="正在读取 Word",
        )  # fmt: skip

    def _show(self, found: tuple[WordReading, frozenset[WordText]]) -> None:
        self.close()
        reading, can = found
        if reading.same:
            self._info.tell(
                f"“{reading.file_name}”与现在的《{reading.title}》内容相同，没有要采用的改动。"
            )
            return
        self._info.dismiss()
        pane = WordPane(reading, can)
        pane.chosen_changed.connect(lambda: self.trial.emit(self.tried()))
        pane.taken.connect(self._on_taken)
        pane.closed.connect(self.close)
        pane.use_asked.connect(self._on_use)
        pane.keep_asked.connect(self._on_keep)
        self.pane = pane
        self.pane_opened.emit(pane)
        pane.focus_first()
        self.trial.emit(self.tried())

    def tried(self) -> dict[str, str]:
        """Return the chosen values by the keys under which they would be stored."""
        if self.pane is None:
            return {}
        return self.pane.reading.as_values(self.pane.chosen())

    def close(self) -> None:
        """Leave the differences; nothing is changed by it."""
        if self.pane is not None:
            gone, self.pane = self.pane, None
            self.pane_closed.emit()
            gone.deleteLater()

    def _on_taken(self) -> None:
        assert self.pane is not None
        reading, chosen = self.pane.reading, self.pane.chosen()
        self.pane.take.setEnabled(False)
        self._jobs.change(
            "采用 Word 中的改动",
            lambda _progress: take_word(self._ws, reading, chosen),
            lambda _count: self.close(),
            self._fail,
            owner=self,
        )

    def _on_keep(self) -> None:
        pane = self.pane
        assert pane is not None
        texts = pane.kept_texts()
        self._jobs.change(
            "另存为本单位版本",
            lambda _progress: keep_texts(self._ws, pane.reading, texts),
            lambda _count: pane.tell_kept(texts),
            self._fail,
            owner=pane,
        )

    def _on_use(self) -> None:
        assert self.pane is not None
        reading = self.pane.reading
        self._info.tell(
            f"请在 Word 或 WPS 中把“{reading.file_name}”另存为 PDF，再附到《{reading.title}》"
            "这项材料上；附上以后，材料册用它代替程序生成的表单。",
            action="去准备材料",
            on_action=lambda: self._place.go("materials", reading.submission_id, reading.item),
        )

    def _fail(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True
