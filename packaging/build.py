"""Builds the program's folder with PyInstaller, tells its size and starts what was built.

    python packaging/build.py

The result is ``dist/qingbei``: ``qingbei`` opens the window, ``qingbei-cli`` runs the headless
commands; licence texts lie in ``licenses``. On Windows, packaging/windows/installer.iss makes
an installer of that folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import setup

ROOT = setup.ROOT
HERE = setup.HERE
OUT = ROOT / "dist" / "qingbei"
SUFFIX = ".exe" if os.name == "nt" else ""
START_SECONDS = 120


class BuildError(setup.SetupError):
    """The build did not come about or does not start."""


def main() -> int:
    """Build, measure, start; return the exit status."""
    try:
        setup.make_environment(("run", "test"))
        setup.fetch_fonts(required=False)
        _build()
        _tell_size()
        with tempfile.TemporaryDirectory(prefix="qingbei-build-") as data:
            _start_headless(Path(data) / "headless")
            _start_window(Path(data) / "window")
    except (setup.SetupError, OSError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return setup.FAILED
    print(f"构建完成：{OUT}")
    return 0


def _build() -> None:
    print("正在打包（约需一两分钟）……", flush=True)
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [str(setup.PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    _call([*command, str(HERE / "qingbei.spec")], "打包失败", env=environment)
    _call([str(setup.PYTHON), str(HERE / "licenses.py"), str(OUT / "licenses")], "收集许可失败")


def _call(command: list[str], failure: str, **options: object) -> None:
    if subprocess.call(command, cwd=ROOT, **options):
        raise BuildError(f"{failure}，原因见上。")


def _tell_size() -> None:
    files = [file for file in OUT.rglob("*") if file.is_file()]
    total = sum(file.stat().st_size for file in files)
    fonts = sum(file.stat().st_size for file in files if file.suffix == ".ttf")
    print(f"大小：{total / 2**20:.0f} MiB（其中字体 {fonts / 2**20:.0f} MiB），{len(files)} 个文件")


def _start_headless(data: Path) -> None:
    command = [str(OUT / f"qingbei-cli{SUFFIX}"), "list", "--json", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=START_SECONDS)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    if done.returncode or answer is None:
        told = done.stderr.decode("utf-8", "replace")
        raise BuildError(f"打包的命令行程序不能运行（{done.returncode}）：\n{told}")
    print(f"命令行程序可以运行：{answer}")


def _start_window(data: Path) -> None:
    environment = {**os.environ, "QINGBEI_EXIT_AFTER_SHOWN": "1"}
    command = [str(OUT / f"qingbei{SUFFIX}"), "--data", str(data)]
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        screen = shutil.which("xvfb-run")
        if screen:
            command = [screen, "-a", "-s", "-screen 0 1366x820x24", *command]
        else:
            environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        command, env=environment, capture_output=True, check=False, timeout=START_SECONDS
    )
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace")
        raise BuildError(f"打包的窗口程序不能运行（{done.returncode}）：\n{told}")
    print("窗口程序可以打开并关闭")


if __name__ == "__main__":
    sys.exit(main())
