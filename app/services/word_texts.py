"""Words outside the fields that were changed in Word, taken into the firm's own version."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from app.errors import ConflictError
from app.services.form_word import WordReading, WordText
from app.services.forms import form_context
from app.services.own_forms import marked, put_form, shipped_form, sound_content
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace

if TYPE_CHECKING:
    from app.dossier import Place


def keepable(ws: Workspace, reading: WordReading) -> dict[WordText, tuple[Place, str]]:
    """Return the changed texts that can be kept, with the place and the template of each.

    A text can be kept when it is one of the form's own and every placeholder in it is still
    found where the document filled it.
    """
    from app.dossier import content_of, fill_parts, texts_of

    spec = ws.forms[reading.form_id]
    with ws.read() as session:
        context = form_context(ws, get_submission(session, reading.submission_id))
    known = {**context, "field": spec.values(context)}
    filled = [
        (text.place, fill_parts(text.text, known))
        for text in texts_of(content_of(spec))
        if not text.each
    ]
    made: dict[WordText, tuple[Place, str]] = {}
    for text in reading.texts:
        same = [
            (place, parts)
            for place, parts in filled
            if "".join(shown for shown, _name in parts).strip() == text.old.strip()
        ]
        if len(same) == 1 and text.old and text.new:
            template = _template(same[0][1], text.new)
            if template is not None:
                made[text] = (same[0][0], template)
    return made


def _template(parts: Sequence[tuple[str, str]], new: str) -> str | None:
    """Return ``new`` with the placeholders of ``parts`` put back; None where one was changed."""
    old = "".join(shown for shown, _name in parts)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    made, done, start = [], 0, 0
    for shown, name in parts:
        end = start + len(shown)
        if name:
            block = next((b for b in blocks if b.a <= start and end <= b.a + b.size), None)
            if block is None or not shown:
                return None
            at = block.b + start - block.a
            made += [new[done:at], f"{{{name}}}"]
            done = at + len(shown)
        start = end
    return "".join([*made, new[done:]])


def keep_texts(ws: Workspace, reading: WordReading, chosen: Sequence[WordText]) -> Result[int]:
    """Take the chosen changed texts into the firm's own version; return how many.

    Raises :class:`ConflictError` for a text that can no longer be kept.
    """
    from app.dossier import content_of, with_texts

    can = keepable(ws, reading)
    if not set(chosen) <= can.keys():
        raise ConflictError("有一处文字不能存为本单位版本。", "请重新导入这份 Word 后再选择。")
    spec = shipped_form(ws, reading.form_id)
    content = with_texts(
        content_of(ws.forms[reading.form_id]), {can[text][0]: can[text][1] for text in chosen}
    )
    content = sound_content(spec, marked(spec, content))
    with ws.change("form.own") as change:
        put_form(change, spec, content)
        change.tell(f"从 Word 把《{spec.title}》的 {len(chosen)} 处文字存为本单位版本")
        return change.result(len(chosen))
