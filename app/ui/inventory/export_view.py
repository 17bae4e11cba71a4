"""导出: a button with its menu, the file dialog, and what is said when the file is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from app.errors import QingBeiError
from app.progress import Progress
from app.services.workspace import Workspace
from app.ui.jobs import Jobs
from app.ui.theme import icon
from app.ui.widgets import InfoBar, add_shortcut
from app.ui.widgets.written import tell_written

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from app.services.export_kinds import ExportKind, ExportReport, PrintedList

CHOSEN = "所选的备案"


class ExportChoice(NamedTuple):
    """What there is to export: the rows that the filter leaves and the selected ones, each in
    the order shown, and the filter in words (empty: no filter)."""

    filtered: Sequence[int] = ()
    selected: Sequence[int] = ()
    told_filter: str = ""


class ExportMenu(QPushButton):
    """Asks ``ask`` for what there is each time its menu opens; tells how it went in ``info``."""

    def __init__(
        self, ws: Workspace, jobs: Jobs, ask: Callable[[], ExportChoice], info: InfoBar
    ) -> None:
        super().__init__("导出")
        self.ws, self.jobs, self._ask, self._info = ws, jobs, ask, info
        self._folder: Path | None = None
        self.setIcon(icon("export"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        add_shortcut(self, "Ctrl+E", "把台账导出为 Excel、CSV、PDF 清单，或打印清单")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.filtered = self._add(menu, lambda: self._on_export("xlsx"))
        self.selected = self._add(menu, lambda: self._on_export("xlsx", chosen=True))
        menu.addSeparator()
        self.csv = self._add(menu, lambda: self._on_export("csv"))
        self.csv.setToolTip("供其他程序读取；自己修改后再导入，请用 Excel")
        self.pdf = self._add(menu, lambda: self._on_export("pdf"))
        menu.addSeparator()
        self.paper = self._add(menu, self._on_print)
        menu.aboutToShow.connect(self.count)
        self.setMenu(menu)
        self.count()

    def _add(self, menu: QMenu, slot: Callable[[], object]) -> QAction:
        action = menu.addAction("")
        action.triggered.connect(lambda _on=False: slot())
        return action

    def count(self) -> None:
        """Say in the menu how many rows each entry is about."""
        choice = self._ask()
        rows = (
            f"当前筛选 {len(choice.filtered)} 条"
            if choice.told_filter
            else (f"全部 {len(choice.filtered)} 条")
        )
        for action, text in (
            (self.filtered, "导出 Excel（{}）…"),
            (self.csv, "导出 CSV（{}）…"),
            (self.pdf, "导出 PDF 清单（{}）…"),
            (self.paper, "打印清单（{}）…"),
        ):
            action.setText(text.format(rows))
            action.setEnabled(bool(choice.filtered))
        chosen = f"所选 {len(choice.selected)} 条" if choice.selected else "没有选中的行"
        self.selected.setText(f"导出 Excel（{chosen}）…")
        self.selected.setEnabled(bool(choice.selected))

    # to a file

    def _on_export(self, extension: str, *, chosen: bool = False) -> None:
        from app.services.export_kinds import ExportKind

        kind, choice = ExportKind[extension.upper()], self._ask()
        target = self._ask_target(kind)
        if target is not None:
            self.export_to(kind, choice, target, chosen=chosen)

    def _ask_target(self, kind: ExportKind) -> Path | None:
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QDialog, QFileDialog

        from app.services.export_kinds import TITLE, proposed_name

        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = self._folder or QStandardPaths.writableLocation(documents)
        dialog = QFileDialog(self, f"导出{TITLE}", str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{kind.label} (*{kind.suffix})")
        dialog.setDefaultSuffix(kind.value)
        dialog.selectFile(proposed_name(self.ws, kind))
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        files = dialog.selectedFiles() if agreed else []
        dialog.deleteLater()
        return Path(files[0]) if files else None

    def export_to(
        self, kind: ExportKind, choice: ExportChoice, target: Path, *, chosen: bool = False
    ) -> None:
        """Write what the filter leaves, or the ``chosen`` rows, to ``target``."""
        from app.services.export_kinds import ALL, TITLE
        from app.services.exporting import export_inventory

        self._info.dismiss()
        if target.suffix.lower() != kind.suffix:
            target = target.with_name(target.name + kind.suffix)
            if target.exists():
                # The dialog asked about the name without the extension, not about this one.
                self._info.tell(f"“{target.name}”已经存在，请另取一个文件名。", "warning")
                return
        self._folder = target.parent
        ids = choice.selected if chosen else choice.filtered
        words = CHOSEN if chosen else choice.told_filter or ALL
        self.jobs.change(
            f"导出{TITLE}",
            lambda progress: export_inventory(
                self.ws, ids, target, kind, progress, told_filter=words
            ),
            self._on_exported,
            self._on_failed,
            owner=self,
            quiet=True,
        )

    def _on_exported(self, report: ExportReport) -> None:
        told = [f"已导出 {report.count} 条到“{report.path.name}”。"]
        if report.gone:
            told.append(f"另有 {report.gone} 条在导出前已被删除。")
        if report.shortened:
            told.append(f"有 {report.shortened} 处文字超过 Excel 单元格的长度上限，已截短。")
        tone = "warning" if report.gone or report.shortened else "success"
        tell_written(self._info, "".join(told), report.path, tone)

    # on paper

    def _on_print(self) -> None:
        from app.services.export_kinds import ALL
        from app.services.exporting import make_printed_list

        choice = self._ask()
        self._info.dismiss()
        self.jobs.read(
            lambda progress: make_printed_list(
                self.ws, choice.filtered, progress, told_filter=choice.told_filter or ALL
            ),
            self._on_made,
            failed=self._on_failed,
            owner=self,
            title="正在排版清单",
        )

    def _on_made(self, made: PrintedList) -> None:
        from app.services.export_kinds import TITLE
        from app.services.exporting import record_list_print
        from app.ui.cases.printing import ask_printer, print_pdf

        printer = ask_printer(self, f"{TITLE}清单", made.pages, across=True)
        if printer is None:
            made.path.unlink(missing_ok=True)
            return

        def work(progress: Progress) -> int:
            try:
                return print_pdf(made.path, printer, progress)
            finally:
                made.path.unlink(missing_ok=True)

        def done(pages: int) -> None:
            self._info.tell(f"已送去打印 {pages} 页。", "success")
            self.jobs.change(
                "记录打印",
                lambda _progress: record_list_print(self.ws, made.count, pages),
                owner=self,
                quiet=True,
            )

        self.jobs.read(work, done, failed=self._on_failed, owner=self, title="正在打印")

    def _on_failed(self, error: QingBeiError) -> bool:
        self._info.tell_error(error)
        return True
