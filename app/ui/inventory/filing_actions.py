"""What is done with filings in the table: edit a cell, copy, duplicate, merge, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from app.errors import FieldsError, QingBeiError
from app.services.inventory_table import FilingLine
from app.ui.inventory.sheet import Sheet
from app.ui.jobs import Jobs
from app.ui.widgets import InfoBar, button

if TYPE_CHECKING:
    from app.ui.inventory.bulk_view import BulkView
    from app.ui.inventory.clip import RowsCopier
    from app.ui.inventory.export_view import ExportChoice
    from app.ui.inventory.merge_view import MergeView

STORED = {"filed": "filed_on", "changed": "changed_on", "cancelled": "cancelled_on"}
"""How the services call a column of the table, where they call it otherwise."""


class FilingActions(QObject):
    """Works on the sheet of filings; ``paste_asked`` when a table is pasted."""

    paste_asked = Signal()

    def __init__(self, sheet: Sheet, jobs: Jobs, info: InfoBar) -> None:
        super().__init__(sheet)
        self.sheet, self.jobs, self._info = sheet, jobs, info
        self.ws, self.table = sheet.ws, sheet.table
        self._copier: RowsCopier | None = None
        self._bulk: BulkView | None = None
        self._merge: MergeView | None = None
        self.table.grid.edit_asked.connect(self.edit_cell)
        self.table.copy_asked.connect(self.copy)
        self.table.paste_asked.connect(self.paste_asked)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons that work on the selection."""
        return [
            button("批量修改", self.change_many, icon_name="edit", shortcut="Ctrl+Shift+E",
                   tip="把所选备案的一项内容改成同一个值，先预览再应用"),
            button("复制一份", self.duplicate, icon_name="copy", shortcut="Ctrl+D",
                   tip="照所选备案新建一份，不带编号和日期"),
            button("合并重复", self.merge, icon_name="case", shortcut="Ctrl+M",
                   tip="把所选的重复备案合并为一个，逐项选择保留哪一份"),
        ]  # fmt: skip

    # one cell

    def edit_cell(self, row: FilingLine, key: str, value: Any) -> None:
        """Store what was entered in a cell; a refusal is told and changes nothing."""
        from app.services.filing_changes import change_filings

        name = STORED.get(key, key)
        self.jobs.change(
            "修改备案",
            lambda _progress: change_filings(self.ws, (row.id,), name, value),
            failed=self._tell,
            owner=self,
        )

    def _tell(self, error: QingBeiError) -> bool:
        if isinstance(error, FieldsError):
            told = "；".join(text.rstrip("。") for text in error.fields.values())
            self._info.tell(f"没有保存：{told}。", "danger")
        else:
            self._info.tell_error(error)
        return True

    # the selection

    def _chosen(self, least: int, what: str) -> list[int]:
        ids = self.table.chosen_ids()
        if len(ids) >= least:
            return ids
        self._info.tell(f"请先在表格中选择{what}。", "info")
        return []

    def copy(self) -> None:
        """Put the selected rows on the clipboard, in the columns that are shown."""
        from app.ui.inventory.clip import RowsCopier

        if self._copier is None:
            self._copier = RowsCopier(self.ws, self.jobs, self._info, self)
        titles = {column.key: column.title for column in self.table.grid.columns}
        headings = [titles[key] for key in self.table.shown_columns()]
        self._copier.copy(self.table.chosen_ids(), headings)

    def duplicate(self) -> None:
        """Make a copy of each selected filing and choose the first."""
        from app.services.filing_changes import duplicate_filings

        ids = self._chosen(1, "要复制的备案")
        if ids:
            self.jobs.change(
                "复制备案",
                lambda _progress: duplicate_filings(self.ws, tuple(ids)),
                lambda made: self.sheet.show_id(made[0], "number" if len(made) == 1 else None),
                failed=self._tell,
                owner=self,
            )

    def change_many(self) -> None:
        """Open the pane that changes the selection at once."""
        from app.ui.inventory.bulk_view import BulkView

        ids = self._chosen(1, "要修改的备案")
        if not ids:
            return
        if self._bulk is None:
            self._bulk = BulkView(self.ws, self.jobs, self._info)
            self.sheet.add_tool(self._bulk)
        self.sheet.show_tool(self._bulk)
        self._bulk.start(ids)

    def merge(self) -> None:
        """Open the pane that makes one filing of several."""
        from app.ui.inventory.merge_view import MergeView

        ids = self._chosen(2, "两个或更多重复的备案")
        if not ids:
            return
        if self._merge is None:
            self._merge = MergeView(self.ws, self.jobs, self._info)
            self.sheet.add_tool(self._merge)
        self.sheet.show_tool(self._merge)
        self._merge.start(ids)

    # export

    def choice(self) -> ExportChoice:
        """Return what there is to export, in the order shown, and the filter in words."""
        from app.ui.inventory.export_view import ExportChoice

        told = [self.sheet.filters.told()] if self.sheet.filters.active() else []
        subject = self.sheet.listing.subject
        if subject is not None:
            name = next((o.name for o in self.sheet.data.organisations if o.id == subject), "")
            told.insert(0, f"主体为“{name}”")
        return ExportChoice(self.table.grid.ids(), self.table.chosen_ids(), "；".join(told))
