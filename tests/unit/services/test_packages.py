"""The upload package: complete or a draft, named by the rule, kept and shown years later."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from upload_case import attach_everything, item_of, paper, planned_case, set_limits

from app.errors import BadInputError, NotFoundError
from app.model.kinds import DossierState
from app.progress import Silent
from app.services.history import timeline, undo
from app.services.materials import attach_files
from app.services.package_files import PackState
from app.services.packages import (
    PackageView,
    list_packages,
    make_package,
    package_plan,
    save_package_folder,
    save_package_zip,
)
from app.services.workspace import Workspace

NONE: frozenset[str] = frozenset()


def _make(ws: Workspace, submission_id: int, lossy: frozenset[str] = NONE) -> PackageView:
    return make_package(ws, submission_id, lossy, Silent()).value


def _zip(ws: Workspace, package: PackageView, folder: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(save_package_zip(ws, package.id, folder / "p.zip"))


def test_what_is_missing_makes_a_draft_that_says_so(ws: Workspace, tmp_path: Path) -> None:
    case_id, submission = planned_case(ws)
    package = _make(ws, submission)
    assert package.state is DossierState.DRAFT
    assert "草稿" in package.file_name
    assert any("营业执照" in text for text in package.missing)
    assert any("注销备案申请表" in text and "公章" in text for text in package.missing)
    with _zip(ws, package, tmp_path) as archive:
        told = archive.read("上传说明.txt").decode("utf-8-sig")
    assert "【草稿，不得提交】" in told
    for text in package.missing:
        assert text in told
    assert "用户告知记录：" in told
    assert "待核实" in told
    assert "上传包（草稿" in timeline(ws, case_id=case_id)[0].summary


def test_a_complete_submission_is_packed_file_by_file(ws: Workspace, tmp_path: Path) -> None:
    _, submission = planned_case(ws)
    attach_everything(ws, submission, tmp_path)
    plan = package_plan(ws, submission)
    assert plan.missing == ()
    assert {item.state for item in plan.items} == {PackState.READY, PackState.LEFT_OUT}
    package = _make(ws, submission)
    assert package.state is DossierState.READY
    assert "草稿" not in package.file_name
    first = package.files[0]
    assert first.name == "01-注销备案申请表-示例云览信息技术（北京）.jpg"
    # the scan that is attached takes the form's place, byte for byte
    scan = (tmp_path / "cancel_application.jpg").read_bytes()
    assert first.sha256 == hashlib.sha256(scan).hexdigest()
    with _zip(ws, package, tmp_path) as archive:
        names = archive.namelist()
        told = archive.read("上传说明.txt").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(archive.read("校验清单.csv").decode("utf-8-sig"))))
        assert names == ["上传说明.txt", "校验清单.csv", *(file.name for file in package.files)]
        for row in rows[1:]:
            content = archive.read(row[1])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (int(row[4]), row[5])
    assert len(rows) - 1 == len(package.files)
    assert "草稿" not in told
    assert "标为不适用：不涉及" in told


def test_the_same_submission_gives_the_same_bytes(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    first, second = _make(ws, submission), _make(ws, submission)
    assert first.sha256 == second.sha256
    assert (first.version, second.version) == (1, 2)
    assert [item.version for item in list_packages(ws, submission)] == [2, 1]


def test_undo_takes_a_package_back(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    result = make_package(ws, submission, NONE, Silent())
    assert result.changes.event_id is not None
    undo(ws, result.changes.event_id)
    assert list_packages(ws, submission) == ()


def test_a_package_is_as_it_was_after_its_case_changed(ws: Workspace, tmp_path: Path) -> None:
    _, submission = planned_case(ws)
    package = _make(ws, submission)
    attach_everything(ws, submission, tmp_path)
    kept = list_packages(ws, submission)[0]
    assert kept.files == package.files
    folder = save_package_folder(ws, kept.id, tmp_path / "取回", Silent())
    for file in kept.files:
        content = (folder / file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256


def test_the_platforms_pattern_names_the_files(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    set_limits(ws, naming="材料名称_主体名称")
    assert _make(ws, submission).files[0].name.startswith("注销备案申请表_示例云览信息技术")
    set_limits(ws, naming="文件名不超过 50 个字，应写明材料名称。")
    package = _make(ws, submission)
    assert package.files[0].name.startswith("01-注销备案申请表-")


def test_a_scan_over_the_limit_is_split_and_the_parts_are_named(
    ws: Workspace, tmp_path: Path
) -> None:
    _, submission = planned_case(ws)
    scans = tuple(paper(tmp_path, f"第{n}页.jpg", n) for n in range(4))
    attach_files(ws, item_of(ws, submission, "licence").id, scans, Silent())
    page = max(scan.stat().st_size for scan in scans)
    set_limits(ws, max_mb=page * 2.3 / (1024 * 1024))
    package = _make(ws, submission)
    parts = [file for file in package.files if file.material == "营业执照"]
    assert [file.name.split("-")[-1] for file in parts] == ["第1部分.pdf", "第2部分.pdf"]
    assert [file.pages for file in parts] == [2, 2]
    assert any("拆为 2 部分" in note for note in parts[0].notes)


def test_a_loss_is_offered_and_made_on_ones_word_alone(ws: Workspace, tmp_path: Path) -> None:
    _, submission = planned_case(ws)
    attach_everything(ws, submission, tmp_path)
    large = paper(tmp_path, "大图.jpg", 99, 900)
    row = item_of(ws, submission, "licence")
    attach_files(ws, row.id, (large,), Silent())
    set_limits(ws, max_mb=large.stat().st_size * 0.7 / (1024 * 1024))
    package = _make(ws, submission)
    assert package.too_big == ("licence",)
    assert package.state is DossierState.DRAFT
    assert any("营业执照" in text and "没有放入" in text for text in package.missing)
    allowed = _make(ws, submission, frozenset(package.too_big))
    made = [file for file in allowed.files if file.material == "营业执照"]
    assert made
    assert all(any("按您的许可" in note for note in file.notes) for file in made)
    others = [file for file in allowed.files if file.material != "营业执照"]
    assert not any("许可" in note for file in others for note in file.notes)
    assert allowed.too_big == ()
    assert allowed.state is DossierState.READY


def test_where_the_platform_takes_pictures_alone_forms_become_pictures(ws: Workspace) -> None:
    _, submission = planned_case(ws)
    set_limits(ws, formats=["jpg"])
    package = _make(ws, submission)
    assert all(file.name.endswith(".jpg") for file in package.files)


def test_what_is_gone_and_a_path_that_windows_cannot_take_are_told(ws: Workspace) -> None:
    with pytest.raises(NotFoundError):
        package_plan(ws, 12345)
    _, submission = planned_case(ws)
    package = _make(ws, submission)
    far = ws.folder / "/".join(["长" * 60] * 4)
    with pytest.raises(BadInputError, match="太长"):
        save_package_folder(ws, package.id, far, Silent())
    assert not far.exists()
