"""Products come out of the free text as an officer would read them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.intake.products import split_products
from app.model.kinds import ProductKind

APP, WEB, MINI, OTHER = (
    ProductKind.APP,
    ProductKind.WEBSITE,
    ProductKind.MINI_PROGRAM,
    ProductKind.OTHER,
)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("示例（APP、网站、小程序）", [("示例", APP), ("示例", WEB), ("示例", MINI)]),
        ("示例AI(网站)、示例AI(APP)", [("示例AI", WEB), ("示例AI", APP)]),
        ("甲（APP、网站）乙（APP）", [("甲", APP), ("甲", WEB), ("乙", APP)]),
        ("甲(APP）、乙（网站)", [("甲", APP), ("乙", WEB)]),
        ("hao示例（APP）", [("hao示例", APP)]),
        ("示例智能电视应用（APP）", [("示例智能电视应用", APP)]),
        ("示例（北京）（小程序）", [("示例（北京）", MINI)]),
        ("示例（智能音箱）", [("示例（智能音箱）", OTHER)]),
        ("示例（微信小程序/APP）", [("示例", MINI), ("示例", APP)]),
        ("示例\n（APP、\n网站）", [("示例", APP), ("示例", WEB)]),
        ("示例（APP", [("示例", APP)]),
        ("甲，乙", [("甲", OTHER), ("乙", OTHER)]),
        ("甲（APP）、甲（APP）", [("甲", APP)]),
        ("平等（APP）", [("平等", APP)]),
    ],
)
def test_products_with_their_kinds(text: str, products: list[tuple[str, ProductKind]]):
    found = split_products(text)
    assert list(found.products) == products
    assert not found.incomplete


@pytest.mark.parametrize("text", ["", "--", "—", "－－", "/", "无", " - "])
def test_no_product(text: str):
    assert split_products(text).products == ()


@pytest.mark.parametrize("text", ["甲（APP）、乙（网站）等", "甲（APP）乙（网站）等。", "甲、乙等"])
def test_a_list_that_ends_with_etc_is_told_as_incomplete(text: str):
    found = split_products(text)
    assert [name for name, _ in found.products] == ["甲", "乙"]
    assert found.incomplete


def test_every_published_product_gets_a_kind_and_a_whole_name(shared_data: Path):
    names = set()
    for file in ("cancel_notices.csv", "list_2022-08.csv"):
        with (shared_data / file).open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                found = split_products(row["应用产品"])
                assert bool(found.products) is (row["应用产品"] != "--")
                for name, kind in found.products:
                    assert kind is not OTHER
                    assert name in row["应用产品"]
                    assert not set(name) & set("（）()、")
                    names.add(name)
    assert {
        "百度新闻",
        "百度百科",
        "百度贴吧",
        "hao123",
        "海信智能电视聚好看应用",
        "阿水AI",
    } <= names


def test_the_missing_comma_between_two_published_products(shared_data: Path):
    with (shared_data / "list_2022-08.csv").open(encoding="utf-8-sig", newline="") as rows:
        text = next(r["应用产品"] for r in csv.DictReader(rows) if "百度贴吧" in r["应用产品"])
    found = split_products(text)
    assert found.products == tuple(
        (name, kind) for name in ("百度新闻", "百度百科", "百度贴吧") for kind in (APP, WEB)
    )
    assert found.incomplete
