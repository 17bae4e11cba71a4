"""A file of own rules from another PC: compared rule by rule, and taken in as the officer chose."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.catalogue import OwnRule, OwnRules, Rulebook, lay_over
from app.catalogue.overlay import plain, wrong_in
from app.catalogue.parts import (
    MATERIAL,
    Content,
    is_rule,
    rule_of,
    rule_title,
    same_rule,
    with_rule,
)
from app.errors import ConflictError, FieldsError, QingBeiError
from app.intake.rules_file import (
    CheckLine,
    FormLine,
    PlatformLine,
    RuleLine,
    read_rules_file,
    unpack_file,
)
from app.model.kinds import Word
from app.model.own_rules import AddedPlatform, RuleCheck, RuleCheckFile
from app.progress import Progress
from app.services.attachments import Checked, record, take_in
from app.services.change import Change
from app.services.form_templates import side_by_side as forms_side_by_side
from app.services.own_forms import marked, put_form, sound_content
from app.services.results import Result
from app.services.rule_checks import RuleRef
from app.services.rule_edits import put_rule
from app.services.rule_words import Row, differences, side_by_side, words_of
from app.services.workspace import Workspace
from app.store.own_rules_reader import read_own_rules

Key = tuple[str, str]
"""A platform and its rule; an empty rule is the whole of a platform that was added, an empty
platform stands before a form."""
FORMS = "表单模板"


class Incoming(Word):
    """How a rule of the file stands to what holds here."""

    NEW = "new", "新规则"
    CHECK = "check", "新的核实记录"
    DIFFERS = "differs", "与本机不同"
    SAME = "same", "相同"
    UNFIT = "unfit", "无法采用"


@dataclass(frozen=True)
class RuleOffer:
    """A rule of the file beside the firm's own; ``rows`` hold 本机 and 文件 side by side."""

    key: Key
    platform_name: str
    title: str
    state: Incoming
    rows: tuple[Row, ...]
    checks: int
    why: str = ""

    @property
    def usable(self) -> bool:
        """Whether there is something to take."""
        return self.state in (Incoming.NEW, Incoming.CHECK, Incoming.DIFFERS)

    @property
    def taken_first(self) -> bool:
        """Whether it is taken unless the officer says otherwise: what differs is a decision."""
        return self.state in (Incoming.NEW, Incoming.CHECK)


@dataclass(frozen=True)
class RulesPreview:
    """What a file would change."""

    path: Path
    made_on: date
    offers: tuple[RuleOffer, ...]


@dataclass
class _Parts:
    """What a file says of one rule."""

    platform: PlatformLine | None = None
    rule: RuleLine | None = None
    checks: list[CheckLine] = field(default_factory=list)


def preview_rules(ws: Workspace, path: Path, progress: Progress) -> RulesPreview:
    """Compare a file with what holds here. Raises :class:`BadInputError` for an unfit file."""
    listing = read_rules_file(path, progress)
    found = _grouped(listing.platforms, listing.rules, listing.checks)
    book, known = ws.rulebook, _known_checks(ws)
    entries = _entries(book, found)
    offers = []
    for key, parts in found.items():
        fresh = sum(_mark(check) not in known for check in parts.checks)
        offers.append(_offer(book, entries, key, parts, fresh))
    offers += [_form_offer(ws, line) for line in listing.forms]
    return RulesPreview(path, listing.made_on, tuple(offers))


def import_rules(
    ws: Workspace, path: Path, chosen: Collection[Key], progress: Progress
) -> Result[int]:
    """Take the ``chosen`` rules of a file in, in one step that undo takes back.

    Returns how many were taken. Raises :class:`BadInputError` for an unfit file,
    :class:`FieldsError` when nothing is chosen, and :class:`ConflictError` when the rules would
    contradict each other; nothing is changed then.
    """
    preview = preview_rules(ws, path, progress)
    wanted = [offer for offer in preview.offers if offer.key in chosen and offer.usable]
    if not wanted:
        raise FieldsError({"chosen": "没有选择要采用的规则"})
    listing = read_rules_file(path, progress)
    found = _grouped(listing.platforms, listing.rules, listing.checks)
    parts = {offer.key: found[offer.key] for offer in wanted if offer.key[0]}
    forms = [line for line in listing.forms if ("", line.form) in {o.key for o in wanted}]
    book = ws.rulebook
    base = _require_sound(ws, book, parts)
    known = _known_checks(ws)
    checks = [line for item in parts.values() for line in item.checks if _mark(line) not in known]
    files = _take_in_all(ws, path, checks, progress)
    with ws.change("catalogue.import") as change:
        for (platform_id, rule), item in sorted(parts.items()):
            if item.platform is not None:
                _put_platform(change, item.platform)
            if item.rule is not None:
                before = rule_of(base[platform_id], rule)
                where = RuleRef(platform_id, rule)
                put_rule(change, where, item.rule.value, before, based_on=item.rule.based_on)
        for line in checks:
            _put_check(change, line, files)
        for form in forms:
            put_form(change, ws.shipped_forms[form.form], form.value, based_on=form.based_on)
        change.tell(f"从“{path.name}”导入自定义规则 {len(wanted)} 项")
        return change.result(len(wanted))


