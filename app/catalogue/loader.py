"""Reads the catalogue's files; the only door between the YAML and the validated entries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from app.catalogue.entries import Catalogue, Entry, Platform, Regulation
from app.catalogue.references import reference_problems
from app.catalogue.wrong import problems
from app.errors import CatalogueError

E = TypeVar("E", bound=Entry)

REMEDY = "请改正该文件后重新启动；如果没有改动过它，请重新安装本程序。"

# Named once at the top of a file as YAML anchors and merged into the rules below it.
ANCHORS = "evidence"


def load_catalogue(folder: Path) -> Catalogue:
    """Read ``folder``/platforms and ``folder``/regulations.

    Raises :class:`CatalogueError` that names the file and the field.
    """
    regulations = _read_regulations(folder / "regulations")
    shipped = _read_platforms(folder / "platforms")
    if not shipped:
        raise CatalogueError(f"目录“{folder / 'platforms'}”中没有平台规则文件。", REMEDY)
    platforms = {id: item for id, (_, item) in shipped.items()}
    for id, field, why in reference_problems(platforms, regulations):
        name = shipped[id][0].name
        raise CatalogueError(f"规则文件“{name}”的字段“{field}”有误：{why}。", REMEDY)
    ordered = sorted(platforms.values(), key=lambda item: (item.position, item.id))
    return Catalogue(platforms={item.id: item for item in ordered}, regulations=regulations)


def read_platform(path: Path) -> Platform:
    """Read one platform's file. Raises :class:`CatalogueError` that names file and field."""
    content = _mapping(path)
    content.pop(ANCHORS, None)
    return _validated(Platform, content, path)


def _read_platforms(folder: Path) -> dict[str, tuple[Path, Platform]]:
    found: dict[str, tuple[Path, Platform]] = {}
    for path in _files(folder):
        item = read_platform(path)
        if item.id in found:
            raise CatalogueError(
                f"平台“{item.id}”在“{found[item.id][0].name}”和“{path.name}”中各写了一次。", REMEDY
            )
        found[item.id] = (path, item)
    return found


def _read_regulations(folder: Path) -> dict[str, Regulation]:
    found: dict[str, Regulation] = {}
    for path in _files(folder):
        articles = _mapping(path).get("articles")
        if not isinstance(articles, list):
            raise CatalogueError(f"法规文件“{path.name}”缺少列表 articles。", REMEDY)
        for article in articles:
            item = _validated(Regulation, article, path)
            if item.id in found:
                raise CatalogueError(f"法规文件“{path.name}”中编号“{item.id}”重复。", REMEDY)
            found[item.id] = item
    return found


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"无法读取规则文件“{path.name}”。", REMEDY, repr(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise CatalogueError(
            f"规则文件“{path.name}”{where}不是有效的 YAML。", REMEDY, str(error)
        ) from error
    if not isinstance(content, dict):
        raise CatalogueError(f"规则文件“{path.name}”的内容应为“字段: 值”的形式。", REMEDY)
    return content


def _validated(kind: type[E], content: Any, path: Path) -> E:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        field, why = problems(error)[0]
        raise CatalogueError(
            f"规则文件“{path.name}”的字段“{field or '（整体）'}”有误：{why}。", REMEDY, str(error)
        ) from error


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
