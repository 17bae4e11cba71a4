"""The closed vocabularies of the field, each member with its Chinese word."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored key with the word that the officer reads."""

    label: str

    def __new__(cls, key: str, label: str) -> Self:
        """Make the member equal to its key."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Self | None:
        """Return the member whose Chinese word is ``label``, or None."""
        return next((member for member in cls if member.label == label), None)


class AlgorithmType(Word):
    """The five official types (算法推荐管理规定 art. 2)."""

    GENERATIVE = "generative", "生成合成类"
    PUSH = "push", "个性化推送类"
    RANK = "rank", "排序精选类"
    SEARCH = "search", "检索过滤类"
    DISPATCH = "dispatch", "调度决策类"


class Role(Word):
    """What the subject does with the algorithm (深度合成备案清单 column 角色)."""

    PROVIDER = "provider", "服务提供者"
    SUPPORTER = "supporter", "服务技术支持者"


class ProductKind(Word):
    """Where a product runs."""

    APP = "app", "APP"
    WEBSITE = "website", "网站"
    MINI_PROGRAM = "mini_program", "小程序"
    OTHER = "other", "其他"


class ProductState(Word):
    """Whether users can reach the product."""

    IN_USE = "in_use", "在用"
    STOPPED = "stopped", "已停用"


class FilingStatus(Word):
    """Where a filing stands with its platform."""

    ACTIVE = "active", "有效"
    CANCELLING = "cancelling", "注销中"
    CANCELLED = "cancelled", "已注销"
    REVOKED = "revoked", "已撤销"


class EndReason(Word):
    """Why a service ends (终止原因)."""

    PRODUCT_CLOSED = "product_closed", "产品停止运营"
    FEATURE_REMOVED = "feature_removed", "相关功能下线"
    ALGORITHM_REPLACED = "algorithm_replaced", "算法被替换"
    BUSINESS_ADJUSTED = "business_adjusted", "业务调整"
    SUBJECT_ENDED = "subject_ended", "主体注销或合并"
    OTHER = "other", "其他"


class DataDisposal(Word):
    """What happens to personal information (个人信息保护法 art. 47)."""

    DELETED = "deleted", "已全部删除"
    ANONYMISED = "anonymised", "已匿名化处理"
    RETAINED = "retained", "依法留存，停止除存储和保护外的处理"
    NONE_HELD = "none_held", "不涉及个人信息"


class SubmissionKind(Word):
    """What is asked of the platform."""

    CANCEL = "cancel", "注销"
    CHANGE = "change", "变更"


class SubmissionMode(Word):
    """Several filings in one application, or one."""

    BATCH = "batch", "批量"
    SINGLE = "single", "单个"


class SubmissionState(Word):
    """Where one application stands (一次提交)."""

    PREPARING = "preparing", "准备中"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已受理"
    CLOSED = "closed", "已办结"
    REPLANNED = "replanned", "退回后重新安排"


SUBMISSION_OVER = (SubmissionState.CLOSED, SubmissionState.REPLANNED)
"""Nothing is awaited of it any more: it came to its end, or its filings went elsewhere."""

FILINGS_FREE = (SubmissionState.PREPARING, SubmissionState.REPLANNED)
"""Its filings may be planned: it has not left the house, or came back and was given up."""


class MaterialState(Word):
    """State of one item of a checklist."""

    MISSING = "missing", "待准备"
    PRINTED = "printed", "已打印，待盖章"
    ATTACHED = "attached", "已附材料"
    NOT_APPLICABLE = "not_applicable", "不适用"


class PaperKind(Word):
    """A paper of the firm or of a person that serves several submissions (共用材料)."""

    LICENCE = "licence", "营业执照"
    LEGAL_ID = "legal_id", "法定代表人身份证"
    AGENT_ID = "agent_id", "经办人身份证"
    AUTHORISATION = "authorisation", "授权委托书"
    GROUP_AUTHORISATION = "group_authorisation", "集团内授权文件"

    @property
    def of_person(self) -> bool:
        """Whether it belongs to a person, who may act for several subjects."""
        return self in (PaperKind.LEGAL_ID, PaperKind.AGENT_ID)


class DossierState(Word):
    """Whether a dossier may be handed in."""

    DRAFT = "draft", "草稿"
    READY = "ready", "可提交"


class TrackKind(Word):
    """What happened to an application after it left the house."""

    SUBMITTED = "submitted", "提交"
    RETURNED = "returned", "退回"
    CORRECTED = "corrected", "补正后重新提交"
    ACCEPTED = "accepted", "受理"
    INQUIRY = "inquiry", "问询"
    CLOSED = "closed", "办结"
    REPLANNED = "replanned", "改为重新安排"


class Certainty(Word):
    """How sure a rule shown to the officer is."""

    OFFICIAL = "official", "官方"
    PRACTICE = "practice", "实务"
    UNVERIFIED = "unverified", "待核实"


class CheckMethod(Word):
    """How a rule was verified with its platform (核实方式)."""

    CALL = "call", "电话"
    LETTER = "letter", "函件"
    VISIT = "visit", "现场"
    WEB = "web", "网页"
    OTHER = "other", "其他"
