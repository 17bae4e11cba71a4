"""A form as data (resources/forms/*.yaml): its fields, and the blocks it prints.

The texts are templates (see ``template``); they are checked when loaded, so that a placeholder
that leads nowhere is found at once and not on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.dossier.template import fill, names_in
from app.errors import CatalogueError
from app.model.kinds import Certainty

Text = Annotated[str, Field(min_length=1)]
REMEDY = "请重新安装本程序；如果改动过该文件，请改正后重新启动。"

KNOWN = {
    "organisation": {
        "name", "uscc", "legal_representative", "contact_name", "contact_phone", "address",
    },
    "case": {
        "title", "reason", "reason_text", "ended_on", "notice_on", "notice_where", "arrangement",
        "data_disposal", "data_disposal_on", "data_disposal_text", "agent_name", "agent_phone",
    },
    "submission": {"platform", "platform_name", "authority", "unit", "kind", "mode", "count"},
    "filings": {
        "index", "title", "number", "type", "role", "products", "purpose", "status", "filed_on",
    },
    "products": {"name", "kind", "label"},
}  # fmt: skip
LISTS = ("filings", "products")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Strict):
    """One thing to be filled in. A ``shared`` field serves every submission of the case."""

    key: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    label: Text
    kind: Literal["text", "lines", "date", "choice"] = "text"
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    scope: Literal["shared", "submission"] = "submission"
    default: str = ""

    def default_text(self, context: Mapping[str, Any]) -> str:
        """Return what prints while nothing is typed; empty parts stay empty."""
        return fill(self.default, context).strip()


class Block(_Strict):
    """Anything printed. It is left out unless ``when`` holds (a name, or ``name=value``)."""

    when: str = ""

    def texts(self) -> Iterator[str]:
        """Return the templates in it."""
        yield from ()


class ParagraphBlock(Block):
    """Running text. ``to``: the addressee, flush left; ``note``: small print."""

    type: Literal["paragraph"]
    text: Text
    style: Literal["body", "to", "plain", "note"] = "body"

    def texts(self) -> Iterator[str]:
        """Return the text."""
        yield self.text


class HeadingBlock(Block):
    """A first-level (黑体) or second-level (楷体) head."""

    type: Literal["heading"]
    text: Text
    level: Literal[1, 2] = 1

    def texts(self) -> Iterator[str]:
        """Return the text."""
        yield self.text


class PairsBlock(Block):
    """A ruled grid of label and value; a row has one or two pairs."""

    type: Literal["pairs"]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]

    def texts(self) -> Iterator[str]:
        """Return every cell."""
        for row in self.rows:
            yield from row

    @model_validator(mode="after")
    def _rows_are_pairs(self) -> Self:
        if any(len(row) not in (2, 4) for row in self.rows):
            raise ValueError("每行应为一对或两对“名称、内容”")
        return self


class Column(_Strict):
    """A column of a list; ``width`` is its share of the whole."""

    label: Text
    text: Text
    width: float
    align: Literal["left", "center"] = "left"


class TableBlock(Block):
    """One row for each item of a list; its head repeats on every page."""

    type: Literal["table"]
    each: Literal["filings", "products"]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]


class SignatureBlock(Block):
    """Where one signs and seals, kept together and never alone on a page."""

    type: Literal["signature"]
    lines: Annotated[tuple[str, ...], Field(min_length=1)]

    def texts(self) -> Iterator[str]:
        """Return the lines."""
        yield from self.lines


AnyBlock = Annotated[
    ParagraphBlock | HeadingBlock | PairsBlock | TableBlock | SignatureBlock,
    Field(discriminator="type"),
]


class FormSpec(_Strict):
    """A form: how it is called, what its wording rests on, what is filled in, what prints."""

    id: Text
    title: Text
    heading: Text
    source: Text
    certainty: Certainty
    fields: tuple[FieldSpec, ...] = ()
    blocks: Annotated[tuple[AnyBlock, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> Self:
        keys = {field.key for field in self.fields}
        texts = [self.heading, *(field.default for field in self.fields)]
        for block in self.blocks:
            texts += [*block.texts(), f"{{{block.when.partition('=')[0]}}}" if block.when else ""]
            if isinstance(block, TableBlock):
                for column in block.columns:
                    _require(column.text, {"item": KNOWN[block.each]})
        for text in texts:
            _require(text, KNOWN | {"field": keys})
        return self

    def values(self, context: Mapping[str, Any]) -> dict[str, str]:
        """Return what each field prints: what was typed, else its default."""
        typed = context.get("values", {})
        return {
            field.key: typed.get(field.key) or field.default_text(context) for field in self.fields
        }


def _require(text: str, known: Mapping[str, set[str]]) -> None:
    for name in names_in(text):
        root, _, rest = name.replace("|", ".").partition(".")
        if name == "today" or (name in LISTS and name in known):
            continue
        if rest not in known.get(root, set()):
            raise ValueError(f"没有名为“{name}”的内容")


def load_forms(folder: Path) -> dict[str, FormSpec]:
    """Read every form in ``folder``; raise :class:`CatalogueError` naming a broken one."""
    found: dict[str, FormSpec] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            spec = FormSpec.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            raise CatalogueError(f"表单文件“{path.name}”有误。", REMEDY, str(error)) from error
        if spec.id in found:
            raise CatalogueError(f"表单编号“{spec.id}”在“{path.name}”中重复。", REMEDY)
        found[spec.id] = spec
    if not found:
        raise CatalogueError(f"目录“{folder}”中没有表单文件。", REMEDY)
    return found
