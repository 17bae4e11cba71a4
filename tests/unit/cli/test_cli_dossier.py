"""``dossier --archival``: what is written is PDF/A-2b, or what stands in the way is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from planned import planned_submission

from app.cli.main import main
from app.dossier import check_archival
from app.progress import Silent
from app.services.materials import attach_files, checklist
from app.services.workspace import open_workspace


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case with one submission, to which a picture in CMYK is attached; its number."""
    ws = open_workspace(tmp_path / "data")
    try:
        case_id, submission = planned_submission(ws)
        Image.new("CMYK", (300, 300), (0, 200, 200, 0)).save(tmp_path / "执照.jpg")
        item = next(m for m in checklist(ws, submission) if m.form_id is None and m.asked)
        attach_files(ws, item.id, (tmp_path / "执照.jpg",), Silent())
    finally:
        ws.close()
    return str(case_id)


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, case: str, *more: str
) -> tuple[int, str, str]:
    argv = ["dossier", case, "--out", str(folder / "out"), "--data", str(folder / "data"), *more]
    status = main(argv)
    seen = capsys.readouterr()
    return status, seen.out, seen.err


def test_an_archival_dossier_is_written_or_refused(
    tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, tmp_path, case, "--archival")
    assert status == 2
    assert out == ""
    assert "“执照.jpg”第 1 页（使用了没有色彩标定的 CMYK 颜色）" in err
    assert "--archival-pictures" in err
    assert list((tmp_path / "out").iterdir()) == []
    status, out, _err = run(capsys, tmp_path, case, "--archival", "--archival-pictures")
    assert status == 1  # a draft
    assert "PDF/A-2b：符合" in out
    assert "“执照.jpg”：第 1 页" in out
    (written,) = (tmp_path / "out").iterdir()
    assert check_archival(written, Silent()) == ()


def test_the_answer_tells_programs_too(
    tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _status, out, _err = run(capsys, tmp_path, case, "--archival", "--archival-pictures", "--json")
    (made,) = json.loads(out)["dossiers"]
    assert made["archival"] is True
    assert made["removed"][0]["file_name"] == "执照.jpg"
    _status, out, _err = run(capsys, tmp_path, case, "--json")
    ordinary: Any = json.loads(out)["dossiers"][0]
    assert ordinary["archival"] is False
    assert ordinary["removed"] == []


def test_consent_without_the_wish_is_told(
    tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _out, err = run(capsys, tmp_path, case, "--archival-pictures")
    assert status == 2
    assert "要与 --archival 一起使用" in err
