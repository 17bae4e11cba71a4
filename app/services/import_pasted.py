"""A table pasted from Excel, WPS or a web page, kept as a file and read like any other."""

from __future__ import annotations

from pathlib import Path

from app.errors import BadInputError
from app.services.workspace import Workspace
from app.store.aside import written_aside

LONGEST = 50_000_000
"""Characters taken from the clipboard; as much as the largest file that is read."""


def keep_pasted(ws: Workspace, text: str, markup: str = "") -> Path:
    """Write what was copied to the folder ``opened`` of the data folder and return the path.

    ``markup`` is the same as a web page, which Excel and browsers give too: it keeps merged
    cells, and is preferred where it holds a table.
    Raises :class:`BadInputError` when it is no table: a table has two lines and, unless it has
    one column only, tabs between its cells.
    """
    if "<table" in markup.lower() and len(markup) <= LONGEST:
        # What the clipboard puts before the page (Excel does) is no part of it.
        return _keep(ws, "剪贴板.html", markup[markup.index("<") :])
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not any("\t" in line for line in lines):
        raise BadInputError(
            "剪贴板里没有表格。",
            "请在 Excel、WPS 或网页中选中表格（连同标题行）并复制，再回到这里粘贴。",
        )
    if len(text) > LONGEST:
        raise BadInputError("剪贴板里的内容太大。", "请把表格另存为 .xlsx 后选择文件导入。")
    return _keep(ws, "剪贴板.txt", text)


def _keep(ws: Workspace, name: str, text: str) -> Path:
    folder = ws.folder / "opened"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    with written_aside(target) as aside:
        aside.write_text(text, encoding="utf-8-sig", newline="")
    return target
