"""``export`` writes what ``list`` shows, and complains before it writes."""

from __future__ import annotations

import csv
import json
from contextlib import chdir
from pathlib import Path

import openpyxl
import pytest

from app.cli.main import main
from app.cli.words import is_headless
from app.progress import Silent
from app.services.sample import load_sample
from app.services.workspace import open_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    ws = open_workspace(place)
    load_sample(ws, Silent())
    ws.close()
    return place


def test_all_filings_as_a_workbook(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "台账.xlsx"
    argv = ["export", "--format", "xlsx", "--out", str(target), "--data", str(folder)]
    assert is_headless(argv)
    assert main([*argv, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["count"], told["format"], told["file"]) == (24, "xlsx", str(target))
    assert openpyxl.load_workbook(target)["备案台账"].max_row == 25


def test_the_options_choose_and_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.csv"
    argv = ["export", "--out", str(target), "--data", str(folder), "--status", "已注销"]
    assert main(argv) == 0
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["状态"] for row in rows} == {"已注销"}
    assert f"已导出 {len(rows)} 条到 {target}（CSV 文件）。" in capsys.readouterr().out


def test_a_list_as_pdf_tells_its_pages(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.pdf"
    argv = ["export", "--format", "pdf", "--out", str(target), "--data", str(folder)]
    assert main([*argv, "--org", "云览", "--platform", "算法备案", "--text", "推荐"]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert "1 页" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--out", "a"], "看不出格式"),
        (["--format", "csv", "--out", "a.xlsx"], "与格式 csv 不符"),
        (["--format", "doc", "--out", "a.doc"], "无效"),
        (["--format", "csv"], "缺少参数：--out"),
        (["--out", "无/a.csv"], "不存在"),
        (["--out", "a.csv", "--text", "没有这样的文字"], "没有可以导出的备案"),
    ],
)
def test_bad_use_writes_nothing(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    argv: list[str],
    told: str,
) -> None:
    with chdir(tmp_path):
        assert main(["export", "--data", str(folder), *argv]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [folder]
