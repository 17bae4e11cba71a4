"""打印: a dossier's pages as they come out, what of it is printed, on which printer, how often."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import QingBeiError
from app.model.kinds import DossierState, Word
from app.progress import Progress
from app.services.cases import CaseView
from app.services.dossiers import DossierView, list_dossiers, record_print
from app.services.print_plan import (
    PrinterChoices,
    PrintPlan,
    keep_printer_choices,
    last_printer,
    page_numbers,
    print_plan,
    printer_choices,
    range_words,
    sheets,
)
from app.services.results import Result
from app.services.workspace import Workspace
from app.store.aside import written_aside
from app.ui.cases.page_thumbs import PageThumbs
from app.ui.cases.pdf_view import PdfView
from app.ui.cases.picked_view import PickedView
from app.ui.cases.printing import PrintSettings, make_printer, print_pdf, print_to_file
from app.ui.cases.step import CasePlace
from app.ui.jobs import Jobs
from app.ui.widgets import (
    ChoiceField,
    EmptyState,
    LineField,
    button,
    label,
    restyle,
    scrolled,
)

PDF_FILE = ""
PDF_WORD = "PDF 文件（与打印效果相同）"
MOST_COPIES = 30


class What(Word):
    """Which pages are printed."""

    ALL = "all", "全部页"
    STAMPED = "stamped", "只打印需盖章、签字的页"
    RANGE = "range", "指定页"


class PrintView(PickedView):
    """Thumbnails, the pages, and beside them the printer and what is printed."""

    key = "print"
    title = "打印"
    hint = "按原大小打印，不缩放、不加边距，与材料册 PDF 一致。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        empty = EmptyState("print", "还没有可以打印的材料册", "导出材料册后在这里打印。")
        empty.add_action("去导出打印", lambda: self.place.go("export"), primary=True)
        super().__init__(ws, jobs, case_id, place, empty)
        self.version: ChoiceField[int] = ChoiceField()
        self.version.setAccessibleName("版本")
        self.version.value_committed.connect(self._on_version)
        self.thumbs = PageThumbs(jobs)
        self.view = PdfView(jobs)
        self.thumbs.asked.connect(self.view.show_page)
        self.printer: ChoiceField[str] = ChoiceField([(PDF_FILE, PDF_WORD)])
        self.printer.setAccessibleName("打印机")
        self.printer.value_committed.connect(self._on_printer)
        self.what: ChoiceField[What] = ChoiceField([(item, item.label) for item in What])
        self.what.setAccessibleName("打印内容")
        self.what.value_committed.connect(self._on_what)
        self.range = LineField("如 1-3,8", 200)
        self.range.setAccessibleName("页码")
        self.range.textChanged.connect(lambda _text: self._show_chosen())
        self.copies: ChoiceField[int] = ChoiceField(
            [(count, f"{count} 份") for count in range(1, MOST_COPIES + 1)]
        )
        self.copies.setAccessibleName("份数")
        self.copies.value_committed.connect(self._show_chosen)
        self.duplex = QCheckBox("双面打印（长边翻页）")
        self.duplex.toggled.connect(lambda _on: self._show_chosen())
        self.grey = QCheckBox("灰度打印")
        self.go = button("打印", self._on_print, kind="primary", icon_name="print",
                         shortcut="Ctrl+P")  # fmt: skip
        self._told = label("", "muted", wrap=True)
        self._due = label("", "muted", wrap=True)
        self._plan: PrintPlan | None = None
        self._wanted: int | None = None
        self._job = 0
        self._listed = False
        self._usual = ""
        self._known: dict[str, PrinterChoices] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        form = QVBoxLayout()
        form.setContentsMargins(8, 0, 4, 8)
        form.setSpacing(4)
        for name, widget in (
            ("版本", self.version),
            ("打印机", self.printer),
            ("打印内容", self.what),
            ("", self.range),
            ("份数", self.copies),
        ):
            if name:
                form.addWidget(label(name, "label"))
            form.addWidget(widget)
        form.addWidget(self.duplex)
        form.addWidget(self.grey)
        form.addSpacing(6)
        form.addWidget(self._told)
        form.addWidget(self.go)
        form.addSpacing(8)
        form.addWidget(self._due)
        form.addStretch(1)
        inside = QWidget()
        inside.setLayout(form)
        area = scrolled(inside)
        area.setFixedWidth(248)
        pages = QHBoxLayout(self.body)
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(8)
        pages.addWidget(self.thumbs)
        pages.addWidget(self.view, 1)
        pages.addWidget(area)

    # showing

    def load(self, case: CaseView) -> None:
        """Show the chosen submission's newest version, or the one that was asked for."""
        super().load(case)
        if not self._listed:
            self._listed = True
            QTimer.singleShot(0, self, self._list_printers)

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Show one version of a submission."""
        self._wanted = int(field) if field and field.isdigit() else None
        super().show_field(submission_id, field)
        self.look()

    def read(self, submission_id: int) -> tuple[DossierView, ...]:
        """Return the submission's versions, newest first."""
        return list_dossiers(self.ws, submission_id)

    def show_read(self, found: tuple[DossierView, ...]) -> None:
        """Offer the versions and show one."""
        self.body.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.version.set_choices(
            [(item.id, f"第 {item.version} 版（{item.state.label}）") for item in found]
        )
        if self._wanted in [item.id for item in found]:
            self.version.set_value(self._wanted)
            self._wanted = None
        if found:
            self._on_version()

    def _on_version(self) -> None:
        chosen = self.version.value()
        if chosen is None or (self._plan is not None and self._plan.dossier.id == chosen):
            return
        self.jobs.read(
            lambda _progress: print_plan(self.ws, chosen),
            self._show_plan,
            key=("print.plan", self.case_id),
            failed=self.tell_error,
            owner=self,
        )

    def _show_plan(self, plan: PrintPlan) -> None:
        self._plan = plan
        self.thumbs.pages.show_pages(plan.dossier.path, plan.dossier.page_count)
        self.view.show_pdf(plan.dossier.path)
        lines = [
            f"{part.title}：第 {range_words(part.pages)} 页，{part.demands}，{part.copies} 份"
            for part in plan.stamped
        ]
        self._due.setText(
            "需盖章、签字的材料：\n" + "\n".join(lines)
            if lines
            else "这一版中没有需要盖章、签字的材料。"
        )
        self._show_chosen()

    # what is chosen

    def runs(self) -> list[tuple[int, ...]] | None:
        """Return the chosen pages, one run for each paper; None where the range is wrong."""
        plan = self._plan
        if plan is None:
            return []
        what = self.what.value()
        if what is What.STAMPED:
            return [part.pages for part in plan.stamped for _ in range(part.copies)]
        if what is What.RANGE:
            pages = page_numbers(self.range.value(), plan.dossier.page_count)
            return [pages] if pages else None
        return [tuple(range(plan.dossier.page_count))]

    def _show_chosen(self) -> None:
        self.range.setVisible(self.what.value() is What.RANGE)
        runs = self.runs()
        restyle(self.range, "wrong", runs is None)
        pages = sheets(runs or (), duplex=self.duplex.isChecked())
        self.thumbs.pages.set_printed(frozenset(page for page in pages if page is not None))
        self.go.setEnabled(bool(pages))
        if runs is None and self._plan is not None:
            told = f"请填写 1 至 {self._plan.dossier.page_count} 之间的页码，如 1-3,8。"
        elif not pages:
            told = "没有要打印的页。"
        else:
            told = self._amount(len(pages))
        self._told.setText(told)

    def _amount(self, sides: int) -> str:
        copies = self.copies.value() or 1
        papers = (sides + 1) // 2 if self.duplex.isChecked() else sides
        times = f"，{copies} 份" if copies > 1 else ""
        more = "，已按各材料要求的份数" if self.what.value() is What.STAMPED else ""
        return f"共 {sides} 面{times}，用纸 {papers * copies} 张{more}。"

    def _on_what(self) -> None:
        self._show_chosen()
        if self.what.value() is What.RANGE:
            self.range.setFocus()

    # printers

    def _list_printers(self) -> None:
        """Ask the system for its printers once the page is shown: network printers take long."""
        names = QPrinterInfo.availablePrinterNames()
        self._usual = QPrinterInfo.defaultPrinterName()
        self.printer.set_choices([*((name, name) for name in names), (PDF_FILE, PDF_WORD)])
        if not names:
            told = "没有找到打印机，请在系统设置中添加；现在可以先打印为 PDF 文件。"
            self.info.tell(told, "warning")

        def look(_progress: Progress) -> tuple[str, dict[str, PrinterChoices]]:
            offered = [*names, PDF_FILE]
            return last_printer(self.ws), {name: printer_choices(self.ws, name) for name in offered}

        self.jobs.read(look, self._show_printers, failed=self.tell_error, owner=self)

    def _show_printers(self, found: tuple[str, dict[str, PrinterChoices]]) -> None:
        last, self._known = found
        usual = next((n for n in (last, self._usual) if n and n in self._known), None)
        self.printer.set_value(usual if usual is not None else next(iter(self._known)))
        self._on_printer()

    def _on_printer(self) -> None:
        kept = self._known.get(self.printer.value() or PDF_FILE, PrinterChoices())
        self.duplex.setChecked(kept.duplex)
        self.grey.setChecked(kept.grey)
        self.copies.set_value(kept.copies)
        self._show_chosen()

    # printing

    def _on_print(self) -> None:
        printer, plan = self.printer.value() or PDF_FILE, self._plan
        if plan is None or self.jobs.under_way(self._job):
            return
        if printer != PDF_FILE:
            self.print_on(printer)
            return
        start = f"{Path(plan.dossier.file_name).stem}-打印.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "打印到 PDF 文件", start, "PDF 文件 (*.pdf)")
        if name:
            self.print_to(Path(name))

    def print_on(self, name: str) -> None:
        """Print on a printer of the system."""
        plan, order = self._plan, self._order()
        assert plan is not None
        settings = self._settings(name)
        try:
            printer = make_printer(plan.dossier.file_name, settings)
        except QingBeiError as error:
            self.tell_error(error)
            return

        def work(progress: Progress) -> int:
            return print_pdf(plan.dossier.path, printer, progress, order)

        self._start(work, plan, settings)

    def print_to(self, target: Path) -> None:
        """Print into a file, whole or not at all."""
        plan, order = self._plan, self._order()
        assert plan is not None
        settings = self._settings(PDF_FILE)
        printer = make_printer(plan.dossier.file_name, settings)

        def work(progress: Progress) -> int:
            with written_aside(target) as aside:
                print_to_file(printer, aside)
                return print_pdf(plan.dossier.path, printer, progress, order)

        self._start(work, plan, settings)

    def _order(self) -> tuple[int | None, ...]:
        return sheets(self.runs() or (), duplex=self.duplex.isChecked())

    def _settings(self, name: str) -> PrintSettings:
        return PrintSettings(
            name, self.copies.value() or 1, self.duplex.isChecked(), self.grey.isChecked()
        )

    def _start(
        self, work: Callable[[Progress], int], plan: PrintPlan, settings: PrintSettings
    ) -> None:
        self.info.dismiss()
        what = self.what.value()
        pages = list(dict.fromkeys(page for page in self._order() if page is not None))
        named = "全部页" if what is What.ALL else f"第 {range_words(pages)} 页"
        how = f"{named}，{settings.copies} 份，{settings.printer or 'PDF 文件'}"

        kept = PrinterChoices(settings.duplex, settings.grey, settings.copies)

        def record(_progress: Progress) -> Result[None]:
            keep_printer_choices(self.ws, settings.printer, kept)
            return record_print(self.ws, plan.dossier.id, how, plan.whole_forms(pages))

        is_draft = plan.dossier.state is DossierState.DRAFT
        draft = "这一版是草稿，不作签章用；要签章的请用“打印待签章页”。" if is_draft else ""

        def done(count: int) -> None:
            self._known[settings.printer] = kept
            self.info.tell(f"已送去打印 {count} 页。{draft}", "success")
            self.jobs.change("记录打印", record, owner=self, quiet=True)

        self._job = self.jobs.read(work, done, failed=self.tell_error, owner=self, title="正在打印")
