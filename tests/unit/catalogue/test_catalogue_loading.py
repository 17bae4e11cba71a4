"""A rule file that is wrong is refused with its file and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.catalogue import load_catalogue
from app.errors import CatalogueError
from app.paths import resources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("platforms", "regulations"):
        shutil.copytree(resources() / name, tmp_path / "resources" / name)
    return tmp_path / "resources"


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "platforms" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("short_name: 公安备案\n", "", "short_name"),
        ('support: "no"', "support: maybe", "batch.support"),
        ('support: "no"', "support: no", "batch.support"),
        ("per_submission: 1.5", "per_submission: 多", "effort.per_submission"),
        ("unit_is_algorithm: false", "unit_is_algorithm: false\ncolour: red", "colour"),
        ("portal: https://beian.mps.gov.cn", "order_after: 1", "order_after"),
        ("need: required, for_kinds: [cancel]", "need: conditional", "materials.0.condition"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(folder: Path, old: str, new: str, field: str) -> None:
    _edit(folder, "psb.yaml", "order_after: []\n", "")
    _edit(folder, "psb.yaml", old, new)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert "psb.yaml" in caught.value.message
    assert f"“{field}”" in caught.value.message
    assert caught.value.remedy


def test_a_condition_has_to_be_told_in_words(folder: Path) -> None:
    _edit(
        folder,
        "psb.yaml",
        'support: "no"\n  condition: 按网站、APP逐个办理。',
        "support: conditional",
    )
    with pytest.raises(CatalogueError, match="必须写明条件"):
        load_catalogue(folder)


def test_text_that_is_no_yaml_is_refused_with_its_line(folder: Path) -> None:
    (folder / "platforms" / "psb.yaml").write_text("id: psb\nname: [", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"psb\.yaml.*行不是有效的 YAML"):
        load_catalogue(folder)


def test_a_field_written_twice_is_refused(folder: Path) -> None:
    _edit(folder, "psb.yaml", "unit: 一个网站或APP", "unit: 一个网站或APP\nunit: 一个系统")
    with pytest.raises(CatalogueError, match=r"psb\.yaml"):
        load_catalogue(folder)


@pytest.mark.parametrize("content", [b"", b"- 1\n- 2\n", b"\xff\xfe\x00", b"just words"])
def test_a_file_without_fields_is_refused(folder: Path, content: bytes) -> None:
    (folder / "platforms" / "psb.yaml").write_bytes(content)
    with pytest.raises(CatalogueError, match=r"psb\.yaml"):
        load_catalogue(folder)


def test_a_material_listed_twice_is_refused(folder: Path) -> None:
    _edit(folder, "psb.yaml", "id: legal_id", "id: licence")
    with pytest.raises(CatalogueError, match="材料编号重复：licence"):
        load_catalogue(folder)


def test_an_order_that_runs_in_a_circle_is_refused(folder: Path) -> None:
    for name, after in (("psb.yaml", "djbh"), ("djbh.yaml", "psb")):
        rule = f"order_after:\n  - {{<<: *unverified, platform: {after}, reason: 试}}"
        _edit(folder, name, "order_after: []", rule)
    with pytest.raises(CatalogueError, match="循环"):
        load_catalogue(folder)


def test_what_points_to_nothing_is_refused(folder: Path) -> None:
    _edit(folder, "cac-algorithm.yaml", "regulation: algorithm-24", "regulation: algorithm-99")
    with pytest.raises(CatalogueError, match="algorithm-99"):
        load_catalogue(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有平台规则文件"):
        load_catalogue(tmp_path)
