"""Where a file is chosen: by button or by dropping it, and what happens while it is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import DropZone, Picture, button, label

FILTER = "备案清单或注销公告 (*.xlsx *.xls *.csv *.docx *.pdf *.html *.htm);;所有文件 (*)"


def ask_file(parent: QWidget, folder: str) -> Path | None:
    """Let the officer choose a file; None when nothing was chosen."""
    name, _ = QFileDialog.getOpenFileName(parent, "选择要导入的文件", folder, FILTER)
    return Path(name) if name else None


class StartView(QWidget):
    """The empty page: a place to drop a file.

    Signals: ``asked``, ``pasted``, ``dropped(paths)``, ``stopped``.
    """

    asked = Signal()
    pasted = Signal()
    dropped = Signal(list)
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        zone = DropZone()
        zone.dropped.connect(self.dropped)
        zone.setMinimumHeight(260)
        zone.setMaximumSize(760, 340)
        picture = Picture("import", 40)
        self._title = label("把清单或公告拖到这里", "heading")
        self._text = label(
            "支持 xlsx、xls、csv、docx、pdf 和网页，也可以粘贴复制好的表格。"
            "网信办公布的算法备案清单、深度合成服务算法备案清单，"
            "以及注销公告，会按内容自动识别。导入前先预览，确认后才写入台账。",
            "muted",
            wrap=True,
        )
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(520)
        self._choose = button(
            "选择文件…", self.asked.emit, kind="primary", icon_name="folder", shortcut="Ctrl+O"
        )
        self._paste = button(
            "粘贴表格", self.pasted.emit, icon_name="copy",
            tip="粘贴从 Excel、WPS 或网页中复制的表格（Ctrl+V）",
        )  # fmt: skip
        self._stop = button("取消", self.stopped.emit, icon_name="close")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._choose)
        buttons.addWidget(self._paste)
        buttons.addWidget(self._stop)
        buttons.addStretch(1)
        inside = QVBoxLayout(zone)
        inside.setSpacing(12)
        inside.addStretch(1)
        for widget in (picture, self._title):
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        # An aligned item gets the height that it asks for at another width; a row does not.
        told = QHBoxLayout()
        told.addStretch(1)
        told.addWidget(self._text)
        told.addStretch(1)
        inside.addLayout(told)
        inside.addLayout(buttons)
        inside.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(zone, 4)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row, 4)
        column.addStretch(2)
        self.tell_reading("")

    def tell_reading(self, name: str) -> None:
        """Say which file is being read; an empty name: none."""
        self._title.setText(f"正在读取“{name}”" if name else "把清单或公告拖到这里")
        self._choose.setVisible(not name)
        self._paste.setVisible(not name)
        self._stop.setVisible(bool(name))

    def choose_button(self) -> QWidget:
        """Return the button that opens the file dialog."""
        return self._choose
