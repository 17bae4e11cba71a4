"""Rules on the filings and the subjects of a case, as the inventory has them."""

from __future__ import annotations

from collections.abc import Iterator

from app.model.kinds import FilingStatus, Role
from app.rules.review_input import ReviewInput
from app.rules.review_rule import RETURNS, Hit, blocks, warns

_ENDED = (FilingStatus.CANCELLED, FilingStatus.REVOKED)


@blocks("filings.none", "filings")
def no_filings(data: ReviewInput) -> Iterator[Hit]:
    """A case without filings has nothing to hand in."""
    if not data.filings:
        yield Hit("还没有选择要办理的备案。", "请在“选择备案”中勾选。", "filings")


@warns("filings.already_ended", "filings")
def already_ended(data: ReviewInput) -> Iterator[Hit]:
    """What is deregistered already needs nothing more."""
    for filing in data.filings:
        if filing.status in _ENDED:
            yield Hit(
                f"备案{filing.status.label}，无需再办理。",
                "请把它移出本项目；状态有误的，请在台账中改正。",
                "status",
                filing_id=filing.id,
                about=filing.title,
            )


@blocks("filings.number_missing", "filings", RETURNS)
def number_missing(data: ReviewInput) -> Iterator[Hit]:
    """An algorithm is deregistered by its number."""
    for filing in data.filings:
        if filing.type is not None and not filing.number.strip():
            yield Hit(
                "没有填写备案编号。",
                "请在台账中填写编号。",
                "number",
                filing_id=filing.id,
                about=filing.title,
            )


@warns("filings.number_flagged", "filings", RETURNS)
def number_flagged(data: ReviewInput) -> Iterator[Hit]:
    """The check of the number is ours, not official: it never blocks."""
    for filing in data.filings:
        if filing.problems:
            yield Hit(
                f"编号有疑点：{'；'.join(_bare(filing.problems))}。",
                "请对照备案系统或公示清单核对；核对无误的可以保留。",
                "number",
                filing_id=filing.id,
                about=filing.title,
            )


@warns("filings.without_product", "filings", RETURNS)
def without_product(data: ReviewInput) -> Iterator[Hit]:
    """A provider's filing names the products that use the algorithm."""
    for filing in data.filings:
        if filing.role is Role.PROVIDER and not filing.products:
            yield Hit(
                "没有登记使用它的产品。",
                "请在台账中补充产品，申请表和情况说明需要写明。",
                "products",
                filing_id=filing.id,
                about=filing.title,
            )


@blocks("organisations.uscc_missing", "filings", RETURNS)
def uscc_missing(data: ReviewInput) -> Iterator[Hit]:
    """The forms name the subject by its code."""
    for item in data.organisations:
        if not item.uscc.strip():
            yield Hit(
                f"“{item.name}”没有填写统一社会信用代码。",
                "请按营业执照填写。",
                "uscc",
                organisation_id=item.id,
            )


@blocks("organisations.uscc_invalid", "filings", "GB 32100-2015 的校验规则")
def uscc_invalid(data: ReviewInput) -> Iterator[Hit]:
    """A code that fails its check character was copied wrongly."""
    from stdnum.cn import uscc

    for item in data.organisations:
        code = item.uscc.strip()
        if code and not uscc.is_valid(code):
            yield Hit(
                f"“{item.name}”的统一社会信用代码“{code}”校验不通过。",
                "请对照营业执照核对。",
                "uscc",
                organisation_id=item.id,
            )


@blocks("organisations.legal_representative_missing", "filings", RETURNS)
def legal_representative_missing(data: ReviewInput) -> Iterator[Hit]:
    """The legal representative signs the forms."""
    for item in data.organisations:
        if not item.legal_representative.strip():
            yield Hit(
                f"“{item.name}”没有填写法定代表人。",
                "请按营业执照填写。",
                "legal_representative",
                organisation_id=item.id,
            )


@warns("organisations.address_missing", "filings", RETURNS)
def address_missing(data: ReviewInput) -> Iterator[Hit]:
    """The address is compared with the licence."""
    for item in data.organisations:
        if not item.address.strip():
            yield Hit(
                f"“{item.name}”没有填写住所。",
                "请按营业执照填写。",
                "address",
                organisation_id=item.id,
            )


@warns("organisations.contact_missing", "filings")
def contact_missing(data: ReviewInput) -> Iterator[Hit]:
    """The reviewer calls the contact."""
    for item in data.organisations:
        for field, value, label in (
            ("contact_name", item.contact_name, "联系人"),
            ("contact_phone", item.contact_phone, "联系电话"),
        ):
            if not value.strip():
                yield Hit(
                    f"“{item.name}”没有填写{label}。",
                    "请填写能接听审核来电的人员信息。",
                    field,
                    organisation_id=item.id,
                )


def _bare(sentences: tuple[str, ...]) -> list[str]:
    return [sentence.rstrip("。") for sentence in sentences]


RULES = (
    no_filings,
    already_ended,
    number_missing,
    number_flagged,
    without_product,
    uscc_missing,
    uscc_invalid,
    legal_representative_missing,
    address_missing,
    contact_missing,
)
