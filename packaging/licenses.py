"""Collects the licence texts of everything that the packaged program ships.

.venv/bin/python packaging/licenses.py TARGET
"""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORDS = ("licen", "copying", "notice", "copyright")
LGPL = {"pyside6-essentials", "shiboken6"}
"""Qt's wheels carry no text; theirs is the LGPL, of which the program is a dynamic user."""


def collect(target: Path) -> int:
    """Write the texts and an index of them to ``target``; return how many packages there are."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", target / "qingbei.txt")
    rows = []
    for name in _shipped():
        package = distribution(name)
        _copy_texts(package, name, target / f"{name}-{package.version}")
        rows.append(f"{name}\t{package.version}\t{_licence(package)}\t{_home(package)}")
    _copy_python(target)
    for font in (ROOT / "resources" / "fonts").glob("*_OFL.txt"):
        shutil.copy(font, target / font.name)
    head = "随程序分发的组件（名称、版本、许可、主页）。各自的许可文本在同名文件夹中。\n\n"
    (target / "index.txt").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return len(rows)


def _shipped() -> list[str]:
    lines = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    here = [line.partition("==")[0] for line in lines if "==" in line and _is_for_here(line)]
    return [*here, "pyinstaller"]


def _is_for_here(line: str) -> bool:
    condition = line.partition(";")[2]
    return not condition or sys.platform in condition


def _copy_texts(package: Distribution, name: str, folder: Path) -> None:
    folder.mkdir()
    for entry in package.files or ():
        inside = str(entry).partition(".dist-info")[2]
        if not inside or not any(word in inside.lower() for word in WORDS):
            continue
        text = Path(str(package.locate_file(entry)))
        if text.is_file():
            copy = folder / Path(*Path(inside.lstrip("/\\")).parts)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(text, copy)
    if name in LGPL:
        for text in (HERE / "licenses").glob("*GPL-3.0.txt"):
            shutil.copy(text, folder / text.name)
    if not any(folder.iterdir()):
        (folder / "LICENSE.txt").write_text(_standard_text(package, name), encoding="utf-8")


def _standard_text(package: Distribution, name: str) -> str:
    """Return the text of the licence that a package names without carrying it."""
    if not _licence(package).startswith("MIT"):
        raise SystemExit(f"{name} 没有许可文本，请放到 packaging/licenses 中。")
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    owner = package.metadata.get("Author") or package.metadata.get("Author-email") or name
    return re.sub(r"Copyright .*", f"Copyright (c) {owner}", text, count=1)


def _copy_python(target: Path) -> None:
    library = Path(sysconfig.get_path("stdlib"))
    places = (library / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    found = next((place for place in places if place.is_file()), None)
    if found is not None:
        shutil.copy(found, target / "python.txt")


def _licence(package: Distribution) -> str:
    said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    if said and len(said) < 100:
        return " ".join(said.split())
    classes = package.metadata.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classes if each.startswith("License")]
    return "、".join(named) or "见许可文本"


def _home(package: Distribution) -> str:
    urls = [each.partition(",") for each in package.metadata.get_all("Project-URL") or []]
    named = {label.strip().lower(): url.strip() for label, _, url in urls}
    for label in ("homepage", "home", "source", "source code", "repository", "code"):
        if label in named:
            return named[label]
    return package.metadata.get("Home-page") or next(iter(named.values()), "")


if __name__ == "__main__":
    print(f"{collect(Path(sys.argv[1]))} 个组件的许可文本")
