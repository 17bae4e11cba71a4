"""注销办理: the list of cases, or one of them opened as a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget

from app.errors import QingBeiError
from app.progress import Progress
from app.services.case_changes import create_case, delete_case
from app.services.case_progress import cases_with_progress
from app.services.cases import CaseSummary
from app.services.results import Changes
from app.services.workspace import Workspace
from app.ui.cases.board import CaseBoard
from app.ui.cases.list_view import CaseList
from app.ui.jobs import Jobs
from app.ui.shell import MainWindow, Page

LAST_CASE = "cases/open"


class CasesPage(Page):
    """Opens, makes and deletes cases; comes back to the one that was open."""

    key = "cases"
    title = "注销办理"

    def __init__(self, ws: Workspace, jobs: Jobs, window: MainWindow) -> None:
        super().__init__(ws, jobs, window)
        self.list = CaseList()
        self.list.table.restore_columns(window.settings)
        self.list.opened.connect(lambda case_id: self.open(case_id=case_id))
        self.list.new_asked.connect(self.make_case)
        self.list.delete_asked.connect(self._on_delete)
        self.board: CaseBoard | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self.column.addWidget(self._stack, 1)
        kept = window.settings.value(LAST_CASE)
        if kept and str(kept).isdigit():
            self._open_board(int(str(kept)))

    # what is open

    def open(self, **where: object) -> None:
        """Show ``case_id`` (``step``, ``submission_id``, ``field``), or make a ``new`` one.

        ``filing_ids`` are taken into a new case.
        """
        if where.get("new"):
            self.make_case(tuple(int(str(i)) for i in _sequence(where.get("filing_ids"))))
            return
        case_id = where.get("case_id")
        if not isinstance(case_id, int):
            return
        if self.board is None or self.board.case_id != case_id:
            self._open_board(case_id)
        board = self.board
        assert board is not None
        submission_id, step, field = (where.get(k) for k in ("submission_id", "step", "field"))
        if step or submission_id:
            board.go(
                str(step or "track"),
                submission_id if isinstance(submission_id, int) else None,
                str(field) if field else None,
            )

    def _open_board(self, case_id: int) -> None:
        self._drop_board()
        board = CaseBoard(self.ws, self.jobs, case_id, self.info)
        board.closed.connect(self.on_close_board)
        board.gone.connect(self._on_gone)
        board.page_asked.connect(lambda page, where: self.navigate(page, **where))
        self.board = board
        self._stack.addWidget(board)
        self._stack.setCurrentWidget(board)
        self.window_.settings.setValue(LAST_CASE, case_id)
        board.refresh()

    def on_close_board(self) -> None:
        """Go back to the list."""
        if self.board is not None:
            self.board.settle()
        self._drop_board()
        self.window_.settings.remove(LAST_CASE)
        self._refresh_list()
        self.list.table.setFocus()

    def _drop_board(self) -> None:
        if self.board is not None:
            self._stack.removeWidget(self.board)
            self.board.deleteLater()
            self.board = None
        self._stack.setCurrentWidget(self.list)

    def _on_gone(self, error: QingBeiError) -> None:
        """The case was deleted meanwhile, or its making was undone."""
        self.on_close_board()
        self.info.tell(error.message, "warning")

    # changing

    def make_case(self, filing_ids: tuple[int, ...] = ()) -> None:
        """Make a case and open it."""
        self.jobs.change(
            "新建注销项目",
            lambda _progress: create_case(self.ws, "", filing_ids),
            self._open_board,
            self.tell_error,
            owner=self,
        )

    def _on_delete(self, ids: list[int]) -> None:
        for case_id in ids:
            self.jobs.change(
                "删除注销项目",
                lambda _progress, case_id=case_id: delete_case(self.ws, case_id),  # type: ignore[misc]
                failed=self.tell_error,
                owner=self,
            )

    # showing

    def refresh(self, changes: Changes | None) -> None:
        """Show the list, and the open case, as they stand."""
        self._refresh_list()
        if self.board is not None:
            self.board.refresh()

    def _refresh_list(self) -> None:
        def look(_progress: Progress) -> Sequence[CaseSummary]:
            return cases_with_progress(self.ws)

        self.jobs.read(look, self.list.show_cases, key="cases", failed=self.tell_error, owner=self)

    def leave(self) -> None:
        """Save what is being typed; keep the columns."""
        if self.board is not None:
            self.board.settle()
        self.list.table.save_columns(self.window_.settings)


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
