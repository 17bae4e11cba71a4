"""Names of uploaded files: the platform's pattern, and nothing that Windows refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.file_names import (
    distinct,
    fill_pattern,
    is_pattern,
    safe_stem,
    short_company,
    too_long,
    with_part,
)

VALUES = {"序号": "03", "材料名称": "承诺书", "主体名称": "甲有限公司", "主体简称": "甲"}


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("序号-材料名称-主体简称", "03-承诺书-甲"),
        ("材料名称_主体名称", "承诺书_甲有限公司"),
        ("备案编号-材料名称", "承诺书"),
        ("材料名称（主体简称）", "承诺书（甲）"),
    ],
)
def test_a_pattern_is_filled(pattern: str, name: str) -> None:
    assert is_pattern(pattern)
    assert fill_pattern(pattern, VALUES) == name


@pytest.mark.parametrize(
    "rule", ["", "文件名不超过 20 个字", "文件名应包含材料名称，不得使用特殊符号。"]
)
def test_a_sentence_is_no_pattern(rule: str) -> None:
    assert not is_pattern(rule)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j"),
        ("末尾有点和空格. . ", "末尾有点和空格"),
        (" 两边 ", "两边"),
        ("换\n行\t和\x00控制\x1f符", "换行 和控制符"),
        ("CON", "_CON"),
        ("nul.承诺书", "_nul.承诺书"),
        ("com1", "_com1"),
        ("LPT¹", "_LPT¹"),
        ("CONIN$", "_CONIN$"),
        ("aux .txt", "_aux .txt"),
        ("console", "console"),
        ("COM10", "COM10"),
        ("反\u202e向\u200b文", "反向文"),
        ("\ud800", "未命名"),
        ("...", "未命名"),
        ("", "未命名"),
        ("e\u0301", "é"),
    ],
)
def test_what_windows_refuses_is_dealt_with(text: str, stem: str) -> None:
    assert safe_stem(text) == stem


@given(st.text(max_size=400))
def test_any_text_becomes_a_name_that_can_be_written(text: str) -> None:
    stem = safe_stem(text)
    assert 0 < len(stem) <= 101
    assert len(stem.encode()) <= 201
    assert not set('<>:"/\\|?*') & set(stem)
    assert min(stem) >= " "
    assert stem == stem.strip(" ")
    assert not stem.endswith(".")
    assert safe_stem(stem) == stem


def test_names_that_differ_by_case_alone_get_a_number() -> None:
    made = distinct([("A", "pdf"), ("a", "pdf"), ("a", "jpg"), ("A", "PDF"), ("a（2）", "pdf")])
    assert made == ["A.pdf", "a（2）.pdf", "a.jpg", "A（3）.PDF", "a（2）（2）.pdf"]


def test_a_number_or_a_part_is_not_what_a_long_name_loses() -> None:
    long = "长" * 60
    _, second = distinct([(long, "pdf"), (long, "pdf")])
    assert second.endswith("（2）.pdf")
    assert len(second.removesuffix(".pdf")) <= 100
    assert with_part(long, 12).endswith("-第12部分")


def test_a_path_of_260_characters_is_too_long_for_windows() -> None:
    assert too_long("x" * 200, ["y" * 58]) == 0
    assert too_long("x" * 200, ["y" * 59]) == 1
    assert too_long("x", []) == 0


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("杭州云图智能科技有限公司", "杭州云图智能科技"),
        ("某某股份有限公司", "某某"),
        ("某研究院", "某研究院"),
        ("公司", "公司"),
    ],
)
def test_a_companys_short_name(name: str, short: str) -> None:
    assert short_company(name) == short
