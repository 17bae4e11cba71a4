"""Sets the program up on a machine that has nothing but Python, then opens it or tests it.

    python packaging/setup.py run [-- arguments of main.py]
    python packaging/setup.py test [arguments of pytest]
    python packaging/setup.py fonts

Every command makes what is missing (the environment ``.venv``, the pinned packages, the fonts)
and leaves alone what is there. Only the standard library is used; the package clients' own
configuration (mirror, proxy, certificates) is honoured, and no host is named here.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST, NEWEST = (3, 11), (3, 13)
FAILED = 3
"""Exit status of a set-up that did not come about; 0–2 are the program's and pytest's own."""

NETWORK_SIGNS = (
    "retrying",
    "max retries",
    "connection",
    "timed out",
    "timeout",
    "name resolution",
    "getaddrinfo",
    "no matching distribution",
    "proxy",
    "ssl",
)
USAGE = """用法：
  python packaging/setup.py run [-- main.py 的参数]   安装所需组件并打开清备
  python packaging/setup.py test [pytest 的参数]      安装所需组件并运行测试
  python packaging/setup.py fonts                     只下载打印用的开源字体"""


class SetupError(Exception):
    """The set-up cannot go on; the text says why and what to do, in Chinese."""


def main(arguments: list) -> int:
    """Run one command; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    if not arguments or arguments[0] not in ("run", "test", "fonts"):
        print(USAGE, file=sys.stderr)
        return 2
    command, rest = arguments[0], arguments[1:]
    try:
        _check_python()
        make_environment(("run", "test") if command == "test" else ("run",))
        fetch_fonts(required=command != "run")
        compile_program()
        if command == "fonts":
            print("字体已就绪。")
            return 0
        return _test(rest) if command == "test" else _open(rest)
    except SetupError as error:
        print(f"错误：{error}", file=sys.stderr)
    except PermissionError as error:
        print(
            f"错误：没有写入权限：{error.filename or ROOT}\n"
            "请把程序放到自己有权限的文件夹（例如“文档”）后重试，并关闭正在运行的清备。",
            file=sys.stderr,
        )
    except OSError as error:
        print(f"错误：无法读写文件：{error}\n请检查磁盘空间后重试。", file=sys.stderr)
    except KeyboardInterrupt:
        print("\n已中止。再次运行同一命令会接着做。", file=sys.stderr)
    return FAILED


def _check_python() -> None:
    version = sys.version_info[:2]
    if OLDEST <= version <= NEWEST:
        if sys.maxsize < 2**32:
            raise SetupError("当前 Python 是 32 位的，清备需要 64 位的 Python。")
        return
    wanted = f"{OLDEST[0]}.{OLDEST[1]} 至 {NEWEST[0]}.{NEWEST[1]}"
    problem = "太旧" if version < OLDEST else "太新，所需组件尚未支持"
    example = "py -3.13" if os.name == "nt" else "python3.13"
    raise SetupError(
        f"当前 Python 是 {version[0]}.{version[1]}（{sys.executable}），{problem}。\n"
        f"清备需要 Python {wanted}（64 位）。安装后请用它重新运行，例如：\n"
        f"  {example} packaging/setup.py run"
    )


def make_environment(parts: tuple) -> None:
    """Make ``.venv`` and install the lists of the parts (``run``, ``test``) where not fresh."""
    lists = {
        "run": HERE / "requirements.txt",
        "test": HERE / "requirements-dev.txt",
    }
    if not _environment_works():
        _create_environment()
    stale = [part for part in parts if not _is_fresh(part, lists[part])]
    if not stale:
        return
    print("[1/2] 安装所需组件（首次约需几分钟，之后不再重复）", flush=True)
    files = [lists[part] for part in ("run", *stale)]
    _install(list(dict.fromkeys(files)))
    for part in {"run", *stale}:
        _stamp(part).write_text(_digest(lists[part]), encoding="utf-8")


def _digest(requirements: Path) -> str:
    text = requirements.read_text(encoding="utf-8") + f"{VENV}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _stamp(part: str) -> Path:
    return VENV / f"qingbei-{part}.sha256"


def _is_fresh(part: str, requirements: Path) -> bool:
    stamp = _stamp(part)
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(requirements)


def _environment_works() -> bool:
    """Return whether the environment there is starts, is a supported Python and has pip."""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2], sys.prefix)"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    if answer.returncode:
        return False
    version, _, prefix = answer.stdout.strip().partition(" ")
    supported = OLDEST <= tuple(int(part) for part in version.split(".")) <= NEWEST
    return supported and VENV.samefile(prefix)


