"""The table's lines follow every change, and answer what is asked in the order asked for."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from app.model.kinds import AlgorithmType, FilingStatus
from app.progress import Silent
from app.services.algorithms import AlgorithmEdit, list_algorithms, save_algorithm
from app.services.filing_changes import change_filings, duplicate_filings
from app.services.filings import delete_filings, list_filings
from app.services.history import undo
from app.services.inventory_table import (
    TableQuery,
    filing_groups,
    filing_ids,
    filing_lines,
    gap_count,
    listed_ids,
    platforms_listed,
)
from app.services.organisations import OrganisationEdit, list_organisations, save_organisation
from app.services.overview import inventory_gaps
from app.services.products import list_products
from app.services.sample import load_sample
from app.services.workspace import Workspace, open_workspace


@pytest.fixture
def firm(ws: Workspace) -> Workspace:
    load_sample(ws, Silent())
    return ws


def asked(ws: Workspace, **what: object) -> list[str]:
    ids = filing_ids(ws, TableQuery(**what))  # type: ignore[arg-type]
    return [line.title for line in filing_lines(ws, ids) if line]


def test_a_line_says_what_the_filing_is(firm: Workspace) -> None:
    rows = list_filings(firm)
    lines = filing_lines(firm, [row.id for row in rows])
    for row, line in zip(rows, lines, strict=True):
        assert line is not None
        assert (line.title, line.number, line.status) == (row.title, row.number, row.status)
        assert (line.type, line.role, line.platform_name) == (row.type, row.role, row.platform_name)
        assert (line.products_text, line.problems) == (row.products_text, row.problems)
        assert (line.filed_on, line.organisation_name) == (row.filed_on, row.organisation_name)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("问", "示例云问对话生成算法"),
        ("云问", "示例云问对话生成算法"),
        ("云问对话", "示例云问对话生成算法"),
        ("sl", "示例云问对话生成算法"),
        ("slywdh", "示例云问对话生成算法"),
        ("0022", "示例内容推荐算法"),
        ("１１０１０８", "示例内容推荐算法"),
        ("北京 推荐", "示例内容推荐算法"),
        ("云览 APP", "示例内容推荐算法"),
        ("生成合成", "示例云问对话生成算法"),
        ("调度决策类", "示例骑手调度算法"),
        ("生成式AI", "示例云问大模型"),
    ],
)
def test_found_from_one_character_on(firm: Workspace, text: str, title: str) -> None:
    assert title in asked(firm, text=text)
    assert asked(firm, text=f"{text} 没有的字") == []


def test_quotes_and_signs_in_a_word_are_only_text(firm: Workspace) -> None:
    for text in ('"', '""', "a\"b'c", "*", "%", "_", "AND OR NOT", "（", "\\"):
        filing_ids(firm, TableQuery(text=text))


def test_every_column_sorts_both_ways_and_empty_ones_stand_last(firm: Workspace) -> None:
    for key in ("title", "number", "status", "platform", "type", "role", "organisation",
                "products", "filed", "changed", "cancelled", "purpose", "remark"):  # fmt: skip
        up = list(filing_ids(firm, TableQuery(sort=((key, False),))))
        down = list(filing_ids(firm, TableQuery(sort=((key, True),))))
        assert sorted(up) == sorted(down) == [row.id for row in list_filings(firm)]
    dates = [line.filed_on for line in filing_lines(firm, filing_ids(
        firm, TableQuery(sort=(("filed", False),)))) if line]  # fmt: skip
    known = [day for day in dates if day]
    assert dates == sorted(known) + [None] * (len(dates) - len(known))


def test_several_columns_sort_one_within_the_other(firm: Workspace) -> None:
    ids = filing_ids(firm, TableQuery(sort=(("platform", False), ("filed", True))))
    lines = [line for line in filing_lines(firm, ids) if line and line.filed_on]
    keys = [(line.platform_name, line.filed_on) for line in lines]
    assert [name for name, _ in keys] == sorted(name for name, _ in keys)
    for name in {name for name, _ in keys}:
        days = [day for own, day in keys if own == name]
        assert days == sorted(days, reverse=True)  # type: ignore[type-var]


def test_names_sort_by_pinyin(ws: Workspace) -> None:
    load_sample(ws, Silent())
    names = asked(ws, sort=(("organisation", False),), text="算法备案")
    organisations = [
        line.organisation_name
        for line in filing_lines(ws, filing_ids(ws, TableQuery(sort=(("organisation", False),))))
        if line
    ]
    assert names
    first = list(dict.fromkeys(organisations))
    assert [name[3:4] for name in first] == ["帆", "集", "览"]


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("2022", lambda day: day.year == 2022),
        ("2022年10月", lambda day: (day.year, day.month) == (2022, 10)),
        (">2023-1", lambda day: day >= date(2023, 1, 1)),
        ("<2022-12", lambda day: day < date(2023, 1, 1)),
        ("2022-1~2022-12", lambda day: day.year == 2022),
    ],
)
def test_dates_are_asked_for_by_part_and_range(firm: Workspace, typed: str, fits: object) -> None:
    found = filing_lines(firm, filing_ids(firm, TableQuery(typed=(("filed", typed),))))
    wanted = {r.id for r in list_filings(firm) if r.filed_on and fits(r.filed_on)}  # type: ignore[operator]
    assert wanted
    assert {line.id for line in found if line} == wanted


def test_fields_below_the_headings_narrow(firm: Workspace) -> None:
    assert asked(firm, choices=(("status", "cancelled"),)) == ["示例配送调度算法"]
    assert asked(firm, typed=(("title", "大模型"),)) == ["示例云问大模型"]
    assert all("云览" in title for title in asked(firm, typed=(("products", "云览（网站）"),))
               if "云览" in title)  # fmt: skip
    empty = asked(firm, typed=(("number", "空"),))
    assert empty == [row.title for row in list_filings(firm) if not row.number]


def test_groups_stand_together_with_their_count(firm: Workspace) -> None:
    query = TableQuery(group="status", sort=(("title", False),))
    ids = filing_ids(firm, query)
    groups = filing_groups(firm, ids, "status")
    assert groups == [("有效", 23), ("已注销", 1)]
    assert sum(count for _, count in groups) == len(ids)


def test_lines_follow_whatever_they_show(firm: Workspace) -> None:
    row = next(r for r in list_filings(firm) if r.products and r.algorithm_id)
    algorithm = next(a for a in list_algorithms(firm) if a.id == row.algorithm_id)
    save_algorithm(firm, algorithm.id, AlgorithmEdit(
        algorithm.organisation_id, "改名算法", AlgorithmType.RANK, algorithm.role))  # fmt: skip
    owner = next(o for o in list_organisations(firm) if o.id == row.organisation_id)
    renamed = save_organisation(firm, owner.id, OrganisationEdit("改名公司", uscc=owner.uscc))
    (line,) = filing_lines(firm, [row.id])
    assert line is not None
    assert (line.title, line.type, line.organisation_name) == (
        "改名算法", AlgorithmType.RANK, "改名公司")  # fmt: skip
    assert asked(firm, text="改名公司")
    undo(firm, renamed.changes.event_id or 0)
    assert asked(firm, text="改名公司") == []
    assert asked(firm, text=owner.name)
    delete_filings(firm, (row.id,))
    assert filing_lines(firm, [row.id]) == [None]
    assert asked(firm, text="改名算法") == []


def test_twice_filed_and_other_questions(firm: Workspace) -> None:
    row = next(r for r in list_filings(firm) if r.algorithm_id)
    assert asked(firm, marks=("twice",)) == []
    duplicate_filings(firm, (row.id,))
    assert asked(firm, marks=("twice",)) == [row.title] * 2
    assert asked(firm, marks=("doubtful",)) == ["示例商品检索算法"]
    change_filings(firm, (row.id,), "status", FilingStatus.CANCELLED)
    assert asked(firm, marks=("twice",)) == []


def test_the_count_of_gaps_is_that_of_the_rules(firm: Workspace) -> None:
    found = inventory_gaps(firm, 1000)
    assert gap_count(firm) == len(found) > 0


def test_other_records_are_listed_by_words_and_order(firm: Workspace) -> None:
    ids = listed_ids(firm, "product", TableQuery(text="slyw"))
    assert {p.name for p in list_products(firm, tuple(ids))} == {"示例云问"}
    up = list(listed_ids(firm, "algorithm", TableQuery(sort=(("filings", False),))))
    assert sorted(up) == sorted(a.id for a in list_algorithms(firm))
    assert len(listed_ids(firm, "organisation", TableQuery(text="北京"))) == 1


def test_lines_of_an_older_program_are_made_anew(firm: Workspace) -> None:
    expected = asked(firm, text="云问")
    folder = firm.folder
    firm.close()
    with sqlite3.connect(folder / "qingbei.db") as raw:
        raw.execute("PRAGMA user_version = 0")
        raw.execute("DELETE FROM filing_line")
    raw.close()
    again = open_workspace(folder)
    try:
        assert asked(again, text="云问") == expected
    finally:
        again.close()


def test_unsorted_lines_stand_by_their_id_with_and_without_gaps(firm: Workspace) -> None:
    ids = sorted(row.id for row in list_filings(firm))
    assert list(filing_ids(firm, TableQuery())) == ids
    delete_filings(firm, (ids[1],))
    assert list(filing_ids(firm, TableQuery())) == [ids[0], *ids[2:]]


def test_an_empty_folder_has_no_lines_and_no_platforms(ws: Workspace) -> None:
    assert ws.lines.nothing_entered()
    assert list(filing_ids(ws, TableQuery())) == []
    assert platforms_listed(ws) == []


def test_the_platforms_that_have_filings_are_listed_by_name(firm: Workspace) -> None:
    assert not firm.lines.nothing_entered()
    shown = {(row.platform, row.platform_name) for row in list_filings(firm)}
    listed = platforms_listed(firm)
    assert set(listed) == shown
    assert listed == sorted(listed, key=lambda item: item[1])
