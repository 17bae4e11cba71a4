"""Forms handed out as Word documents, and what was changed in them taken back."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.errors import BadInputError, ConflictError, NotFoundError
from app.model.case import Submission
from app.model.kinds import SubmissionState
from app.progress import Progress, Silent
from app.services.dates import chinese_date
from app.services.form_names import known_as
from app.services.forms import LONGEST, form_context, forms_of_submission, put_value
from app.services.materials import checklist_of
from app.services.results import Result
from app.services.tracking import get_submission
from app.services.workspace import Workspace
from app.store.aside import written_aside

if TYPE_CHECKING:
    from app.dossier import ChangedValue, FieldSpec, FormSpec, WordIdentity

FIELD = "field."
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_AGAIN = "请从“填写表单”重新导出 Word，再改一遍后导入。"


@dataclass(frozen=True)
class WordValue:
    """A place that the document fills otherwise.

    ``where`` is empty for a field of the form, else it says where the text comes from; taken, it
    holds for this form alone. ``problem`` says why it cannot be taken. ``also_here`` tells that
    the program's own value changed since the document was written.
    """

    name: str
    label: str
    old: str
    new: str
    where: str = ""
    problem: str = ""
    also_here: bool = False


@dataclass(frozen=True)
class WordText:
    """Words outside the fields that were changed; ``old`` or ``new`` is empty for new or gone."""

    old: str
    new: str


@dataclass(frozen=True)
class WordReading:
    """What a document says otherwise than the form does now; ``item`` of the checklist it is."""

    submission_id: int
    form_id: str
    title: str
    item: str
    file_name: str
    values: tuple[WordValue, ...]
    texts: tuple[WordText, ...]
    lost: int

    @property
    def same(self) -> bool:
        """Tell whether nothing differs."""
        return not self.values and not self.texts

    def as_values(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Return the chosen texts (by name) under the keys that a form's values have."""
        return {_key(self.form_id, name): text for name, text in chosen.items()}


def _key(form_id: str, name: str) -> str:
    return name[len(FIELD) :] if name.startswith(FIELD) else f"{form_id}:{name}"


# out


def word_name(title: str) -> str:
    """Return a file name for a form's Word document."""
    return f"{_clean(title)}.docx"


def write_form(ws: Workspace, submission_id: int, form_id: str, target: Path) -> Path:
    """Write one form as a Word document to ``target``.

    Raises :class:`BadInputError` and :class:`DataFolderError` where it cannot be written; an old
    file stays whole then.
    """
    with ws.read() as session:
        item = get_submission(session, submission_id)
        with written_aside(target) as aside:
            _write(ws, item, form_context(ws, item), form_id, aside)
    return target


def write_forms(
    ws: Workspace,
    submission_id: int,
    target: Path,
    progress: Progress | None = None,
    *,
    whole_case: bool = False,
) -> int:
    """Write the forms of a submission, or of its whole case, and return how many.

    ``target`` is a ``.zip`` to be written, or a folder in which a new folder is made. Raises
    :class:`BadInputError` and :class:`DataFolderError` where it cannot be written.
    """
    progress = progress or Silent()
    with ws.read() as session, TemporaryDirectory(dir=ws.folder, prefix="word-") as held:
        asked = get_submission(session, submission_id)
        made: list[tuple[str, Path]] = []
        wanted = [s for s in asked.case.submissions if s.state is not SubmissionState.REPLANNED]
        for item in wanted if whole_case else [asked]:
            context = form_context(ws, item)
            folder = _folder_name(item, context) if whole_case else ""
            for place, view in enumerate(forms_of_submission(ws, item), start=1):
                progress.report(len(made), 0, f"正在写出《{view.title}》")
                path = Path(held) / f"{len(made)}.docx"
                _write(ws, item, context, view.form_id, path)
                made.append((f"{folder}{place:02}-{word_name(view.title)}", path))
        if not made:
            raise NotFoundError("没有由程序生成的表单可以导出。", "请直接准备材料。")
        if target.suffix.lower() == ".zip":
            _pack(target, made)
        else:
            _copy(_new_folder(target, f"{_clean(asked.case.title)}-表单"), made)
    return len(made)


def _write(
    ws: Workspace, item: Submission, context: Mapping[str, Any], form_id: str, target: Path
) -> None:
    from app.dossier import fill_form, letterhead_of, write_word

    spec = _spec(ws, form_id)
    form = fill_form(spec, context)
    fields = {f"{FIELD}{field.key}": field.label for field in spec.fields}
    labels = {name: fields.get(name) or known_as(name, context).label for name in form.named()}
    subject = context["organisation"]["name"]
    head = letterhead_of(form_id, context)
    write_word(form, labels, _identity(item, spec), subject, target, head=head)


def _spec(ws: Workspace, form_id: str) -> FormSpec:
    spec = ws.forms.get(form_id)
    if spec is None:
        raise NotFoundError("没有这份表单。", "请刷新后重试。")
    return spec


def _identity(item: Submission, spec: FormSpec) -> WordIdentity:
    from app.dossier import WordIdentity, version_of

    # An id alone is the same in every data folder; the moment its case was begun is not.
    mark = f"{item.id}@{item.case.created_at.isoformat()}"
    return WordIdentity(mark, spec.id, version_of(spec))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("_", text).strip(" .")[:80] or "表单"


def _folder_name(item: Submission, context: Mapping[str, Any]) -> str:
    first = context["filings"][0]["title"] if context["filings"] else ""
    name = f"{item.position + 1:02}-{item.mode.label}{item.kind.label}-{first}"
    return f"{_clean(name)}/"


def _pack(target: Path, made: list[tuple[str, Path]]) -> None:
    with written_aside(target) as aside, zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as out:
        for name, path in made:
            out.write(path, name)


