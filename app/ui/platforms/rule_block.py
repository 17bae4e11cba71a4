"""One rule as the officer reads it: its words, whose it is, how it was verified, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.catalogue.parts import OUR_OWN, Content
from app.model.kinds import Certainty
from app.services.dates import chinese_date
from app.services.platform_rules import CheckView, RuleView
from app.services.rule_words import Line
from app.ui.widgets import CertaintyTag, Chip, button, label, line

LABEL_WIDTH = 84
NUMBER_WIDTH = 24
EMPTY = {
    "term": "没有查到公开的期限规定，请尽早办理。",
    "change_term": "没有查到公开的期限规定，请尽早办理。",
    "review": "没有公布办结时限。",
    "item_checks": "不知道逐项核查什么，请按材料要求逐个核对。",
    "file_limits": "不知道对文件有什么限制。",
    "portal_fields": "不知道平台上要填哪些字段。",
    "order_after": "没有查到与其他平台的先后要求。",
    "return_reasons": "还没有记录，可以从本单位的退回中补充。",
}


class RuleBlock(QFrame):
    """Shows a rule. Signals carry the rule's key: ``edit_asked``, ``verify_asked``,
    ``restore_asked``, ``remove_asked``, ``moved_asked``; ``file_asked`` an attachment,
    ``platform_asked`` a platform's id.
    """

    edit_asked = Signal(str)
    verify_asked = Signal(str)
    restore_asked = Signal(str)
    remove_asked = Signal(str)
    moved_asked = Signal(str)
    file_asked = Signal(object)
    platform_asked = Signal(str)

    def __init__(self, rule: RuleView, *, added: bool) -> None:
        super().__init__()
        self.rule = rule
        self._added = added
        self.setProperty("kind", "card")
        self.setAccessibleName(rule.title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 8, 8)
        self._column.setSpacing(6)
        self._add_head()
        self._column.addWidget(line())
        self._add_lines()
        self._add_proof()
        self._add_checks()

    # the head

    def _add_head(self) -> None:
        rule = self.rule
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(rule.title, "heading"))
        if rule.certainty is not None:
            row.addWidget(CertaintyTag(rule.certainty, rule.source))
        elif not rule.gone:
            row.addWidget(CertaintyTag(Certainty.UNVERIFIED))
        if rule.gone:
            row.addWidget(Chip("已去掉", "neutral"))
        elif rule.own:
            row.addWidget(Chip("自定义", "accent", "本单位改过的规则"))
        if rule.due:
            row.addWidget(Chip("需复核", "warning", "超过 180 天没有核实"))
        row.addStretch(1)
        for made in self._actions():
            row.addWidget(made)
        self._column.addLayout(row)
        if rule.own:
            self._add_own()
        if rule.moved:
            self._add_moved()

    def _actions(self) -> list[QWidget]:
        rule, key = self.rule, self.rule.key
        made: list[QWidget] = []
        if not rule.gone:
            self.edit = button("修改", lambda: self.edit_asked.emit(key), kind="link",
                               tip=f"修改“{rule.title}”")  # fmt: skip
            made.append(self.edit)
            if key not in OUR_OWN:
                self.verify = button("核实", lambda: self.verify_asked.emit(key), kind="link",
                                     tip="规则没有变，记录这次核实的日期、方式和凭证")  # fmt: skip
                made.append(self.verify)
        if key.startswith("materials.") and not rule.gone:
            self.remove = button("去掉", lambda: self.remove_asked.emit(key), kind="link",
                                 tip="从清单中去掉这项材料（可撤销）")  # fmt: skip
            made.append(self.remove)
        return made

    def _add_own(self) -> None:
        key = self.rule.key
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("本单位改过这项规则。", "muted"))
        word = "恢复为新增时的规则" if self._added else "恢复为随附规则"
        tip = "去掉本单位的改动（可撤销）"
        self.restore = button(word, lambda: self.restore_asked.emit(key), kind="link", tip=tip)
        row.addWidget(self.restore)
        row.addStretch(1)
        self._column.addLayout(row)

    def _add_moved(self) -> None:
        frame = QFrame()
        frame.setProperty("kind", "warning")
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 4, 6, 4)
        told = "随附规则在您修改之后已更新，请比较后决定。"
        row.addWidget(label(told, "warning", wrap=True), 1)
        self.compare = button("比较…", lambda: self.moved_asked.emit(self.rule.key), kind="link")
        row.addWidget(self.compare)
        self._column.addWidget(frame)

    # the words

    def _add_lines(self) -> None:
        rule = self.rule
        if not rule.lines:
            told = "已从清单中去掉。" if rule.gone else EMPTY.get(rule.key, "没有记录。")
            self._column.addWidget(label(told, "muted", wrap=True))
        apart = _known_apart(rule)
        for each in rule.lines:
            self._column.addLayout(self._line(each, apart=apart))

    def _line(self, told: Line, *, apart: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        head = label(told.label, "label", wrap=True)
        head.setFixedWidth(NUMBER_WIDTH if told.label[:1].isdigit() else LABEL_WIDTH)
        row.addWidget(head, 0, top)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(told.text, wrap=True, copy=True))
        if apart and told.evidence:
            words.addWidget(_proof(told.evidence))
        row.addLayout(words, 1)
        if told.evidence and "platform" in told.evidence:
            other = str(told.evidence["platform"])
            link = button("查看", lambda: self.platform_asked.emit(other), kind="link")
            row.addWidget(link, 0, top)
        if apart and told.evidence:
            row.addWidget(CertaintyTag(str(told.evidence["certainty"])), 0, top)
        return row

    def _add_proof(self) -> None:
        rule = self.rule
        if rule.verified_on is None or _known_apart(rule):
            return
        told = f"来源：{rule.source}　核实日期：{chinese_date(rule.verified_on)}"
        self._column.addWidget(label(told, "muted", wrap=True, copy=True))

    # how it was verified

    def _add_checks(self) -> None:
        for check in self.rule.checks[:1]:
            self._column.addLayout(self._check(check))
        rest = self.rule.checks[1:]
        if not rest:
            return
        older = QWidget()
        column = QVBoxLayout(older)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for check in rest:
            column.addLayout(self._check(check))
        older.hide()
        more = button(f"更早的核实 {len(rest)} 次", kind="link")
        more.clicked.connect(older.show)
        more.clicked.connect(more.hide)
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(older)

    def _check(self, check: CheckView) -> QVBoxLayout:
        parts = [f"{chinese_date(check.verified_on)}{check.how}核实"]
        parts += [part for part in (check.with_whom, check.note) if part]
        if not check.holds:
            parts.append("此后规则有改动")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label("；".join(parts), "muted", wrap=True, copy=True))
        for file in check.files:
            link = button(
                file.file_name,
                lambda file=file: self.file_asked.emit(file),  # type: ignore[misc]
                kind="link",
                icon_name="attach",
                tip=f"打开“{file.file_name}”",
            )
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return column


def _known_apart(rule: RuleView) -> bool:
    """Tell whether the rule's lines come from different places, to be told at each."""
    known = {
        (line.evidence["source"], line.evidence["certainty"], line.evidence["verified_on"])
        for line in rule.lines
        if line.evidence
    }
    return len(known) > 1


def _proof(evidence: Content) -> QLabel:
    told = f"来源：{evidence['source']}　核实日期：{_day(str(evidence['verified_on']))}"
    return label(told, "muted", wrap=True, copy=True)


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
