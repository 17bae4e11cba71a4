"""终止事实: why and since when the service is over, and what happens to users and data."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.errors import FieldsError, QingBeiError
from app.model.kinds import DataDisposal, EndReason, ProductState
from app.services.case_changes import save_facts, stop_products
from app.services.cases import CandidateProduct, CaseView, Facts
from app.services.dates import chinese_date
from app.services.workspace import Workspace
from app.ui.cases.step import CasePlace, Step
from app.ui.jobs import Jobs
from app.ui.widgets import (
    ChoiceField,
    DateEdit,
    Form,
    InfoBar,
    LineField,
    SectionTitle,
    TextField,
    button,
    label,
    scrolled,
)

ID_ROLE = Qt.ItemDataRole.UserRole
WIDEST = 760
PRODUCTS_HINT = "勾选停止使用这些备案的产品；未勾选而仍在用的产品，会使相关备案改为申请变更。"
DISPOSAL_HINT = (
    "个人信息保护法第四十七条：终止服务的应当删除；难以删除的，停止除存储和保护外的处理（官方）。"
)


class FactsStep(Step):
    """A form; every field is saved when it is left."""

    key = "facts"
    title = "终止事实"
    hint = "终止日期是用户不能再使用服务的那一天，法定期限从次日起算；请留存当天的证据。"

    def __init__(self, ws: Workspace, jobs: Jobs, case_id: int, place: CasePlace) -> None:
        super().__init__(ws, jobs, case_id, place)
        self.info = InfoBar()
        self.form = Form()
        self.form.committed.connect(lambda _key: self._save())
        today = ws.today()
        nothing: list[tuple[EndReason | None, str]] = [(None, "请选择")]
        self.reason: ChoiceField[EndReason | None] = ChoiceField(
            nothing + [(item, item.label) for item in EndReason]
        )
        self.reason_text = TextField("为什么终止，可写明决定的依据", 3)
        self.ended_on = DateEdit(today)
        self.products = QListWidget()
        self.products.setAccessibleName("受影响的产品")
        self.products.itemChanged.connect(lambda _item: self._on_products())
        self.notice_on = DateEdit(today)
        self.notice_where = LineField("例如 APP 首页公告、官网", 4000)
        self.arrangement = TextField("退费、数据导出、客服等", 3)
        unknown: list[tuple[DataDisposal | None, str]] = [(None, "请选择")]
        self.data_disposal: ChoiceField[DataDisposal | None] = ChoiceField(
            unknown + [(item, item.label) for item in DataDisposal]
        )
        self.data_disposal_on = DateEdit(today)
        self.data_disposal_text = TextField("谁、用什么方法处置，如何核对", 3)
        self.agent_name = LineField("不填表示由法定代表人办理", 50)
        self.agent_phone = LineField("", 50)
        self.stop = button("将所选产品标为已停用", self._on_stop, icon_name="product")
        self._shown = Facts()
        self._sent: Facts | None = None
        self._loading = False
        self._lay_out()

    def _lay_out(self) -> None:
        form = self.form
        form.add_widget(SectionTitle("终止"))
        form.add("reason", "终止原因", self.reason, required=True)
        form.add("reason_text", "原因说明", self.reason_text)
        form.add(
            "ended_on",
            "终止日期",
            self.ended_on,
            required=True,
            hint="可输入 2026-7-1、20260701 或 7月1日",
        )
        form.add("products", "受影响的产品", self.products, required=True, hint=PRODUCTS_HINT)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.stop)
        self._stopped = label("", "muted", wrap=True)
        line.addWidget(self._stopped, 1)
        form.add_widget(row)
        form.add_widget(SectionTitle("对用户的安排"))
        form.add("notice_on", "告知用户的日期", self.notice_on)
        form.add("notice_where", "告知的位置", self.notice_where)
        form.add(
            "arrangement",
            "对用户的安排",
            self.arrangement,
            hint="办法第二十四条要求作出妥善安排（官方）。",
        )
        form.add_widget(SectionTitle("对个人信息的安排"))
        form.add("data_disposal", "处置方式", self.data_disposal, required=True, hint=DISPOSAL_HINT)
        form.add("data_disposal_on", "处置日期", self.data_disposal_on)
        form.add("data_disposal_text", "处置说明", self.data_disposal_text)
        form.add_widget(SectionTitle("经办人"))
        form.add(
            "agent_name",
            "经办人姓名",
            self.agent_name,
            hint="填写后，材料清单会加上授权委托书和经办人身份证。",
        )
        form.add("agent_phone", "经办人电话", self.agent_phone)
        form.setMaximumWidth(WIDEST)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 0, 12, 12)
        column.addWidget(form)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.info)
        self._area = scrolled(inside)
        whole.addWidget(self._area, 1)

    def load(self, case: CaseView) -> None:
        """Show the facts; a field that is being typed in keeps what is typed."""
        facts, shown = case.facts, self._shown
        self._loading = True
        for key in self.form.rows:
            if key == "products":
                continue
            field = getattr(self, key)
            # A value that is unlike the one shown before came from elsewhere (undo) and wins.
            elsewhere = getattr(facts, key) != getattr(shown, key)
            if elsewhere or not (_focused(field) or self.form.rows[key].error()):
                field.set_value(getattr(facts, key))
        self._shown = self._sent = facts
        self._show_products(case.products)
        self._loading = False

    def _show_products(self, products: tuple[CandidateProduct, ...]) -> None:
        now = [(p.id, p.label, p.state, p.state_since, p.affected) for p in products]
        if now != getattr(self, "_products", None):
            self._products = now
            place = self.products.currentRow()
            self.products.clear()
            for product in products:
                self.products.addItem(_item(product))
            self.products.setCurrentRow(place)
            lines = min(max(len(products), 2), 8)
            self.products.setFixedHeight(lines * 28 + 8)
        running = [p for p in products if p.affected and p.state is ProductState.IN_USE]
        self.stop.setVisible(bool(running))
        self._stopped.setText(
            f"{len(running)} 个所选产品在台账中仍为“在用”。"
            if running
            else ""
            if products
            else "所选备案没有登记应用产品；没有产品时，备案按全部终止处理。"
        )

    def _facts(self) -> Facts:
        return Facts(
            reason=self.reason.value(),
            reason_text=self.reason_text.value(),
            ended_on=self.ended_on.value(),
            notice_on=self.notice_on.value(),
            notice_where=self.notice_where.value(),
            arrangement=self.arrangement.value(),
            data_disposal=self.data_disposal.value(),
            data_disposal_on=self.data_disposal_on.value(),
            data_disposal_text=self.data_disposal_text.value(),
            agent_name=self.agent_name.value(),
            agent_phone=self.agent_phone.value(),
            product_ids=tuple(
                self.products.item(i).data(ID_ROLE)
                for i in range(self.products.count())
                if self.products.item(i).checkState() is Qt.CheckState.Checked
            ),
        )

    def _on_products(self) -> None:
        if not self._loading:
            self._save()

    def _save(self) -> None:
        if self._loading:
            return
        facts = self._facts()
        if facts == self._sent:
            return
        self._sent = facts
        self.jobs.change(
            "保存终止事实",
            lambda _progress: save_facts(self.ws, self.case_id, facts),
            self._on_saved,
            self._on_refused,
            owner=self,
            quiet=True,
        )

    def _on_saved(self, _none: None) -> None:
        self.info.dismiss()
        for key, row in self.form.rows.items():
            field = getattr(self, key)
            row.set_error(field.problem if isinstance(field, DateEdit) else "")

    def _on_refused(self, error: QingBeiError) -> bool:
        self._sent = None
        if isinstance(error, FieldsError) and self.form.show_errors(error.fields):
            return True
        self.info.tell_error(error)
        return True

    def _on_stop(self) -> None:
        self.settle()
        self.jobs.change(
            "标为已停用",
            lambda _progress: stop_products(self.ws, self.case_id),
            failed=self._on_refused,
            owner=self,
        )

    def show_field(self, submission_id: int | None, field: str | None) -> None:
        """Give the field the focus."""
        key = {"affected_product_ids": "products", "product_ids": "products"}.get(
            field or "", field or "reason"
        )
        if self.form.focus(key):
            self._area.ensureWidgetVisible(self.form.rows[key], 0, 60)

    def settle(self) -> None:
        """Save what is being typed."""
        self.form.settle()


def _focused(field: QWidget) -> bool:
    proxy = field.focusProxy() or field
    return proxy.hasFocus()


def _item(product: CandidateProduct) -> QListWidgetItem:
    since = f"，{chinese_date(product.state_since)}起" if product.state_since else ""
    item = QListWidgetItem(
        f"{product.label}　{product.state.label}{since}　{product.organisation_name}"
    )
    item.setData(ID_ROLE, product.id)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if product.affected else Qt.CheckState.Unchecked)
    return item
