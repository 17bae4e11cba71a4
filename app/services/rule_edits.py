"""The officer's own platform rules: changed, verified and restored one rule at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.parts import (
    ITEM,
    MATERIAL,
    Content,
    evidence_of,
    item_of,
    looked_up,
    proven,
    rule_of,
    rule_title,
    same_rule,
)
from app.errors import FieldsError, NotFoundError
from app.model.kinds import Certainty
from app.model.own_rules import RuleOverride
from app.progress import Progress
from app.services.change import Change
from app.services.results import Result
from app.services.rule_checks import (
    CheckInput,
    RuleRef,
    note_check,
    require_check,
    source_of,
    take_in_proof,
)
from app.services.rule_values import REFRESH, entry_of, require_rule, sound_rule
from app.services.workspace import Workspace


def save_rule(
    ws: Workspace, where: RuleRef, value: Content, check: CheckInput, progress: Progress
) -> Result[None]:
    """Keep ``value`` as the firm's own rule, with how it was verified.

    A value that says the same as the shipped rule leaves no override behind. Raises
    :class:`FieldsError` that names the form's fields, :class:`BadInputError` for a file that is
    no PDF, JPG or PNG; nothing is changed then.
    """
    book, platform_id, rule = ws.rulebook, where.platform, where.rule
    entry, base = entry_of(book, platform_id), book.base[platform_id]
    value = sound_rule(book, entry, rule, value, ws.today())
    require_check(ws, check, needed=False)
    before = rule_of(entry, rule)
    if same_rule(before, value) and not check.told:
        raise FieldsError({"how": "规则没有改动；如果已经核实，请选择核实方式"})
    files = take_in_proof(ws, check, progress)
    title = rule_title(rule, value if value.get(MATERIAL) else before)
    with ws.change("catalogue.rule") as change:
        put_rule(change, RuleRef(platform_id, rule), value, rule_of(base, rule))
        if check.told:
            note_check(change, where, value, check, files)
        change.tell(f"修改“{entry['short_name']}”的规则：{title}", reason=check.note.strip())
        return change.result(None)


def remove_item(ws: Workspace, platform_id: str, rule: str) -> Result[None]:
    """Take an item off a platform's checklist; a shipped one can be restored."""
    book = ws.rulebook
    entry, base = entry_of(book, platform_id), book.base[platform_id]
    before = rule_of(entry, rule)
    if not item_of(rule) or before[MATERIAL] is None:
        raise NotFoundError("清单中没有这项材料。", REFRESH)
    with ws.change("catalogue.remove_item") as change:
        put_rule(change, RuleRef(platform_id, rule), {MATERIAL: None}, rule_of(base, rule))
        change.tell(f"从“{entry['short_name']}”的清单中去掉：{before[MATERIAL]['name']}")
        return change.result(None)


def verify_rules(
    ws: Workspace,
    platform_id: str,
    rules: Sequence[str],
    check: CheckInput,
    progress: Progress,
    *,
    certainty: Certainty | None = None,
) -> Result[None]:
    """Record that rules were verified and still hold; the day counts from then on.

    Another ``certainty`` makes the verification their source, as rules of the firm's own. Raises
    :class:`FieldsError` and :class:`BadInputError`; nothing is changed then.
    """
    book = ws.rulebook
    entry, base = entry_of(book, platform_id), book.base[platform_id]
    day = require_check(ws, check, needed=True)
    files = take_in_proof(ws, check, progress)
    titles = []
    with ws.change("catalogue.verify") as change:
        for rule in rules:
            require_rule(rule)
            value = rule_of(entry, rule)
            titles.append(rule_title(rule, value))
            if certainty is not None and _another(value, certainty):
                value = looked_up(proven(value, source_of(check), certainty.value), day)
                put_rule(change, RuleRef(platform_id, rule), value, rule_of(base, rule))
            note_check(change, RuleRef(platform_id, rule), value, check, files)
        more = f"等 {len(titles)} 项" if len(titles) > 1 else ""
        how = check.how.label if check.how else ""
        change.tell(
            f"核实“{entry['short_name']}”的规则：{titles[0]}{more}（{how}）",
            reason=check.note.strip(),
        )
        return change.result(None)


def restore_rule(ws: Workspace, platform_id: str, rule: str) -> Result[None]:
    """Drop the firm's own rule: the shipped one holds again (for an added platform, its first)."""
    with ws.change("catalogue.restore") as change:
        own = _override(change.session, platform_id, rule)
        if own is None:
            raise NotFoundError("这项规则没有自定义内容，已是随附的规则。", REFRESH)
        change.session.delete(own)
        change.tell(f"恢复“{_short_name(ws, platform_id)}”的随附规则：{_title(own)}")
        return change.result(None)


def keep_own(ws: Workspace, platform_id: str, rule: str) -> Result[None]:
    """Keep the firm's own rule although the shipped one has changed since."""
    base = ws.rulebook.base.get(platform_id)
    with ws.change("catalogue.keep_own") as change:
        own = _override(change.session, platform_id, rule)
        if own is None or base is None:
            raise NotFoundError("这项规则没有自定义内容。", REFRESH)
        own.based_on = rule_of(base, rule)
        change.tell(f"随附规则更新后保留“{_short_name(ws, platform_id)}”的自定义：{_title(own)}")
        return change.result(None)


def put_rule(
    change: Change,
    where: RuleRef,
    value: Content,
    base: Content,
    *,
    based_on: Content | None = None,
) -> None:
    """Write the firm's own rule in the caller's transaction; none where it says what is shipped.

    ``base`` is what is shipped now; ``based_on`` what was when the rule was written, where that
    was elsewhere.
    """
    own = _override(change.session, where.platform, where.rule)
    origin = based_on or base
    if same_rule(value, base):
        if own is not None:
            change.session.delete(own)
    elif own is None:
        change.session.add(
            RuleOverride(
                platform=where.platform,
                rule=where.rule,
                value=value,
                based_on=origin,
                changed_at=change.at,
            )
        )
    else:
        own.value, own.based_on, own.changed_at = value, origin, change.at
    change.session.flush()


def new_item(content: Content) -> str:
    """Return the key of a rule for a new item of a platform's checklist."""
    taken = {item["id"] for item in content["materials"]}
    return next(f"{ITEM}own_{n}" for n in range(1, len(taken) + 2) if f"own_{n}" not in taken)


def _override(session: Session, platform_id: str, rule: str) -> RuleOverride | None:
    return session.scalar(
        select(RuleOverride).where(RuleOverride.platform == platform_id, RuleOverride.rule == rule)
    )


def _title(own: RuleOverride) -> str:
    return rule_title(own.rule, own.value if own.value.get(MATERIAL) else own.based_on)


def _short_name(ws: Workspace, platform_id: str) -> str:
    return ws.platform_name(platform_id)


def _another(value: Content, certainty: Certainty) -> bool:
    return any(part["certainty"] != certainty.value for part in evidence_of(value))
