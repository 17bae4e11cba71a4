"""Several subjects, several submissions: which paper is made once, and what each makes itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app.catalogue.entries import Catalogue, Material, Platform
from app.catalogue.words import Need, Seal, Share, Signer
from app.model.kinds import Certainty
from app.rules.conditions import SubmissionFacts, materials_for
from app.rules.plan_types import Plan, PlannedSubmission, SharedPaper

_FROM_SURE = (Certainty.OFFICIAL, Certainty.PRACTICE, Certainty.UNVERIFIED)
_Use = tuple[PlannedSubmission, Platform, Material]


def paper_sharing(plan: Plan, catalogue: Catalogue) -> tuple[SharedPaper, ...]:
    """Return the papers of a plan with who prepares them, the shared ones first.

    A paper that one platform lets a subject (or the whole case) use several times is one paper
    wherever its name and its seal and signature are equal; with a seal or signature each
    subject makes its own. Optional papers are left aside.
    """
    uses: dict[tuple[object, ...], list[_Use]] = defaultdict(list)
    group = len({filing.organisation_id for filing in plan.filings}) > 1
    for item in plan.submissions:
        platform = catalogue.get(item.platform)
        if platform is None:
            continue
        facts = SubmissionFacts(item.mode, plan.facts.agent_acts, group, plan.facts.data_disposal)
        for material in materials_for(platform, item.kind, facts):
            if material.need is not Need.OPTIONAL:
                uses[_paper(item, material)].append((item, platform, material))
    found = [_told(used) for used in uses.values()]
    return tuple(
        sorted(found, key=lambda paper: (not paper.shared, paper.submissions, paper.material))
    )


def _paper(item: PlannedSubmission, material: Material) -> tuple[object, ...]:
    if material.share is Share.NONE:
        return (item.organisation_id, item.order, material.id)
    subject = None if material.share is Share.CASE else item.organisation_id
    # What proves the end of one filing serves wherever that filing stands, and no other.
    filings = tuple(sorted(item.filing_ids)) if material.per_filing else ()
    return (subject, material.name, material.seal, material.signer, filings)


def _told(used: Sequence[_Use]) -> SharedPaper:
    item, _, material = used[0]
    orders = tuple(sorted(use[0].order for use in used))
    for_case = material.share is Share.CASE
    shared = len(orders) > 1
    weakest = max((use[2] for use in used), key=_doubtful)
    return SharedPaper(
        material=material.name,
        organisation_id=None if for_case else item.organisation_id,
        organisation_name="" if for_case else item.organisation_name,
        submissions=orders,
        shared=shared,
        signed=_signed(material),
        words=_words(item, material, orders),
        source=weakest.source,
        certainty=weakest.certainty,
    )


def _doubtful(material: Material) -> int:
    return _FROM_SURE.index(material.certainty)


def _signed(material: Material) -> bool:
    return material.seal is not Seal.NONE or material.signer is not Signer.NONE


def _words(item: PlannedSubmission, material: Material, orders: tuple[int, ...]) -> str:
    where = "、".join(str(order) for order in orders)
    marks = "、".join(
        mark.label
        for mark in (material.seal, material.signer)
        if mark not in (Seal.NONE, Signer.NONE)
    )
    if len(orders) == 1:
        text = f"“{item.organisation_name}”为第 {where} 次提交单独准备“{material.name}”"
    elif material.share is Share.CASE:
        text = f"整个项目准备一份“{material.name}”，第 {where} 次提交共用"
    else:
        text = f"“{item.organisation_name}”准备一份“{material.name}”，第 {where} 次提交共用"
    if not marks:
        return f"{text}。"
    return f"{text}；由“{item.organisation_name}”自己{marks}，其他主体不能代替。"
