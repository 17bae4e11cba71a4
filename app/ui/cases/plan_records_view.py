"""采用记录: plans as they were accepted, so that 为什么批量 can be answered years later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.model.kinds import Certainty, SubmissionKind, SubmissionMode
from app.rules.planner import PlanStyle
from app.services.dates import in_china
from app.services.plan_records import PlanRecordView
from app.ui.widgets import button, label

RULES = Qt.ItemDataRole.UserRole


class RecordsView(QWidget):
    """A line for each accepted plan; below it figures, reasons and what it was compared with.

    ``rules_asked(platform, version)`` for the rules that a chosen submission was planned by.
    """

    rules_asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._told = label("", "muted", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setWordWrap(True)
        self.tree.setAccessibleName("采用记录")
        self.rules = button(
            "当时的平台规则",
            self._on_rules,
            kind="link",
            tip="在平台目录中查看采用时的版本；先选中一次提交",
        )
        self.tree.itemSelectionChanged.connect(self._on_chosen)
        self._on_chosen()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self._told)
        column.addWidget(self.tree, 1)
        column.addWidget(self.rules, 0, Qt.AlignmentFlag.AlignLeft)

    def show_records(self, records: Sequence[PlanRecordView]) -> None:
        """Show the accepted plans, newest first."""
        self._told.setText(
            "每次采用方案时，人员、时间、理由、各项数字和次优方案都保存在这里。"
            if records
            else "还没有采用过方案；采用后，当时的理由和数字会保存在这里。"
        )
        self.tree.clear()
        self.rules.setVisible(bool(records))
        for place, record in enumerate(records):
            when = in_china(record.at)
            head = f"{when:%Y-%m-%d %H:%M} · {record.actor} · 方案“{record.name}”"
            top = QTreeWidgetItem([head])
            for text, rules in _lines(record):
                line = QTreeWidgetItem([text])
                line.setToolTip(0, text)
                line.setData(0, RULES, rules)
                top.addChild(line)
            self.tree.addTopLevelItem(top)
            top.setExpanded(place == 0)

    def _chosen(self) -> tuple[str, str] | None:
        chosen = self.tree.selectedItems()
        return chosen[0].data(0, RULES) if chosen else None

    def _on_chosen(self) -> None:
        self.rules.setEnabled(self._chosen() is not None)

    def _on_rules(self) -> None:
        rules = self._chosen()
        if rules is not None:
            self.rules_asked.emit(*rules)

    def words(self) -> list[str]:
        """Return every line shown, newest first."""
        found: list[str] = []
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            if top is not None:
                below = (top.child(number) for number in range(top.childCount()))
                found += [top.text(0), *(item.text(0) for item in below if item is not None)]
        return found


def _lines(record: PlanRecordView) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Yield each line, with platform and version where it is about one submission."""
    for text in _general(record):
        yield text, None
    for number, item in enumerate(record.content["submissions"], start=1):
        rules = (item["platform"], item["catalogue_version"])
        kind = next(word.label for word in SubmissionKind if word.value == item["kind"])
        mode = next(word.label for word in SubmissionMode if word.value == item["mode"])
        names = "、".join(item["filings"][:3]) + (" 等" if len(item["filings"]) > 3 else "")
        count = len(item["filings"])
        yield f"{number}. {item['organisation']}，{mode}{kind}，{count} 个备案：{names}", rules
        for reason in item["reasons"]:
            yield f"　{_reason(reason)}", rules


def _general(record: PlanRecordView) -> Iterator[str]:
    content = record.content
    yield f"经办人的理由：{record.reason or '没有填写'}"
    yield f"采用的方案：{_figures(content['figures'])}"
    for style in PlanStyle:
        figures = content["compared"].get(style.value)
        if figures is not None:
            yield f"当时的“{style.label}”：{_figures(figures)}"
    yield content["exactness"]
    runner_up = content["runner_up"]
    for reason in runner_up["why"] if runner_up else ():
        yield _reason(reason)


def _figures(figures: dict[str, Any]) -> str:
    met = {True: "期限赶得上", False: "有期限赶不上", None: "期限无法判断"}[figures["met"]]
    return (
        f"{figures['submissions']} 次提交，{figures['documents']} 份文件，"
        f"{figures['hours']:.1f} 小时，至少一次退回的可能 {figures['chance']:.0%}，{met}"
    )


def _reason(reason: dict[str, str]) -> str:
    sure = next(word.label for word in Certainty if word.value == reason["certainty"])
    return f"{reason['text']}（{sure}，{reason['source']}）"
