"""One page laid on another as drawing alone, under a fixed name, so that bytes repeat."""

from __future__ import annotations

import pikepdf


def lay_on(page: pikepdf.Page, other: pikepdf.Page, rect: pikepdf.Rectangle, name: str) -> None:
    """Draw ``other`` (a page of any file) into ``rect`` of ``page``, centred, keeping its shape."""
    drawing = other.as_form_xobject()
    placed = page.add_resource(
        drawing, pikepdf.Name.XObject, pikepdf.Name(f"/{name}"), replace_existing=True
    )
    content = page.calc_form_xobject_placement(
        drawing, placed, rect, allow_shrink=True, allow_expand=True
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + content)
    page.contents_coalesce()
