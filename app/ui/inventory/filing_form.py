"""The form of a filing: platform, algorithm or name, number, dates, products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.model.filing_number import number_problems
from app.model.kinds import AlgorithmType, FilingStatus, Role
from app.services.algorithms import AlgorithmEdit
from app.services.dates import chinese_date
from app.services.filings import FilingEdit, FilingRow
from app.ui.inventory.data import Inventory
from app.ui.inventory.record_form import RecordForm
from app.ui.theme.apply import mono_font
from app.ui.widgets import (
    ChoiceField,
    DateEdit,
    LineField,
    NumberLabel,
    TextField,
    button,
    label,
)

ID_ROLE = Qt.ItemDataRole.UserRole
NUMBER_HINT = "照原件录入；疑似抄录错误会标出原因，不会自动改动。"
DAYS = ("filed_on", "changed_on", "cancelled_on")
NEW_KEYS = ("algorithm_name", "algorithm_type", "role")
LINE, LEAST, MOST = 26, 2, 7


class ProductPicks(QListWidget):
    """Products to tick; ``value_committed`` when a tick is set or taken."""

    value_committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.itemChanged.connect(lambda _item: self.value_committed.emit())

    def offer(self, products: Iterable[tuple[int, str]], ticked: Iterable[int]) -> None:
        """Offer other products."""
        self.blockSignals(True)
        place, chosen = self.currentRow(), set(ticked)
        self.clear()
        for id, name in products:
            item = QListWidgetItem(name)
            item.setData(ID_ROLE, id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = id in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(place)
        self.setFixedHeight(min(max(self.count(), LEAST), MOST) * LINE + 8)
        self.blockSignals(False)

    def set_value(self, ticked: Iterable[int]) -> None:
        """Tick these products alone, without telling."""
        self.blockSignals(True)
        chosen = set(ticked)
        for item in (self.item(place) for place in range(self.count())):
            on = item.data(ID_ROLE) in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def value(self) -> tuple[int, ...]:
        """Return the ids of the ticked products."""
        items = (self.item(place) for place in range(self.count()))
        ticked = (
            item.data(ID_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked
        )
        return tuple(sorted(ticked))


class FilingForm(RecordForm):
    """备案; a new algorithm can be entered with it. Asks ``link_asked("case", id)`` and others."""

    def build(self) -> None:
        self.number_shown = NumberLabel()
        self.problems = label("", "warning", wrap=True, copy=True)
        self.column.addWidget(self.number_shown)
        self.column.addWidget(self.problems)
        self._data = Inventory()
        self._record: FilingRow | None = None
        self._offered_for: int | None = None
        add = self.form.add
        add("organisation_id", "备案主体", ChoiceField(), required=True)
        add("platform", "平台", ChoiceField(), required=True)
        add("algorithm_id", "算法", ChoiceField(), required=True)
        self.go_algorithm = button("查看或修改这个算法", self._on_algorithm, kind="link")
        self.form.column.addWidget(self.go_algorithm, 0, Qt.AlignmentFlag.AlignLeft)
        add("algorithm_name", "新算法的名称", LineField("与备案公示一致", 200), required=True)
        nothing: list[tuple[Any, str]] = [(None, "请选择")]
        types = nothing + [(item, item.label) for item in AlgorithmType]
        add("algorithm_type", "新算法的类别", ChoiceField(types), required=True)
        add("role", "新算法的角色", ChoiceField([(item, item.label) for item in Role]))
        add(
            "title", "备案名称", LineField("备案的网站、应用、服务或系统的名称", 200), required=True
        )
        number = LineField("", 200)
        number.setFont(mono_font())
        add("number", "备案编号", number, hint=NUMBER_HINT)
        add("status", "状态", ChoiceField([(item, item.label) for item in FilingStatus]))
        add("filed_on", "备案日期", DateEdit(self.today))
        add("changed_on", "最近变更日期", DateEdit(self.today))
        add("cancelled_on", "注销日期", DateEdit(self.today))
        add("product_ids", "应用产品", ProductPicks(), hint="勾选使用这项备案的产品。")
        add("remark", "备注", TextField("", 3))
        for key in ("organisation_id", "platform", "algorithm_id"):
            field = self.form.rows[key].field
            assert isinstance(field, ChoiceField)
            field.activated.connect(lambda _row: self._follow())

    def offer(self, data: Inventory) -> None:
        self._data = data
        self.choices("organisation_id", [(item.id, item.name) for item in data.organisations])
        self.choices("platform", [(id, name) for id, name, _ in data.platforms])

    def values(self, record: FilingRow | None, data: Inventory) -> dict[str, Any]:
        self._record = record
        one = data.organisations[0].id if len(data.organisations) == 1 else None
        new_algorithm: dict[str, Any] = {
            "algorithm_name": "", "algorithm_type": None, "role": Role.PROVIDER,
        }  # fmt: skip
        if record is None:
            first = data.platforms[0][0] if data.platforms else None
            stored = new_algorithm | {
                "organisation_id": one, "platform": first, "algorithm_id": None, "title": "",
                "number": "", "status": FilingStatus.ACTIVE, "filed_on": None,
                "changed_on": None, "cancelled_on": None, "product_ids": (), "remark": "",
            }  # fmt: skip
        else:
            keys = (
                "organisation_id", "platform", "algorithm_id", "number", "status",
                "filed_on", "changed_on", "cancelled_on", "remark",
            )  # fmt: skip
            stored = new_algorithm | {key: getattr(record, key) for key in keys}
            stored["title"] = "" if record.algorithm_id else record.title
            stored["product_ids"] = tuple(use.product_id for use in record.products)
        subject = self.kept("organisation_id", stored["organisation_id"])
        self._offer_algorithms(subject)
        self._offer_products(subject, self.kept("product_ids", stored["product_ids"]))
        return stored

    def after_fill(self, record: FilingRow | None) -> None:
        self.number_shown.setVisible(record is not None)
        problems = record.problems if record else ()
        if record is not None:
            self.number_shown.tell(record.number, record.problems)
        self.problems.setText("\n".join(problems))
        self.problems.setVisible(bool(problems))
        self._follow()
        self._doubt_number()

    def after_put(self) -> None:
        self._follow()
        self._doubt_number()

    def check(self, key: str) -> str:
        """Return what the service will refuse, for the fields that stand alone."""
        self._doubt_number()
        if key in DAYS and (day := self.day(key)) and day > self.today:
            return "日期不能晚于今天"
        return ""

    def _doubt_number(self) -> None:
        """Tell below the number, while it may still be mended, what looks wrong with it."""
        platform, number = self.choice("platform") or "", self.text("number")
        chosen = self.choice("algorithm_id")
        own = self._data.algorithms_of(self.choice("organisation_id"))
        known = next((a.type for a in own if a.id == chosen), None)
        kind = known or self.choice("algorithm_type")
        told = number_problems(platform, number, kind) if self._record is None else ()
        self.form.rows["number"].set_hint("\n".join(f"⚠ {text}" for text in told) or NUMBER_HINT)

    def _offer_algorithms(self, organisation_id: int | None) -> None:
        self._offered_for = organisation_id
        new: list[tuple[Any, str]] = [(None, "新建算法（在下面填写）")]
        mine = self._data.algorithms_of(organisation_id)
        self.choices("algorithm_id", new + [(a.id, f"{a.name}（{a.role.label}）") for a in mine])

    def _offer_products(self, organisation_id: int | None, ticked: Iterable[int]) -> None:
        picks = self.form.rows["product_ids"].field
        assert isinstance(picks, ProductPicks)
        chosen = set(ticked)
        uses = {use.product_id: use for use in self._record.products} if self._record else {}

        def name(label: str, state: str, id: int) -> str:
            day = uses[id].ended_on if id in uses else None
            told = f"{label}　{state}"
            return f"{told}　{chinese_date(day)}起不再使用" if day else told

        own = {p.id: (p.label, p.state.label) for p in self._data.products_of(organisation_id)}
        # A product that moved to another subject is still named by the filing.
        own |= {id: (uses[id].label, uses[id].state.label) for id in chosen & set(uses)}
        picks.offer([(id, name(*told, id)) for id, told in own.items()], chosen)

    def _follow(self) -> None:
        """Show the fields that the chosen platform and algorithm ask for."""
        subject = self.choice("organisation_id")
        if subject != self._offered_for:
            chosen = self.choice("algorithm_id")
            self._offer_algorithms(subject)
            self.form.rows["algorithm_id"].field.set_value(  # type: ignore[attr-defined]
                chosen if any(a.id == chosen for a in self._data.algorithms_of(subject)) else None
            )
            self._offer_products(subject, self._picked())
        algorithms = self._files_algorithms()
        new = algorithms and self.choice("algorithm_id") is None
        self.form.rows["algorithm_id"].setVisible(algorithms)
        self.go_algorithm.setVisible(algorithms and not new)
        self.form.rows["title"].setVisible(not algorithms)
        for key in NEW_KEYS:
            self.form.rows[key].setVisible(new)

    def _files_algorithms(self) -> bool:
        platform = self.choice("platform")
        return next((files for id, _, files in self._data.platforms if id == platform), True)

    def _picked(self) -> tuple[int, ...]:
        picks = self.form.rows["product_ids"].field
        assert isinstance(picks, ProductPicks)
        return picks.value()

    def _on_algorithm(self) -> None:
        self.link_asked.emit("algorithm", self.choice("algorithm_id"))

    def show_errors(self, errors: dict[str, str], *, focus: bool) -> bool:
        """Put what is said of a hidden field beside the choice that hides it."""
        if "algorithm_name" in errors and self.form.rows["algorithm_name"].isHidden():
            errors = dict(errors)
            errors["algorithm_id"] = errors.pop("algorithm_name")
        return super().show_errors(errors, focus=focus)

    def edit(self) -> FilingEdit:
        algorithms = self._files_algorithms()
        chosen = self.choice("algorithm_id") if algorithms else None
        new = None
        if algorithms and chosen is None:
            new = AlgorithmEdit(
                organisation_id=self.choice("organisation_id"),
                name=self.text("algorithm_name"),
                type=self.choice("algorithm_type"),
                role=self.choice("role"),
            )
        picked = self._picked()
        uses = self._record.products if self._record else ()
        return FilingEdit(
            organisation_id=self.choice("organisation_id"),
            platform=self.choice("platform") or "",
            algorithm_id=chosen,
            new_algorithm=new,
            title=self.text("title"),
            number=self.text("number"),
            status=self.choice("status"),
            filed_on=self.day("filed_on"),
            changed_on=self.day("changed_on"),
            cancelled_on=self.day("cancelled_on"),
            remark=self.text("remark"),
            product_ids=picked,
            ended=tuple(
                (use.product_id, use.ended_on)
                for use in uses
                if use.ended_on and use.product_id in picked
            ),
        )
