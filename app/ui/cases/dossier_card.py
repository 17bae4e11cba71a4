"""One submission in the export step: how far it is, and its exported versions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.model.kinds import DossierState
from app.services.cases import SubmissionView
from app.services.dates import in_china
from app.services.dossiers import DossierView
from app.ui.cases.material_card import size_words
from app.ui.widgets import Chip, Elided, button, label, tool

STATE_TONES = {DossierState.DRAFT: "warning", DossierState.READY: "success"}


def _removed(dossier: DossierView) -> QWidget:
    """Say what attachments had that is not in the dossier as it was, file by file."""
    told = "\n".join(f"“{one.file_name}”：{''.join(one.messages)}" for one in dossier.removed)
    return label(f"附件中没有照原样带入的内容：\n{told}", "muted", wrap=True, copy=True)


class DossierCard(QFrame):
    """Signals: ``export_asked(submission_id)``, ``shown(DossierView)``, and for a version
    ``open_asked``, ``print_asked``, ``save_asked``; ``check_asked`` for what is missing,
    ``list_asked(submission_id)`` for the print booklet list, ``view_asked(view, submission_id)``
    for the upload package and the portal's fields.
    """

    export_asked = Signal(int)
    shown = Signal(object)
    open_asked = Signal(object)
    print_asked = Signal(object)
    save_asked = Signal(object)
    check_asked = Signal()
    list_asked = Signal(int)
    view_asked = Signal(str, int)

    def __init__(
        self, item: SubmissionView, missing: int, dossiers: Sequence[DossierView], place: int
    ) -> None:
        super().__init__()
        self.item = item
        self.dossiers = tuple(dossiers)
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(6)
        self._column.addWidget(label(f"{place}. {item.label}", "heading", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        if missing:
            row.addWidget(Chip(f"还有 {missing} 项必须处理", "warning"))
            row.addWidget(button("查看", self.check_asked.emit, kind="link"))
        else:
            row.addWidget(Chip("可以导出正式版", "success"))
        row.addStretch(1)
        self.booklet = button(
            "印制清单",
            lambda: self.list_asked.emit(item.id),
            kind="link",
            tip="每项材料打印几份、盖什么章、谁签字",
        )
        self.export = button(
            "导出草稿" if missing else "导出材料册",
            lambda: self.export_asked.emit(item.id),
            kind="" if missing else "primary",
            icon_name="export",
        )
        row.addWidget(self.export)
        self._column.addLayout(row)
        self._column.addLayout(self._views())
        for dossier in self.dossiers:
            self._column.addWidget(self._version(dossier))

    def _views(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.package = button(
            "导出上传包…",
            lambda: self.view_asked.emit("package", self.item.id),
            icon_name="folder",
            tip="按平台的命名、格式和大小要求，把每项材料做成单独的文件",
        )
        self.portal = button(
            "平台填报清单",
            lambda: self.view_asked.emit("portal", self.item.id),
            icon_name="copy",
            tip="按平台的顺序列出要填的内容，逐项复制",
        )
        row.addWidget(self.package)
        row.addWidget(self.portal)
        row.addWidget(self.booklet)
        row.addStretch(1)
        return row

    def _version(self, dossier: DossierView) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Chip(dossier.state.label, STATE_TONES[dossier.state]))
        moment = in_china(dossier.created_at)
        row.addWidget(Elided(f"第 {dossier.version} 版 · {dossier.page_count} 页"), 1)
        for word, icon_name, signal, tip in (
            ("预览", "preview", self.shown, "在右侧查看"),
            ("打开", "open", self.open_asked, "用系统的 PDF 程序打开副本"),
            ("打印", "print", self.print_asked, "选择打印机、页和份数"),
            ("另存为", "copy", self.save_asked, "保存到其他位置"),
        ):
            row.addWidget(
                tool(
                    word,
                    icon_name,
                    partial(signal.emit, dossier),
                    word=False,
                    tip=f"{word}：{tip}",
                )
            )
        column.addLayout(row)
        name = Elided(dossier.file_name, "muted")
        column.addWidget(name)
        size = size_words(dossier.size_bytes)
        finger = label(f"{moment:%m-%d %H:%M} · {size} · SHA-256 {dossier.sha256[:8]}…", "muted")
        finger.setToolTip(f"{dossier.sha256}\n用“核对材料册”可以逐页核对手上的文件是不是这一版。")
        column.addWidget(finger)
        if dossier.archival:
            column.addWidget(label(dossier.verdict, "muted", wrap=True))
        if dossier.removed:
            column.addWidget(_removed(dossier))
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.dossiers:
            self.shown.emit(self.dossiers[0])
