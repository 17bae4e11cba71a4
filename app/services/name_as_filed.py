"""Under which name of its subject a filing was published, as far as an imported row tells."""

from __future__ import annotations

import json

from app.intake.columns import Field
from app.intake.headings import HEADINGS
from app.intake.remarks import RemarkKind, read_remark
from app.intake.tables import text_key


def name_as_filed(source_text: str, remark: str) -> str:
    """Return the subject's name in the imported row, after the renaming that its remark tells.

    ``source_text`` are the row's cells by heading as they were (JSON). Empty where not known.
    """
    if not source_text:
        return ""
    try:
        cells = json.loads(source_text)
    except ValueError:
        return ""
    if not isinstance(cells, dict):
        return ""
    named = next(
        (
            str(text).strip()
            for heading, text in cells.items()
            if HEADINGS.get(text_key(heading)) is Field.ORGANISATION
        ),
        "",
    )
    for event in read_remark(remark).events if "主体" in remark else ():
        if named and event.kind is RemarkKind.ORGANISATION_RENAMED and event.new:
            named = event.new
    return named
