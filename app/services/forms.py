"""Forms of a submission: fields filled once, texts from inventory and case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.model.case import FormValue, Submission
from app.model.inventory import Organisation
from app.services.dates import chinese_date
from app.services.fields import Fields
from app.services.filings import filing_row
from app.services.form_names import known_as
from app.services.letterheads import letterhead_context
from app.services.materials import checklist_of
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import FormSpec

LONGEST = 4000
"""Characters of a field that names no limit of its own."""


@dataclass(frozen=True)
class FieldView:
    """One field of a form. ``value`` is what was typed; ``default`` what prints without it."""

    key: str
    label: str
    kind: str
    required: bool
    hint: str
    choices: tuple[str, ...]
    max_length: int | None
    shared: bool
    value: str
    default: str

    @property
    def shown(self) -> str:
        """What the form prints."""
        return self.value or self.default


@dataclass(frozen=True)
class FormView:
    """One form of a submission with its fields."""

    form_id: str
    title: str
    source: str
    certainty: str
    fields: tuple[FieldView, ...]


def forms_of(ws: Workspace, submission_id: int) -> tuple[FormView, ...]:
    """Return the forms that the submission's checklist asks for, in its order."""
    with ws.read() as session:
        return forms_of_submission(ws, get_submission(session, submission_id))


def forms_of_submission(ws: Workspace, item: Submission) -> tuple[FormView, ...]:
    """Return the forms of a loaded submission."""
    specs = ws.forms
    wanted = [
        material.form_id
        for material in checklist_of(ws, item)
        if material.form_id and material.asked and not material.reason
    ]
    context = form_context(ws, item)
    return tuple(_form_view(specs[key], item, context) for key in dict.fromkeys(wanted))


def _form_view(spec: FormSpec, item: Submission, context: dict[str, Any]) -> FormView:
    values = context["values"]
    return FormView(
        form_id=spec.id,
        title=spec.title,
        source=spec.source,
        certainty=spec.certainty.value,
        fields=tuple(
            FieldView(
                key=field.key,
                label=field.label,
                kind=field.kind,
                required=field.required,
                hint=field.hint,
                choices=tuple(field.choices),
                max_length=field.max_length,
                shared=field.scope == "shared",
                value=values.get(field.key, ""),
                default=field.default_text(context),
            )
            for field in spec.fields
        )
        + _own_words(spec, context),
    )


def _own_words(spec: FormSpec, context: dict[str, Any]) -> tuple[FieldView, ...]:
    """Return what this form alone says otherwise than the inventory or the case does."""
    from app.dossier import fill_form

    begin = f"{spec.id}:"
    typed = {key: text for key, text in context["values"].items() if key.startswith(begin) and text}
    if not typed:
        return ()
    plain = {key: text for key, text in context["values"].items() if key not in typed}
    known = fill_form(spec, {**context, "values": plain}).named()
    return tuple(
        FieldView(
            key=key,
            label=known_as(name, context).label,
            kind="lines",
            required=False,
            hint=f"取自{known_as(name, context).where}，只在这份表单中改写；清空即恢复。",
            choices=(),
            max_length=LONGEST,
            shared=False,
            value=text,
            default=known[name],
        )
        for key, text in typed.items()
        if (name := key[len(begin) :]) in known
    )


def _values(item: Submission) -> dict[str, str]:
    """Return what was typed: for the case, overlaid by what was typed for this submission."""
    shared = {v.key: v.value for v in item.case.form_values if v.submission_id is None}
    own = {v.key: v.value for v in item.form_values}
    return shared | own


def save_form_value(
    ws: Workspace, submission_id: int, form_id: str, key: str, value: str
) -> Result[None]:
    """Keep what was typed into a field; a shared field serves all submissions of the case.

    Raises :class:`FieldsError` for a text that is too long, :class:`NotFoundError` for a field
    that the form does not have.
    """
    spec = ws.forms.get(form_id)
    field = next((f for f in spec.fields if f.key == key), None) if spec else None
    if spec is None or (field is None and not key.startswith(f"{form_id}:")):
        raise NotFoundError("表单中没有这个字段。", "请刷新后重试。")
    with ws.change("form.value") as change:
        item = get_submission(change.session, submission_id)
        label = field.label if field else known_as(key[len(form_id) + 1 :], {}).label
        longest = (field.max_length if field else None) or LONGEST
        fields = Fields()
        text = fields.text(key, value, label, longest=longest)
        fields.done()
        put_value(change.session, item, key, text, shared=bool(field and field.scope == "shared"))
        change.tell(f"填写《{spec.title}》的“{label}”", case_id=item.case_id, submission_id=item.id)
        return change.result(None)


def put_value(session: Session, item: Submission, key: str, text: str, *, shared: bool) -> None:
    """Write a form's value in the caller's transaction; an empty text follows the default."""
    owner = None if shared else item.id
    row = session.scalar(
        select(FormValue).where(
            FormValue.case_id == item.case_id,
            FormValue.submission_id.is_(None)
            if owner is None
            else FormValue.submission_id == owner,
            FormValue.key == key,
        )
    )
    if row is None:
        row = FormValue(case_id=item.case_id, submission_id=owner, key=key)
        session.add(row)
    row.value = text


def form_context(ws: Workspace, item: Submission) -> dict[str, Any]:
    """Return the plain values that a form's placeholders are filled from (JSON-able)."""
    case, platform = item.case, ws.catalogue.platforms[item.platform]
    rows = [filing_row(ws, link.filing) for link in item.filing_links]
    session = Session.object_session(item)
    assert session is not None
    organisation = session.get_one(Organisation, item.organisation_id)
    return {
        "organisation": {
            "name": organisation.name,
            "uscc": organisation.uscc,
            "legal_representative": organisation.legal_representative,
            "contact_name": organisation.contact_name,
            "contact_phone": organisation.contact_phone,
            "address": organisation.address,
        },
        "case": {
            "title": case.title,
            "reason": case.reason.label if case.reason else "",
            "reason_text": case.reason_text,
            "ended_on": chinese_date(case.ended_on),
            "notice_on": chinese_date(case.notice_on),
            "notice_where": case.notice_where,
            "arrangement": case.arrangement,
            "data_disposal": case.data_disposal.label if case.data_disposal else "",
            "data_disposal_on": chinese_date(case.data_disposal_on),
            "data_disposal_text": case.data_disposal_text,
            "agent_name": case.agent_name,
            "agent_phone": case.agent_phone,
        },
        "submission": {
            "platform": item.platform,
            "platform_name": platform.name,
            "authority": platform.authority,
            "unit": platform.unit,
            "kind": item.kind.label,
            "mode": item.mode.label,
            "count": len(rows),
        },
        "filings": [
            {
                "index": place,
                "title": row.title,
                "number": row.number,
                "type": row.type.label if row.type else "",
                "role": row.role.label if row.role else "",
                "products": row.products_text,
                "purpose": row.purpose,
                "status": row.status.label,
                "filed_on": chinese_date(row.filed_on),
            }
            for place, row in enumerate(rows, start=1)
        ],
        "products": [
            {
                "name": link.product.name,
                "kind": link.product.kind.label,
                "label": f"{link.product.name}（{link.product.kind.label}）",
            }
            for link in case.product_links
            if link.product_id in {use.product_id for row in rows for use in row.products}
        ],
        "values": _values(item),
        "today": chinese_date(ws.today()),
        **letterhead_context(ws, session, organisation),
    }
