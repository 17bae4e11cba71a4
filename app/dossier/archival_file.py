"""What makes a bound file say that it is PDF/A-2b: its metadata as XMP, and its output intent.

The words are those of the document information (ISO 19005-2, 6.6); the output intent tells the
colours of a screen's grey and RGB (6.2.3).
"""

from __future__ import annotations

from datetime import date

import pikepdf

from app.dossier import srgb

VERSION = "1.7"
PART, CONFORMANCE = "2", "B"


def declare(whole: pikepdf.Pdf, created_on: date) -> None:
    """Write metadata and output intent into a file whose document information is written."""
    info = whole.docinfo
    moment = f"{created_on.isoformat()}T00:00:00+08:00"
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as words:
        words["pdfaid:part"] = PART
        words["pdfaid:conformance"] = CONFORMANCE
        words["dc:title"] = str(info.Title)
        words["dc:creator"] = [str(info.Author)]
        for key, name in (("/Subject", "dc:description"), ("/Keywords", "pdf:Keywords")):
            if key in info:
                words[name] = str(info[key])
        words["xmp:CreatorTool"] = str(info.Creator)
        words["xmp:CreateDate"] = moment
        words["xmp:ModifyDate"] = moment
    profile = pikepdf.Stream(whole, srgb.profile(), N=srgb.COLOURS)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(srgb.NAME),
        Info=pikepdf.String(srgb.NAME),
        DestOutputProfile=whole.make_indirect(profile),
    )
    whole.Root.OutputIntents = pikepdf.Array([whole.make_indirect(intent)])
