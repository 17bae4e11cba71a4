"""Rules on the facts of termination: what is missing, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from app.model.kinds import Certainty, DataDisposal, EndReason, ProductState
from app.rules.review_input import ReviewInput
from app.rules.review_rule import ALGORITHM_24, ECOMMERCE_16, PIPL_47, RETURNS, Hit, blocks, warns

ECOMMERCE_DAYS = 30
_OFFICIAL = Certainty.OFFICIAL
_DONE = (DataDisposal.DELETED, DataDisposal.ANONYMISED)
_PRODUCT_ENDS = (EndReason.PRODUCT_CLOSED, EndReason.SUBJECT_ENDED)


@blocks("facts.reason_missing", "facts")
def reason_missing(data: ReviewInput) -> Iterator[Hit]:
    """The reason of termination is not chosen."""
    if data.case.reason is None:
        yield Hit("还没有选择终止原因。", "请在“终止事实”中选择。", "reason")


@blocks("facts.reason_unexplained", "facts")
def reason_unexplained(data: ReviewInput) -> Iterator[Hit]:
    """其他 says nothing without words."""
    if data.case.reason is EndReason.OTHER and not data.case.reason_text.strip():
        yield Hit("终止原因为“其他”，但没有写明具体原因。", "请用一两句话写明原因。", "reason_text")


@blocks("facts.end_missing", "facts", ALGORITHM_24, _OFFICIAL)
def end_missing(data: ReviewInput) -> Iterator[Hit]:
    """Without the day of termination no term can be counted."""
    if data.case.ended_on is None:
        yield Hit(
            "还没有填写终止日期，无法计算办理期限。", "请填写服务对用户终止的日期。", "ended_on"
        )


@blocks("facts.end_in_future", "facts", ALGORITHM_24, _OFFICIAL)
def end_in_future(data: ReviewInput) -> Iterator[Hit]:
    """A service that still runs cannot be reported as ended."""
    if data.case.ended_on and data.case.ended_on > data.today:
        yield Hit(
            "终止日期晚于今天，服务尚未终止。", "请核对日期；服务终止后再提交注销申请。", "ended_on"
        )


@warns("facts.notice_missing", "facts", ALGORITHM_24, _OFFICIAL)
def notice_missing(data: ReviewInput) -> Iterator[Hit]:
    """Telling the users belongs to the proper arrangements."""
    if data.case.notice_on is None:
        yield Hit(
            "没有填写告知用户的日期；终止服务应作出妥善安排。",
            "已告知的请填写日期和位置；不面向用户的可以不填。",
            "notice_on",
        )


@warns("facts.notice_where_missing", "facts")
def notice_where_missing(data: ReviewInput) -> Iterator[Hit]:
    """A notice is proven by its place."""
    if data.case.notice_on and not data.case.notice_where.strip():
        yield Hit(
            "填写了告知日期，但没有写明告知位置。", "请写明公告的网址或页面。", "notice_where"
        )


@warns("facts.notice_in_future", "facts")
def notice_in_future(data: ReviewInput) -> Iterator[Hit]:
    """A notice still to come cannot be attached."""
    if data.case.notice_on and data.case.notice_on > data.today:
        yield Hit("告知用户的日期晚于今天。", "请核对日期。", "notice_on")


@warns("facts.notice_after_end", "facts", ALGORITHM_24, _OFFICIAL)
def notice_after_end(data: ReviewInput) -> Iterator[Hit]:
    """Users who learn of the end afterwards may be asked about."""
    case = data.case
    if case.notice_on and case.ended_on and case.notice_on > case.ended_on:
        yield Hit(
            "告知用户的日期晚于终止日期，审核时可能被问及。",
            "请核对两个日期；属实的，请在用户安排中说明原因。",
            "notice_on",
        )


@warns("facts.notice_ecommerce", "facts", ECOMMERCE_16, _OFFICIAL)
def notice_ecommerce(data: ReviewInput) -> Iterator[Hit]:
    """The 30 days bind e-commerce operators alone, so this only reminds."""
    case = data.case
    if case.notice_on and case.ended_on:
        ahead = (case.ended_on - case.notice_on).days
        if 0 <= ahead < ECOMMERCE_DAYS:
            yield Hit(
                f"公告早于终止日期 {ahead} 天。电子商务经营者终止经营应提前三十日公示。",
                "本单位不是电子商务经营者的，可以不理会这一条。",
                "notice_on",
            )


@warns("facts.arrangement_missing", "facts", ALGORITHM_24, _OFFICIAL)
def arrangement_missing(data: ReviewInput) -> Iterator[Hit]:
    """The law asks for proper arrangements (妥善安排)."""
    if not data.case.arrangement.strip():
        yield Hit(
            "没有写明对用户的安排；终止服务应作出妥善安排。",
            "请写明退款、数据导出、替代服务等安排，或说明不涉及用户。",
            "arrangement",
        )


@blocks("facts.disposal_missing", "facts", PIPL_47, _OFFICIAL)
def disposal_missing(data: ReviewInput) -> Iterator[Hit]:
    """What became of personal information has to be said."""
    if data.case.data_disposal is None:
        yield Hit("还没有选择个人信息的处置方式。", "请在“终止事实”中选择。", "data_disposal")


@blocks("facts.retention_unexplained", "facts", PIPL_47, _OFFICIAL)
def retention_unexplained(data: ReviewInput) -> Iterator[Hit]:
    """Keeping personal information needs its ground."""
    case = data.case
    if case.data_disposal is DataDisposal.RETAINED and not case.data_disposal_text.strip():
        yield Hit(
            "个人信息选择了依法留存，但没有写明留存的依据和期限。",
            "请写明留存的法律依据、期限和保护措施。",
            "data_disposal_text",
        )


@warns("facts.disposal_date_missing", "facts", PIPL_47, _OFFICIAL)
def disposal_date_missing(data: ReviewInput) -> Iterator[Hit]:
    """A deletion is told with its day."""
    if data.case.data_disposal in _DONE and data.case.data_disposal_on is None:
        yield Hit("没有填写个人信息处置的日期。", "请填写处置完成的日期。", "data_disposal_on")


@blocks("facts.disposal_in_future", "facts")
def disposal_in_future(data: ReviewInput) -> Iterator[Hit]:
    """What is said to be done cannot lie ahead."""
    chosen, on = data.case.data_disposal, data.case.data_disposal_on
    if chosen is not None and chosen in _DONE and on is not None and on > data.today:
        yield Hit(
            f"处置方式为“{chosen.label}”，但处置日期晚于今天。",
            "请核对日期，或在处置完成后再提交。",
            "data_disposal_on",
        )


@warns("facts.disposal_before_end", "facts", RETURNS)
def disposal_before_end(data: ReviewInput) -> Iterator[Hit]:
    """Data gone while the service ran contradicts the day of termination."""
    case = data.case
    if case.data_disposal_on and case.ended_on and case.data_disposal_on < case.ended_on:
        yield Hit(
            "个人信息的处置日期早于终止日期，两者可能矛盾。",
            "请核对两个日期；属实的，请在处置说明中写明。",
            "data_disposal_on",
        )


@warns("facts.disposal_contradicts", "facts", RETURNS)
def disposal_contradicts(data: ReviewInput) -> Iterator[Hit]:
    """No personal information, and yet words or a day about its disposal."""
    case = data.case
    told = bool(case.data_disposal_text.strip()) or case.data_disposal_on is not None
    if case.data_disposal is DataDisposal.NONE_HELD and told:
        yield Hit(
            "选择了“不涉及个人信息”，却填写了处置说明或处置日期。",
            "请改选实际的处置方式，或清空说明和日期。",
            "data_disposal",
        )


@warns("facts.subject_has_more", "facts", RETURNS)
def subject_has_more(data: ReviewInput) -> Iterator[Hit]:
    """A subject that ends leaves no filing behind."""
    if data.case.reason is not EndReason.SUBJECT_ENDED:
        return
    for item in data.organisations:
        if item.other_active:
            names = "、".join(f"“{name}”" for name in item.other_active[:3])
            yield Hit(
                f"终止原因是主体注销或合并，但“{item.name}”还有 {len(item.other_active)} 个"
                f"有效备案不在本项目中：{names}{'等' if len(item.other_active) > 3 else ''}。",
                "请把它们加入本项目，或核对终止原因。",
                "reason",
                organisation_id=item.id,
            )


@warns("facts.no_products", "facts")
def no_products(data: ReviewInput) -> Iterator[Hit]:
    """Products run on, and none is said to be affected."""
    running = any(
        use.state is ProductState.IN_USE and use.link_ended_on is None
        for filing in data.filings
        for use in filing.products
    )
    if running and not data.case.affected_product_ids:
        yield Hit(
            "所选备案的产品仍在使用，但没有选择受影响的产品。",
            "请在“终止事实”中勾选停止使用的产品。",
            "products",
        )


@warns("facts.product_still_in_use", "facts", RETURNS)
def product_still_in_use(data: ReviewInput) -> Iterator[Hit]:
    """The inventory has to tell the same as the facts."""
    affected, seen = data.case.affected_product_ids, set()
    for filing in data.filings:
        for use in filing.products:
            ended = use.state is ProductState.STOPPED or use.link_ended_on is not None
            if use.id not in affected or ended or use.id in seen:
                continue
            seen.add(use.id)
            if data.case.reason in _PRODUCT_ENDS:
                remedy = "请把该产品标为已停用。"
            else:
                remedy = "产品已停止的请标为已停用；只是不再使用该算法的，请登记停止使用的日期。"
            yield Hit(
                f"产品“{use.label}”受本次终止影响，但台账中仍登记为在用。",
                remedy,
                "products",
                product_id=use.id,
            )


@warns("facts.product_stopped_later", "facts", RETURNS)
def product_stopped_later(data: ReviewInput) -> Iterator[Hit]:
    """A product that stopped after the day of termination contradicts it."""
    case, seen = data.case, set()
    for filing in data.filings:
        for use in filing.products:
            late = case.ended_on and use.state_since and use.state_since > case.ended_on
            stopped = use.state is ProductState.STOPPED and use.id in case.affected_product_ids
            if stopped and late and use.id not in seen:
                seen.add(use.id)
                yield Hit(
                    f"产品“{use.label}”的停用日期晚于终止日期，两者矛盾。",
                    "请核对终止日期，或在台账中改正停用日期。",
                    "ended_on",
                    product_id=use.id,
                )


RULES = (
    reason_missing,
    reason_unexplained,
    end_missing,
    end_in_future,
    notice_missing,
    notice_where_missing,
    notice_in_future,
    notice_after_end,
    notice_ecommerce,
    arrangement_missing,
    disposal_missing,
    retention_unexplained,
    disposal_date_missing,
    disposal_in_future,
    disposal_before_end,
    disposal_contradicts,
    subject_has_more,
    no_products,
    product_still_in_use,
    product_stopped_later,
)
