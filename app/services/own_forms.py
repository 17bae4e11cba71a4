"""The firm's own versions of forms (本单位版本): written, restored, kept after an update."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, FieldsError, NotFoundError
from app.model.own_rules import OwnForm
from app.services.change import Change
from app.services.form_marks import MarkError, Marks
from app.services.results import Result
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import FormSpec

Content = dict[str, Any]
LONGEST = 4000
MOST_BLOCKS = 200
REFRESH = "请刷新后重试。"


def shipped_form(ws: Workspace, form_id: str) -> FormSpec:
    """Return a form as shipped; raise :class:`NotFoundError` when there is none."""
    spec = ws.shipped_forms.get(form_id)
    if spec is None:
        raise NotFoundError("没有这份表单。", REFRESH)
    return spec


def marked(spec: FormSpec, content: Content) -> Content:
    """Return a content with its placeholders as readable marks."""
    from app.dossier import texts_of, with_texts

    marks = Marks(spec)
    return with_texts(
        content, {text.place: marks.shown(text.text, text.each) for text in texts_of(content)}
    )


def sound_content(spec: FormSpec, written: Content) -> Content:
    """Return the content that is stored for one ``written`` with marks.

    Raises :class:`FieldsError` whose keys are those of the texts (``FormText.key``), and
    :class:`BadInputError` where the whole cannot be a version of the form.
    """
    from app.dossier import own_spec, texts_of, with_texts

    marks = Marks(spec)
    errors: dict[str, str] = {}
    texts = {}
    for text in texts_of(written):
        try:
            texts[text.place] = marks.source(_clean(text.text), text.each)
        except MarkError as error:
            errors[text.key] = f"{text.label}：{error}"
            continue
        problem = _problem(text.place, texts[text.place])
        if problem:
            errors[text.key] = f"{text.label}：{problem}"
    if errors:
        raise FieldsError(errors)
    content = with_texts(written, texts)
    _require_parts(spec, content)
    if own_spec(spec, content) is None:
        raise BadInputError(
            f"《{spec.title}》的文字与这份表单不符，没有保存。", "请恢复随附版本后重新修改。"
        )
    return content


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\t", "　").split("\n")
    return "\n".join(line.rstrip(" ") for line in lines).strip("\n ")


def _problem(place: tuple[str | int, ...], text: str) -> str:
    may_be_empty = "rows" in place or "lines" in place
    if not text and not may_be_empty:
        return "不能为空；不需要这一段时，请用“删去”"
    if len(text) > LONGEST:
        return f"有 {len(text)} 字，超过 {LONGEST} 字；请分成几段"
    bad = next((sign for sign in text if ord(sign) < 32 and sign != "\n"), "")
    return f"含有不能打印的字符（U+{ord(bad):04X}），请删去" if bad else ""


def _require_parts(spec: FormSpec, content: Content) -> None:
    kinds = [block["type"] for block in content["blocks"]]
    if len(kinds) > MOST_BLOCKS:
        raise BadInputError(f"这份表单有 {len(kinds)} 段，超过 {MOST_BLOCKS} 段。", "请删减。")
    shipped = [block.type for block in spec.blocks]
    if kinds.count("signature") < shipped.count("signature"):
        raise BadInputError(f"《{spec.title}》必须有落款，用来签字盖章。", "请恢复落款后再保存。")


def save_form(ws: Workspace, form_id: str, written: Content) -> Result[None]:
    """Keep what is ``written`` with marks as the firm's own version of the form.

    One that says what is shipped leaves no own version behind. Raises :class:`FieldsError` and
    :class:`BadInputError` as :func:`sound_content` does; nothing is changed then.
    """
    spec = shipped_form(ws, form_id)
    content = sound_content(spec, written)
    with ws.change("form.own") as change:
        put_form(change, spec, content)
        change.tell(f"修改《{spec.title}》的本单位版本")
        return change.result(None)


def put_form(
    change: Change, spec: FormSpec, content: Content, *, based_on: Content | None = None
) -> None:
    """Write the firm's own version in the caller's transaction; none where it says what is shipped.

    A version that exists stays based on what it was made from, unless ``based_on`` is given.
    """
    from app.dossier import content_of

    own, base = own_form(change.session, spec.id), content_of(spec)
    content = copy.deepcopy(content)
    if content == base:
        if own is not None:
            change.session.delete(own)
    elif own is None:
        change.session.add(
            OwnForm(form=spec.id, value=content, based_on=based_on or base, changed_at=change.at)
        )
    elif own.value != content or (based_on or own.based_on) != own.based_on:
        own.value, own.changed_at = content, change.at
        own.based_on = based_on or own.based_on
    change.session.flush()


def restore_form(ws: Workspace, form_id: str) -> Result[None]:
    """Drop the firm's own version: the shipped one is printed again."""
    with ws.change("form.restore") as change:
        own = own_form(change.session, form_id)
        if own is None:
            raise NotFoundError("这份表单没有本单位版本，已是随附版本。", REFRESH)
        change.session.delete(own)
        change.tell(f"恢复《{_title(ws, form_id)}》的随附版本")
        return change.result(None)


def keep_form(ws: Workspace, form_id: str) -> Result[None]:
    """Keep the firm's own version although the shipped text has changed since."""
    from app.dossier import content_of

    spec = shipped_form(ws, form_id)
    with ws.change("form.keep_own") as change:
        own = own_form(change.session, form_id)
        if own is None:
            raise NotFoundError("这份表单没有本单位版本。", REFRESH)
        own.based_on = content_of(spec)
        change.tell(f"随附版本更新后保留《{spec.title}》的本单位版本")
        return change.result(None)


def own_form(session: Session, form_id: str) -> OwnForm | None:
    """Return the firm's own version of a form; None where there is none."""
    return session.scalar(select(OwnForm).where(OwnForm.form == form_id))


def _title(ws: Workspace, form_id: str) -> str:
    spec = ws.shipped_forms.get(form_id)
    return spec.title if spec else form_id
