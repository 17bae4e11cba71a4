"""The forms of organisations, products and algorithms."""

from __future__ import annotations

from typing import Any

from app.model.kinds import AlgorithmType, ProductKind, ProductState, Role
from app.model.uscc import normalise_uscc, uscc_problem
from app.services.algorithms import AlgorithmEdit
from app.services.organisations import OrganisationEdit
from app.services.products import ProductEdit
from app.ui.inventory.data import Inventory
from app.ui.inventory.record_form import RecordForm, split_names
from app.ui.widgets import ChoiceField, DateEdit, LineField, TextField


class OrganisationForm(RecordForm):
    """企业主体."""

    def build(self) -> None:
        add = self.form.add
        add("name", "主体名称", LineField("与营业执照一致", 200), required=True)
        add(
            "uscc",
            "统一社会信用代码",
            LineField("18 位", 40),
            hint="按 GB 32100-2015 核对校验码；与营业执照不一致是常见的退回原因（实务）。",
        )
        add("parent_id", "上级主体", ChoiceField())
        add("legal_representative", "法定代表人", LineField("", 100))
        add("contact_name", "联系人", LineField("", 100))
        add("contact_phone", "联系电话", LineField("", 100))
        add("address", "住所", LineField("与营业执照一致", 400))
        add("former_names", "曾用名", TextField("每行一个", 2))
        add("note", "备注", TextField("", 2))

    def offer(self, data: Inventory) -> None:
        nobody: list[tuple[Any, str]] = [(None, "没有")]
        self.choices("parent_id", nobody + [(item.id, item.name) for item in data.organisations])

    def values(self, record: Any, data: Inventory) -> dict[str, Any]:
        keys = (
            "name",
            "uscc",
            "parent_id",
            "legal_representative",
            "contact_name",
            "contact_phone",
            "address",
            "note",
        )
        empty = {key: None if key == "parent_id" else "" for key in keys}
        found = {key: getattr(record, key) for key in keys} if record else empty
        return found | {"former_names": "\n".join(record.former_names) if record else ""}

    def check(self, key: str) -> str:
        """Return what the service will refuse, for the fields that stand alone."""
        if key == "uscc" and (code := normalise_uscc(self.text("uscc"))):
            return uscc_problem(code) or ""
        return ""

    def edit(self) -> OrganisationEdit:
        return OrganisationEdit(
            name=self.text("name"),
            uscc=self.text("uscc"),
            parent_id=self.choice("parent_id"),
            legal_representative=self.text("legal_representative"),
            contact_name=self.text("contact_name"),
            contact_phone=self.text("contact_phone"),
            address=self.text("address"),
            note=self.text("note"),
            former_names=split_names(self.text("former_names")),
        )


class ProductForm(RecordForm):
    """应用产品."""

    def build(self) -> None:
        add = self.form.add
        add("organisation_id", "所属主体", ChoiceField(), required=True)
        add("name", "产品名称", LineField("", 200), required=True)
        add("kind", "形态", ChoiceField([(item, item.label) for item in ProductKind]))
        add("state", "状态", ChoiceField([(item, item.label) for item in ProductState]))
        add(
            "state_since",
            "自哪一天起",
            DateEdit(self.today),
            hint="停用的产品必须填写：注销期限从对用户停止服务之日起算。",
        )
        add("note", "备注", TextField("", 3))

    def offer(self, data: Inventory) -> None:
        self.choices("organisation_id", [(item.id, item.name) for item in data.organisations])

    def values(self, record: Any, data: Inventory) -> dict[str, Any]:
        if record is None:
            first = data.organisations[0].id if len(data.organisations) == 1 else None
            return {
                "organisation_id": first,
                "name": "",
                "kind": ProductKind.APP,
                "state": ProductState.IN_USE,
                "state_since": None,
                "note": "",
            }
        return {key: getattr(record, key) for key in self.rows}

    def check(self, key: str) -> str:
        """Return what the service will refuse, for the fields that stand alone."""
        if key == "state_since" and (day := self.day("state_since")) and day > self.today:
            return "日期不能晚于今天"
        return ""

    def edit(self) -> ProductEdit:
        return ProductEdit(
            organisation_id=self.choice("organisation_id"),
            name=self.text("name"),
            kind=self.choice("kind"),
            state=self.choice("state"),
            state_since=self.day("state_since"),
            note=self.text("note"),
        )


class AlgorithmForm(RecordForm):
    """算法."""

    def build(self) -> None:
        add = self.form.add
        add("organisation_id", "所属主体", ChoiceField(), required=True)
        add("algorithm_name", "算法名称", LineField("与备案公示一致", 200), required=True)
        nothing: list[tuple[Any, str]] = [(None, "请选择")]
        add(
            "algorithm_type",
            "算法类别",
            ChoiceField(nothing + [(item, item.label) for item in AlgorithmType]),
            required=True,
            hint="《互联网信息服务算法推荐管理规定》第二条的五类（官方）。",
        )
        add("role", "角色", ChoiceField([(item, item.label) for item in Role]))
        add("purpose", "主要用途", TextField("", 4))
        add("former_names", "曾用名", TextField("每行一个", 2))
        add("note", "备注", TextField("", 2))

    def offer(self, data: Inventory) -> None:
        self.choices("organisation_id", [(item.id, item.name) for item in data.organisations])

    def values(self, record: Any, data: Inventory) -> dict[str, Any]:
        if record is None:
            first = data.organisations[0].id if len(data.organisations) == 1 else None
            return {
                "organisation_id": first,
                "algorithm_name": "",
                "algorithm_type": None,
                "role": Role.PROVIDER,
                "purpose": "",
                "former_names": "",
                "note": "",
            }
        return {
            "organisation_id": record.organisation_id,
            "algorithm_name": record.name,
            "algorithm_type": record.type,
            "role": record.role,
            "purpose": record.purpose,
            "former_names": "\n".join(record.former_names),
            "note": record.note,
        }

    def edit(self) -> AlgorithmEdit:
        return AlgorithmEdit(
            organisation_id=self.choice("organisation_id"),
            name=self.text("algorithm_name"),
            type=self.choice("algorithm_type"),
            role=self.choice("role"),
            purpose=self.text("purpose"),
            note=self.text("note"),
            former_names=split_names(self.text("former_names")),
        )
