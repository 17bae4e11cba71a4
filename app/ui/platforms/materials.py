"""The checklist of a platform as a table: what, when, which seal, which form, how sure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from app.catalogue import Material, Need, Seal, Signer
from app.model.kinds import SubmissionKind
from app.services.dates import chinese_date
from app.ui.widgets import Column, RowsModel, TableView
from app.ui.widgets.basics import CERTAINTY_TONES

NEED_TONES = {Need.REQUIRED: "danger", Need.CONDITIONAL: "warning", Need.OPTIONAL: "neutral"}
FRAME = 4


class MaterialsTable(TableView):
    """All materials at once: as tall as its rows, without a scroll bar of its own."""

    def __init__(self, materials: Sequence[Material]) -> None:
        self.model_ = RowsModel(_columns())
        super().__init__(self.model_, "platform_materials")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model_.set_rows(materials)
        height = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + bar + FRAME)


def _columns() -> list[Column[Material]]:
    return [
        Column("name", "材料", 160, lambda item: item.name, tip=_tip),
        Column(
            "need", "是否必需", 90, lambda item: item.need.label,
            tip=_tip, chip=lambda item: NEED_TONES[item.need],
        ),
        Column(
            "certainty", "确定程度", 90, lambda item: item.certainty.label,
            tip=_evidence, chip=lambda item: CERTAINTY_TONES[item.certainty],
        ),
        Column("when", "条件", 180, _when, tip=_tip),
        Column("seal", "盖章与签字", 190, _marks, tip=_marks),
        Column("paper", "形式", 170, _paper, tip=_paper),
        Column("form", "来源", 110, _origin, tip=_tip),
        Column("source", "出处", 260, _evidence),
    ]  # fmt: skip


def _tip(item: Material) -> str:
    return "\n".join(text for text in (item.name, item.condition, item.hint) if text)


def _when(item: Material) -> str:
    kinds = "仅" + "、".join(kind.label for kind in item.for_kinds)
    only = kinds if len(item.for_kinds) < len(SubmissionKind) else ""
    each = "每个备案各一份" if item.per_filing else ""
    return "；".join(text for text in (item.condition, only, each) if text) or "—"


def _marks(item: Material) -> str:
    marks = [item.seal.label] if item.seal is not Seal.NONE else []
    if item.signer is not Signer.NONE:
        marks.append(item.signer.label)
    return "、".join(marks) or "无需盖章签字"


def _paper(item: Material) -> str:
    formats = "/".join(kind.label for kind in item.formats)
    size = f"，不超过 {item.max_mb:g} MB" if item.max_mb else ""
    copies = f"，{item.copies} 份" if item.copies > 1 else ""
    return f"{item.original_or_copy.label}{copies}，{formats}{size}"


def _origin(item: Material) -> str:
    return "程序生成" if item.form else "自行准备"


def _evidence(item: Material) -> str:
    return f"{item.source}（核实日期：{chinese_date(item.verified_on)}）"
