"""What one entry says of others: terms that cite the law, and platforms that come first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.catalogue.entries import Platform, Regulation

Wrong = tuple[str, str, str]
"""A platform's id, the field (``order_after.0.platform``) and why it is wrong (Chinese)."""


def reference_problems(
    platforms: Mapping[str, Platform], regulations: Mapping[str, Regulation]
) -> Iterator[Wrong]:
    """Return what points to nothing, and orders that run in a circle."""
    for item in platforms.values():
        for field, term in (("term", item.term), ("change_term", item.change_term)):
            if term and term.regulation not in regulations:
                yield item.id, f"{field}.regulation", f"法规目录中没有“{term.regulation}”"
        for place, former in enumerate(item.order_after):
            if former.platform not in platforms:
                field = f"order_after.{place}.platform"
                yield item.id, field, f"没有平台“{former.platform}”"
    for item in platforms.values():
        if _comes_back(item.id, platforms):
            yield item.id, "order_after", "先后顺序形成了循环"


def _comes_back(start: str, platforms: Mapping[str, Platform]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for former in platforms[ahead.pop()].order_after:
            if former.platform == start:
                return True
            if former.platform not in seen and former.platform in platforms:
                seen.add(former.platform)
                ahead.append(former.platform)
    return False
