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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import setup

ROOT = setup.ROOT
HERE = setup.HERE
OUT = ROOT / "dist" / "qingbei"
SUFFIX = ".exe" if os.name == "nt" else ""
START_SECONDS = 120
EXAMPLE = """序号,算法名称,算法类别,主体名称,应用产品,主要用途,备案编号,备注
1,示例问题推荐算法,个性化推送类,示例云览信息技术（北京）有限公司,示例云问（APP）,应用于推荐问题。,网信算备110108990002202220015号,
"""
"""A list in the announced columns; every name and number in it is invented."""


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
            _export_dossier(Path(data) / "headless")
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
    files = [file for file in OUT.rglob("*") if file.is_file() and not file.is_symlink()]
    total = sum(file.stat().st_size for file in files)
    fonts = sum(file.stat().st_size for file in files if file.suffix == ".ttf")
    print(f"大小：{total / 2**20:.0f} MiB（其中字体 {fonts / 2**20:.0f} MiB），{len(files)} 个文件")


def _export_dossier(data: Path) -> None:
    """Go from an empty folder to a PDF with the console program, as an officer would."""
    sheet = data.with_suffix(".csv")
    sheet.write_text(EXAMPLE, encoding="utf-8")
    assert _answer(data, 0, "list")["filings"] == []
    _answer(data, 0, "import", str(sheet), "--all")
    filings = [str(row["id"]) for row in _answer(data, 0, "list")["filings"]]
    day = (date.today() - timedelta(days=1)).isoformat()
    plan = ["plan", "--filings", *filings, "--ended", day, "--product", "示例云问", "--accept"]
    case = str(_answer(data, 0, *plan)["case"]["id"])
    out = data.with_name("papers")
    # Nothing is signed or attached yet: the dossier is a draft, and status 1 says so.
    for made in _answer(data, 1, "dossier", case, "--out", str(out))["dossiers"]:
        _answer(data, 0, "verify", made["file"])
        print(f"导出了材料册：{Path(made['file']).name}，{made['page_count']} 页")


def _answer(data: Path, status: int, *words: str) -> dict[str, Any]:
    """Run the built console program; return what it answered in JSON."""
    command = [str(OUT / f"qingbei-cli{SUFFIX}"), *words, "--json", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=START_SECONDS)
    if done.returncode != status:
        told = done.stderr.decode("utf-8", "replace") or done.stdout.decode("utf-8", "replace")
        raise BuildError(f"打包的 qingbei-cli {words[0]} 不能运行（{done.returncode}）：\n{told}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


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
