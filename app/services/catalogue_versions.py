"""The entries that plans were made with, kept whole: their rules can be shown years later."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue import Platform
from app.catalogue.overlay import plain
from app.model.case import Submission
from app.model.own_rules import CatalogueVersion
from app.services.rule_words import RuleDifference, differences, words_of
from app.services.workspace import Workspace


def keep_version(session: Session, platform: Platform) -> None:
    """Keep the content of ``platform`` under its version, once; in the caller's transaction."""
    known = session.scalar(
        select(CatalogueVersion.id).where(
            CatalogueVersion.platform == platform.id, CatalogueVersion.version == platform.version
        )
    )
    if known is None:
        session.add(
            CatalogueVersion(
                platform=platform.id, version=platform.version, content=plain(platform)
            )
        )
        session.flush()


def version_of(ws: Workspace, platform_id: str, version: str) -> Platform | None:
    """Return the entry as it was in ``version``; None where it was not kept or cannot be read."""
    now = ws.catalogue.get(platform_id)
    if now is not None and now.version == version:
        return now
    with ws.read() as session:
        content = session.scalar(
            select(CatalogueVersion.content).where(
                CatalogueVersion.platform == platform_id, CatalogueVersion.version == version
            )
        )
    try:
        return None if content is None else Platform.model_validate(content)
    except ValidationError:
        return None


@dataclass(frozen=True)
class VersionView:
    """An entry as a submission was planned with it, beside the entry as it is now.

    ``name`` is what the platform is called; ``kept`` is False where the version was never kept
    (planned by an older program); ``gone`` where the platform is no longer in the catalogue.
    """

    platform: str
    version: str
    name: str
    kept: bool
    gone: bool
    submissions: int
    differences: tuple[RuleDifference, ...]


def version_view(ws: Workspace, platform_id: str, version: str) -> VersionView:
    """Return what differs between the entry of ``version`` and the entry of now."""
    with ws.read() as session:
        planned = session.scalars(
            select(Submission.id).where(
                Submission.platform == platform_id, Submission.catalogue_version == version
            )
        ).all()
    then, now = version_of(ws, platform_id, version), ws.catalogue.get(platform_id)
    found: tuple[RuleDifference, ...] = ()
    if then is not None and now is not None:
        found = tuple(differences(plain(then), plain(now), words_of(ws.catalogue)))
    named = now or then
    return VersionView(
        platform=platform_id,
        version=version,
        name=named.short_name if named else platform_id,
        kept=then is not None,
        gone=now is None,
        submissions=len(planned),
        differences=found,
    )
