"""Reads the catalogue's files; the only door between the YAML and the validated entries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from app.catalogue.entries import Catalogue, Entry, Platform, Regulation
from app.errors import CatalogueError

E = TypeVar("E", bound=Entry)

REMEDY = "请改正该文件后重新启动；如果没有改动过它，请重新安装本程序。"
OVERRIDE_REMEDY = "请改正该文件，或把它移出自定义规则目录后重新启动。"

# Named once at the top of a file as YAML anchors and merged into the rules below it.
ANCHORS = "evidence"

_MESSAGES = {
    "missing": "缺少该字段",
    "extra_forbidden": "没有这个字段",
    "enum": "取值不在允许的范围内",
    "string_too_short": "不能为空",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "float_parsing": "应为数字",
    "date_from_datetime_parsing": "应为日期，例如 2026-07-01",
    "date_type": "应为日期，例如 2026-07-01",
    "tuple_type": "应为列表",
    "string_pattern_mismatch": "只能用小写字母、数字和连接符",
}


def load_catalogue(folder: Path, overrides: Path | None = None) -> Catalogue:
    """Read ``folder``/platforms and ``folder``/regulations, then the user's own platforms.

    A file in ``overrides`` replaces the shipped platform of the same id, or adds one; it is
    flagged ``overridden``. A missing overrides folder is none. Raises :class:`CatalogueError`
    that names the file and the field.
    """
    regulations = _read_regulations(folder / "regulations")
    shipped = _read_platforms(folder / "platforms", REMEDY)
    if not shipped:
        raise CatalogueError(f"目录“{folder / 'platforms'}”中没有平台规则文件。", REMEDY)
    own = _read_platforms(overrides, OVERRIDE_REMEDY) if overrides else {}
    chosen = shipped | {
        key: (path, item.model_copy(update={"overridden": True}))
        for key, (path, item) in own.items()
    }
    _check_references(chosen, regulations)
    ordered = sorted((item for _, item in chosen.values()), key=lambda p: (p.position, p.id))
    return Catalogue(platforms={item.id: item for item in ordered}, regulations=regulations)


def _read_platforms(folder: Path, remedy: str) -> dict[str, tuple[Path, Platform]]:
    found: dict[str, tuple[Path, Platform]] = {}
    for path in _files(folder):
        content = _mapping(path, remedy)
        content.pop(ANCHORS, None)
        item = _validated(Platform, content, path, remedy)
        if item.id in found:
            raise CatalogueError(
                f"平台“{item.id}”在“{found[item.id][0].name}”和“{path.name}”中各写了一次。", remedy
            )
        found[item.id] = (path, item)
    return found


def _read_regulations(folder: Path) -> dict[str, Regulation]:
    found: dict[str, Regulation] = {}
    for path in _files(folder):
        content = _mapping(path, REMEDY)
        articles = content.get("articles")
        if not isinstance(articles, list):
            raise CatalogueError(f"法规文件“{path.name}”缺少列表 articles。", REMEDY)
        for article in articles:
            item = _validated(Regulation, article, path, REMEDY)
            if item.id in found:
                raise CatalogueError(f"法规文件“{path.name}”中编号“{item.id}”重复。", REMEDY)
            found[item.id] = item
    return found


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


def _mapping(path: Path, remedy: str) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"无法读取规则文件“{path.name}”。", remedy, repr(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise CatalogueError(
            f"规则文件“{path.name}”{where}不是有效的 YAML。", remedy, str(error)
        ) from error
    if not isinstance(content, dict):
        raise CatalogueError(f"规则文件“{path.name}”的内容应为“字段: 值”的形式。", remedy)
    return content


def _validated(kind: type[E], content: Any, path: Path, remedy: str) -> E:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "（整体）"
        context = first.get("ctx", {})
        why = _MESSAGES.get(first["type"]) or str(context.get("error", first["msg"]))
        if first["type"] == "enum":
            why += f"（可用：{str(context.get('expected', '')).replace(' or ', ', ')}）"
        raise CatalogueError(
            f"规则文件“{path.name}”的字段“{field}”有误：{why}。", remedy, str(error)
        ) from error


def _check_references(
    chosen: dict[str, tuple[Path, Platform]], regulations: dict[str, Regulation]
) -> None:
    """Refuse what points to nothing, and orders that run in a circle."""
    for path, item in chosen.values():
        for field, term in (("term", item.term), ("change_term", item.change_term)):
            if term and term.regulation not in regulations:
                raise CatalogueError(
                    f"规则文件“{path.name}”的字段“{field}.regulation”有误："
                    f"法规目录中没有“{term.regulation}”。",
                    _remedy(item),
                )
        for place, former in enumerate(item.order_after):
            if former.platform not in chosen:
                raise CatalogueError(
                    f"规则文件“{path.name}”的字段“order_after.{place}.platform”有误："
                    f"没有平台“{former.platform}”。",
                    _remedy(item),
                )
    for path, item in chosen.values():
        if _comes_back(item.id, chosen):
            raise CatalogueError(
                f"规则文件“{path.name}”的字段“order_after”有误：先后顺序形成了循环。",
                _remedy(item),
            )


def _remedy(item: Platform) -> str:
    return OVERRIDE_REMEDY if item.overridden else REMEDY


def _comes_back(start: str, chosen: dict[str, tuple[Path, Platform]]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for former in chosen[ahead.pop()][1].order_after:
            if former.platform == start:
                return True
            if former.platform not in seen:
                seen.add(former.platform)
                ahead.append(former.platform)
    return False


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key may stand only once: a second one would silently win."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.composer.ComposerError(
                        None, None, f"key {key.value!r} stands twice", key.start_mark
                    )
                seen.add(key.value)
        return node
