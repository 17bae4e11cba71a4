"""From the command line to the first usable window: arguments, display, lock, data folder."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import TracebackType

from app import APP_NAME, __version__
from app.errors import EXIT_BAD_INPUT, EXIT_OK, QingBeiError
from app.paths import DataPaths, default_data_folder

SWITCH_SECONDS = 0.001

NO_DISPLAY = """清备需要图形界面，但这台机器上没有可用的显示器。
可以改用命令行（与窗口使用同一份数据）：
  {command} list --data 目录
  {command} --help      查看全部命令"""


def main(argv: list[str]) -> int:
    """Open the window on the data folder; return the exit status."""
    options = _arguments(argv)
    if _display_missing():
        packaged = getattr(sys, "frozen", False)
        command = "qingbei-cli" if packaged else "python packaging/setup.py run --"
        print(NO_DISPLAY.format(command=command), file=sys.stderr)  # noqa: T201
        return EXIT_BAD_INPUT
    try:
        return _run(options.data or default_data_folder())
    except QingBeiError as error:
        _tell_fatal(error)
        return error.exit_status


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=APP_NAME, description="打开清备窗口")
    parser.add_argument("--data", type=Path, metavar="DIR", help="数据目录")
    parser.add_argument("--version", action="version", version=__version__)
    return parser.parse_args(argv)


def _display_missing() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(folder: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from app.ui.instance import OneInstance
    from app.ui.theme import apply_theme

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    gc.disable()  # what is loaded now stays; the window's own collector takes over
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


def _show(app: object, paths: DataPaths, instance: object) -> int:
    from PySide6.QtWidgets import QApplication

    from app.services.workspace import open_workspace
    from app.ui.instance import OneInstance
    from app.ui.theme import put_on_sheet

    assert isinstance(app, QApplication)
    assert isinstance(instance, OneInstance)
    ws = open_workspace(paths.folder)
    # Beside the loading of what follows: the first answer is ready when the table is.
    ahead = Thread(target=ws.lines.read_ahead)
    ahead.start()
    try:
        from app.ui.window import build_window

        window = build_window(ws)
        put_on_sheet(app)
        gc.freeze()
        instance.called.connect(window.come_to_front)
        sys.excepthook = _hook(window)
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
