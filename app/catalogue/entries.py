"""What platforms want and what the law says, as frozen, validated values.

Every rule carries its evidence: where it is from, how sure it is, and when that was last looked
up. The models know nothing of files; :mod:`app.catalogue.loader` reads them.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.catalogue.words import (
    BatchSupport,
    FileFormat,
    Need,
    PaperForm,
    SameField,
    Seal,
    Signer,
    When,
)
from app.model.kinds import Certainty, SubmissionKind

VERSION_LENGTH = 12

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PlatformId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Hours = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class Entry(BaseModel):
    """Base: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Entry):
    """Where a rule is from, how sure it is, and the day it was last looked up (核实日期)."""

    source: Text
    certainty: Certainty
    verified_on: date


class Statement(Evidence):
    """A rule in plain words."""

    text: Text


class BatchRule(Evidence):
    """Whether and how several filings go in one application.

    ``limit`` is the greatest number in one application; ``same`` what must be equal among them;
    ``condition`` the same in words, and whatever the program cannot check itself.
    ``for_kinds`` are the applications that the rule speaks of.
    """

    support: BatchSupport
    condition: str = ""
    limit: Annotated[int, Field(ge=2)] | None = None
    same: tuple[SameField, ...] = ()
    for_kinds: tuple[SubmissionKind, ...] = (SubmissionKind.CANCEL, SubmissionKind.CHANGE)

    @model_validator(mode="after")
    def _condition_is_told(self) -> Self:
        if self.support is BatchSupport.CONDITIONAL and not self.condition:
            raise ValueError("有条件支持批量时，必须写明条件（condition）")
        return self


class Term(Evidence):
    """A term in working days; ``starts`` says in words what starts the count."""

    working_days: Annotated[int, Field(ge=1, le=250)]
    starts: Text
    regulation: Text


class Predecessor(Evidence):
    """A platform that comes first, and why."""

    platform: PlatformId
    reason: Text


class Effort(Evidence):
    """Our own estimate of the work in hours; never a platform's rule."""

    per_submission: Hours
    per_filing: Hours
    per_document: Hours


class Material(Evidence):
    """One item of the checklist.

    ``when`` is the condition that the program decides; ``condition`` the same in words.
    ``form`` names the form of resources/forms that the program fills; None is to be attached.
    ``per_filing`` items are prepared once for each filing of the submission.
    """

    id: Key
    name: Text
    need: Need
    condition: str = ""
    when: When | None = None
    for_kinds: tuple[SubmissionKind, ...] = (SubmissionKind.CANCEL, SubmissionKind.CHANGE)
    seal: Seal = Seal.NONE
    signer: Signer = Signer.NONE
    copies: Annotated[int, Field(ge=1)] = 1
    original_or_copy: PaperForm = PaperForm.ORIGINAL
    formats: tuple[FileFormat, ...] = (FileFormat.PDF, FileFormat.JPG, FileFormat.PNG)
    max_mb: Annotated[float, Field(gt=0)] | None = None
    form: Key | None = None
    per_filing: bool = False
    hint: str = ""

    @model_validator(mode="after")
    def _condition_is_told(self) -> Self:
        if self.need is Need.CONDITIONAL and not self.condition:
            raise ValueError("视情况提供的材料必须写明条件（condition）")
        if self.when is not None and self.need is not Need.CONDITIONAL:
            raise ValueError("只有视情况提供的材料才能写 when")
        if not self.for_kinds or not self.formats:
            raise ValueError("for_kinds 与 formats 不能为空")
        return self


class Platform(Entry):
    """One platform on which filings are kept, with everything it asks for.

    ``basis`` is the evidence of the plain description (name, authority, unit); ``duty`` says why
    something is due here when a service ends. ``unit_is_algorithm`` tells algorithm filings from
    sites, apps and systems. ``term`` counts for a deregistration, ``change_term`` for a change.
    """

    id: PlatformId
    position: int
    name: Text
    short_name: Text
    authority: Text
    unit: Text
    unit_is_algorithm: bool
    portal: str = ""
    basis: Evidence
    duty: Statement
    channel: Statement
    batch: BatchRule
    term: Term | None = None
    change_term: Term | None = None
    review_time: Statement | None = None
    order_after: tuple[Predecessor, ...] = ()
    steps: tuple[Statement, ...] = ()
    materials: Annotated[tuple[Material, ...], Field(min_length=1)]
    return_reasons: tuple[Statement, ...] = ()
    effort: Effort
    overridden: bool = False

    @model_validator(mode="after")
    def _materials_are_distinct(self) -> Self:
        ids = [item.id for item in self.materials]
        twice = sorted({item for item in ids if ids.count(item) > 1})
        if twice:
            raise ValueError(f"材料编号重复：{'、'.join(twice)}")
        return self

    @cached_property
    def version(self) -> str:
        """A short hash of the content; it changes when any rule does."""
        text = self.model_dump_json(exclude={"overridden"})
        return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]

    def term_for(self, kind: SubmissionKind) -> Term | None:
        """Return the term that counts for ``kind``; None where none is known."""
        return self.term if kind is SubmissionKind.CANCEL else self.change_term

    def batch_for(self, kind: SubmissionKind) -> BatchRule:
        """Return the batch rule for ``kind``; unknown where the platform's rule is silent on it."""
        rule = self.batch
        if kind in rule.for_kinds:
            return rule
        return BatchRule(
            source=rule.source,
            certainty=Certainty.UNVERIFIED,
            verified_on=rule.verified_on,
            support=BatchSupport.UNKNOWN,
            condition=f"已知的规则没有说明{kind.label}能否批量，办理前请向平台确认。",
            same=rule.same,
        )

    def material(self, item_id: str) -> Material | None:
        """Return the material with this id, or None."""
        return next((item for item in self.materials if item.id == item_id), None)


class Regulation(Evidence):
    """One article of law: ``text`` sums it up, ``in_force`` is the day the act took effect."""

    id: Text
    title: Text
    article: Text
    text: Text
    in_force: date

    @property
    def citation(self) -> str:
        """The act and the article as one quotes them."""
        return f"《{self.title}》{self.article}"


class Catalogue(Entry):
    """All platforms, in the order they are shown, and all articles quoted."""

    platforms: dict[str, Platform]
    regulations: dict[str, Regulation]

    def get(self, platform_id: str) -> Platform | None:
        """Return the platform, or None when the catalogue does not know it."""
        return self.platforms.get(platform_id)

    @cached_property
    def version(self) -> str:
        """A short hash over the content of all entries."""
        parts = [f"{item.id}:{item.version}" for item in self.platforms.values()]
        parts += [item.model_dump_json() for item in self.regulations.values()]
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:VERSION_LENGTH]
