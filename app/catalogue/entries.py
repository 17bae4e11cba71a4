"""What platforms want and what the law says, as frozen, validated values.

Every rule carries its evidence: where it is from, how sure it is, and when that was last looked
up. The models know nothing of files; :mod:`app.catalogue.loader` reads them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.catalogue.words import (
    BatchSupport,
    FileFormat,
    Need,
    PaperForm,
    PortalValue,
    SameField,
    Seal,
    Share,
    Signer,
    When,
)
from app.model.kinds import Certainty, PaperKind, SubmissionKind

VERSION_LENGTH = 12
DAY = "verified_on"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PlatformId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Hours = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


def without_days(value: Any) -> Any:
    """Return plain JSON without the days on which its rules were looked up."""
    if isinstance(value, dict):
        return {key: without_days(item) for key, item in value.items() if key != DAY}
    if isinstance(value, list):
        return [without_days(item) for item in value]
    return value


def told(field: str, message: str) -> PydanticCustomError:
    """Return what is wrong with a value as a whole, to be told at one of its fields."""
    return PydanticCustomError("told", message, {"field": field})


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
            raise told("condition", "有条件支持批量时，必须写明条件")
        return self


class Term(Evidence):
    """A term in working days; ``starts`` says in words what starts the count."""

    working_days: Annotated[int, Field(ge=1, le=250)]
    starts: Text
    regulation: Text


class DayRange(Evidence):
    """How long a review takes in working days; ``note`` says where the figures do not hold."""

    least: Annotated[int, Field(ge=0, le=250)]
    most: Annotated[int, Field(ge=0, le=250)]
    note: str = ""

    @model_validator(mode="after")
    def _least_comes_first(self) -> Self:
        if self.least > self.most:
            raise told("most", "最多的工作日数不能小于最少的工作日数")
        return self


class FileLimits(Evidence):
    """What the platform asks of every file (文件限制); what is not known is left empty.

    A material's own ``formats`` and ``max_mb`` come first where they say more. ``naming`` is a
    pattern (``rules.file_names``) or, where the rule is known in words alone, a sentence.
    """

    formats: tuple[FileFormat, ...] = ()
    max_mb: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    least_dpi: Annotated[int, Field(ge=72, le=2400)] | None = None
    naming: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _something_is_told(self) -> Self:
        if not (self.formats or self.max_mb or self.least_dpi or self.naming or self.text):
            raise told("text", "文件限制至少要写明一项")
        return self


class PortalField(Evidence):
    """One field of the platform's portal, in the order in which it asks, and what goes in.

    ``group`` is the heading under which it stands; ``for_kinds`` the applications that ask for it.
    """

    label: Text
    value: PortalValue
    group: str = ""
    hint: str = ""
    for_kinds: tuple[SubmissionKind, ...] = (SubmissionKind.CANCEL, SubmissionKind.CHANGE)


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
    ``per_filing`` items are prepared once for each filing of the submission. ``share`` says
    whether one paper may serve several submissions; a paper that a subject seals or signs is
    made by each subject itself. ``paper`` names the kind of shared paper (共用材料) that serves
    this item; None for what is made for each occasion.
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
    share: Share = Share.NONE
    paper: PaperKind | None = None
    hint: str = ""

    @model_validator(mode="after")
    def _condition_is_told(self) -> Self:
        if self.need is Need.CONDITIONAL and not self.condition:
            raise told("condition", "视情况提供的材料必须写明条件")
        if self.when is not None and self.need is not Need.CONDITIONAL:
            raise told("when", "只有视情况提供的材料才能选择由程序判断的条件")
        if not self.for_kinds:
            raise told("for_kinds", "至少选择一种办理事项")
        if not self.formats:
            raise told("formats", "至少选择一种文件格式")
        signed = self.seal is not Seal.NONE or self.signer is not Signer.NONE
        if self.share is Share.CASE and signed:
            raise told("share", "要盖章或签字的材料由各主体分别出具，不能整个项目共用")
        if self.paper is not None and self.per_filing:
            raise told("paper", "每个备案各准备一份的材料不能由共用材料带入")
        return self


class Platform(Entry):
    """One platform on which filings are kept, with everything it asks for.

    ``basis`` is the evidence of the plain description (name, authority, unit); ``duty`` says why
    something is due here when a service ends. ``unit_is_algorithm`` tells algorithm filings from
    sites, apps and systems. ``term`` counts for a deregistration, ``change_term`` for a change.
    ``review_time`` tells in words how long the platform takes, ``review_days`` in working days
    where figures are known. ``item_checks`` are what it looks at for each filing (逐项核查).
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
    review_days: DayRange | None = None
    item_checks: tuple[Statement, ...] = ()
    order_after: tuple[Predecessor, ...] = ()
    steps: tuple[Statement, ...] = ()
    materials: tuple[Material, ...] = ()
    file_limits: FileLimits | None = None
    portal_fields: tuple[PortalField, ...] = ()
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
        """A short hash of the content; it changes when any rule does.

        The day of the last look-up is no part of it: a rule that was found unchanged is the same.
        Neither is which shared paper serves an item: the platform asks for the same.
        """
        left_out: Any = {"overridden": True, "materials": {"__all__": {"paper"}}}
        content = without_days(self.model_dump(mode="json", exclude=left_out))
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
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
