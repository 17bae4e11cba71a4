"""Files of own rules that are damaged, foreign, newer or made to harm change nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import BadInputError
from app.intake.rules_file import VERSION
from app.model.kinds import CheckMethod
from app.progress import Silent
from app.services.history import timeline
from app.services.rule_checks import CheckInput, RuleRef
from app.services.rule_edits import save_rule
from app.services.rules_export import export_rules
from app.services.rules_import import Incoming, preview_rules
from app.services.workspace import Workspace, open_workspace


@pytest.fixture
def other(tmp_path: Path, ws: Workspace) -> Iterator[Workspace]:
    """A second PC."""
    made = open_workspace(tmp_path / "other", clock=ws.clock, actor="同事")
    yield made
    made.close()


@pytest.fixture
def sent(ws: Workspace, tmp_path: Path) -> Path:
    """A sound file with two rules and an attachment."""
    proof = tmp_path / "通话记录.png"
    Image.new("RGB", (30, 30), "white").save(proof)
    call = CheckInput(ws.today(), CheckMethod.CALL, files=(proof,))
    batch = ws.catalogue.platforms["psb"].batch.model_dump(mode="json") | {"support": "yes"}
    save_rule(ws, RuleRef("psb", "batch"), {"batch": batch}, call, Silent())
    save_rule(ws, RuleRef("psb", "steps"), {"steps": []}, CheckInput(ws.today()), Silent())
    target = tmp_path / "规则.zip"
    export_rules(ws, target, Silent())
    return target


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
    listing["version"] = VERSION + 1
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
