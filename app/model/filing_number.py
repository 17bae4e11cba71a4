"""Filing numbers as values: their parts, what each part means, and what looks wrong with them.

A number is never corrected here: what is odd about it is said, and the number stays as typed.
The structure and the check digit of algorithm numbers were derived from published filings
(DOMAIN section 3, certainty "data"); they are not an official rule, and every message says so.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from app.model.kinds import AlgorithmType

PREFIX = "网信算备"
SUFFIX = "号"
LENGTH = 21
NOT_OFFICIAL = "校验位规则由公开数据归纳，非官方规定"

# What each code stands for in the published lists, the usual type first. 05 is content safety
# (检索过滤类) in six of the eight numbers at hand; two of the first list (2022-08) carry it and
# are published as 调度决策类, so it does not contradict that type.
TYPE_CODES: dict[str, tuple[tuple[AlgorithmType, ...], str]] = {
    "01": ((AlgorithmType.GENERATIVE,), "生成合成类"),
    "02": ((AlgorithmType.PUSH,), "个性化推送类"),
    "03": ((AlgorithmType.RANK,), "排序精选类"),
    "04": ((AlgorithmType.SEARCH,), "检索过滤类（检索）"),
    "05": (
        (AlgorithmType.SEARCH, AlgorithmType.DISPATCH),
        "检索过滤类（内容安全），早期也有调度决策类",
    ),
    "06": ((AlgorithmType.DISPATCH,), "调度决策类"),
}

# GB/T 2260: the first two digits of an area code name the province-level division.
PROVINCES: dict[str, str] = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_USUAL = re.compile(f"{PREFIX}[0-9]{{21}}{SUFFIX}")
_ALGORITHM = re.compile(rf"(?:{PREFIX})?([0-9]{{{LENGTH}}}){SUFFIX}?")
_GENAI = re.compile(r"([A-Za-z]+)-(.+)-([0-9]{8})([0-9]*)")
_WEIGHTS = tuple(pow(2, LENGTH - place, 10) for place in range(1, LENGTH))
_OFFSET = 1 + ord("0") * sum(_WEIGHTS)
_LOST_DIGITS = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")


def number_key(text: str) -> str:
    """Return ``text`` as the key by which the same number is found again.

    Half-width (NFKC) and without any blank or line break; an algorithm number gets its prefix
    and suffix where they were left out. For numbers of every platform.
    """
    if _USUAL.fullmatch(text):
        return text
    key = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    match = _ALGORITHM.fullmatch(key)
    return f"{PREFIX}{match[1]}{SUFFIX}" if match else key


def make_check_digit(first20: str) -> str:
    """Return the last digit for the first 20: Σ dᵢ·2^(21−i) ≡ 1 (mod 10) (source: data).

    Raises ValueError when ``first20`` is not 20 ASCII digits.
    """
    if len(first20) != LENGTH - 1 or not (first20.isascii() and first20.isdigit()):
        raise ValueError("20 digits are needed")
    return str((_OFFSET - sum(map(mul, first20.encode(), _WEIGHTS))) % 10)


class FilingNumber(NamedTuple):
    """A number of 互联网信息服务算法备案系统: 网信算备 + 21 digits + 号, in its parts."""

    area: str
    subject: str
    type_code: str
    year: str
    running: str
    check: str

    @classmethod
    def parse(cls, text: str) -> FilingNumber | None:
        """Return the number in ``text``, or None when it does not hold exactly 21 digits.

        Blanks, line breaks and full-width digits are allowed, prefix and suffix may be missing.
        """
        match = _ALGORITHM.fullmatch(number_key(text))
        if match is None:
            return None
        digits = match[1]
        parts = (digits[:6], digits[6:13], digits[13:15], digits[15:17], digits[17:20], digits[20])
        return cls(*parts)

    @property
    def digits(self) -> str:
        """The 21 digits."""
        return "".join(self)

    @property
    def text(self) -> str:
        """The number as the authority writes it."""
        return f"{PREFIX}{self.digits}{SUFFIX}"

    @property
    def type(self) -> AlgorithmType | None:
        """The official type that the code usually names; None for a code that is not known."""
        return self.types[0] if self.types else None

    @property
    def types(self) -> tuple[AlgorithmType, ...]:
        """Every type under which the code was published; empty for a code that is not known."""
        known = TYPE_CODES.get(self.type_code)
        return known[0] if known else ()

    @property
    def province(self) -> str | None:
        """The province-level division of the area code; None for a code that is not known."""
        return PROVINCES.get(self.area[:2])

    @property
    def check_ok(self) -> bool:
        """Whether the last digit fits the rule found in the published numbers."""
        return make_check_digit(self.digits[:-1]) == self.check

    def explain(self) -> list[tuple[str, str]]:
        """Return each group with its meaning in Chinese, for a tooltip."""
        known = TYPE_CODES.get(self.type_code)
        verdict = "相符" if self.check_ok else "不符，疑似抄录错误"
        return [
            (self.area, f"主体所在地行政区划代码：{self.province or '未知省级代码'}"),
            (self.subject, "主体代码：同一主体的备案相同"),
            (self.type_code, f"算法类型：{known[1] if known else '未知类型代码'}"),
            (self.year, f"备案年份：20{self.year} 年"),
            (self.running, "该主体该类型的顺序号"),
            (self.check, f"校验位：{verdict}（{NOT_OFFICIAL}）"),
        ]

    def problems(self, algorithm_type: AlgorithmType | None) -> tuple[str, ...]:
        """Return what looks wrong, each as a Chinese sentence with its reason (source: data).

        ``algorithm_type`` is the type entered for the algorithm; None: not compared.
        """
        found = _part_problems(self.area, self.type_code, algorithm_type)
        right = make_check_digit(self.digits[:-1])
        if self.check == right:
            return found
        wrong = (
            f"疑似抄录错误：备案编号末位是 {self.check}，"
            f"按前 20 位推算应为 {right}（{NOT_OFFICIAL}），请对照公示清单核对。"
        )
        return (wrong, *found)


@lru_cache(maxsize=1024)
def _part_problems(
    area: str, type_code: str, algorithm_type: AlgorithmType | None
) -> tuple[str, ...]:
    found = []
    if area[:2] not in PROVINCES:
        found.append(
            f"备案编号前 6 位 {area} 应是行政区划代码，但 {area[:2]} 不是省级代码，请核对。"
        )
    types = TYPE_CODES[type_code][0] if type_code in TYPE_CODES else ()
    if not types:
        found.append(
            f"备案编号第 14、15 位 {type_code} 不是已知的算法类型代码（01 至 06），请核对。"
        )
    elif algorithm_type is not None and algorithm_type not in types:
        found.append(
            f"类型不一致：备案编号第 14、15 位 {type_code} 表示{types[0].label}，"
            f"而算法登记为{algorithm_type.label}，请核对编号或算法类型。"
        )
    return tuple(found)


class GenAiNumber(NamedTuple):
    """A number of 生成式人工智能服务备案: province, name, date (certainty: practice).

    ``extra`` holds digits that follow the date; their meaning is not known.
    """

    province: str
    name: str
    date_digits: str
    extra: str = ""

    @classmethod
    def parse(cls, text: str) -> GenAiNumber | None:
        """Return the number in ``text``, or None when it has another shape."""
        match = _GENAI.fullmatch(number_key(text))
        return cls(*match.groups()) if match else None

    @property
    def filed_on(self) -> date | None:
        """The date in the number; None when there is no such day."""
        try:
            return date.fromisoformat(self.date_digits)
        except ValueError:
            return None

    def explain(self) -> list[tuple[str, str]]:
        """Return each group with its meaning in Chinese, for a tooltip."""
        day = self.filed_on
        told = f"{day.year}年{day.month}月{day.day}日" if day else "不是有效日期"
        groups = [
            (self.province, "省级地区"),
            (self.name, "服务或模型名称"),
            (self.date_digits, f"日期：{told}"),
        ]
        return groups + ([(self.extra, "附加数字（含义待核实）")] if self.extra else [])

    def problems(self) -> tuple[str, ...]:
        """Return what looks wrong, each as a Chinese sentence (source: practice)."""
        if self.filed_on is None:
            return (f"备案编号中的日期 {self.date_digits} 不是有效日期，请核对。",)
        return ()


def number_problems(
    platform_id: str, number: str, algorithm_type: AlgorithmType | None
) -> tuple[str, ...]:
    """Return what looks wrong with ``number`` on its platform, as Chinese sentences.

    Only the two platforms whose numbers are known are checked; an empty number is no problem.
    """
    if not number_key(number):
        return ()
    if platform_id == "cac-algorithm":
        parsed = FilingNumber.parse(number)
        return parsed.problems(algorithm_type) if parsed else (_why_no_number(number),)
    if platform_id == "cac-genai":
        service = GenAiNumber.parse(number)
        if service is None:
            return (
                "备案编号应形如 Beijing-YunQue-20230821（地区、名称、日期，格式据公开编号归纳），"
                f"现为“{number.strip()}”，请核对。",
            )
        return service.problems()
    return ()


def _why_no_number(number: str) -> str:
    key = number_key(number)
    shape = "应为“网信算备”加 21 位数字加“号”（格式由公开数据归纳）"
    if _LOST_DIGITS.fullmatch(key):
        return (
            f"备案编号“{key}”被表格软件存成了数值，后几位已经丢失；"
            f"{shape}，请从公示清单重新抄录，并把该列设为文本格式。"
        )
    if GenAiNumber.parse(key):
        return f"“{key}”是生成式人工智能服务的备案编号，不是算法备案编号；请核对所选平台。"
    body = key.removeprefix(PREFIX).removesuffix(SUFFIX)
    strange = sorted({char for char in body if not (char.isascii() and char.isdigit())})
    if strange:
        told = "、".join(f"“{char}”" for char in strange[:5])
        return f"备案编号{shape}，其中有不是数字的字符{told}，请核对。"
    return f"备案编号{shape}，现有 {len(body)} 位数字，疑似漏抄或多抄，请核对。"
