"""Everything the review looks at, as plain values that a service fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.catalogue.words import Need
from app.model.kinds import (
    AlgorithmType,
    Certainty,
    DataDisposal,
    EndReason,
    FilingStatus,
    MaterialState,
    ProductState,
    Role,
    SubmissionKind,
    SubmissionMode,
    SubmissionState,
)
from app.rules.paper_terms import Term


@dataclass(frozen=True)
class CaseCheck:
    """The case and its facts as entered so far."""

    title: str
    reason: EndReason | None = None
    reason_text: str = ""
    ended_on: date | None = None
    notice_on: date | None = None
    notice_where: str = ""
    arrangement: str = ""
    data_disposal: DataDisposal | None = None
    data_disposal_on: date | None = None
    data_disposal_text: str = ""
    affected_product_ids: frozenset[int] = frozenset()
    plan_accepted: bool = False


@dataclass(frozen=True)
class OrganisationCheck:
    """A subject of the case; ``other_active`` are its live filings outside the case."""

    id: int
    name: str
    uscc: str = ""
    legal_representative: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    other_active: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProductCheck:
    """A product tied to a filing; ``link_ended_on``: it stopped using that filing then."""

    id: int
    label: str
    state: ProductState
    state_since: date | None = None
    link_ended_on: date | None = None


@dataclass(frozen=True)
class FilingCheck:
    """A filing of the case; ``problems`` are the findings on its number.

    ``case_title`` names the case that has taken it in, where there is one.
    """

    id: int
    organisation_id: int
    platform: str
    title: str
    number: str = ""
    type: AlgorithmType | None = None
    role: Role | None = None
    status: FilingStatus = FilingStatus.ACTIVE
    problems: tuple[str, ...] = ()
    products: tuple[ProductCheck, ...] = ()
    case_title: str = ""


@dataclass(frozen=True)
class MaterialCheck:
    """One line of a submission's checklist; not applicable lines of the catalogue stay out.

    ``pages_lacking`` are pages of its form that did not come back from paper while others did;
    ``scan_outdated``: what came back was printed before the form's words changed.
    ``term`` is that of the shared paper attached, ``paper_replaced``: there is a newer edition.
    """

    item: str
    name: str
    need: Need
    state: MaterialState = MaterialState.MISSING
    reason: str = ""
    n_files: int = 0
    applicable: bool = True
    form: str | None = None
    pages_lacking: tuple[int, ...] = ()
    scan_outdated: bool = False
    term: Term | None = None
    paper_replaced: bool = False


@dataclass(frozen=True)
class FormFieldCheck:
    """One field of a form as filled in."""

    key: str
    label: str
    required: bool
    value: str = ""
    form_title: str = ""


@dataclass(frozen=True)
class SubmissionCheck:
    """One stored submission of the case; ``due_source`` is the rule that its term rests on.

    ``authorised_until`` is the last day of the authorisation, where one is asked for.
    """

    id: int
    label: str
    organisation_id: int
    platform: str
    platform_name: str
    kind: SubmissionKind
    mode: SubmissionMode
    state: SubmissionState = SubmissionState.PREPARING
    filing_ids: tuple[int, ...] = ()
    order: int = 0
    due_on: date | None = None
    due_estimated: bool = False
    days_left: int | None = None
    due_source: str = ""
    due_certainty: Certainty | None = None
    catalogue_outdated: bool = False
    materials: tuple[MaterialCheck, ...] = ()
    fields: tuple[FormFieldCheck, ...] = ()
    authorised_until: date | None = None


@dataclass(frozen=True)
class ReviewInput:
    """A case as the review sees it, on ``today``."""

    today: date
    case: CaseCheck
    organisations: tuple[OrganisationCheck, ...] = ()
    filings: tuple[FilingCheck, ...] = ()
    submissions: tuple[SubmissionCheck, ...] = ()
