"""The placeholders of a form's text as read by the officer: 〔主体名称〕."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.services.form_names import FACT_NAMES, FACTS, INVENTORY, ITEM_NAMES, LIST_NAMES, PLAN

if TYPE_CHECKING:
    from app.dossier import FormSpec

OPEN, CLOSE = "〔", "〕"
ITEM = "item."
FIELDS, LISTED, EACH = "本表填写的内容", "全部备案与产品", "列表中每一项的"
_RAW = re.compile(r"\{[a-z_]+(?:[.|][a-z_]+)*\}")
_MARK = re.compile("〔([^〔〕]*)〕")
_YEAR = re.compile(r"\d{2,4}")


class MarkError(ValueError):
    """A text has a mark that is unknown or broken; the message says which and how to mend it."""


class Marks:
    """The marks of one form."""

    def __init__(self, spec: FormSpec) -> None:
        from app.dossier import KNOWN, LISTS

        facts = {name: label for name, (label, _where) in FACT_NAMES.items()}
        listed = {
            f"{root}|{key}": f"全部{LIST_NAMES[root]}的{ITEM_NAMES[key]}"
            for root in LISTS
            for key in ITEM_NAMES
            if key in KNOWN[root]
        }
        taken = {*facts.values(), *listed.values()}
        fields: dict[str, str] = {}
        for field in spec.fields:
            label = field.label.replace(OPEN, "（").replace(CLOSE, "）")
            while label in taken:
                label = f"填写的{label}"
            taken.add(label)
            fields[f"field.{field.key}"] = label
        self._fields, self._facts, self._listed = fields, facts, listed
        self._names = {**facts, **listed, **fields}
        self._items = {
            root: {f"{ITEM}{key}": f"本项的{ITEM_NAMES[key]}" for key in ITEM_NAMES if key in known}
            for root, known in KNOWN.items()
            if root in LISTS
        }

    def _known(self, each: str) -> dict[str, str]:
        return self._items[each] if each else self._names

    def shown(self, text: str, each: str = "") -> str:
        """Return a template with its placeholders as marks; ``each`` for a column of a list."""
        known = self._known(each)

        def mark(match: re.Match[str]) -> str:
            name = match.group(0)[1:-1]
            return f"{OPEN}{known[name]}{CLOSE}" if name in known else match.group(0)

        return _RAW.sub(mark, text)

    def source(self, text: str, each: str = "") -> str:
        """Return the template of a text with marks; raise :class:`MarkError` for a bad one.

        A year in such brackets (〔2026〕, of a document's number) is printed as it stands.
        """
        raw = _RAW.search(text)
        if raw is not None:
            raise MarkError(f"“{raw.group(0)}”不能直接书写，请删去后从“插入内容”菜单选择")
        self._require_whole(text)
        names = {label: name for name, label in self._known(each).items()}

        def name(match: re.Match[str]) -> str:
            label = match.group(1).strip()
            if label in names:
                return f"{{{names[label]}}}"
            if _YEAR.fullmatch(label):
                return match.group(0)
            raise MarkError(self._unknown(label, names, each))

        return _MARK.sub(name, text)

    def _require_whole(self, text: str) -> None:
        rest = _MARK.sub(lambda m: "　" * len(m.group(0)), text)
        for sign, other in ((OPEN, CLOSE), (CLOSE, OPEN)):
            at = rest.find(sign)
            if at >= 0:
                near = text[max(at - 6, 0) : at + 7].replace("\n", " ")
                raise MarkError(
                    f"第 {at + 1} 个字处的“{sign}”没有配对的“{other}”（“{near}”）；"
                    "请补全，或删去后从“插入内容”菜单重新插入"
                )

    def _unknown(self, label: str, names: dict[str, str], each: str) -> str:
        mark = f"{OPEN}{label}{CLOSE}"
        others = self._names.values() if each else self._items["filings"].values()
        if label in others:
            where = "列表的列中只能用“本项的…”" if each else "只能用在列表的列中"
            return f"“{mark}”不能用在这里：{where}；请从“插入内容”菜单选择"
        near = get_close_matches(label, names, 1, 0.5)
        hint = f"（是否应为“{OPEN}{near[0]}{CLOSE}”）" if near else ""
        return f"没有“{mark}”这个标记{hint}；请从“插入内容”菜单选择，要照原样印出，请改用（）"

    def condition(self, when: str) -> str:
        """Return in words when a part is printed; nothing where it always is."""
        if not when:
            return ""
        name, sign, value = when.partition("=")
        label = self._names.get(name.strip(), name)
        return f"仅在“{label}”{f'为“{value.strip()}”' if sign else '有内容'}时打印。"

    def menu(self, each: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the groups of marks that may be inserted, each with its marks."""
        return tuple((title, marks) for title, marks in self._groups(each) if marks)

    def _groups(self, each: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        def marks(labels: dict[str, str]) -> tuple[str, ...]:
            return tuple(f"{OPEN}{label}{CLOSE}" for label in labels.values())

        if each:
            yield f"{EACH}内容", marks(self._items[each])
            return
        yield FIELDS, marks(self._fields)
        for where, title in ((INVENTORY, "主体"), (FACTS, "终止事实"), (PLAN, "办理方案")):
            yield title, marks({n: w for n, w in self._facts.items() if FACT_NAMES[n][1] == where})
        yield LISTED, marks(self._listed)
        yield "其他", marks({"today": self._facts["today"]})

    def example(self) -> dict[str, object]:
        """Return a context in which every placeholder prints its own mark."""
        made: dict[str, object] = {"values": {}}
        for name, label in self._facts.items():
            root, _, key = name.partition(".")
            if key:
                made.setdefault(root, {})[key] = f"{OPEN}{label}{CLOSE}"  # type: ignore[index]
            else:
                made[root] = f"{OPEN}{label}{CLOSE}"
        made["values"] = {
            name.removeprefix("field."): f"{OPEN}{label}{CLOSE}"
            for name, label in self._fields.items()
        }
        for root, items in self._items.items():
            made[root] = [
                {n.removeprefix(ITEM): f"{OPEN}{label}{CLOSE}" for n, label in items.items()}
            ]
        return made
