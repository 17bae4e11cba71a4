"""What stands on every finished page: its number (GB/T 9704-2012 § 7.5), and 草稿 across a draft.

Numbers are written straight into the pages' own drawing, with one small face for all of them, so
that a page costs a line of operators and not a page of its own.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.dossier import sheet
from app.dossier.glyphs import ink_top
from app.dossier.typeset import Typesetter

WATERMARK_SIZE = 170
WATERMARK = colors.Color(0.80, 0.16, 0.13, alpha=0.13)
DASH = "—"
CHARACTERS = f"0123456789{DASH} 共页"
TOTAL_SIZE = 9.0


class Stamper:
    """Writes page numbers with a face that is brought into ``whole`` once.

    ``faces`` and ``marks`` are what a page's resources need for it.
    """

    def __init__(self, whole: pikepdf.Pdf, setter: Typesetter, *, draft: bool) -> None:
        self._plain = setter.name(setter.fonts.plain)
        # § 7.5: the dash, and with it the number, stands 7 mm below the text area.
        self._base = sheet.FOLIO_TOP - ink_top(DASH, self._plain) * sheet.FOLIO_SIZE
        self._codes: dict[str, tuple[str, bytes]] = {}
        with pikepdf.open(self._type_case(setter)) as case:
            fonts = whole.copy_foreign(case.pages[0].obj.Resources.Font)
            own = {self._own(name): font for name, font in fonts.items()}
            self.faces = whole.make_indirect(pikepdf.Dictionary(own))
            self.marks: dict[str, Any] = {}
            if draft:
                self.marks["QBDraft"] = whole.copy_foreign(case.pages[1].as_form_xobject())

    def _type_case(self, setter: Typesetter) -> BytesIO:
        """Return a file whose first page has the characters' face and whose second says 草稿."""
        out = BytesIO()
        options: Any = {"initialFontName": self._plain}  # its published type is wrong
        size = (sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT)
        canvas = Canvas(out, pagesize=size, invariant=1, **options)
        canvas.setFont(self._plain, sheet.FOLIO_SIZE)
        canvas.drawString(0, 0, CHARACTERS)
        font: Any = pdfmetrics.getFont(self._plain)
        document = canvas._doc  # type: ignore[attr-defined]
        for character in CHARACTERS:
            ((subset, code),) = font.splitString(character, document)
            self._codes[character] = (font.getSubsetInternalName(subset, document), code)
        canvas.showPage()
        heavy = setter.name(setter.fonts.head)
        canvas.setFillColor(WATERMARK)
        canvas.setFont(heavy, WATERMARK_SIZE)
        canvas.translate(sheet.PAGE_WIDTH / 2, sheet.PAGE_HEIGHT / 2)
        canvas.rotate(52)
        canvas.drawCentredString(0, -WATERMARK_SIZE / 3, "草稿")
        canvas.showPage()
        canvas.save()
        out.seek(0)
        return out

    def lend(self, resources: pikepdf.Object) -> None:
        """Make the face, and the draft's mark, known to a generated page's resources."""
        for kind, own in (("/Font", self.faces), ("/XObject", self.marks)):
            if own and kind not in resources:
                resources[kind] = pikepdf.Dictionary()
            for name, item in own.items():
                resources[kind][f"/{name.lstrip('/')}"] = item

    def stamp(self, number: int, count: int) -> bytes:
        """Return the operators for page ``number`` of ``count``.

        The number stands between two dashes at the outer corner, one character from the edge of
        the text area; the total stands small at the inner corner.
        """
        made = b"" if not self.marks else b"q\n/QBDraft Do\nQ\n"
        folio, total = f"{DASH} {number} {DASH}", f"共 {count} 页"
        near, far = sheet.LEFT + sheet.FOLIO_SIZE, sheet.LEFT + sheet.TEXT_WIDTH - sheet.FOLIO_SIZE
        right = far - self._width(folio, sheet.FOLIO_SIZE)
        inner = far - self._width(total, TOTAL_SIZE)
        odd = number % 2 == 1
        made += b"BT\n0 g\n"
        made += self._line(folio, sheet.FOLIO_SIZE, right if odd else near)
        made += self._line(total, TOTAL_SIZE, near if odd else inner)
        return made + b"ET\n"

    def _width(self, text: str, size: float) -> float:
        return float(pdfmetrics.stringWidth(text, self._plain, size))

    def _line(self, text: str, size: float, x: float) -> bytes:
        made = b"1 0 0 1 %.2f %.2f Tm\n" % (x, self._base)
        last, codes = "", b""
        for character in text:
            face, code = self._codes[character]
            if face != last and codes:
                made += b"<%s> Tj\n" % codes.hex().encode()
                codes = b""
            if face != last:
                made += b"%s %g Tf\n" % (self._own(face).encode(), size)
                last = face
            codes += code
        return made + b"<%s> Tj\n" % codes.hex().encode()

    @staticmethod
    def _own(name: str) -> str:
        """Return the name that no page's own resources use."""
        return "/QB" + name.lstrip("/")
