"""The preview says what an import would change, and takes nothing back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.intake.mapping import open_file
from app.intake.organisations import organisations_in, own_organisations, suggest_organisations
from app.intake.preview import DifferenceField, ExistingFiling, preview
from app.intake.rows import ImportRow, map_file
from app.intake.words import read_month, read_type_or_role
from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, Role
from app.progress import Silent


def _read(path: Path) -> list[ImportRow]:
    return map_file(open_file(path, Silent()), Silent())


def _stored(row: ImportRow, id: int = 1) -> ExistingFiling:
    """The filing as it stands after the row was imported."""
    return ExistingFiling(
        id=id,
        platform=row.platform,
        number_key=row.number_key,
        algorithm_name=row.algorithm_name,
        type=row.type,
        role=row.role or Role.PROVIDER,
        organisation_name=row.organisation_name,
        organisation_former_names=row.organisation_former_names,
        algorithm_former_names=row.algorithm_former_names,
        products=frozenset(row.products),
        purpose=row.purpose,
        remark=row.remark,
        status=FilingStatus.CANCELLED if row.cancelled else FilingStatus.ACTIVE,
        cancelled_month=row.cancelled_month,
    )


def test_all_is_new_in_an_empty_inventory(rows, write_csv):
    found = _read(write_csv(rows))
    result = preview(found, [])
    assert list(result.new) == found
    assert found[1].cancelled
    assert found[2].organisation_former_names == ("示例丙公司",)
    assert found[0].raw["应用产品"] == "甲（APP、网站）"


def test_the_same_published_file_twice_changes_nothing(shared_data: Path):
    for name in ("list_2022-08.csv", "list_2022-10_excerpt.xlsx", "cancel_notices.csv"):
        found = _read(shared_data / name)
        stored = [_stored(row, id) for id, row in enumerate(found)]
        result = preview(found, stored)
        assert len(result.unchanged) == len(found)
        assert not result.new + result.changed + result.rejected


def test_differences_name_field_old_and_new(rows, write_csv):
    found = _read(write_csv(rows))
    stored = replace(
        _stored(found[0]),
        algorithm_name="旧名",
        type=AlgorithmType.RANK,
        purpose="旧用途",
        products=frozenset({("甲", ProductKind.APP)}),
    )
    (changed,) = preview(found[:1], [stored]).changed
    assert {d.field: (d.old, d.new) for d in changed.differences} == {
        DifferenceField.ALGORITHM_NAME: ("旧名", "示例推荐算法"),
        DifferenceField.TYPE: ("排序精选类", "个性化推送类"),
        DifferenceField.PURPOSE: ("旧用途", "用于推荐。"),
        DifferenceField.PRODUCTS: ("甲（APP）", "甲（网站）"),
    }
    assert changed.differences[0].label == "算法名称"


def test_blanks_and_widths_are_no_difference(rows, write_csv):
    found = _read(write_csv(rows))
    stored = replace(_stored(found[2]), organisation_name="示例(乙) 公司", purpose="用于检索 。")
    assert preview(found[2:], [stored]).unchanged


def test_an_end_that_the_list_tells_is_a_change(rows, write_csv):
    found = _read(write_csv(rows))
    stored = replace(_stored(found[1]), status=FilingStatus.CANCELLING)
    (changed,) = preview(found[1:2], [stored]).changed
    assert [(d.field, d.new) for d in changed.differences] == [(DifferenceField.STATUS, "已注销")]


def test_an_older_list_never_takes_anything_back(rows, write_csv):
    found = _read(write_csv(rows))
    stored = replace(
        _stored(found[0]),
        status=FilingStatus.CANCELLED,
        algorithm_name="新名",
        algorithm_former_names=("示例推荐算法",),
        products=frozenset({*found[0].products, ("新产品", ProductKind.APP)}),
        remark="已注销",
    )
    (same,) = preview(found[:1], [stored]).unchanged
    assert len(same.notes) == 3
    assert any("状态保留不变" in note for note in same.notes)
    assert any("曾用名" in note for note in same.notes)
    assert any("新产品（APP）" in note for note in same.notes)


def test_a_renamed_subject_keeps_its_former_name(rows, write_csv):
    found = _read(write_csv(rows))
    stored = replace(
        _stored(found[2]), organisation_name="示例丙公司", organisation_former_names=()
    )
    (changed,) = preview(found[2:], [stored]).changed
    assert [d.field for d in changed.differences] == [DifferenceField.ORGANISATION_NAME]


def test_a_type_read_from_the_number_does_not_overrule_the_officer(rows, write_csv, number):
    rows[0][2] = "角色"
    rows[1][2], rows[1][6] = "服务提供者", number(1, "01")
    (found, *_) = _read(write_csv(rows))
    assert found.type is AlgorithmType.GENERATIVE
    stored = _stored(found)
    assert preview([found], [replace(stored, type=AlgorithmType.PUSH)]).unchanged
    assert preview([found], [replace(stored, type=None)]).changed


def test_duplicates_and_rows_without_content_are_rejected_with_reason(rows, write_csv):
    broken = ["9", "", "", "", "", "", "", "合计"]
    nameless = [*rows[1][:3], "", *rows[1][4:]]
    result = preview(_read(write_csv([*rows, rows[1], broken, nameless])), [])
    assert len(result.new) == 3
    reasons = [(r.row.place, r.reason) for r in result.rejected]
    assert [place for place, _ in reasons] == ["第 5 行", "第 6 行", "第 7 行"]
    assert "与第 2 行的备案编号相同" in reasons[0][1]
    assert "既没有算法名称" in reasons[1][1]
    assert "主体名称" in reasons[2][1]


def test_a_row_without_number_is_matched_by_subject_and_name(rows, write_csv):
    numbered = _read(write_csv(rows))[0]
    rows[1][6] = ""
    found = _read(write_csv(rows))[0]
    assert found.problems
    assert preview([found], [_stored(numbered)]).unchanged
    assert preview([found], [_stored(found)]).unchanged
    (changed,) = preview([numbered], [_stored(found)]).changed
    assert [d.field for d in changed.differences] == [DifferenceField.NUMBER]


def test_a_doubtful_number_is_kept_as_typed_and_told(rows, write_csv):
    rows[1][6] = rows[1][6][:-2] + "9号" if rows[1][6][-2] != "9" else rows[1][6][:-2] + "1号"
    found = _read(write_csv(rows))[0]
    assert found.number == rows[1][6]
    assert "疑似抄录错误" in found.problems[0]
    assert preview([found], []).new == (found,)


def test_only_the_chosen_subjects_rows(rows, write_csv):
    found = _read(write_csv(rows))
    result = preview(found, [], {"示例 甲公司"})
    assert (len(result.new), result.filtered_out) == (2, 1)


def test_one_own_subject_is_recognised_by_former_names_too(rows, write_csv):
    found = _read(write_csv(rows))
    assert organisations_in(found) == [("示例甲公司", 2), ("示例（乙）公司", 1)]
    own = [("示例丙公司", ()), ("示例新甲公司", ("示例 甲公司",))]
    assert own_organisations(found, own) == {
        "示例甲公司": "示例新甲公司",
        "示例（乙）公司": "示例丙公司",
    }


def test_a_likeness_is_only_suggested_with_its_score():
    names = ["示例云帆科技有限公司", "示例云帆科技集团有限公司", "别家公司"]
    ((name, own, score),) = suggest_organisations(names, [("示例云帆科技有限公司", ())])
    assert (name, own) == ("示例云帆科技集团有限公司", "示例云帆科技有限公司")
    assert 80 <= score < 100


def test_types_and_roles_as_the_lists_write_them():
    assert read_type_or_role("服务提供") == (None, Role.PROVIDER)
    assert read_type_or_role("技术支持者") == (None, Role.SUPPORTER)
    assert read_type_or_role("服务技术支持者") == (None, Role.SUPPORTER)
    assert read_type_or_role("个性化推送类") == (AlgorithmType.PUSH, None)
    assert read_type_or_role("检索过滤") == (AlgorithmType.SEARCH, None)
    assert read_type_or_role("服务") == (None, None)


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_months_however_written(year: int, month: int):
    expected = f"{year}-{month:02d}"
    for text in (f"{year}年{month}月", f"{year}-{month:02d}-01", f"{year}/{month}"):
        assert read_month(text) == expected
