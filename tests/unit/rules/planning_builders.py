"""Short ways to write filings and platforms for the tests of the planner."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.catalogue import BatchSupport, Catalogue, Platform, SameField
from app.model.kinds import AlgorithmType, EndReason, FilingStatus, Role
from app.rules.planner import CaseFacts, FilingFacts, ProductUseFact

EVIDENCE = {"source": "测试", "certainty": "practice", "verified_on": date(2026, 11, 23)}
TODAY = date(2026, 9, 21)
FACTS = CaseFacts(EndReason.PRODUCT_CLOSED, date(2026, 9, 18))


def filing(
    number: int,
    platform: str = "cac-algorithm",
    organisation: int = 1,
    *,
    used_by: tuple[str, ...] = (),
    ended_in: tuple[str, ...] = (),
    kind: AlgorithmType = AlgorithmType.PUSH,
    role: Role = Role.PROVIDER,
    status: FilingStatus = FilingStatus.ACTIVE,
    problems: tuple[str, ...] = (),
    **more: Any,
) -> FilingFacts:
    """A filing that ``used_by`` products go on using and ``ended_in`` ones no longer do."""
    products = [*((name, True) for name in used_by), *((name, False) for name in ended_in)]
    return FilingFacts(
        id=number,
        organisation_id=organisation,
        organisation_name=f"示例企业{organisation}",
        platform=platform,
        title=f"算法{number}",
        number="",
        type=kind,
        role=role,
        status=status,
        products=tuple(
            ProductUseFact(place, name, "APP", in_use)
            for place, (name, in_use) in enumerate(products, start=number * 100)
        ),
        problems=problems,
        **more,
    )


def platform(
    name: str,
    support: BatchSupport,
    *,
    limit: int | None = None,
    same: tuple[SameField, ...] = (),
    after: tuple[str, ...] = (),
    effort: tuple[float, float, float] = (2, 1, 0.5),
    term: int | None = None,
    review: tuple[int, int] | None = None,
) -> Platform:
    """A platform with one required material and a list for a batch."""
    batch: dict[str, Any] = {
        **EVIDENCE,
        "support": support,
        "condition": "测试条件。",
        "limit": limit,
        "same": same,
    }
    materials = [
        {**EVIDENCE, "id": "licence", "name": "营业执照", "need": "required"},
        {
            **EVIDENCE,
            "id": "filing_list",
            "name": "备案清单",
            "need": "conditional",
            "when": "batch",
            "condition": "批量时",
        },
    ]
    term_rule = {**EVIDENCE, "working_days": term, "starts": "次日", "regulation": "x"}
    return Platform.model_validate(
        {
            "id": name,
            "position": 1,
            "name": name,
            "short_name": name,
            "authority": "测试机关",
            "unit": "一个",
            "unit_is_algorithm": True,
            "basis": EVIDENCE,
            "duty": {**EVIDENCE, "text": "应注销。"},
            "channel": {**EVIDENCE, "text": "在线。"},
            "batch": batch,
            "term": term_rule if term else None,
            "review_days": (
                {**EVIDENCE, "least": review[0], "most": review[1]} if review else None
            ),
            "order_after": [{**EVIDENCE, "platform": p, "reason": "测试顺序。"} for p in after],
            "materials": materials,
            "effort": {
                **EVIDENCE,
                "per_submission": effort[0],
                "per_filing": effort[1],
                "per_document": effort[2],
            },
        }
    )


def catalogue_of(*platforms: Platform) -> Catalogue:
    """A catalogue of just these platforms."""
    return Catalogue(platforms={item.id: item for item in platforms}, regulations={})
