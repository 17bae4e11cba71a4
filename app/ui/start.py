"""From the command line to the first usable window: arguments, display, lock, data folder."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app import APP_NAME, __version__
from app.errors import EXIT_BAD_INPUT, EXIT_OK, BadInputError, QingBeiError
from app.paths import DataPaths, default_data_folder

if TYPE_CHECKING:
    from types import TracebackType

SWITCH_SECONDS = 0.001
FIRST_READ_MS = 60
"""So long the first picture waits for its data: one picture instead of two."""

NO_DISPLAY = """清备需要图形界面，但这台机器上没有可用的显示器。
可以改用命令行（与窗口使用同一份数据）：
  {command} list --data 目录
  {command} --help      查看全部命令"""


def main(argv: list[str]) -> int:
    """Open the window on the data folder; return the exit status."""
    try:
        folder = _data_folder(argv) or default_data_folder()
    except BadInputError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_status
    if _display_missing():
        packaged = getattr(sys, "frozen", False)
        command = "qingbei-cli" if packaged else "python packaging/setup.py run --"
        print(NO_DISPLAY.format(command=command), file=sys.stderr)  # noqa: T201
        return EXIT_BAD_INPUT
    try:
        return _run(folder)
    except QingBeiError as error:
        _tell_fatal(error)
        return error.exit_status


def _data_folder(argv: list[str]) -> Path | None:
    """Return the folder of ``--data``, the one thing the window is told; None without it.

    Raises :class:`BadInputError` for anything else.
    """
    folder: str | None = None
    rest = iter(argv)
    for word in rest:
        name, is_joined, value = word.partition("=")
        if name != "--data":
            raise BadInputError(
                f"不认识参数“{word}”。", "打开窗口时只能用 --data 目录；--help 列出全部命令。"
            )
        folder = value if is_joined else next(rest, "")
        if not folder:
            raise BadInputError("--data 后面没有目录。", "请在 --data 后面写上数据目录。")
    return None if folder is None else Path(folder)


def _display_missing() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(folder: Path) -> int:
    gc.disable()  # what is loaded now stays; the window's own collector takes over
    from PySide6.QtWidgets import QApplication

    _import_plainly()
    # The style is named here: asking for it later makes the classes of all styles.
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "Fusion"])
    assert isinstance(app, QApplication)
    _list_faces_meanwhile()
    from app.ui.instance import OneInstance
    from app.ui.theme import apply_theme

    # A worker that waits for the interpreter gets it soon: what is asked for is on the screen.
    sys.setswitchinterval(SWITCH_SECONDS)
    app.setApplicationName(APP_NAME)
    app.setApplicationVersion(__version__)
    apply_theme(app, sheet=False)
    paths = DataPaths(folder.expanduser().resolve())
    paths.create()
    instance = OneInstance(paths)
    if not instance.hold():
        return EXIT_OK
    try:
        return _show(app, paths, instance)
    finally:
        instance.release()


def _list_faces_meanwhile() -> None:
    """Let Qt look through the system's fonts beside the imports; it does so once, when asked."""
    from threading import Thread

    from PySide6.QtGui import QFontDatabase

    Thread(target=QFontDatabase.hasFamily, args=("",), daemon=True).start()


def _import_plainly() -> None:
    """Take PySide's wrapper off the import statement.

    It reads the source of every module that is imported, to learn whether it asks for a
    ``__feature__``; none of ours does.
    """
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None:
        builtins.__import__ = plain


def _show(app: object, paths: DataPaths, instance: object) -> int:
    from PySide6.QtWidgets import QApplication

    from app.services.workspace import open_workspace
    from app.ui.instance import OneInstance
    from app.ui.theme import put_on_sheet

    assert isinstance(app, QApplication)
    assert isinstance(instance, OneInstance)
    ws = open_workspace(paths.folder)
    from threading import Thread

    # Beside the loading of what follows: the first answer is ready when the table is.
    ahead = Thread(target=ws.lines.read_ahead)
    ahead.start()
    try:
        from app.ui.window import build_window

        window = build_window(ws)
        put_on_sheet(app)
        gc.freeze()
        instance.called.connect(window.come_to_front)
        window.first_painted.connect(instance.listen_soon)
        sys.excepthook = _hook(window)
        window.jobs.settle_reads(FIRST_READ_MS)
        window.show()
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        ahead.join()
        ws.close()


def _hook(window: object) -> Callable[..., None]:
    """Show what nobody caught in the window's error bar, with its details to copy."""
    from app.errors import InternalError
    from app.ui.shell import MainWindow

    assert isinstance(window, MainWindow)

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import traceback

        details = "".join(traceback.format_exception(kind, error, trace))
        print(details, file=sys.stderr)  # noqa: T201
        window.show_error(
            InternalError(
                "程序遇到了意外错误，这一步可能没有完成。",
                "已保存的数据不受影响；请复制详情反馈，并重试这一步。",
                details,
            )
        )

    return show


def _tell_fatal(error: QingBeiError) -> None:
    """Say why the window could not open, in a dialog where there is one."""
    print(error, file=sys.stderr)  # noqa: T201
    from PySide6.QtWidgets import QApplication, QMessageBox

    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return
    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Critical, APP_NAME, error.message)
    box.setInformativeText(error.remedy)
    box.setDetailedText(error.details)
    box.exec()
    del app
