"""What a PDF would do beyond being read, which stays behind when its pages are bound.

Walks the places that ISO 32000-1 knows for it: the catalogue's names and actions, the pages'
actions, and their annotations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from app.dossier.attachment_info import REMOVED, AttachmentNote, pages_named
from app.pieces import each
from app.progress import Progress

ACTIONS = {
    "/JavaScript": "脚本（JavaScript）",
    "/Launch": "启动程序的动作",
    "/URI": "外部链接",
    "/SubmitForm": "提交表单的动作",
    "/ImportData": "导入数据的动作",
    "/GoToR": "打开其他文件的动作",
    "/GoToE": "打开内嵌文件的动作",
    "/Rendition": "多媒体",
    "/Movie": "多媒体",
    "/Sound": "声音",
}
ANNOTATIONS = {
    "/RichMedia": "多媒体",
    "/Movie": "多媒体",
    "/Screen": "多媒体",
    "/Sound": "声音",
    "/3D": "三维内容",
    "/FileAttachment": "内嵌文件",
}
FILES, FORM = "内嵌文件", "可填写的表单域"
DEEPEST = 50
MOST_NODES = 20_000
KEPT = "材料册只取页面的图文，这些内容不会带入，原件保持不变。"


def active_notes(pdf: pikepdf.Pdf, progress: Progress, name: str) -> tuple[AttachmentNote, ...]:
    """Return a note for each kind of active content that the file has."""
    found: dict[str, list[int]] = {}

    def note(what: str, page: int = 0) -> None:
        pages = found.setdefault(what, [])
        if page and page not in pages:
            pages.append(page)

    root = pdf.Root
    for what in _actions(root.get("/OpenAction")):
        note(what)
    for what in _further(root):
        note(what)
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            note(ACTIONS["/JavaScript"])
        if "/EmbeddedFiles" in names:
            note(FILES)
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and (form.get("/Fields") or "/XFA" in form):
        note(FORM)
    for number, page in enumerate(each(pdf.pages, progress, f"正在检查“{name}”"), start=1):
        for what in _of_page(page.obj):
            note(what, number)
    notes = [
        AttachmentNote(REMOVED, f"含有{what}{f'（{pages_named(pages)}）' if pages else ''}。", KEPT)
        for what, pages in found.items()
    ]
    return (*notes, *_signed(form), *_layers(root))


def _of_page(page: pikepdf.Object) -> Iterator[str]:
    yield from _further(page)
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    for item in notes:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        kind = str(item.get("/Subtype", ""))
        if kind in ANNOTATIONS:
            yield ANNOTATIONS[kind]
        yield from _actions(item.get("/A"))
        yield from _further(item)


def _further(holder: Any) -> Iterator[str]:
    """Tell the additional actions (AA) of a catalogue, a page or an annotation."""
    more = holder.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        for key in more.keys():  # noqa: SIM118
            yield from _actions(more[key])


def _actions(action: Any) -> Iterator[str]:
    """Tell an action and those that follow it."""
    waiting, seen = [action], 0
    while waiting and seen < DEEPEST:
        seen += 1
        one = waiting.pop()
        if isinstance(one, pikepdf.Array) and one and isinstance(one[0], pikepdf.Dictionary):
            waiting += list(one)[:DEEPEST]
        if not isinstance(one, pikepdf.Dictionary):
            continue
        what = ACTIONS.get(str(one.get("/S", "")))
        if what is not None:
            yield what
        if "/Next" in one:
            waiting.append(one.Next)


def _signed(form: Any) -> Iterator[AttachmentNote]:
    if isinstance(form, pikepdf.Dictionary) and int(form.get("/SigFlags", 0)) & 1:
        yield AttachmentNote(
            REMOVED,
            "含有电子签名，装订后只保留签名的外观。",
            "需要验证签名时，请另行提交原件。",
        )


def _layers(root: Any) -> Iterator[AttachmentNote]:
    layers = root.get("/OCProperties")
    shown = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
    if isinstance(shown, pikepdf.Dictionary) and shown.get("/OFF"):
        yield AttachmentNote(
            REMOVED,
            "含有隐藏的图层，装订后会全部显示。",
            "请用生成该文件的程序合并图层，另存为 PDF 后再附。",
        )
