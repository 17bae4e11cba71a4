"""Own rules go to another PC as one file, are compared there one by one; one undo takes them back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import BadInputError, ConflictError, FieldsError
from app.model.kinds import CheckMethod
from app.progress import Silent
from app.services.history import timeline, undo
from app.services.own_platforms import NewPlatform, add_platform
from app.services.platform_rules import platform_view
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule, verify_rules
from app.services.rules_export import export_rules
from app.services.rules_import import Incoming, RulesPreview, import_rules, preview_rules
from app.services.workspace import Workspace, open_workspace

TODAY = date(2026, 11, 23)
CALL = CheckInput(TODAY, CheckMethod.CALL, "王老师", "口头答复")
PSB = RuleRef("psb", "batch")


def batch(ws: Workspace, **changes: Any) -> dict[str, Any]:
    view = platform_view(ws, "psb")
    assert view is not None
    shown = view.rule("batch")
    assert shown is not None
    return {"batch": shown.value["batch"] | changes}


@pytest.fixture
def other(tmp_path: Path, ws: Workspace) -> Iterator[Workspace]:
    """A second PC."""
    made = open_workspace(tmp_path / "other", clock=ws.clock, actor="同事")
    yield made
    made.close()


@pytest.fixture
def sent(ws: Workspace, tmp_path: Path) -> Path:
    """The file of a firm with a changed rule, a verified one, and a platform of its own."""
    proof = tmp_path / "通话记录.png"
    Image.new("RGB", (30, 30), "white").save(proof)
    save_rule(ws, PSB, batch(ws, support="yes", limit=5), replace(CALL, files=(proof,)), Silent())
    verify_rules(ws, "icp", ["channel"], CALL, Silent())
    id = add_platform(ws, NewPlatform("省平台", "省平台", "省局", "一个系统")).value
    reason = {"platform": id, "reason": "先在省平台办", "source": "省局", "certainty": "practice",
              "verified_on": "2026-11-20"}  # fmt: skip
    save_rule(ws, RuleRef("djbh", "order_after"), {"order_after": [reason]}, CALL, Silent())
    target = tmp_path / "规则.zip"
    made = export_rules(ws, target, Silent())
    assert (made.value.platforms, made.value.rules, made.value.files) == (1, 2, 1)
    assert "导出自定义规则 2 项" in timeline(ws)[0].summary
    return target


def states(preview: RulesPreview) -> dict[tuple[str, str], Incoming]:
    return {
        (offer.key[0] if not offer.key[0].startswith("own-") else "own", offer.key[1]): offer.state
        for offer in preview.offers
    }


def keys(preview: RulesPreview) -> list[tuple[str, str]]:
    return [offer.key for offer in preview.offers]


def test_everything_comes_over_with_its_proof_and_one_undo_takes_it_back(
    sent: Path, other: Workspace
) -> None:
    before = other.catalogue
    preview = preview_rules(other, sent, Silent())
    assert states(preview) == {
        ("own", ""): Incoming.NEW,
        ("psb", "batch"): Incoming.NEW,
        ("djbh", "order_after"): Incoming.NEW,
        ("icp", "channel"): Incoming.CHECK,
    }
    assert all(offer.taken_first for offer in preview.offers)
    made = import_rules(other, sent, keys(preview), Silent())
    assert made.value == 4
    assert other.catalogue.platforms["psb"].batch.limit == 5
    view = platform_view(other, "psb")
    assert view is not None
    shown = view.rule("batch")
    assert shown is not None
    (file,) = shown.checks[0].files
    assert file.file_name == "通话记录.png"
    assert other.vault.check(file.sha256).is_file()
    again = preview_rules(other, sent, Silent())
    assert {offer.state for offer in again.offers} == {Incoming.SAME}
    with pytest.raises(FieldsError):
        import_rules(other, sent, keys(again), Silent())
    assert made.changes.event_id is not None
    undo(other, made.changes.event_id)
    assert other.catalogue == before


def test_what_differs_is_shown_with_both_values_and_left_unless_chosen(
    sent: Path, other: Workspace
) -> None:
    save_rule(other, PSB, batch(other, support="yes", limit=9), CALL, Silent())
    preview = preview_rules(other, sent, Silent())
    offer = next(item for item in preview.offers if item.key == ("psb", "batch"))
    assert (offer.state, offer.taken_first) == (Incoming.DIFFERS, False)
    row = next(row for row in offer.rows if row.label == "一次最多")
    assert row.cells == ("9 个", "5 个")
    import_rules(other, sent, [key for key in keys(preview) if key[0] != "psb"], Silent())
    assert other.catalogue.platforms["psb"].batch.limit == 9
    import_rules(other, sent, [("psb", "batch")], Silent())
    assert other.catalogue.platforms["psb"].batch.limit == 5


def test_a_rule_without_the_platform_that_it_names_is_refused(sent: Path, other: Workspace) -> None:
    before = other.catalogue
    with pytest.raises(ConflictError, match="不能成立"):
        import_rules(other, sent, [("djbh", "order_after")], Silent())
    assert other.catalogue is before
    assert timeline(other) == []


def test_a_rule_of_a_platform_that_is_not_here_cannot_be_taken(
    sent: Path, other: Workspace, tmp_path: Path
) -> None:
    def stranger(listing: dict[str, Any]) -> None:
        listing["rules"][0]["platform"] = "nowhere"
        listing["rules"][1]["rule"] = "colour"

    preview = preview_rules(other, altered(sent, tmp_path, stranger), Silent())
    unfit = [offer for offer in preview.offers if offer.state is Incoming.UNFIT]
    assert [offer.why for offer in unfit] == ["本机没有这个平台", "本机的程序没有这一项规则"]
    assert not any(offer.usable for offer in unfit)


def test_nothing_of_ones_own_is_nothing_to_export(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="没有内容可导出"):
        export_rules(ws, tmp_path / "规则.zip", Silent())
    assert not (tmp_path / "规则.zip").exists()


# files that are not what they should be


def altered(sent: Path, tmp_path: Path, change: Any, **parts: bytes) -> Path:
    """Write the file again with its listing changed, and with other parts."""
    target = tmp_path / "altered.zip"
    with zipfile.ZipFile(sent) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "rules.json":
                listing = json.loads(content)
                change(listing)
                content = json.dumps(listing).encode()
            new.writestr(name, parts.get("files", content) if name != "rules.json" else content)
    return target


def _newer(listing: dict[str, Any]) -> None:
    listing["version"] = 2
    listing["colours"] = []


def _another(listing: dict[str, Any]) -> None:
    listing["format"] = "something"


def _climbing(listing: dict[str, Any]) -> None:
    listing["checks"][0]["files"][0]["file_name"] = "../../evil.png"


def _no_date(listing: dict[str, Any]) -> None:
    listing["checks"][0]["verified_on"] = "soon"


def _lost(listing: dict[str, Any]) -> None:
    listing["checks"][0]["files"][0]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_newer, "更新版本"),
        (_another, "不是自定义规则文件"),
        (_climbing, "内容有误"),
        (_no_date, "内容有误"),
        (_lost, "损坏"),
    ],
)
def test_a_listing_that_is_wrong_is_refused(
    sent: Path, other: Workspace, tmp_path: Path, change: Any, told: str
) -> None:
    with pytest.raises(BadInputError, match=told):
        preview_rules(other, altered(sent, tmp_path, change), Silent())
    assert timeline(other) == []


def test_an_attachment_that_was_changed_on_the_way_is_refused(
    sent: Path, other: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match="与导出时不一致"):
        preview_rules(other, altered(sent, tmp_path, lambda _: None, files=b"other"), Silent())


def test_a_truncated_file_is_refused(sent: Path, other: Workspace) -> None:
    whole = sent.read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 5):
        sent.write_bytes(whole[:size])
        with pytest.raises(BadInputError):
            preview_rules(other, sent, Silent())
    assert timeline(other) == []


def test_files_of_another_kind_are_refused(other: Workspace, tmp_path: Path) -> None:
    text = tmp_path / "规则.zip"
    text.write_text("just words", encoding="utf-8")
    sheet = tmp_path / "sheet.zip"
    with zipfile.ZipFile(sheet, "w") as made:
        made.writestr("xl/workbook.xml", "<a/>")
    climbing = tmp_path / "climbing.zip"
    with zipfile.ZipFile(climbing, "w") as made:
        made.writestr("rules.json", "{}")
        made.writestr("../evil", "x")
    for path in (text, sheet, climbing, tmp_path / "none.zip"):
        with pytest.raises(BadInputError, match="无法读取文件"):
            preview_rules(other, path, Silent())


def test_a_file_made_to_swell_is_refused_unopened(other: Workspace, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("rules.json", b" " * (40 * 1024 * 1024))
    with pytest.raises(BadInputError, match="大得不正常"):
        preview_rules(other, bomb, Silent())
    deep = tmp_path / "deep.zip"
    with zipfile.ZipFile(deep, "w") as made:
        made.writestr("rules.json", "[" * 200_000)
    with pytest.raises(BadInputError, match="损坏"):
        preview_rules(other, deep, Silent())
