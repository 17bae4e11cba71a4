"""A filing number tells its parts, and what looks wrong with it, without changing it."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.filing_number import (
    PROVINCES,
    FilingNumber,
    GenAiNumber,
    make_check_digit,
    number_key,
    number_problems,
)
from app.model.kinds import AlgorithmType

REAL_SHAPE = "网信算备110108224236606220017号"
DIGITS = st.text("0123456789", min_size=20, max_size=20)


def test_parts_and_their_meaning():
    number = FilingNumber.parse(REAL_SHAPE)
    assert number is not None
    assert number == ("110108", "2242366", "06", "22", "001", "7")
    assert number.type is AlgorithmType.DISPATCH
    assert number.text == REAL_SHAPE
    told = dict(number.explain())
    assert "北京市" in told["110108"]
    assert "调度决策类" in told["06"]
    assert "2022" in told["22"]
    assert "非官方" in told["7"]


@pytest.mark.parametrize(
    "text",
    [
        " 网信算备 110108224236606220017 号 ",
        "网信算备1101082242366\n06220017号",
        "网信算备１１０１０８２２４２３６６０６２２００１７号",
        "110108224236606220017",
        "110108224236606220017号",
        "\ufeff网信算备110108\u200b224236606220017号",
    ],
)
def test_the_same_number_however_it_was_broken(text: str):
    assert FilingNumber.parse(text) == FilingNumber.parse(REAL_SHAPE)
    assert number_key(text) == REAL_SHAPE


@pytest.mark.parametrize(
    "text", ["", "网信算备号", REAL_SHAPE[:-3], REAL_SHAPE + "1", "沪ICP备1号"]
)
def test_other_texts_are_no_algorithm_number(text: str):
    assert FilingNumber.parse(text) is None


def test_keys_of_other_platforms_only_lose_blanks_and_widths():
    assert number_key(" 沪ICP备 ０００００００１号－1 ") == "沪ICP备00000001号-1"


def test_a_wrong_check_digit_is_told_with_its_reason():
    (problem,) = number_problems("cac-algorithm", REAL_SHAPE.replace("0017号", "0019号"), None)
    assert "疑似抄录错误" in problem
    assert "应为 7" in problem
    assert "非官方" in problem


def test_another_type_than_the_algorithms_is_told():
    (problem,) = number_problems("cac-algorithm", REAL_SHAPE, AlgorithmType.PUSH)
    assert problem.startswith("类型不一致")
    assert "调度决策类" in problem
    assert "个性化推送类" in problem


@pytest.mark.parametrize("code", ["04", "05"])
def test_both_search_codes_are_one_type(code: str):
    digits = f"1101082242366{code}22001"
    number = FilingNumber.parse(digits + make_check_digit(digits))
    assert number is not None
    assert number.type is AlgorithmType.SEARCH
    assert number.problems(AlgorithmType.SEARCH) == ()


def test_code_05_was_published_for_dispatch_too():
    digits = "33011097735470522001"
    number = FilingNumber.parse(digits + make_check_digit(digits))
    assert number is not None
    assert number.problems(AlgorithmType.DISPATCH) == ()
    assert len(number.problems(AlgorithmType.PUSH)) == 1


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("网信算备1101082242366062200号", "现有 19 位"),
        ("网信算备11O108224236606220017号", "“O”"),
        ("1.10108224236607E+20", "后几位已经丢失"),
        ("Beijing-YunQue-20230821", "生成式人工智能"),
    ],
)
def test_a_number_of_wrong_shape_says_what_is_wrong(number: str, word: str):
    (problem,) = number_problems("cac-algorithm", number, None)
    assert word in problem


def test_unknown_area_and_type_codes_are_told():
    digits = "99010822423660922001"
    problems = number_problems("cac-algorithm", digits + make_check_digit(digits), None)
    assert [("99" in p, "09" in p) for p in problems] == [(True, False), (False, True)]


def test_generative_services_carry_another_number():
    number = GenAiNumber.parse("ZheJiang-TongYiQianWen-20230901")
    assert number is not None
    assert (number.province, number.name, number.filed_on) == (
        "ZheJiang",
        "TongYiQianWen",
        date(2023, 9, 1),
    )
    assert number_problems("cac-genai", "Beijing-YunQue-20230821", None) == ()
    assert "不是有效日期" in number_problems("cac-genai", "Beijing-YunQue-20231341", None)[0]
    assert "应形如" in number_problems("cac-genai", REAL_SHAPE, None)[0]


def test_other_platforms_and_empty_numbers_are_not_judged():
    assert number_problems("icp", "随便", None) == ()
    assert number_problems("cac-algorithm", "  ", AlgorithmType.PUSH) == ()


def test_all_province_level_divisions_are_named():
    assert len(PROVINCES) == 34


@given(DIGITS)
def test_every_completed_number_is_right_and_odd(first20: str):
    digits = first20 + make_check_digit(first20)
    number = FilingNumber.parse(digits)
    assert number is not None
    assert number.check_ok
    assert int(digits[-1]) % 2 == 1


@given(DIGITS, st.integers(0, 20), st.integers(1, 9))
def test_a_changed_digit_is_caught_unless_it_moved_by_five(first20: str, place: int, step: int):
    digits = first20 + make_check_digit(first20)
    changed = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    number = FilingNumber.parse(changed)
    assert number is not None
    assert number.check_ok is (step == 5 and place != 20)


@given(DIGITS, st.integers(0, 19))
def test_swapped_neighbours_are_caught_unless_they_differ_by_five(first20: str, place: int):
    digits = first20 + make_check_digit(first20)
    left, right = digits[place], digits[place + 1]
    swapped = digits[:place] + right + left + digits[place + 2 :]
    number = FilingNumber.parse(swapped)
    assert number is not None
    apart = abs(int(left) - int(right))
    assert number.check_ok is (apart == 0 or (apart == 5 and place != 19))


def _real_numbers(folder: Path) -> list[str]:
    text = "".join((folder / f).read_text("utf-8-sig") for f in CSV_FILES)
    return sorted(set(re.findall(r"网信算备([0-9]{21})号", text)))


CSV_FILES = ("cancel_notices.csv", "list_2022-08.csv")


def test_all_published_numbers_pass_and_agree_with_their_type(shared_data: Path):
    assert len(_real_numbers(shared_data)) == 87
    for name in CSV_FILES:
        with (shared_data / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                label = row.get("算法类别") or row.get("角色或算法类别") or ""
                kind = AlgorithmType.from_label(label)
                assert number_problems("cac-algorithm", row["备案编号"], kind) == ()


def test_slips_in_published_numbers_are_caught_at_the_stated_rate(shared_data: Path):
    changed = caught = swapped = swaps_caught = 0
    for digits in _real_numbers(shared_data):
        for place in range(21):
            for digit in "0123456789":
                if digit != digits[place]:
                    changed += 1
                    caught += not _passes(digits[:place] + digit + digits[place + 1 :])
        for place in range(20):
            left, right = digits[place], digits[place + 1]
            if left != right:
                swapped += 1
                swaps_caught += not _passes(digits[:place] + right + left + digits[place + 2 :])
    assert caught / changed == pytest.approx(0.89, abs=0.01)
    assert swaps_caught / swapped == pytest.approx(0.93, abs=0.015)


def _passes(digits: str) -> bool:
    number = FilingNumber.parse(digits)
    return number is not None and number.check_ok
