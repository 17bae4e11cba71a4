"""What is asked of a table: words above it, a field below each heading, and frequent questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, ProductState, Role
from app.services.inventory_table import GROUPS, MARKS, TableQuery
from app.ui.inventory.kinds import Kind
from app.ui.widgets import ChoiceField, LineField, label, make_clearable, offer_clearing

Words = Sequence[tuple[Any, str]]


def _words(kind: type[Any]) -> list[tuple[Any, str]]:
    return [(item, item.label) for item in kind]


CHOICES: dict[str, tuple[tuple[str, str, Words], ...]] = {
    "filing": (
        ("platform", "平台", ()),
        ("status", "状态", _words(FilingStatus)),
        ("type", "类别", _words(AlgorithmType)),
        ("role", "角色", _words(Role)),
    ),
    "algorithm": (("type", "类别", _words(AlgorithmType)), ("role", "角色", _words(Role))),
    "product": (("kind", "形态", _words(ProductKind)), ("state", "状态", _words(ProductState))),
    "organisation": (),
}
TYPED: dict[str, tuple[tuple[str, str], ...]] = {
    "filing": (
        ("title", "名称"), ("number", "备案编号"), ("organisation", "主体"),
        ("products", "应用产品"), ("filed", "备案日期"), ("cancelled", "注销日期"),
        ("changed", "变更日期"), ("purpose", "主要用途"), ("remark", "备注"),
    ),
}  # fmt: skip
DAY_TIP = (
    "年、月或日：2024、2024-3、2024年3月1日；之后 >2024-3，之前 <2024-3，之间 2024-1~2024-6；空"
)
TEXT_TIP = "包含这些文字的行；“空”只看没有内容的行"


class FilterRow(QWidget):
    """The words, the fields of the columns and the frequent questions; ``changed`` tells."""

    changed = Signal()

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._wanted: dict[str, str] = {}
        self._platforms: list[tuple[str, str]] = []
        self.text = LineField("搜索：任意文字、编号片段或拼音首字母，可用空格隔开多个词")
        make_clearable(self.text)
        self.text.setAccessibleName("筛选")
        self.text.setToolTip("搜索全部文字（Ctrl+F）")
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self.choices: dict[str, ChoiceField[Any]] = {}
        self.typed: dict[str, QLineEdit] = {}
        self.mark: ChoiceField[str] = ChoiceField(
            [("", "全部备案"), *((key, word) for key, (word, _) in MARKS.items())]
        )
        self.group: ChoiceField[str] = ChoiceField(
            [("", "不分组"), *((key, f"按{word}分组") for key, (word, _) in GROUPS.items())]
        )
        self._count = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for box, name in ((self.mark, "常用筛选"), (self.group, "分组")):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.value_committed.connect(self.changed)
            row.addWidget(box)
            if kind.key != "filing":
                box.hide()
        row.addWidget(self._count)
        self._row = row
        self._make_fields()

    def _make_fields(self) -> None:
        for key, word, pairs in CHOICES[self._kind.key]:
            choice: ChoiceField[Any] = ChoiceField([(None, "全部"), *pairs])
            choice.setAccessibleName(f"筛选{word}")
            choice.setProperty("kind", "filter")
            choice.value_committed.connect(self.changed)
            self.choices[key] = choice
        for key, word in TYPED.get(self._kind.key, ()):
            line = QLineEdit()
            line.setPlaceholderText("筛选")
            line.setAccessibleName(f"筛选{word}")
            line.setToolTip(DAY_TIP if word.endswith("日期") else TEXT_TIP)
            line.setProperty("kind", "filter")
            make_clearable(line)
            line.textChanged.connect(lambda _text: self.changed.emit())
            self.typed[key] = line

    def add_tool(self, tool: QWidget) -> None:
        """Put a tool before the count."""
        self._row.insertWidget(self._row.count() - 1, tool)

    def fields(self) -> dict[str, QWidget]:
        """Return the field of each column that has one."""
        return {**self.choices, **self.typed}

    def offer_platforms(self, platforms: Sequence[tuple[str, str]]) -> None:
        """Offer the platforms that are there."""
        if "platform" in self.choices and list(platforms) != self._platforms:
            self._platforms = list(platforms)
            box = self.choices["platform"]
            wanted = self._wanted.get("platform", box.value())
            every: list[tuple[Any, str]] = [(None, "全部")]
            box.set_choices(every + self._platforms)
            box.set_value(wanted if any(wanted == id for id, _ in platforms) else None)

    # what is asked

    def query(self, subject: int | None, sort: tuple[tuple[str, bool], ...]) -> TableQuery:
        """Return what is asked, of one organisation or of all."""
        chosen = ((key, box.value()) for key, box in self.choices.items())
        typed = ((key, line.text().strip()) for key, line in self.typed.items())
        mark = self.mark.value()
        return TableQuery(
            text=self.text.value(),
            subject=subject,
            choices=tuple((key, str(value)) for key, value in chosen if value is not None),
            typed=tuple((key, text) for key, text in typed if text),
            marks=(mark,) if mark else (),
            sort=sort,
            group=self.group.value() or "",
        )

    def told(self) -> str:
        """Return in words what narrows the table, for a printed list; empty for nothing."""
        parts = [f"包含“{self.text.value()}”"] if self.text.value() else []
        if self.mark.value():
            parts.append(self.mark.currentText())
        names = {column.key: column.title for column in self._kind.columns()}
        for key, box in self.choices.items():
            if box.value() is not None:
                parts.append(f"{names.get(key, key)}为“{box.currentText()}”")
        for key, line in self.typed.items():
            if line.text().strip():
                parts.append(f"{names.get(key, key)}符合“{line.text().strip()}”")
        return "；".join(parts)

    def active(self) -> bool:
        """Tell whether anything narrows the table."""
        return self.query(None, ()).narrowed

    def clear(self) -> None:
        """Ask for everything."""
        self.apply({"group": self.group.value() or ""})

    def kept(self) -> dict[str, str]:
        """Return what is asked, plain enough to be written down."""
        query = self.query(None, ())
        found = {**dict(query.choices), **{f"~{key}": text for key, text in query.typed}}
        for name, value in (
            ("text", query.text), ("mark", "".join(query.marks)), ("group", query.group),
        ):  # fmt: skip
            if value:
                found[name] = value
        return found

    def apply(self, kept: dict[str, str]) -> None:
        """Ask for what was kept; what is not known is left out."""
        self._wanted = {key: kept[key] for key in ("platform",) if key in kept}
        for widget in (self.text, self.mark, self.group, *self.fields().values()):
            widget.blockSignals(True)
        for key, box in self.choices.items():
            box.set_value(kept.get(key))
            if box.value() is None:
                box.set_value(None)
        for key, line in self.typed.items():
            line.setText(kept.get(f"~{key}", ""))
        self.text.setText(kept.get("text", ""))
        self.mark.set_value(kept.get("mark", "") if kept.get("mark", "") in MARKS else "")
        self.group.set_value(kept.get("group", "") if kept.get("group", "") in GROUPS else "")
        for widget in (self.text, self.mark, self.group, *self.fields().values()):
            widget.blockSignals(False)
        for line in (self.text, *self.typed.values()):
            offer_clearing(line)
        self.changed.emit()

    # what is said

    def tell_count(self, shown: int, whole: int) -> None:
        """Say how many records are shown, of how many."""
        told = f"{shown:,} / {whole:,}" if shown != whole else f"{whole:,}"
        self._count.setText(f"{told} {self._kind.unit}")

    def count_text(self) -> str:
        """Return what is said of the number of records."""
        return self._count.text()

    def save(self, settings: QSettings) -> None:
        """Keep what is asked for."""
        settings.setValue(self._name(), json.dumps(self.kept(), ensure_ascii=False))

    def restore(self, settings: QSettings) -> None:
        """Bring back what was asked for."""
        try:
            found = json.loads(str(settings.value(self._name()) or "{}"))
        except ValueError:
            found = {}
        if isinstance(found, dict):
            self.apply({str(key): str(value) for key, value in found.items()})

    def _name(self) -> str:
        return f"inventory/filter-{self._kind.key}"
