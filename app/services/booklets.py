"""The print booklet list of a submission (印制清单)."""

from __future__ import annotations

from app.services.dossiers import printed_materials
from app.services.forms import form_context
from app.services.materials import checklist_of
from app.services.tracking import get_submission
from app.services.workspace import Workspace


def booklet_pdf(ws: Workspace, submission_id: int, *, duplex: bool = False) -> bytes:
    """Return how many copies of what are printed, sealed and signed, as PDF pages.

    Raises :class:`NotFoundError` when the submission is gone.
    """
    from app.dossier import BookletLine, make_booklet, preview_form

    with ws.read() as session:
        item = get_submission(session, submission_id)
        context = form_context(ws, item)
        lines = []
        for material in printed_materials(checklist_of(ws, item)):
            if material.files:
                pages = sum(file.page_count for file in material.files)
            elif material.form_id:
                pages = preview_form(ws.forms[material.form_id], context, ws.fonts).page_count
            else:
                continue
            lines.append(
                BookletLine(
                    name=material.name,
                    pages=pages,
                    copies=material.copies,
                    original=material.original,
                    seal=material.seal,
                    signer=material.signer,
                )
            )
        return make_booklet(
            f"{context['submission']['platform_name']}{item.kind.label}材料",
            context["organisation"]["name"],
            f"{item.case.title} · 第 {item.position + 1} 次提交",
            lines,
            duplex=duplex,
            fonts=ws.fonts,
        )
