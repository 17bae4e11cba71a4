"""统一社会信用代码 (GB 32100-2015): what is wrong with one, in words that help to mend it."""

from __future__ import annotations

import re
import unicodedata

LENGTH = 18
_BLANKS = re.compile(r"[\s\-\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")
_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_AREA = slice(2, 8)


def normalise_uscc(text: str) -> str:
    """Return the code in half-width capitals without blanks and hyphens; nothing is mended."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def uscc_problem(text: str) -> str | None:
    """Return what is wrong with the code as a Chinese sentence, or None when it is right.

    Source: GB 32100-2015 (length, characters, check character).
    """
    code = normalise_uscc(text)
    if not code:
        return "请填写统一社会信用代码。"
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 {LENGTH} 位，现有 {len(code)} 位，请对照营业执照核对。"
    for place, char in enumerate(code, start=1):
        if char not in _ALPHABET:
            return (
                f"统一社会信用代码第 {place} 位“{char}”不可能出现"
                f"（只用数字和除 I、O、S、V、Z 外的大写字母），请对照营业执照核对。"
            )
    if not code[_AREA].isdigit():
        return (
            f"统一社会信用代码第 3 至 8 位应是行政区划代码（6 位数字），"
            f"现为“{code[_AREA]}”，请对照营业执照核对。"
        )
    from stdnum.cn import uscc

    expected = uscc.calc_check_digit(code)
    if code[-1] != expected:
        return (
            f"统一社会信用代码的校验码不符：末位是 {code[-1]}，按前 17 位推算应为 {expected}，"
            f"代码中至少有一位抄错，请对照营业执照核对。"
        )
    return None
