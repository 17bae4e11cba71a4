"""One upload package that was made: its state, its files with their hashes, ways to save it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.dates import in_china
from app.services.packages import PackageView, PackedFile
from app.ui.cases.dossier_card import STATE_TONES
from app.ui.cases.material_card import size_words
from app.ui.widgets import Chip, Elided, button, label


class PackageCard(QFrame):
    """``zip_asked(PackageView)`` and ``folder_asked(PackageView)`` to save it."""

    zip_asked = Signal(object)
    folder_asked = Signal(object)

    def __init__(self, package: PackageView, *, opened: bool) -> None:
        super().__init__()
        self.package = package
        self.setProperty("kind", "card")
        self.setAccessibleName(f"第 {package.version} 版上传包，{package.state.label}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Chip(package.state.label, STATE_TONES[package.state]))
        moment = in_china(package.created_at)
        head.addWidget(label(f"第 {package.version} 版 · {moment:%m月%d日 %H:%M}"), 1)
        column.addLayout(head)
        told = f"{len(package.files)} 个文件 · {size_words(package.size_bytes)}"
        column.addWidget(label(told, "muted"))
        column.addWidget(Elided(package.file_name, "muted"))
        finger = label(f"SHA-256：{package.sha256[:16]}…", "muted")
        finger.setToolTip(package.sha256)
        column.addWidget(finger)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.save_folder = button(
            "存为文件夹…", lambda: self.folder_asked.emit(package), icon_name="folder"
        )
        self.save_zip = button("存为 ZIP…", lambda: self.zip_asked.emit(package), icon_name="file")
        row.addWidget(self.save_folder)
        row.addWidget(self.save_zip)
        row.addStretch(1)
        column.addLayout(row)
        self._more = button("", self._turn, kind="link")
        self._inside = self._files()
        column.addWidget(self._more)
        column.addWidget(self._inside)
        self._open(opened)

    def _files(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for file in self.package.files:
            column.addWidget(Elided(file.name))
            line = Elided(_told(file), "muted")
            column.addWidget(line)
        for text in self.package.missing:
            column.addWidget(label(text, "warning", wrap=True))
        return made

    def _turn(self) -> None:
        self._open(self._inside.isHidden())

    def _open(self, opened: bool) -> None:
        self._inside.setVisible(opened)
        self._more.setText("收起文件清单" if opened else "展开文件清单")


def _told(file: PackedFile) -> str:
    parts = [f"{file.pages} 页", size_words(file.size_bytes), f"{file.sha256[:12]}…", *file.notes]
    return " · ".join(parts)
