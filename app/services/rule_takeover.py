"""Rules that an older version kept as YAML files are taken over once into the database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.catalogue import Platform, read_platform
from app.catalogue.overlay import plain
from app.catalogue.parts import MATERIAL, rule_keys, rule_of, same_rule
from app.errors import CatalogueError
from app.model.own_rules import AddedPlatform
from app.services.change import Change
from app.services.rule_checks import RuleRef
from app.services.rule_edits import put_rule
from app.services.workspace import Workspace

TAKEN = ".taken-over"
UNFIT = ".unfit"


def take_over_files(ws: Workspace) -> None:
    """Write the rules of old files into the database and set the files aside, renamed.

    A file that cannot be read is set aside too, and the event says why. Files that cannot be
    renamed are taken over again at the next start, which changes nothing.
    """
    for path in sorted(ws.paths.old_rules.glob("*.yaml")):
        try:
            platform = read_platform(path)
        except CatalogueError as error:
            with ws.change("catalogue.take_over") as change:
                change.tell(f"旧的规则文件“{path.name}”未采用：{error.message}", always=True)
            _set_aside(path, UNFIT)
            continue
        with ws.change("catalogue.take_over") as change:
            _take_over(ws, change, platform)
            change.tell(f"旧的规则文件“{path.name}”已并入平台目录：{platform.short_name}")
        _set_aside(path, TAKEN)


def _take_over(ws: Workspace, change: Change, platform: Platform) -> None:
    mine = plain(platform)
    base = ws.rulebook.base.get(platform.id)
    if base is None:
        known = change.session.scalar(
            select(AddedPlatform).where(AddedPlatform.platform == platform.id)
        )
        if known is None:
            change.session.add(AddedPlatform(platform=platform.id, content=mine))
        return
    # Fields that the older version did not know are the shipped ones'.
    new = {"review_days", "item_checks", "file_limits", "portal_fields"} - platform.model_fields_set
    mine |= {field: base[field] for field in new}
    for key in dict.fromkeys([*rule_keys(base), *rule_keys(mine)]):
        value, before = rule_of(mine, key), rule_of(base, key)
        if (item := value.get(MATERIAL)) and before.get(MATERIAL):
            later = {key: before[MATERIAL][key] for key in _not_known(platform, item)}
            value = {MATERIAL: item | later}
        if not same_rule(value, before):
            put_rule(change, RuleRef(platform.id, key), value, before)


def _not_known(platform: Platform, item: dict[str, object]) -> set[str]:
    """Return the fields of an item that the older version did not write."""
    found = platform.material(str(item["id"]))
    return {"share", "paper"} - (found.model_fields_set if found else {"share", "paper"})


def _set_aside(path: Path, suffix: str) -> None:
    try:
        path.replace(path.with_name(path.name + suffix))
    except OSError:
        return
