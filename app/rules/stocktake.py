"""The gaps that a stocktaking finds beyond those of single filings, each with where it rests.

What a single filing lacks is decided in :mod:`app.rules.inventory_checks`; here its findings are
sorted into kinds, and records are held against each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.entries import Platform, Regulation
from app.model.kinds import Certainty, FilingStatus, SubmissionKind
from app.model.uscc import uscc_problem
from app.rules.findings import OWN_CHECK, Finding
from app.rules.plan_reasons import weaker
from app.rules.review_input import FilingCheck
from app.rules.stocktake_types import Gap, GapKind, Link
from app.rules.term_clock import Standing

OUR_READING = "（本程序的理解）"
ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)
_KIND_OF_RULE = {
    "inventory.partly_stopped": GapKind.PARTLY_STOPPED,
    "inventory.number_flagged": GapKind.NUMBER_FLAGGED,
    "inventory.number_missing": GapKind.NUMBER_MISSING,
    "inventory.without_product": GapKind.WITHOUT_PRODUCT,
}
NAMES_SHOWN = 5


@dataclass(frozen=True)
class Owner:
    """The subject whose records are looked at."""

    id: int
    name: str
    uscc: str = ""
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Twin:
    """One of several filings that look like the same."""

    id: int
    title: str
    number: str


def gap_of_finding(
    finding: Finding, filing: FilingCheck, owner: Owner, standing: Standing | None
) -> Gap:
    """Return a finding on one filing as a gap of its kind; ``standing`` is its running term."""
    kind = _KIND_OF_RULE.get(finding.rule_id, GapKind.STOPPED_NO_TERM)
    if standing is not None and kind is GapKind.STOPPED_NO_TERM:
        passed = standing.days_left < 0
        kind = GapKind.DEADLINE_MISSED if passed else GapKind.DEADLINE_RUNNING
    timed = standing if kind in (GapKind.DEADLINE_MISSED, GapKind.DEADLINE_RUNNING) else None
    products = tuple(Link("product", use.id, use.label) for use in filing.products[:NAMES_SHOWN])
    stopped = kind not in _KIND_OF_RULE.values() or kind is GapKind.PARTLY_STOPPED
    return Gap(
        kind=kind,
        title=filing.title,
        organisation=owner.name,
        message=finding.message.removeprefix(f"“{filing.title}”："),
        remedy=finding.remedy,
        links=(Link("filing", filing.id, filing.title), *(products if stopped else ())),
        source=finding.source,
        certainty=finding.certainty,
        due_on=timed.due_on if timed else None,
        due_estimated=bool(timed and timed.estimated),
        days_left=timed.days_left if timed else None,
    )


def type_missing(filing: FilingCheck, owner: Owner) -> Gap | None:
    """An algorithm that is filed has one of the five official types (source: own check)."""
    if filing.role is None or filing.type is not None or filing.status in ENDED:
        return None
    return Gap(
        GapKind.TYPE_MISSING,
        filing.title,
        owner.name,
        "没有填写算法类别，编号中的类型代码也就无从核对。",
        "请在算法中补填类别。",
        (Link("filing", filing.id, filing.title),),
        OWN_CHECK,
        Certainty.PRACTICE,
    )


def without_filing(id: int, name: str, owner: Owner, article: Regulation | None) -> Gap:
    """An algorithm that no filing names (source: 算法推荐管理规定 art. 24, our reading)."""
    source, certainty = OWN_CHECK, Certainty.PRACTICE
    remedy = "已经备案的，请补录备案。"
    if article is not None:
        source = f"{article.citation}{OUR_READING}"
        certainty = weaker(article.certainty)
        remedy += "尚未备案的，请判断它是否具有舆论属性或者社会动员能力，具有的应当备案。"
    return Gap(
        GapKind.WITHOUT_FILING,
        name,
        owner.name,
        "台账中没有它的任何备案。",
        remedy,
        (Link("algorithm", id, name),),
        source,
        certainty,
    )


def filed_twice(twins: Sequence[Twin], count: int, platform: str, owner: Owner) -> Gap:
    """Several live filings of one name and role on one platform (source: own check)."""
    title = twins[0].title
    numbers = "、".join(item.number.strip() or "（无编号）" for item in twins[:NAMES_SHOWN])
    more = "等" if count > NAMES_SHOWN else ""
    return Gap(
        GapKind.FILED_TWICE,
        title,
        owner.name,
        f"同一主体、同一角色的同名算法在{platform}上有 {count} 个未注销的备案：{numbers}{more}。",
        "请核对是否重复登记；确属两个算法的，请用名称区分。",
        _links(twins),
        OWN_CHECK,
        Certainty.PRACTICE,
    )


def number_twice(twins: Sequence[Twin], count: int, platform: str, owner: Owner) -> Gap:
    """One number under several filings of one platform (source: own check)."""
    names = "、".join(f"“{item.title}”" for item in twins[:NAMES_SHOWN])
    more = "等" if count > NAMES_SHOWN else ""
    return Gap(
        GapKind.NUMBER_TWICE,
        twins[0].title,
        owner.name,
        f"{platform}的编号 {twins[0].number.strip()} 登记在 {count} 个备案下：{names}{more}。",
        "一个编号只属于一个备案，请对照公示清单改正或删除重复的记录。",
        _links(twins),
        OWN_CHECK,
        Certainty.PRACTICE,
    )


def _links(twins: Sequence[Twin]) -> tuple[Link, ...]:
    return tuple(Link("filing", item.id, item.number.strip() or item.title) for item in twins)


def name_differs(
    filing: FilingCheck, as_filed: str, owner: Owner, platform: Platform | None
) -> Gap | None:
    """A live filing was published under another subject name than the present one.

    ``as_filed`` is the name in the imported list with the renamings that its remark tells;
    empty: not known, nothing is said. Source: the platform's term for changes, our reading.
    """
    if filing.status in ENDED or not as_filed or _key(as_filed) == _key(owner.name):
        return None
    former = is_former(as_filed, owner)
    what = f"公示清单中的主体名称是{'曾用名' if former else ''}“{as_filed}”，现名是“{owner.name}”。"
    rule = None
    if platform is not None:
        rule = platform.term_for(SubmissionKind.CHANGE) or platform.duty
    return Gap(
        GapKind.NAME_DIFFERS,
        filing.title,
        owner.name,
        what,
        "请对照营业执照核对；备案信息尚未变更的，请先办理变更。"
        if former
        else "请对照营业执照核对哪个名称正确，以及这个备案是否属于该主体。",
        (
            Link("filing", filing.id, filing.title),
            Link("organisation", owner.id, owner.name),
        ),
        f"{rule.source}{OUR_READING}" if rule else OWN_CHECK,
        weaker(rule.certainty) if rule else Certainty.PRACTICE,
    )


def is_former(name: str, owner: Owner) -> bool:
    """Tell whether ``name`` is a former name of the subject, however it is spaced."""
    return _key(name) in {_key(former) for former in owner.former_names}


def licence_unknown(owner: Owner) -> Gap | None:
    """Without a right code the subject cannot be held against its licence (GB 32100-2015)."""
    problem = uscc_problem(owner.uscc)
    if problem is None:
        return None
    what = f"统一社会信用代码有误：{problem}" if owner.uscc.strip() else "没有统一社会信用代码。"
    return Gap(
        GapKind.LICENCE_UNKNOWN,
        owner.name,
        owner.name,
        f"{what}备案主体与营业执照是否一致，因此无法核对。",
        "请对照营业执照填写主体名称和统一社会信用代码。",
        (Link("organisation", owner.id, owner.name),),
        "GB 32100-2015（统一社会信用代码编码规则）",
        Certainty.OFFICIAL,
    )


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@dataclass(frozen=True)
class Limits:
    """How much a stocktaking could not look at."""

    ended: int = 0
    other_numbers: int = 0
    without_source: int = 0
    undated_products: int = 0
    unknown_platforms: tuple[str, ...] = ()
    years_estimated: bool = False


def unchecked(limits: Limits) -> tuple[str, ...]:
    """Say in sentences what was not looked at, and why."""
    found = [
        "本程序离线运行，没有与各平台系统中的现状比对；台账以外的备案不在盘点之内。",
        "没有读取营业执照原件：主体名称只与导入清单的原文、备注和曾用名比对。",
    ]
    if limits.ended:
        found.append(f"已注销或已撤销的备案 {limits.ended} 个，只计数，不检查。")
    if limits.other_numbers:
        found.append(
            f"{limits.other_numbers} 个备案的平台没有已知的编号规则，编号未检查格式，只检查重复。"
        )
    if limits.without_source:
        found.append(f"{limits.without_source} 个备案不是从清单导入的，没有原文，主体名称未比对。")
    if limits.undated_products:
        found.append(
            f"{limits.undated_products} 个已停用的产品没有停用日期，相关备案的注销期限无法计算。"
        )
    if limits.unknown_platforms:
        names = "、".join(limits.unknown_platforms)
        found.append(f"平台目录中没有“{names}”，它的期限和规则未检查。")
    if limits.years_estimated:
        found.append("有的期限落在尚未公布放假安排的年份，按周一至周五估算。")
    return tuple(found)