def _grouped(
    platforms: Iterable[PlatformLine], rules: Iterable[RuleLine], checks: Iterable[CheckLine]
) -> dict[Key, _Parts]:
    found: dict[Key, _Parts] = defaultdict(_Parts)
    for platform in platforms:
        found[platform.platform, ""].platform = platform
    for rule in rules:
        found[rule.platform, rule.rule].rule = rule
    for check in checks:
        found[check.platform, check.rule].checks.append(check)
    return dict(found)


def _entries(book: Rulebook, found: dict[Key, _Parts]) -> dict[str, Content]:
    """Return the entries that the file's rules are compared with: ours, then its own platforms."""
    theirs = {
        id: item.platform.content
        for (id, _), item in found.items()
        if item.platform is not None and not _platform_trouble(book, id, item.platform)
    }
    return theirs | {item.id: plain(item) for item in book.catalogue.platforms.values()}


def _platform_trouble(book: Rulebook, id: str, line: PlatformLine) -> str:
    if id in book.base and id not in book.added:
        return "随附目录中已有同一编号的平台"
    if line.content.get("id") != id:
        return "平台编号前后不一致"
    if why := wrong_in(line.content):
        return why
    name = line.content["short_name"]
    if any(item.short_name == name and item.id != id for item in book.catalogue.platforms.values()):
        return f"本机已有简称为“{name}”的另一个平台"
    return ""


def _offer(
    book: Rulebook, entries: dict[str, Content], key: Key, parts: _Parts, fresh: int
) -> RuleOffer:
    id, rule = key
    entry, words = entries.get(id), words_of(book.catalogue)
    if parts.platform is not None:
        return _platform_offer(book, key, parts.platform)
    name = entry["short_name"] if entry else id
    value = parts.rule.value if parts.rule else None
    if entry is None or not is_rule(rule):
        why = "本机没有这个平台" if entry is None else "本机的程序没有这一项规则"
        return RuleOffer(key, name, rule, Incoming.UNFIT, (), fresh, why)
    mine = rule_of(entry, rule)
    title = rule_title(rule, value if value and value.get(MATERIAL) else mine)
    if value is not None and (why := _rule_trouble(entry, rule, value)):
        return RuleOffer(key, name, title, Incoming.UNFIT, (), fresh, why)
    if value is None or same_rule(value, mine):
        state = Incoming.CHECK if fresh else Incoming.SAME
        return RuleOffer(key, name, title, state, side_by_side(rule, (mine,), words), fresh)
    base = book.base.get(id)
    untouched = base is None or same_rule(mine, rule_of(base, rule))
    state = Incoming.NEW if untouched else Incoming.DIFFERS
    return RuleOffer(key, name, title, state, side_by_side(rule, (mine, value), words), fresh)


def _platform_offer(book: Rulebook, key: Key, line: PlatformLine) -> RuleOffer:
    id, name = key[0], str(line.content.get("short_name") or key[0])
    if why := _platform_trouble(book, id, line):
        return RuleOffer(key, name, "新增的平台", Incoming.UNFIT, (), 0, why)
    mine, words = book.base.get(id), words_of(book.catalogue)
    about = side_by_side("about", (rule_of(line.content, "about"),), words)
    if mine is None:
        return RuleOffer(key, name, "新增的平台", Incoming.NEW, about, 0)
    found = [row for part in differences(mine, line.content, words) for row in part.rows]
    state = Incoming.DIFFERS if found else Incoming.SAME
    return RuleOffer(key, name, "新增的平台", state, tuple(found) or about, 0)


