"""What makes a bound file say that it is PDF/A-2b: its metadata as XMP, and its output intent.

The words are those of the document information (ISO 19005-2, 6.6); the output intent tells the
colours of a screen's grey and RGB (6.2.3).
"""

from __future__ import annotations

import pikepdf

from app.dossier import srgb
from app.dossier.source import DossierInput

VERSION = "1.7"
PART, CONFORMANCE = "2", "B"


def declare(whole: pikepdf.Pdf, source: DossierInput) -> None:
    """Write metadata and output intent into a file whose document information is written."""
    info = whole.docinfo
    moment = f"{source.created_on.isoformat()}T00:00:00+08:00"
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as words:
        words["pdfaid:part"] = PART
        words["pdfaid:conformance"] = CONFORMANCE
        words["dc:title"] = str(info.Title)
        words["dc:creator"] = [str(info.Author)]
        words["dc:description"] = str(info.Subject)
        words["pdf:Keywords"] = str(info.Keywords)
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
