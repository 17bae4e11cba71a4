"""The officer's own papers, made for the occasion."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A licence as a landscape picture, an identity card, and a screenshot."""
    folder = tmp_path / "材料"
    folder.mkdir()
    made = {}
    for name, size in (
        ("营业执照", (1754, 1240)),
        ("身份证", (1000, 630)),
        ("停用截图", (1080, 2340)),
    ):
        picture = Image.new("RGB", size, "white")
        ImageDraw.Draw(picture).rectangle((20, 20, size[0] - 20, size[1] - 20), outline="red")
        made[name] = folder / f"{name}.png"
        picture.save(made[name])
    return made
