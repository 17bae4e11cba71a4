"""Rules on what is handed in: the plan, its deadlines, the materials and the forms.

Only submissions still in the house are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.catalogue.words import Need
from app.model.kinds import MaterialState, SubmissionState
from app.rules.review_input import MaterialCheck, ReviewInput, SubmissionCheck
from app.rules.review_rule import RETURNS, Hit, blocks, warns

CLOSE_DAYS = 5
TERM = "平台目录中该平台的办理期限"


def _open(data: ReviewInput) -> Iterator[SubmissionCheck]:
    for item in data.submissions:
        if item.state in (SubmissionState.PREPARING, SubmissionState.RETURNED):
            yield item


def _materials(data: ReviewInput) -> Iterator[tuple[SubmissionCheck, MaterialCheck]]:
    for item in _open(data):
        for material in item.materials:
            if material.applicable:
                yield item, material


@blocks("plan.not_accepted", "plan")
def plan_not_accepted(data: ReviewInput) -> Iterator[Hit]:
    """Nothing is handed in before the officer has decided."""
    if data.filings and not data.case.plan_accepted:
        yield Hit("还没有采用方案。", "请在“方案”中比较三个方案并采用其中一个。", "plan")


@warns("plan.catalogue_outdated", "plan")
def catalogue_outdated(data: ReviewInput) -> Iterator[Hit]:
    """A rule of the platform changed after the plan was made."""
    for item in _open(data):
        if item.catalogue_outdated:
            yield Hit(
                f"按旧版平台规则规划，{item.platform_name}的规则已更新。",
                "请在“方案”中查看变化，并重新采用方案。",
                submission_id=item.id,
                about=item.label,
            )


@warns("deadline.passed", "track", TERM)
def deadline_passed(data: ReviewInput) -> Iterator[Hit]:
    """A missed term cannot be mended, only explained."""
    for item in _open(data):
        if item.days_left is not None and item.days_left < 0:
            yield _deadline_hit(
                item,
                f"办理期限已过 {-item.days_left} 个工作日。",
                "请尽快提交，并在情况说明中写明逾期原因。",
            )


@warns("deadline.close", "track", TERM)
def deadline_close(data: ReviewInput) -> Iterator[Hit]:
    """Few working days are left."""
    for item in _open(data):
        if item.days_left is not None and 0 <= item.days_left <= CLOSE_DAYS:
            left = f"只剩 {item.days_left} 个工作日" if item.days_left else "今天是最后一日"
            yield _deadline_hit(item, f"{left}。", "请优先办理这次提交。")


@warns("deadline.estimated", "track", TERM)
def deadline_estimated(data: ReviewInput) -> Iterator[Hit]:
    """A calendar not published yet makes the last day an estimate."""
    for item in _open(data):
        if item.due_on is not None and item.due_estimated:
            yield _deadline_hit(
                item,
                "期限跨入放假安排尚未公布的年份，最后一日是估算。",
                "放假安排公布并更新程序后会重新计算；请尽量提前提交。",
            )


@blocks("materials.missing", "materials", RETURNS)
def material_missing(data: ReviewInput) -> Iterator[Hit]:
    """What is required has to be there; what the program fills in itself always is."""
    for item, material in _materials(data):
        if material.need is Need.REQUIRED and _absent(material):
            yield _material_hit(item, material, "必需材料{name}还没有附上。", "请附上文件。")


@warns("materials.undecided", "materials", RETURNS)
def material_undecided(data: ReviewInput) -> Iterator[Hit]:
    """A conditional item is attached, or said not to apply."""
    for item, material in _materials(data):
        if material.need is Need.CONDITIONAL and _absent(material):
            yield _material_hit(
                item,
                material,
                "还没有确定是否需要{name}。",
                "需要的请附上文件，不需要的请标为不适用并写明理由。",
            )


@blocks("materials.file_gone", "materials")
def material_file_gone(data: ReviewInput) -> Iterator[Hit]:
    """An item said to be attached has a file."""
    for item, material in _materials(data):
        if material.state is MaterialState.ATTACHED and material.n_files == 0:
            yield _material_hit(
                item, material, "{name}标为已附材料，但没有文件。", "请重新附上文件。"
            )


@blocks("materials.scan_incomplete", "materials")
def material_scan_incomplete(data: ReviewInput) -> Iterator[Hit]:
    """All pages of a form came back, once one did: a scan takes the form's place."""
    for item, material in _materials(data):
        if material.pages_lacking:
            numbers = "、".join(str(page) for page in material.pages_lacking)
            yield _material_hit(
                item,
                material,
                f"{{name}}的扫描件还差第 {numbers} 页。",
                "请补扫缺少的页，用“扫描归档”归入。",
            )


@warns("materials.scan_outdated", "materials")
def material_scan_outdated(data: ReviewInput) -> Iterator[Hit]:
    """What was stamped says the same as the form says now."""
    for item, material in _materials(data):
        if material.scan_outdated:
            yield _material_hit(
                item,
                material,
                "{name}打印、签章之后内容有改动，所附扫描件是旧版。",
                "请重新打印、签章、扫描，或把表单改回签章时的内容。",
            )


@blocks("materials.reason_missing", "materials")
def material_reason_missing(data: ReviewInput) -> Iterator[Hit]:
    """Not applicable is said with its reason."""
    for item, material in _materials(data):
        if material.state is MaterialState.NOT_APPLICABLE and not material.reason.strip():
            yield _material_hit(
                item, material, "{name}标为不适用，但没有写明理由。", "请写明理由。"
            )


@warns("materials.required_dropped", "materials", RETURNS)
def material_required_dropped(data: ReviewInput) -> Iterator[Hit]:
    """Leaving out a required item may bring the application back."""
    for item, material in _materials(data):
        if (
            material.need is Need.REQUIRED
            and material.state is MaterialState.NOT_APPLICABLE
            and material.reason.strip()
        ):
            yield _material_hit(
                item, material, "必需材料{name}标为不适用，可能因此被退回。", "请再次确认理由。"
            )


@blocks("forms.field_empty", "forms", RETURNS)
def form_field_empty(data: ReviewInput) -> Iterator[Hit]:
    """A required field of a form is filled in."""
    for item in _open(data):
        seen: set[str] = set()
        for field in item.fields:
            if field.required and not field.value.strip() and field.key not in seen:
                seen.add(field.key)
                form = f"《{field.form_title}》的" if field.form_title else ""
                yield Hit(
                    f"{form}“{field.label}”还没有填写。",
                    "请在“表单”中填写。",
                    field.key,
                    submission_id=item.id,
                    about=item.label,
                )


def _absent(material: MaterialCheck) -> bool:
    return (
        material.form is None and material.n_files == 0 and material.state is MaterialState.MISSING
    )


def _material_hit(item: SubmissionCheck, material: MaterialCheck, message: str, remedy: str) -> Hit:
    text = message.format(name=f"“{material.name}”")
    return Hit(text, remedy, material.item, submission_id=item.id, about=item.label)


def _deadline_hit(item: SubmissionCheck, message: str, remedy: str) -> Hit:
    return Hit(
        message,
        remedy,
        submission_id=item.id,
        source=item.due_source,
        certainty=item.due_certainty,
        about=item.label,
    )


RULES = (
    plan_not_accepted,
    catalogue_outdated,
    deadline_passed,
    deadline_close,
    deadline_estimated,
    material_missing,
    material_undecided,
    material_file_gone,
    material_scan_incomplete,
    material_scan_outdated,
    material_reason_missing,
    material_required_dropped,
    form_field_empty,
)
