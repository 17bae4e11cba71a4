"""The closed vocabularies of a platform's entry, each member with its Chinese word."""

from __future__ import annotations

from app.model.kinds import Word


class BatchSupport(Word):
    """Whether one application may carry several filings."""

    YES = "yes", "支持批量"
    NO = "no", "不支持批量"
    CONDITIONAL = "conditional", "有条件支持批量"
    UNKNOWN = "unknown", "是否支持批量未知"


class SameField(Word):
    """What must be equal for the filings of one batch."""

    ORGANISATION = "organisation", "主体"
    TYPE = "type", "算法类别"
    ROLE = "role", "角色"
    REASON = "reason", "终止原因"
    DATE = "date", "终止日期"


class Need(Word):
    """Whether a material has to be handed in."""

    REQUIRED = "required", "必需"
    CONDITIONAL = "conditional", "视情况"
    OPTIONAL = "optional", "可选"


class When(Word):
    """The condition of a material that the program can decide itself."""

    AGENT_ACTS = "agent_acts", "由经办人代为办理时"
    BATCH = "batch", "一次提交多个备案时"
    GROUP = "group", "项目涉及集团内多个主体时"
    PERSONAL_DATA_HELD = "personal_data_held", "服务收集或保存过个人信息时"
    ECOMMERCE = "ecommerce", "主体为电子商务经营者时"


class Seal(Word):
    """The seal that a paper carries."""

    NONE = "none", "无需盖章"
    OFFICIAL = "official", "加盖公章"
    EVERY_PAGE = "every_page", "每页加盖公章或加盖骑缝章"


class Signer(Word):
    """Who signs by hand."""

    NONE = "none", "无需签字"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人手写签字"
    AGENT = "agent", "经办人手写签字"
    BOTH = "both", "法定代表人和经办人手写签字"


class PaperForm(Word):
    """What kind of paper is handed in."""

    ORIGINAL = "original", "原件（彩色扫描）"
    COPY = "copy", "复印件"
    ELECTRONIC = "electronic", "电子件（截图或导出文件）"


class FileFormat(Word):
    """A file format that the platform takes."""

    PDF = "pdf", "PDF"
    JPG = "jpg", "JPG"
    PNG = "png", "PNG"


class Share(Word):
    """Whether one paper may serve several submissions."""

    NONE = "none", "每次提交单独准备"
    SUBJECT = "subject", "同一主体的多次提交可共用"
    CASE = "case", "整个项目可共用"
