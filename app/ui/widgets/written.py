"""A file that was written, told with what opens it; the bar stays until it is closed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.ui.widgets.info_bar import InfoBar, Offer

GONE = "“{}”已不在原处。它可能已被移动或删除，请重新导出。"


def open_in_system(path: str) -> bool:
    """Show a file or folder with the system's own program; False when there is none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def tell_written(
    info: InfoBar, text: str, path: Path, tone: str = "success", *, last: Offer | None = None
) -> None:
    """Say that ``path``, a file or a folder, was written; ``last`` is what else is offered."""
    if path.is_dir():
        offers = [("打开文件夹", lambda: _show(info, path))]
    else:
        offers = [
            ("打开", lambda: _show(info, path)),
            ("打开所在文件夹", lambda: _show(info, path.parent)),
        ]
    word, slot = last or ("", None)
    info.tell(text, tone, again=offers, action=word, on_action=slot)


def _show(info: InfoBar, path: Path) -> None:
    if not path.exists():
        info.tell(GONE.format(path), "danger")
    elif not open_in_system(str(path)):
        info.tell(f"系统没有可以打开“{path.name}”的程序，它的位置是：{path}", "warning")
