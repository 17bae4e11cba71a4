"""One item of a checklist: what is asked, with seal and copies, and what is attached."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.catalogue import Need
from app.model.kinds import MaterialState
from app.rules.evidence import Stage, is_reached, next_step
from app.rules.file_names import USUAL_PATTERN
from app.services.attachments import AttachmentView
from app.services.material_evidence import Standing
from app.services.materials import MaterialView
from app.ui.cases.paper_row import PaperRow
from app.ui.cases.step_track import StepTrack
from app.ui.widgets import CertaintyTag, Chip, DropZone, Elided, LineField, button, label, tool

NEED_TONES = {Need.REQUIRED: "danger", Need.CONDITIONAL: "warning", Need.OPTIONAL: "neutral"}


def state_of(item: MaterialView, standing: Standing | None) -> tuple[str, str]:
    """Return the word and the tone of an item's state."""
    if item.state is MaterialState.NOT_APPLICABLE:
        return "不适用", "neutral"
    if item.files:
        return _state_of_files(item)
    if item.state is MaterialState.PRINTED:
        holds = standing is None or is_reached(standing.way, Stage.PRINTED)
        return item.state.label if holds else "须重新打印", "warning"
    if item.form_id is not None:
        return "由程序生成", "accent"
    if item.need is Need.OPTIONAL:
        return "可选", "neutral"
    return "待准备", "danger"


def _state_of_files(item: MaterialView) -> tuple[str, str]:
    if item.pages_lacking:
        numbers = "、".join(str(page) for page in item.pages_lacking)
        return f"扫描件还差第 {numbers} 页", "warning"
    return f"已附 {len(item.files)} 个文件", "success"


