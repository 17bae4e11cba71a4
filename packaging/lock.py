"""Writes the two lists of pinned packages from what stands in the environment that works.

    .venv/bin/python packaging/lock.py

What ``pyproject.toml`` names is followed through the installed packages' own metadata, for
every platform and Python the program supports; each package gets the installed version.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PYTHONS = ("3.11", "3.12", "3.13")
ELSEWHERE = {
    "colorama": "0.4.6",
    "pefile": "2024.8.26",
    "pywin32-ctypes": "0.2.3",
    "setuptools": "84.2.1",
}
"""Versions that a Linux environment cannot tell: of what Windows alone installs, and of
setuptools, which a new environment of Python 3.11 brings in a version too old for 3.13."""

HEAD = """# Every package with its version, those that others bring along as well.
# Written by packaging/lock.py from pyproject.toml; not edited by hand.
"""


def main() -> int:
    """Write both lists next to this script; return the exit status."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program = _closure(project["dependencies"])
    everything = _closure(project["dependencies"] + project["optional-dependencies"]["dev"])
    folder = Path(__file__).resolve().parent
    _write(folder / "requirements.txt", program)
    development = {name: where for name, where in everything.items() if name not in program}
    _write(folder / "requirements-dev.txt", development)
    print(f"requirements.txt：{len(program)} 个包；requirements-dev.txt：{len(development)} 个包")
    return 0


def _closure(names: Iterable[str]) -> dict[str, set[str]]:
    """Return each package that is needed, with the platforms that need it."""
    needed: dict[str, set[str]] = {}
    for platform in PLATFORMS:
        waiting = [Requirement(name) for name in names]
        seen: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            requirement = waiting.pop()
            name = canonicalize_name(requirement.name)
            key = (name, frozenset(requirement.extras))
            if key in seen:
                continue
            seen.add(key)
            needed.setdefault(name, set()).add(platform)
            waiting += _brought_along(name, requirement.extras, platform)
    return needed


def _brought_along(name: str, extras: set[str], platform: str) -> list[Requirement]:
    try:
        stated = distribution(name).requires or []
    except PackageNotFoundError:
        if name in ELSEWHERE:
            return []
        raise SystemExit(f"环境中没有 {name}，无法锁定它的版本。") from None
    requirements = [Requirement(text) for text in stated]
    return [each for each in requirements if _applies(each.marker, extras, platform)]


def _applies(marker: Marker | None, extras: set[str], platform: str) -> bool:
    """Return whether the marker holds on the platform for any supported Python."""
    if marker is None:
        return True
    for python in PYTHONS:
        here = dict(default_environment()) | PLATFORMS[platform]
        here |= {"python_version": python, "python_full_version": f"{python}.9"}
        if any(marker.evaluate(here | {"extra": extra}) for extra in (extras or {""})):
            return True
    return False


def _write(file: Path, needed: dict[str, set[str]]) -> None:
    lines = []
    for name, platforms in sorted(needed.items()):
        version = ELSEWHERE.get(name) or distribution(name).version
        one = next(iter(platforms)) if len(platforms) == 1 else ""
        lines.append(f"{name}=={version}" + (f' ; sys_platform == "{one}"' if one else ""))
    file.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