def _new_folder(target: Path, name: str) -> Path:
    if not target.is_dir():
        raise BadInputError(f"文件夹“{target}”不存在。", "请换一个位置后重试。")
    names = [name, *(f"{name} ({n})" for n in range(2, 1000))]
    return next(target / n for n in names if not (target / n).exists())


def _copy(folder: Path, made: list[tuple[str, Path]]) -> None:
    for name, path in made:
        place = folder / name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(
                f"无法建立文件夹“{place.parent}”：{error.strerror or error}。",
                "请换一个位置后重试。",
            ) from error
        with written_aside(place) as aside:
            aside.write_bytes(path.read_bytes())


# back in


def read_word(ws: Workspace, submission_id: int, form_id: str, path: Path) -> WordReading:
    """Read a form's Word document and tell what differs from the form as it is now.

    Changes nothing. Raises :class:`BadInputError` for a file that is no sound .docx of ours, and
    :class:`ConflictError` for one of another form, submission or version.
    """
    from app.dossier import BASE, WordIdentity, compare, fill_form
    from app.intake.form_document import read_form_document

    document = read_form_document(path)
    spec = _spec(ws, form_id)
    with ws.read() as session:
        item = get_submission(session, submission_id)
        _require_same(ws, path, WordIdentity.of(document.properties), _identity(item, spec))
        context = form_context(ws, item)
        material = next((m.item for m in checklist_of(ws, item) if m.form_id == form_id), "")
    form = fill_form(spec, context)
    lines = [(line.is_cell, line.pieces) for line in document.lines]
    found = compare(form, lines, _prints(document.properties.get(BASE, "")))
    return WordReading(
        submission_id=submission_id,
        form_id=form_id,
        title=spec.title,
        item=material,
        file_name=path.name,
        values=tuple(_word_value(spec, context, value) for value in found.values),
        texts=tuple(WordText(text.old, text.new) for text in found.texts),
        lost=found.lost,
    )


def _prints(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _require_same(
    ws: Workspace, path: Path, found: WordIdentity | None, wanted: WordIdentity
) -> None:
    if found is None:
        raise BadInputError(
            f"“{path.name}”不是从清备导出的表单。", f"文件中没有清备的标记；{_AGAIN}"
        )
    if found.form != wanted.form:
        spec = ws.forms.get(found.form)
        title = f"《{spec.title}》" if spec else "另一份表单"
        raise ConflictError(
            f"“{path.name}”是{title}，不是《{ws.forms[wanted.form].title}》。",
            "请先选择对应的表单再导入，内容没有改动。",
        )
    if found.submission != wanted.submission:
        raise ConflictError(
            f"“{path.name}”属于另一次提交。", "请先选择导出它的那次提交再导入，内容没有改动。"
        )
    if found.version != wanted.version:
        raise ConflictError(
            f"“{path.name}”是按这份表单以前的文字导出的，无法与现在的逐处比较。", _AGAIN
        )


def _word_value(spec: FormSpec, context: Mapping[str, Any], value: ChangedValue) -> WordValue:
    if not value.name.startswith(FIELD):
        known = known_as(value.name, context)
        problem = "" if len(value.new) <= LONGEST else f"超过 {LONGEST} 字"
        if not value.new:
            problem = "不能改为空白；请在台账或项目中修改"
        return WordValue(
            value.name, known.label, value.old, value.new, known.where, problem, value.also_here
        )
    field = next(f for f in spec.fields if f.key == value.name[len(FIELD) :])
    new = value.new
    if field.kind == "date" and (day := _day(new)):
        new = chinese_date(day)
    problem = _problem(field, new, field.default_text(context))
    return WordValue(
        value.name, field.label, value.old, new, problem=problem, also_here=value.also_here
    )


def _problem(field: FieldSpec, text: str, default: str) -> str:
    if not text and default:
        return "清空后仍按默认内容打印，请改写为别的内容"
    longest = field.max_length or LONGEST
    if len(text) > longest:
        return f"有 {len(text)} 字，超过 {longest} 字"
    if text and field.kind == "date" and _day(text) is None:
        return "不是日期，应写作 2026年11月23日"
    if text and field.kind == "choice" and text not in field.choices:
        return f"应为{'、'.join(field.choices)}之一"
    if "\n" in text and field.kind not in ("lines", "choice"):
        return "应写在一行内"
    return ""


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def take_word(ws: Workspace, reading: WordReading, chosen: Mapping[str, str]) -> Result[int]:
    """Take the chosen values (new text by name) into the form; return how many.

    A field that serves the whole case is changed for all its submissions; what comes from the
    inventory or the case is kept for this form of this submission alone. One event takes it back.
    Raises :class:`ConflictError` for a value that cannot be taken.
    """
    spec = _spec(ws, reading.form_id)
    known = {(value.name, value.new): value for value in reading.values}
    with ws.change("form.word") as change:
        item = get_submission(change.session, reading.submission_id)
        context = form_context(ws, item)
        for name, new in chosen.items():
            value = known.get((name, new))
            if value is None or value.problem:
                raise ConflictError("有一处改动不能采用。", "请重新导入这份 Word 后再选择。")
            key, text = _key(spec.id, name), new
            field = next((f for f in spec.fields if f.key == key), None)
            if field is not None and text == field.default_text(context):
                text = ""  # what equals the default goes on following it
            shared = field is not None and field.scope == "shared"
            put_value(change.session, item, key, text, shared=shared)
        change.tell(
            f"从 Word 采用《{spec.title}》的 {len(chosen)} 处改动",
            case_id=item.case_id,
            submission_id=item.id,
        )
        return change.result(len(chosen))
