"""The firm's own rules: one at a time, with proof, taken back by undo, and never losing a plan."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.catalogue import BatchSupport, Platform
from app.catalogue.overlay import plain
from app.catalogue.parts import same_rule
from app.errors import BadInputError, ConflictError, FieldsError, NotFoundError
from app.model.kinds import Certainty, CheckMethod, EndReason
from app.paths import resources
from app.progress import Silent
from app.services.case_changes import create_case, save_facts
from app.services.cases import Facts, case_view
from app.services.catalogue_versions import keep_version, version_of, version_view
from app.services.filings import list_filings
from app.services.history import timeline, undo
from app.services.own_platforms import NewPlatform, add_platform, remove_platform
from app.services.planning import accept_plan, plan_view
from app.services.platform_rules import attention, catalogue_view, platform_view
from app.services.products import list_products
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import (
    keep_own,
    new_item,
    remove_item,
    restore_rule,
    save_rule,
    verify_rules,
)
from app.services.sample import load_sample
from app.services.workspace import Workspace, open_workspace

TODAY = date(2026, 11, 23)
CALL = CheckInput(TODAY, CheckMethod.CALL, "省级网信办 王老师", "可以一次提交，最多 20 个")
NOTED = CheckInput(TODAY)
BATCH = RuleRef("cac-algorithm", "batch")


def batch(**changes: Any) -> dict[str, Any]:
    return {
        "batch": {
            "support": "yes",
            "condition": "同一主体的编号可一并提交。",
            "limit": 20,
            "same": ["organisation", "reason"],
            "for_kinds": ["cancel"],
            "source": "省级网信办电话答复",
            "certainty": "practice",
            "verified_on": "2026-11-23",
        }
        | changes
    }


def rule(ws: Workspace, where: RuleRef) -> Any:
    view = platform_view(ws, where.platform)
    assert view is not None
    return view.rule(where.rule)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "答复函.png"
    Image.new("RGB", (40, 40), "white").save(path)
    return path


def test_a_rule_of_ones_own_holds_at_once_and_is_taken_back(ws: Workspace) -> None:
    before = ws.catalogue
    made = save_rule(ws, BATCH, batch(), CALL, Silent())
    now = ws.catalogue.platforms["cac-algorithm"]
    assert (now.batch.support, now.batch.limit, now.overridden) == (BatchSupport.YES, 20, True)
    assert now.version != before.platforms["cac-algorithm"].version
    assert "rule_override" in made.changes.tables
    assert made.changes.event_id is not None
    told = timeline(ws)[0]
    assert (told.summary, told.reason) == ("修改“算法备案”的规则：批量规则", CALL.note)
    taken = undo(ws, made.changes.event_id)
    assert ws.catalogue == before
    assert taken.changes.event_id is not None
    undo(ws, taken.changes.event_id)
    assert ws.catalogue.platforms["cac-algorithm"] == now


def test_how_it_was_verified_is_kept_with_its_proof(ws: Workspace, letter: Path) -> None:
    save_rule(ws, BATCH, batch(), replace(CALL, files=(letter,)), Silent())
    shown = rule(ws, BATCH)
    assert shown.own
    (check,) = shown.checks
    assert (check.how, check.with_whom, check.holds) == ("电话", "省级网信办 王老师", True)
    assert check.files[0].file_name == "答复函.png"
    assert ws.vault.check(check.files[0].sha256).read_bytes() == letter.read_bytes()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"support": "conditional", "condition": ""}, "condition"),
        ({"support": "maybe"}, "support"),
        ({"limit": 1}, "limit"),
        ({"source": " "}, "source"),
        ({"verified_on": "2026-11-24"}, "verified_on"),
        ({"verified_on": "1026-11-23"}, "verified_on"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_changes_nothing(
    ws: Workspace, changes: dict[str, Any], field: str
) -> None:
    before = ws.catalogue
    with pytest.raises(FieldsError) as caught:
        save_rule(ws, BATCH, batch(**changes), NOTED, Silent())
    assert list(caught.value.fields) == [field]
    assert ws.catalogue is before
    assert timeline(ws) == []


def test_a_wrong_row_of_a_list_is_told_with_its_place(ws: Workspace) -> None:
    steps = plain(ws.catalogue.platforms["psb"])["steps"]
    steps[1] = steps[1] | {"text": ""}
    with pytest.raises(FieldsError, match="第 2 行内容：不能为空"):
        save_rule(ws, RuleRef("psb", "steps"), {"steps": steps}, NOTED, Silent())


def test_an_order_in_a_circle_and_a_platform_that_is_not_there_are_refused(ws: Workspace) -> None:
    former = {
        "reason": "试",
        "source": "试",
        "certainty": "unverified",
        "verified_on": "2026-11-01",
    }
    for platform, other in (("partner", "cac-algorithm"), ("psb", "nowhere")):
        value = {"order_after": [former | {"platform": other}]}
        with pytest.raises(FieldsError) as caught:
            save_rule(ws, RuleRef(platform, "order_after"), value, NOTED, Silent())
        assert list(caught.value.fields) == ["items"]


def test_a_file_that_is_no_proof_is_refused(ws: Workspace, tmp_path: Path) -> None:
    note = tmp_path / "记录.txt"
    note.write_text("电话记录", encoding="utf-8")
    with pytest.raises(BadInputError):
        save_rule(ws, BATCH, batch(), replace(CALL, files=(note,)), Silent())
    assert not rule(ws, BATCH).own


def test_an_unchanged_rule_has_to_be_verified_to_be_saved(ws: Workspace) -> None:
    value = rule(ws, BATCH).value
    with pytest.raises(FieldsError) as caught:
        save_rule(ws, BATCH, value, NOTED, Silent())
    assert "how" in caught.value.fields
    save_rule(ws, BATCH, value, CALL, Silent())
    assert not rule(ws, BATCH).own
    assert rule(ws, BATCH).checks[0].holds


def test_a_rule_is_restored_alone(ws: Workspace) -> None:
    shipped = ws.catalogue.platforms["psb"]
    save_rule(ws, RuleRef("psb", "steps"), {"steps": []}, CALL, Silent())
    save_rule(ws, RuleRef("psb", "batch"), batch(), CALL, Silent())
    restore_rule(ws, "psb", "batch")
    now = ws.catalogue.platforms["psb"]
    assert now.batch == shipped.batch
    assert now.steps == ()
    with pytest.raises(NotFoundError):
        restore_rule(ws, "psb", "batch")


def test_materials_are_added_changed_taken_off_and_restored(ws: Workspace) -> None:
    licence = RuleRef("psb", "materials.licence")
    item = rule(ws, licence).value["material"]
    save_rule(ws, licence, {"material": item | {"copies": 3}}, CALL, Silent())
    key = new_item(plain(ws.catalogue.platforms["psb"]))
    fresh = item | {"id": "own_1", "name": "关停承诺", "copies": 1}
    save_rule(ws, RuleRef("psb", key), {"material": fresh}, CALL, Silent())
    remove_item(ws, "psb", "materials.legal_id")
    names = [item.name for item in ws.catalogue.platforms["psb"].materials]
    assert "法定代表人身份证" not in names
    assert names[-1] == "关停承诺"
    assert ws.catalogue.platforms["psb"].material("licence").copies == 3  # type: ignore[union-attr]
    assert rule(ws, RuleRef("psb", "materials.legal_id")).gone
    restore_rule(ws, "psb", "materials.legal_id")
    assert ws.catalogue.platforms["psb"].material("legal_id") is not None


def test_a_sealed_paper_for_the_whole_case_is_refused_at_its_field(ws: Workspace) -> None:
    licence = RuleRef("psb", "materials.licence")
    item = rule(ws, licence).value["material"] | {"share": "case"}
    with pytest.raises(FieldsError) as caught:
        save_rule(ws, licence, {"material": item}, CALL, Silent())
    assert list(caught.value.fields) == ["share"]


def test_the_kind_of_shared_paper_is_ones_own_to_choose(ws: Workspace) -> None:
    proof = RuleRef("psb", "materials.licence")
    item = rule(ws, proof).value["material"]
    assert item["paper"] == "licence"
    save_rule(ws, proof, {"material": item | {"paper": None}}, CALL, Silent())
    assert ws.catalogue.platforms["psb"].material("licence").paper is None  # type: ignore[union-attr]
    # A rule that an older version of the program wrote does not name it, and says the same.
    older = {key: value for key, value in item.items() if key != "paper"}
    assert same_rule({"material": older}, {"material": item | {"paper": None}})


# verification and age


def later(path: Path, days: int) -> Workspace:
    moment = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))
    return open_workspace(path, clock=lambda: moment + timedelta(days=days), actor="测试员")


def test_rules_ask_to_be_verified_again_after_180_days(tmp_path: Path) -> None:
    for days, due in ((180, False), (181, True)):
        ws = later(tmp_path / str(days), days)
        try:
            view = catalogue_view(ws)
            assert bool(view.due) is due
            assert ("psb", "effort") not in view.due
            assert attention(ws) == (0, 0)  # no filing is kept anywhere yet
        finally:
            ws.close()


def test_verifying_a_shipped_rule_renews_its_day_and_nothing_else(tmp_path: Path) -> None:
    ws = later(tmp_path, 200)
    try:
        load_sample(ws, Silent())
        before, version = attention(ws)[0], ws.catalogue.platforms["cac-algorithm"].version
        assert before > 0
        with pytest.raises(FieldsError) as caught:
            verify_rules(ws, "cac-algorithm", ["batch"], CheckInput(ws.today()), Silent())
        assert "how" in caught.value.fields
        call = CheckInput(ws.today(), CheckMethod.CALL)
        verify_rules(ws, "cac-algorithm", ["batch", "term"], call, Silent())
        shown = rule(ws, BATCH)
        assert (shown.own, shown.due, shown.verified_on) == (False, False, ws.today())
        assert ws.catalogue.platforms["cac-algorithm"].version == version
        assert attention(ws)[0] == before - 2
    finally:
        ws.close()


def test_verifying_may_make_a_rule_surer(ws: Workspace) -> None:
    steps = RuleRef("psb", "item_checks")
    verify_rules(ws, "psb", ["item_checks"], CALL, Silent(), certainty=Certainty.PRACTICE)
    assert not rule(ws, steps).own  # it was practice already
    verify_rules(ws, "cac-algorithm", ["batch"], CALL, Silent(), certainty=Certainty.PRACTICE)
    shown = rule(ws, BATCH)
    assert (shown.own, shown.certainty) == (True, Certainty.PRACTICE)
    assert shown.source == "本单位核实（电话，省级网信办 王老师）"


# platforms of one's own


NEW = NewPlatform("省数据局登记平台", "数据登记", "省数据局", "一个系统")


def test_a_platform_is_added_renamed_and_removed(ws: Workspace) -> None:
    id = add_platform(ws, NEW).value
    assert list(ws.catalogue.platforms)[-1] == id
    assert ws.platform_name(id) == "数据登记"
    assert ws.catalogue.platforms[id].batch.support is BatchSupport.UNKNOWN
    about = rule(ws, RuleRef(id, "about")).value | {"short_name": "数据备案"}
    save_rule(ws, RuleRef(id, "about"), about, NOTED, Silent())
    assert ws.platform_name(id) == "数据备案"
    with pytest.raises(FieldsError) as caught:
        save_rule(ws, RuleRef(id, "about"), about | {"short_name": "公安备案"}, NOTED, Silent())
    assert "short_name" in caught.value.fields
    removed = remove_platform(ws, id)
    assert ws.catalogue.get(id) is None
    assert removed.changes.event_id is not None
    undo(ws, removed.changes.event_id)
    assert ws.platform_name(id) == "数据备案"


def test_a_copy_counts_as_not_verified(ws: Workspace) -> None:
    id = add_platform(ws, replace(NEW, copy_of="psb")).value
    made, psb = ws.catalogue.platforms[id], ws.catalogue.platforms["psb"]
    assert [item.text for item in made.steps] == [item.text for item in psb.steps]
    assert {item.certainty for item in made.steps} == {Certainty.UNVERIFIED}
    assert "公安备案" in made.steps[0].source


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"short_name": "公安备案"}, "short_name"), ({"unit": ""}, "unit"),
     ({"copy_of": "none"}, "copy_of")],
)  # fmt: skip
def test_a_platform_without_a_name_of_its_own_is_refused(
    ws: Workspace, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldsError) as caught:
        add_platform(ws, replace(NEW, **changes))  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_a_platform_in_use_and_a_shipped_one_stay(ws: Workspace) -> None:
    load_sample(ws, Silent())
    with pytest.raises(ConflictError, match="随附"):
        remove_platform(ws, "psb")
    id = add_platform(ws, NEW).value
    former = {"platform": id, "reason": "先登记", "source": "试", "certainty": "unverified",
              "verified_on": "2026-11-01"}  # fmt: skip
    save_rule(ws, RuleRef("djbh", "order_after"), {"order_after": [former]}, NOTED, Silent())
    with pytest.raises(ConflictError, match="等保备案"):
        remove_platform(ws, id)


def test_the_inventory_shows_a_renamed_platform(ws: Workspace) -> None:
    load_sample(ws, Silent())
    about = rule(ws, RuleRef("icp", "about")).value | {"short_name": "网站备案"}
    made = save_rule(ws, RuleRef("icp", "about"), about, NOTED, Silent())
    assert dict(ws.lines.platforms())["icp"] == "网站备案"
    assert "网站备案" in {row.platform_name for row in list_filings(ws)}
    assert made.changes.event_id is not None
    undo(ws, made.changes.event_id)
    assert dict(ws.lines.platforms())["icp"] == "ICP备案"


# the shipped rules move on


@pytest.fixture
def moved(ws: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workspace:
    """A folder with a rule of its own, opened by a program whose shipped rule has changed."""
    save_rule(ws, RuleRef("psb", "batch"), batch(), CALL, Silent())
    ws.close()
    folder = tmp_path / "newer"
    shutil.copytree(resources(), folder)
    psb = folder / "platforms" / "psb.yaml"
    text = psb.read_text(encoding="utf-8")
    psb.write_text(text.replace("按网站、APP逐个办理。", "按账号逐个办理。"), encoding="utf-8")
    monkeypatch.setattr("app.services.workspace.resources", lambda: folder)
    return open_workspace(ws.folder, clock=ws.clock, actor="测试员")


def test_a_change_of_the_shipped_rule_is_told_and_changes_nothing(moved: Workspace) -> None:
    shown = rule(moved, RuleRef("psb", "batch"))
    assert shown.moved
    assert shown.based_on["batch"]["condition"] == "按网站、APP逐个办理。"
    assert shown.base["batch"]["condition"] == "按账号逐个办理。"
    assert moved.catalogue.platforms["psb"].batch.limit == 20
    assert catalogue_view(moved).moved == (("psb", "batch"),)
    moved.close()


def test_the_officer_keeps_ones_own_or_takes_the_new_one(moved: Workspace) -> None:
    kept = keep_own(moved, "psb", "batch")
    assert not rule(moved, RuleRef("psb", "batch")).moved
    assert moved.catalogue.platforms["psb"].batch.limit == 20
    assert kept.changes.event_id is not None
    undo(moved, kept.changes.event_id)
    assert rule(moved, RuleRef("psb", "batch")).moved
    restore_rule(moved, "psb", "batch")
    assert moved.catalogue.platforms["psb"].batch.condition == "按账号逐个办理。"
    moved.close()


def test_a_rule_that_no_longer_fits_is_left_out_and_told(ws: Workspace) -> None:
    save_rule(ws, BATCH, batch(), CALL, Silent())
    save_rule(ws, RuleRef("psb", "steps"), {"steps": []}, CALL, Silent())
    ws.close()
    with sqlite3.connect(ws.paths.database) as raw:
        raw.execute("UPDATE rule_override SET value = '{\"batch\": 7}' WHERE rule = 'batch'")
    raw.close()
    again = open_workspace(ws.folder, clock=ws.clock)
    assert again.catalogue.platforms["cac-algorithm"].batch.support is BatchSupport.UNKNOWN
    assert again.catalogue.platforms["psb"].steps == ()
    (told,) = catalogue_view(again).left_out
    assert "批量规则" in told
    again.close()


# what a plan was made with


def test_an_entry_that_a_plan_used_can_be_shown_after_it_changed(ws: Workspace) -> None:
    then = ws.catalogue.platforms["psb"]
    with ws.change("plan") as change:
        keep_version(change.session, then)
        keep_version(change.session, then)
    save_rule(ws, RuleRef("psb", "batch"), batch(), CALL, Silent())
    assert version_of(ws, "psb", then.version) == Platform.model_validate(plain(then))
    view = version_view(ws, "psb", then.version)
    assert view.kept
    (difference,) = view.differences
    assert difference.rule == "batch"
    row = next(row for row in difference.rows if row.label == "能否批量")
    assert row.cells == ("不支持批量", "支持批量")
    assert row.differs
    assert version_of(ws, "psb", "000000000000") is None
    assert not version_view(ws, "psb", "000000000000").kept


def _case_of_a_stopped_product(ws: Workspace) -> int:
    load_sample(ws, Silent())
    chosen = next(row for row in list_filings(ws) if row.platform == "cac-algorithm")
    product = next(item for item in list_products(ws) if item.state_since)
    case = create_case(ws, "下线", (chosen.id,)).value
    facts = Facts(
        reason=EndReason.PRODUCT_CLOSED,
        ended_on=product.state_since,
        product_ids=tuple(use.product_id for use in chosen.products),
    )
    save_facts(ws, case, facts)
    return case


def test_accepting_a_plan_keeps_the_entries_that_it_was_made_with(ws: Workspace) -> None:
    case = _case_of_a_stopped_product(ws)
    made = accept_plan(ws, case, plan_view(ws, case).choices.recommended, "推荐")
    version = case_view(ws, case).submissions[0].catalogue_version
    save_rule(ws, BATCH, batch(), CALL, Silent())
    then = version_of(ws, "cac-algorithm", version)
    assert then is not None
    assert then.batch.support is BatchSupport.UNKNOWN
    assert version_view(ws, "cac-algorithm", version).submissions == 1
    assert made.changes.event_id is not None
    undo(ws, made.changes.event_id)
    assert version_of(ws, "cac-algorithm", version) == then  # what was kept stays


def test_a_plan_made_by_former_rules_is_not_accepted(ws: Workspace) -> None:
    case = _case_of_a_stopped_product(ws)
    plan = plan_view(ws, case).choices.recommended
    save_rule(ws, BATCH, batch(), CALL, Silent())
    with pytest.raises(ConflictError, match="平台规则在生成方案之后改变了"):
        accept_plan(ws, case, plan, "推荐")
    assert not case_view(ws, case).submissions
    assert not plan_view(ws, case).accepted
    accept_plan(ws, case, plan_view(ws, case).choices.recommended, "推荐")


# files of an older version


def test_files_of_an_older_version_are_taken_over_once(tmp_path: Path) -> None:
    old = tmp_path / "platforms"
    old.mkdir(parents=True)
    text = (resources() / "platforms" / "psb.yaml").read_text(encoding="utf-8")
    text = text.replace('support: "no"', 'support: "yes"')
    text = "\n".join(line for line in text.splitlines() if "item_checks: []" not in line)
    (old / "mine.yaml").write_text(text, encoding="utf-8")
    extra = text.replace("id: psb\n", "id: extra\n").replace("公安备案\n", "另一平台\n")
    (old / "extra.yaml").write_text(extra, encoding="utf-8")
    (old / "bad.yaml").write_text("id: psb", encoding="utf-8")
    ws = open_workspace(tmp_path, actor="测试员")
    try:
        assert ws.catalogue.platforms["psb"].batch.support is BatchSupport.YES
        assert ws.platform_name("extra") == "另一平台"
        view = platform_view(ws, "psb")
        assert view is not None
        assert [item.key for item in view.rules if item.own] == ["batch"]
        assert sorted(path.name for path in old.iterdir()) == [
            "bad.yaml.unfit", "extra.yaml.taken-over", "mine.yaml.taken-over",
        ]  # fmt: skip
        told = [entry.summary for entry in timeline(ws)]
        assert any("bad.yaml" in text and "未采用" in text for text in told)
    finally:
        ws.close()
    again = open_workspace(tmp_path)
    assert len(timeline(again)) == len(told)
    again.close()
