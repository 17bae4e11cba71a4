"""The text of a form apart from its fields: heading and blocks as plain JSON.

It is what the firm may have otherwise than shipped (本单位版本), and what a dossier keeps of the
form that it was made with.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.dossier.form_spec import FormSpec
from app.dossier.template import names_in

Content = dict[str, Any]
Place = tuple[str | int, ...]
"""The way to a text inside a content: ("heading",), ("blocks", 3, "rows", 0, 1)."""

OWN_SOURCE = "本单位版本，文字由本单位修改"


@dataclass(frozen=True)
class FormText:
    """One text of a form; ``each`` names the list whose items a column shows."""

    place: Place
    label: str
    text: str
    each: str = ""

    @property
    def key(self) -> str:
        """The place as one word, as a field's key."""
        return "/".join(map(str, self.place))


def content_of(spec: FormSpec) -> Content:
    """Return a form's heading and blocks as plain JSON."""
    return {
        "heading": spec.heading,
        "blocks": [block.model_dump(mode="json") for block in spec.blocks],
    }


def own_spec(shipped: FormSpec, content: Mapping[str, Any]) -> FormSpec | None:
    """Return the shipped form with the firm's own content; None where that does not fit it."""
    whole = shipped.model_dump(mode="json")
    mine = {"heading": content.get("heading"), "blocks": content.get("blocks")}
    try:
        return FormSpec.model_validate({**whole, **mine, "source": OWN_SOURCE})
    except ValidationError:
        return None


def texts_of(content: Content) -> Iterator[FormText]:
    """Return the texts of a form in reading order, each with what it is called."""
    yield FormText(("heading",), "大标题", content["heading"])
    counts: dict[str, int] = {}
    for at, block in enumerate(content["blocks"]):
        name = name_of(block)
        counts[name] = counts.get(name, 0) + 1
        yield from _texts_in(("blocks", at), f"{name} {counts[name]}", block)


def name_of(block: Mapping[str, Any]) -> str:
    """Return what a block is called."""
    kind = block["type"]
    if kind == "paragraph":
        return {"to": "主送", "note": "附注"}.get(block.get("style", ""), "段落")
    if kind == "heading":
        return "一级标题" if block.get("level", 1) == 1 else "二级标题"
    return {"pairs": "表格", "table": "列表", "signature": "落款"}[kind]


def _texts_in(place: Place, name: str, block: Mapping[str, Any]) -> Iterator[FormText]:
    kind = block["type"]
    if kind in ("paragraph", "heading"):
        yield FormText((*place, "text"), name, block["text"])
    elif kind == "pairs":
        for row, cells in enumerate(block["rows"]):
            for cell, text in enumerate(cells):
                word = "内容" if cell % 2 else "名称"
                label = f"{name} · 第 {row + 1} 行 · {word}"
                yield FormText((*place, "rows", row, cell), label, text)
    elif kind == "table":
        for at, column in enumerate(block["columns"]):
            where = (*place, "columns", at)
            label = f"{name} · 第 {at + 1} 列"
            yield FormText((*where, "label"), f"{label} · 列名", column["label"])
            yield FormText((*where, "text"), f"{label} · 内容", column["text"], block["each"])
    else:
        for at, text in enumerate(block["lines"]):
            yield FormText((*place, "lines", at), f"{name} · 第 {at + 1} 行", text)


def with_texts(content: Content, texts: Mapping[Place, str]) -> Content:
    """Return a copy of the content with other texts at their places."""
    made = copy.deepcopy(content)
    for place, text in texts.items():
        at: Any = made
        for part in place[:-1]:
            at = at[part]
        at[place[-1]] = text
    return made


def names_used(content: Content) -> frozenset[str]:
    """Return the names of all placeholders in the texts."""
    return frozenset(name for text in texts_of(content) for name in names_in(text.text))


def lost_fields(shipped: FormSpec, content: Content) -> tuple[str, ...]:
    """Return the labels of the fields that the shipped form prints and this text nowhere does."""
    before, now = names_used(content_of(shipped)), names_used(content)
    return tuple(
        field.label
        for field in shipped.fields
        if f"field.{field.key}" in before and f"field.{field.key}" not in now
    )