def _create_environment() -> None:
    print("建立运行环境 .venv", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    told = (done.stdout + done.stderr).strip()
    if "ensurepip" in told or "No module named venv" in told:
        raise SetupError(
            "系统的 Python 缺少 venv 组件，请先运行：\n  sudo apt-get install python3-venv"
        )
    if "Permission denied" in told or "WinError 5" in told or "Errno 13" in told:
        raise PermissionError(13, "Permission denied", str(VENV))
    raise SetupError(f"无法建立运行环境 {VENV}：\n{_tail(told)}")


def _install(files: list) -> None:
    """Install the lists with pip, telling the progress in one line a package."""
    total = sum(_count(file) for file in files)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--prefer-binary", "--progress-bar", "off"]
    for file in files:
        command += ["-r", str(file)]
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
    told: list = []
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        cwd=ROOT,
    )
    seen = 0
    for line in process.stdout or ():
        told.append(line)
        if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied: ")):
            seen = min(seen + 1, total)
            print(f"  准备 {seen}/{total}：{_package_name(line)}", flush=True)
        elif line.startswith("Installing collected"):
            print("  正在安装……", flush=True)
        elif "Retrying" in line:
            print("  网络不稳定，正在重试……", flush=True)
    if process.wait():
        raise SetupError(_why_not_installed("".join(told)))


def _package_name(line: str) -> str:
    """Return the name in pip's ``Collecting a==1``, ``Processing /x/a-1.whl`` and the like."""
    told = line.rpartition(": ")[2].removeprefix("Collecting ").removeprefix("Processing ")
    file_or_name = told.split("==")[0].split()[0]
    is_wheel = file_or_name.endswith(".whl")
    return Path(file_or_name).name.split("-")[0] if is_wheel else file_or_name


def _count(file: Path) -> int:
    """Return how many of the list's packages this platform needs."""
    wanted = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, condition = line.partition(";")
        if name and not name.startswith("#") and (not condition or sys.platform in condition):
            wanted += 1
    return wanted


def _why_not_installed(told: str) -> str:
    if "Permission denied" in told or "WinError 5" in told:
        return (
            f"没有写入权限，无法安装组件到 {VENV}。\n"
            f"请关闭正在运行的清备，并检查文件夹权限后重试。\n{_tail(told)}"
        )
    if "No space left" in told or "Errno 28" in told:
        return f"磁盘空间不足，安装组件约需 1 GB。请清理后重试。\n{_tail(told)}"
    if any(sign in told.lower() for sign in NETWORK_SIGNS):
        return (
            "下载组件失败：连不上软件源。\n"
            "首次安装需要网络（安装后可离线使用）。请检查网络；公司网络请为 pip 设置代理或镜像\n"
            f"（pip config set global.index-url 镜像地址）后，再次运行同一命令。\n{_tail(told)}"
        )
    return f"安装组件失败：\n{_tail(told)}"


def _tail(text: str) -> str:
    return "\n".join(f"  | {line}" for line in text.strip().splitlines()[-6:])


def compile_program() -> None:
    """Compile the program's modules where one of them is new, as pip does with its packages.

    Python would do it at the first start, but keeps nothing where it is told not to
    (PYTHONDONTWRITEBYTECODE): then every start compiles the whole window anew.
    """
    sources = [ROOT / "main.py", *sorted((ROOT / "app").rglob("*.py"))]
    told = [f"{source} {source.stat().st_mtime_ns}" for source in sources]
    now = hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()
    stamp = _stamp("compiled")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == now:
        return
    command = [str(PYTHON), "-m", "compileall", "-q", "app", "main.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0:
        stamp.write_text(now, encoding="utf-8")


def fetch_fonts(required: bool) -> None:
    """Fetch the faces; where they are not needed for now, a failure is only told."""
    import fonts

    if not fonts.missing():
        return
    print("[2/2] 下载打印用的开源字体（思源宋体、思源黑体，约 120 MB，仅首次）", flush=True)
    try:
        fonts.fetch(PYTHON)
    except fonts.FontsError as error:
        if fonts.system_has_faces():
            print(f"提示：{error}\n这台电脑自带仿宋、黑体、宋体，清备将使用它们。", file=sys.stderr)
        elif required:
            raise SetupError(f"{error}\n请检查网络后重试。") from error
        else:
            print(
                f"提示：{error}\n没有这些字体时，可以管理备案和计划，但不能导出材料册。\n"
                "联网后运行 python packaging/setup.py fonts 补齐。",
                file=sys.stderr,
            )


def _test(arguments: list) -> int:
    import libraries

    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not environment.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    on_screen = environment.get("QT_QPA_PLATFORM") != "offscreen"
    _require_libraries(libraries.lacking(on_screen))
    command = [str(PYTHON), "-m", "pytest", *arguments]
    return subprocess.call(command, cwd=ROOT, env=environment)


def _open(arguments: list) -> int:
    import libraries

    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        _require_libraries(libraries.lacking(on_screen=True))
    return subprocess.call([str(PYTHON), str(ROOT / "main.py"), *arguments])


def _require_libraries(packages: list) -> None:
    if packages:
        raise SetupError(
            "系统缺少窗口所需的组件，请先运行：\n"
            f"  sudo apt-get install {' '.join(packages)}\n"
            "（其他发行版请安装同名的库）"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
