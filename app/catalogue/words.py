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


class PortalValue(Word):
    """What the program knows that a portal may ask for, by the field's usual name."""

    ORGANISATION_NAME = "organisation.name", "主体名称"
    ORGANISATION_USCC = "organisation.uscc", "统一社会信用代码"
    LEGAL_REPRESENTATIVE = "organisation.legal_representative", "法定代表人"
    ORGANISATION_ADDRESS = "organisation.address", "住所"
    CONTACT_NAME = "organisation.contact_name", "联系人"
    CONTACT_PHONE = "organisation.contact_phone", "联系电话"
    AGENT_NAME = "case.agent_name", "经办人"
    AGENT_PHONE = "case.agent_phone", "经办人电话"
    FILING_NUMBER = "filing.number", "备案编号"
    FILING_TITLE = "filing.title", "备案名称"
    FILING_TYPE = "filing.type", "算法类别"
    FILING_ROLE = "filing.role", "角色"
    FILING_PURPOSE = "filing.purpose", "主要用途"
    FILING_PRODUCTS = "filing.products", "应用产品"
    FILED_ON = "filing.filed_on", "备案日期"
    REASON = "case.reason", "终止原因"
    REASON_TEXT = "case.reason_text", "原因说明"
    ENDED_ON = "case.ended_on", "终止日期"
    ARRANGEMENT = "case.arrangement", "用户和业务安排"
    NOTICE_ON = "case.notice_on", "告知日期"
    NOTICE_WHERE = "case.notice_where", "告知位置"
    DATA_DISPOSAL = "case.data_disposal", "个人信息处置"
    DATA_DISPOSAL_TEXT = "case.data_disposal_text", "处置说明"

    FORM_REASON = "form.cancel_reason", "申请表中的注销原因"
    FORM_ARRANGEMENT = "form.user_arrangement", "申请表中的用户安排"

    @property
    def per_filing(self) -> bool:
        """Whether it is another one for each filing of a submission."""
        return self.value.startswith("filing.")
