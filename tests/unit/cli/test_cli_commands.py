"""The headless commands answer on stdout, complain on stderr, and say how it went by status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.progress import Silent
from app.services.cases import list_cases
from app.services.filings import list_filings
from app.services.sample import load_sample
from app.services.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    ws = open_workspace(place)
    load_sample(ws, Silent())
    ws.close()
    return place


def filing_ids(folder: Path, *titles: str) -> list[str]:
    ws = open_workspace(folder)
    try:
        return [str(row.id) for row in list_filings(ws) if row.title in titles]
    finally:
        ws.close()


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, Any]:
    status = main([*argv, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "缺少参数"),
        (["plan"], "CASE --filings"),
        (["plan", "1", "--filings", "2"], "--filings"),
        (["nowhere"], "参数 命令 的值"),
        (["list", "--status", "好"], "没有状态“好”"),
        (["list", "--what"], "不认识的参数：--what"),
        (["plan", "1", "--ended", "昨天"], "不是日期"),
        (["plan", "--filings", "x"], "不是整数"),
        (["dossier", "1"], "缺少参数：--out"),
        (["list", "--data"], "后面需要一个值"),
    ],
)
def test_bad_use_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    assert main(argv) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert told in seen.err
    assert seen.err.startswith("错误：")
    assert "usage" not in seen.err


def test_help_is_chinese_and_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert "用法：" in told
    assert "usage" not in told
    assert main(["plan", "--help"]) == 0
    assert "usage" not in capsys.readouterr().out
    assert main(["--version"]) == 0


def test_list_shows_columns_that_line_up(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    from app.cli.table import width

    assert main(["list", "--data", str(folder), "--platform", "ICP备案"]) == 0
    head, rule, *rows = capsys.readouterr().out.splitlines()
    place = width(rule.partition("  ")[0]) + 2
    assert head.startswith("编号")
    assert [row for row in rows[:4] if not row[:place].strip().isdigit()] == []
    assert rows[-1] == "共 4 个备案。"


def test_the_data_folder_may_stand_before_or_after(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert main(["--data", str(folder), "list", "--json"]) == 0
    before = capsys.readouterr().out
    assert main(["list", "--json", "--data", str(folder)]) == 0
    assert capsys.readouterr().out == before
    assert len(json.loads(before)["filings"]) == 24


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["--status", "已注销"], 1),
        (["--status", "cancelled"], 1),
        (["--platform", "psb"], 3),
        (["--org", "杭州"], 6),
        (["--text", "语音"], 1),
        (["--text", "没有的"], 0),
    ],
)
def test_list_filters(
    capsys: pytest.CaptureFixture[str], folder: Path, filters: list[str], count: int
) -> None:
    status, data = answer(capsys, "list", "--data", str(folder), *filters)
    assert status == 0
    assert len(data["filings"]) == count


def test_list_refuses_an_unknown_platform(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["list", "--data", str(folder), "--platform", "火星"]) == 2
    assert "没有平台“火星”" in capsys.readouterr().err


def test_plan_shows_without_storing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    ids = filing_ids(folder, "示例云问对话生成算法", "示例内容推荐算法")
    status, data = answer(
        capsys, "plan", "--data", str(folder), "--filings", *ids, "--ended", "2026-11-13"
    )
    assert status == 0
    assert data["case"] is None
    kinds = {
        filing["title"]: item["kind"]
        for item in data["plans"]["recommended"]["submissions"]
        for filing in item["filings"]
    }
    assert kinds == {"示例云问对话生成算法": "cancel", "示例内容推荐算法": "change"}
    figures = data["plans"]["recommended"]["figures"]
    assert 0 < figures["chance_of_return"] < 1
    assert figures["weighed_hours"] > figures["hours"]
    # How long the platform reviews is not known, so no end is made up; handing in can be told.
    assert (figures["finishes_on"], figures["expected_days"]) == (None, None)
    assert figures["deadlines_met"] in (True, False)
    assert data["plans"]["recommended"]["exact"]
    ws = open_workspace(folder)
    assert list_cases(ws) == []
    ws.close()


def test_plan_accepts_and_is_found_again(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    ids = filing_ids(folder, "示例云问对话生成算法", "示例云问问题推荐算法")
    scope = ["--filings", *ids, "--ended", "2026-11-13"]
    status, data = answer(capsys, "plan", "--data", str(folder), *scope, "--accept")
    assert status == 0
    assert data["accepted"]
    assert len(data["submission_ids"]) == 2
    case = data["case"]
    for name in (str(case["id"]), case["title"]):
        assert main(["plan", name, "--data", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "示例云问对话生成算法" in told
    assert "期限" in told
    assert "退回可能" in told
    assert "审核时间未知" in told
    assert "拆分方式是给定规则与估算下费用最低的" in told
    assert main(["plan", "--data", str(folder), *scope, "--accept"]) == 2
    assert "已在注销项目" in capsys.readouterr().err


def test_what_is_still_used_cannot_be_accepted(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    ids = filing_ids(folder, "示例商品推荐算法")
    scope = ["--filings", *ids, "--ended", "2026-11-13"]
    assert main(["plan", "--data", str(folder), *scope]) == 1
    assert "未列入：示例商品推荐算法" in capsys.readouterr().out
    assert main(["plan", "--data", str(folder), *scope, "--accept"]) == 2
    ws = open_workspace(folder)
    assert list_cases(ws) == []
    ws.close()
    both = ["--product", "示例云集"]
    status, data = answer(capsys, "plan", "--data", str(folder), *scope, *both)
    assert status == 0
    assert data["plans"]["single"]["submissions"][0]["kind"] == "cancel"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["999"], "没有注销项目“999”"),
        (["--filings", "999"], "没有编号为 999 的备案"),
        (["--filings", "1", "--ended", "2999-01-01"], "不能晚于今天"),
        (["--filings", "1", "--product", "无此产品"], "没有产品“无此产品”"),
    ],
)
def test_plan_refuses_what_is_not_there(
    capsys: pytest.CaptureFixture[str], folder: Path, more: list[str], told: str
) -> None:
    assert main(["plan", "--data", str(folder), *more]) == 2
    assert told in capsys.readouterr().err


def test_verify_of_a_foreign_file(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "别的.pdf"
    other.write_bytes(b"%PDF-1.7 not ours")
    status, data = answer(capsys, "verify", str(other), "--data", str(folder))
    assert (status, data["archived"]) == (1, False)
    assert main(["verify", str(tmp_path / "无.pdf"), "--data", str(folder)]) == 2
    assert "无.pdf" in capsys.readouterr().err


def test_a_folder_that_cannot_be_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["list", "--data", str(tmp_path / "file")]) == 2
    assert "无法使用数据目录" in capsys.readouterr().err


def test_no_window_toolkit_is_loaded(folder: Path) -> None:
    code = (
        "import sys; from app.cli.main import main; "
        f"status = main(['list', '--data', {str(folder)!r}]); "
        "assert not [name for name in sys.modules if name.startswith('PySide6')]; "
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "示例云问对话生成算法" in done.stdout.decode("utf-8")


def test_the_program_itself_runs_commands(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "list", "--data", str(folder), "--json"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["filings"]) == 24
