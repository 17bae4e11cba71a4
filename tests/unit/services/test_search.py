"""Search finds every record by a word, a part of a number, or pinyin initials."""

from __future__ import annotations

import pytest

from app.progress import Silent
from app.services.case_changes import create_case
from app.services.filings import list_filings
from app.services.organisations import OrganisationEdit, save_organisation
from app.services.sample import load_sample
from app.services.search import Hit, search
from app.services.workspace import Workspace


@pytest.fixture
def firm(ws: Workspace) -> Workspace:
    load_sample(ws, Silent())
    return ws


def titles(hits: list[Hit], kind: str = "filing") -> list[str]:
    return [hit.title for hit in hits if hit.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("问", "filing", "示例云问对话生成算法"),
        ("slywdhscsf", "filing", "示例云问对话生成算法"),
        ("SLYW", "product", "示例云问（APP）"),
        ("1101089900022", "filing", "示例内容推荐算法"),
        ("网信算备 110108 9900022 02 22 001 5 号", "filing", "示例内容推荐算法"),
        ("１１０１０８９９０００２２０２２２", "filing", "示例内容推荐算法"),
        ("示例语音播报算法", "algorithm", "示例云问语音合成算法"),
        ("91110108ma00d202x9", "organisation", "示例云览信息技术（北京）有限公司"),
        ("网络技术（北京）", "organisation", "示例云览信息技术（北京）有限公司"),
        ("故意抄错", "filing", "示例商品检索算法"),
        ("beijing-shili", "filing", "示例云问大模型"),
        ("云览 推荐", "filing", "示例内容推荐算法"),
    ],
)
def test_found_by_what_one_remembers(firm: Workspace, text: str, kind: str, title: str) -> None:
    assert title in titles(search(firm, text), kind)


def test_a_title_that_begins_so_comes_first(firm: Workspace) -> None:
    assert search(firm, "示例云问")[0].title.startswith("示例云问")


def test_nothing_for_blanks_and_for_what_is_not_there(firm: Workspace) -> None:
    assert search(firm, "  ") == []
    assert search(firm, "不存在的东西") == []
    assert search(firm, "云览 不存在的东西") == []


def test_bounded(firm: Workspace) -> None:
    assert len(search(firm, "示例", limit=7)) == 7


def test_a_hit_leads_to_its_page(firm: Workspace) -> None:
    case = create_case(firm, "云问下线", (list_filings(firm)[5].id,)).value
    (hit,) = [hit for hit in search(firm, "云问下线") if hit.kind == "case"]
    assert (hit.target.page, hit.target.case_id) == ("cases", case)
    filing = next(hit for hit in search(firm, "对话生成") if hit.kind == "filing")
    assert (filing.target.page, filing.target.id) == ("inventory", list_filings(firm)[5].id)


def test_what_was_just_entered_is_found(firm: Workspace) -> None:
    assert search(firm, "新来的") == []
    save_organisation(firm, None, OrganisationEdit("新来的公司"))
    assert titles(search(firm, "新来的"), "organisation") == ["新来的公司"]
