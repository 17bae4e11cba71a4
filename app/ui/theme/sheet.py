"""The one small style sheet: resources/theme/window.qss with the tokens put in."""

from __future__ import annotations

import re

from app.paths import resources
from app.ui.theme.tokens import RADIUS, Tokens

_TOKEN = re.compile(r"@(\w+)")


def style_sheet(t: Tokens) -> str:
    """Return the application's style sheet for one set of colours."""
    values = {name: str(value) for name, value in t._asdict().items()} | {"radius": f"{RADIUS}px"}
    values["pictures"] = (resources() / "theme").as_posix()
    text = (resources() / "theme" / "window.qss").read_text(encoding="utf-8")
    return _TOKEN.sub(lambda match: values[match[1]], text)