def _form_offer(ws: Workspace, line: FormLine) -> RuleOffer:
    """Compare a form's text with the one here; what does not fit the form here is not taken."""
    from app.dossier import content_of

    key, shipped = ("", line.form), ws.shipped_forms.get(line.form)
    if shipped is None:
        why = "本机的程序没有这份表单"
        return RuleOffer(key, FORMS, line.form, Incoming.UNFIT, (), 0, why)
    try:
        theirs = marked(shipped, line.value)
        fits = sound_content(shipped, theirs) == line.value
        fits = fits and bool(marked(shipped, line.based_on))
    except (QingBeiError, LookupError, TypeError, AttributeError, ValueError):
        fits = False
    if not fits:
        why = "文字与本机的这份表单不符"
        return RuleOffer(key, FORMS, shipped.title, Incoming.UNFIT, (), 0, why)
    mine = content_of(ws.forms[line.form])
    rows = forms_side_by_side(marked(shipped, mine), theirs)
    if mine == line.value:
        return RuleOffer(key, FORMS, shipped.title, Incoming.SAME, rows, 0)
    state = Incoming.NEW if mine == content_of(shipped) else Incoming.DIFFERS
    return RuleOffer(key, FORMS, shipped.title, state, rows, 0)


def _rule_trouble(entry: Content, rule: str, value: Content) -> str:
    shaped = value.keys() == rule_of(entry, rule).keys()
    return wrong_in(with_rule(entry, rule, value)) if shaped else "规则的内容不完整"


def _require_sound(ws: Workspace, book: Rulebook, parts: dict[Key, _Parts]) -> dict[str, Content]:
    """Return the entries that the chosen rules lie over; refuse rules that contradict others."""
    own = read_own_rules(ws.lines)
    rules = {(rule.platform, rule.rule): rule for rule in own.rules}
    platforms = dict(own.platforms)
    for (id, rule), item in parts.items():
        if item.platform is not None:
            platforms[id] = item.platform.content
        if item.rule is not None:
            rules[id, rule] = OwnRule(id, rule, item.rule.value)
    made = lay_over(book.shipped, OwnRules(platforms, tuple(rules.values())))
    wrong = [part for part in made.left_out if part not in book.left_out]
    if wrong:
        name = ws.platform_name(wrong[0].platform)
        raise ConflictError(
            f"所选的规则合在一起不能成立：“{name}”的“{rule_title(wrong[0].rule, {})}”"
            f"：{wrong[0].why}。",
            "请取消选择这一项，或同时选择它所依赖的平台，然后再导入；数据没有改动。",
        )
    return dict(made.base)


def _known_checks(ws: Workspace) -> set[tuple[object, ...]]:
    with ws.read() as session:
        return {
            (row.platform, row.rule, row.verified_on, row.how.value, row.with_whom, row.note)
            for row in session.scalars(select(RuleCheck))
        }


def _mark(line: CheckLine) -> tuple[object, ...]:
    return (
        line.platform, line.rule, line.verified_on, line.how.value, line.with_whom, line.note,
    )  # fmt: skip


def _take_in_all(
    ws: Workspace, path: Path, checks: list[CheckLine], progress: Progress
) -> dict[tuple[str, str], Checked]:
    """Put the attachments of the checks into the vault, by hash and name."""
    found: dict[tuple[str, str], Checked] = {}
    with tempfile.TemporaryDirectory(prefix="qingbei-") as folder:
        for line in (file for check in checks for file in check.files):
            aside = Path(folder) / f"{line.sha256}{Path(line.file_name).suffix}"
            unpack_file(path, line.sha256, aside)
            checked = take_in(ws, aside, progress)
            found[line.sha256, line.file_name] = replace(checked, file_name=line.file_name)
            aside.unlink()
    return found


def _put_platform(change: Change, line: PlatformLine) -> None:
    known = change.session.scalar(
        select(AddedPlatform).where(AddedPlatform.platform == line.platform)
    )
    if known is None:
        change.session.add(AddedPlatform(platform=line.platform, content=line.content))
    else:
        known.content = line.content
    change.session.flush()


def _put_check(change: Change, line: CheckLine, files: dict[tuple[str, str], Checked]) -> None:
    made = RuleCheck(
        platform=line.platform,
        rule=line.rule,
        value=line.value,
        verified_on=line.verified_on,
        how=line.how,
        with_whom=line.with_whom,
        note=line.note,
    )
    change.session.add(made)
    for place, file in enumerate(line.files):
        attachment = record(change, files[file.sha256, file.file_name])
        made.file_links.append(RuleCheckFile(attachment=attachment, position=place))
    change.session.flush()