class MaterialCard(DropZone):
    """Takes dropped files; tells what the officer wants done with the item.

    Signals carry the item's id first: ``attach_asked(id)``, ``files_dropped(id, paths)``,
    ``detach_asked(link_id)``, ``open_asked(AttachmentView)``,
    ``edit_asked(AttachmentView)``, ``not_applicable(id, reason)``,
    ``applicable(id)``, ``reuse_asked(id)``, ``form_asked(form_id)``,
    ``check_asked(id, checked)``, ``bring_asked(id, paper_id)``, ``keep_asked(id)``,
    ``paper_asked(paper_id)``. What it shows of shared papers is a row of its own, ``papers``.
    """

    attach_asked = Signal(int)
    files_dropped = Signal(int, list)
    detach_asked = Signal(int)
    open_asked = Signal(object)
    edit_asked = Signal(object)
    not_applicable = Signal(int, str)
    applicable = Signal(int)
    reuse_asked = Signal(int)
    form_asked = Signal(str)
    check_asked = Signal(int, bool)
    bring_asked = Signal(int, int)
    keep_asked = Signal(int)
    paper_asked = Signal(int)

    def __init__(
        self, item: MaterialView, standing: Standing | None, papers: PaperRow | None = None
    ) -> None:
        super().__init__()
        self.item, self.standing, self.papers = item, standing, papers
        self.setProperty("kind", "card")
        self.setAccessibleName(item.name)
        self.dropped.connect(lambda paths: self.files_dropped.emit(item.id, paths))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._add_head()
        self._add_details()
        if papers is not None:
            papers.bring_asked.connect(lambda paper: self.bring_asked.emit(item.id, paper))
            papers.paper_asked.connect(self.paper_asked)
            self._column.addWidget(papers)
        if standing is not None and item.state is not MaterialState.NOT_APPLICABLE:
            self._column.addLayout(self._track(standing))
        for file in item.files:
            self._column.addWidget(self._file_row(file))
            if file.notes:
                self._column.addWidget(notes_label(file))
        self._reason = LineField("写明不适用的理由，按回车确认", 500)
        self._reason.setAccessibleName("不适用的理由")
        self._reason.returnPressed.connect(self._on_reason)
        self._reason.hide()
        self._column.addWidget(self._reason)

    def _add_head(self) -> None:
        item = self.item
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(item.name, "heading"))
        row.addWidget(Chip(item.need.label, NEED_TONES[item.need]))
        word, tone = state_of(item, self.standing)
        self.state = Chip(word, tone)
        row.addWidget(self.state)
        row.addWidget(CertaintyTag(item.certainty, item.source))
        row.addStretch(1)
        if item.state is MaterialState.NOT_APPLICABLE:
            row.addWidget(button("恢复为需要", lambda: self.applicable.emit(item.id), kind="link"))
        else:
            text = "附扫描件…" if item.form_id is not None else "附文件…"
            tip = f"为“{item.name}”选择 PDF 或图片；也可以把文件拖到这里"
            self.attach = button(text, self._on_attach, icon_name="attach", tip=tip)
            row.addWidget(self.attach)
        self._column.addLayout(row)

    def _links(self) -> QHBoxLayout:
        item = self.item
        row = QHBoxLayout()
        row.setSpacing(8)
        if item.form_id is not None:
            form = item.form_id
            row.addWidget(button("填写表单", lambda: self.form_asked.emit(form), kind="link"))
        row.addWidget(
            button(
                "沿用已有文件",
                lambda: self.reuse_asked.emit(item.id),
                kind="link",
                tip="使用已附在其他提交同一材料下的文件",
            )
        )
        if item.paper_kind is not None and item.files and item.paper is None:
            self.keep = button(
                "存为共用材料…",
                lambda: self.keep_asked.emit(item.id),
                kind="link",
                tip=f"把这份“{item.paper_kind.label}”存下来，其他提交一键带入，到期前提醒",
            )
            row.addWidget(self.keep)
        if not item.files:
            row.addWidget(button("不适用…", self._ask_reason, kind="link"))
        return row

    def _add_details(self) -> None:
        item = self.item
        parts = [item.original, item.seal, f"{item.copies} 份" if item.copies > 1 else ""]
        parts.append(f"签字：{item.signer}" if item.signer not in ("", "无需签字") else "")
        parts.append("、".join(item.formats))
        parts.append(f"不超过 {item.max_mb:g} MB" if item.max_mb else "")
        parts.append(f"命名：{item.naming}" if item.naming else "")
        told = " · ".join(part for part in parts if part)
        row = QHBoxLayout()
        details = label(told, "muted", wrap=True)
        details.setToolTip(naming_words(item))
        row.addWidget(details, 1)
        if item.state is not MaterialState.NOT_APPLICABLE:
            row.addLayout(self._links())
        self._column.addLayout(row)
        more = "　".join(part for part in (item.condition, item.hint) if part)
        if more:
            self._column.addWidget(label(more, "muted", wrap=True))
        if item.reason:
            self._column.addWidget(label(f"不适用的理由：{item.reason}", wrap=True, copy=True))

    def _track(self, standing: Standing) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.track = StepTrack(standing.way)
        row.addWidget(self.track)
        ahead = next_step(standing.way)
        self.ahead = Elided(ahead.told if ahead else "已全部完成", "muted")
        row.addWidget(self.ahead, 1)
        if standing.can_check:
            self.check = self._check_button(is_checked=standing.is_checked)
            row.addWidget(self.check)
        return row

    def _check_button(self, *, is_checked: bool) -> QPushButton:
        if is_checked:
            return button("取消核对", lambda: self._on_check(checked=False), kind="link")
        return button(
            "核对无误",
            lambda: self._on_check(checked=True),
            kind="link",
            tip="对照原件看过：页数齐全、签章清楚、内容一致。文件改动后需要重新核对",
        )

    def _on_check(self, *, checked: bool) -> None:
        self.check_asked.emit(self.item.id, checked)

    def _file_row(self, file: AttachmentView) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        name = Elided(file.file_name)
        row.addWidget(name, 1)
        row.addWidget(label(f"{file.page_count} 页 · {size_words(file.size_bytes)}", "muted"))
        row.addWidget(
            tool(
                "编辑页面",
                "edit",
                lambda: self.edit_asked.emit(file),
                word=False,
                tip=f"编辑“{file.file_name}”的页面：旋转、裁切、校正、排序、拆分、合并",
            )
        )
        row.addWidget(
            tool(
                "查看",
                "open",
                lambda: self.open_asked.emit(file),
                word=False,
                tip=f"打开“{file.file_name}”",
            )
        )
        row.addWidget(
            tool(
                "移除",
                "close",
                lambda: self.detach_asked.emit(file.link_id),
                word=False,
                tip=f"移除“{file.file_name}”，可撤销",
            )
        )
        return made

    def _on_attach(self) -> None:
        self.attach_asked.emit(self.item.id)

    def _ask_reason(self) -> None:
        self._reason.show()
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_reason(self) -> None:
        self.not_applicable.emit(self.item.id, self._reason.value())

    def focus_first(self) -> None:
        """Give the focus to what is done first: bring in, compare, else attach."""
        if self.item.state is MaterialState.NOT_APPLICABLE:
            return
        bring = getattr(self.papers, "bring", None)
        waits = self.standing is not None and self.standing.can_check
        compare = self.check if waits and self.standing and not self.standing.is_checked else None
        (bring or compare or self.attach).setFocus(Qt.FocusReason.OtherFocusReason)


def naming_words(item: MaterialView) -> str:
    """Say how the platform wants files to be called, or how they are called without a rule."""
    if item.naming:
        return f"文件命名：{item.naming}"
    return f"文件命名：没有查到平台的规定，上传包按“{USUAL_PATTERN}”命名"


def notes_label(file: AttachmentView) -> QWidget:
    """Say what was found when the file came in, with what to do in the tooltip."""
    made = label("".join(note.message for note in file.notes), "muted", wrap=True, copy=True)
    made.setToolTip("\n".join(f"{note.message}{note.remedy}" for note in file.notes))
    made.setContentsMargins(12, 0, 0, 4)
    return made


def size_words(size_bytes: int) -> str:
    """Return a size as one reads it."""
    if size_bytes >= 1024 * 1024:
        return f"{size_bytes / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size_bytes / 1024))} KB"


def existing(paths: list[Path]) -> tuple[Path, ...]:
    """Return the files among what was dropped; folders are none."""
    return tuple(path for path in paths if path.is_file())
