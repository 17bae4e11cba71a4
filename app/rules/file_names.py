"""What a file for a platform is called: the platform's pattern filled, safe on every Windows.

A pattern is made of the words of :data:`NAME_WORDS` and what stands between them, such as
``材料名称_主体名称``. A platform's rule that is a sentence is no pattern; it is shown, not filled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

NAME_WORDS = ("序号", "材料名称", "主体名称", "主体简称", "备案编号", "备案名称", "办理事项")
USUAL_PATTERN = "序号-材料名称-主体简称"

LONGEST_STEM = 100
"""Characters of a name without its extension: below what any file system and portal takes."""

LONGEST_STEM_BYTES = 200
LONGEST_PATH = 259
"""Windows' MAX_PATH is 260 with the closing zero."""

_WORD = re.compile("|".join(sorted(NAME_WORDS, key=len, reverse=True)))
_BETWEEN = re.compile(r"[\s\w\-—–_·.+（）()【】\[\]]{0,12}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?=\s*(?:\.|$))",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|公司)$")


def is_pattern(text: str) -> bool:
    """Tell whether a platform's naming rule can be filled by the program."""
    parts = _WORD.split(text.strip())
    return len(parts) > 1 and all(_BETWEEN.fullmatch(part) for part in parts)


def fill_pattern(pattern: str, values: Mapping[str, str]) -> str:
    """Return the pattern with its words replaced; a word without a value leaves nothing."""
    filled = _WORD.sub(lambda found: values.get(found[0], ""), pattern.strip())
    return re.sub(r"([-_—])\1+", r"\1", filled).strip("-_—")


def short_company(name: str) -> str:
    """Return a company's name without its legal form (主体简称)."""
    return _COMPANY.sub("", name) or name


def safe_stem(text: str) -> str:
    """Return ``text`` as a file's name without extension that Windows takes and shows as it is.

    Forbidden and control characters, marks that turn the direction of text, reserved device
    names, dots and spaces at the ends and over-long names are dealt with; never empty.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(c if c == "\t" else "" if _unseen(c) else c for c in text)
    text = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", text)).strip(" .")
    while len(text) > LONGEST_STEM or len(text.encode()) > LONGEST_STEM_BYTES:
        text = text[:-1]
    text = text.rstrip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    return text or "未命名"


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def distinct(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return full names of (stem, extension), a number added where two differ by case alone."""
    taken: set[str] = set()
    made = []
    for stem, extension in names:
        name, number = f"{stem}.{extension}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(stem, f'（{number}）')}.{extension}"
        taken.add(name.casefold())
        made.append(name)
    return made


def with_part(stem: str, part: int) -> str:
    """Return the name of a part of a file that was split."""
    return _cut(stem, f"-第{part}部分")


def _cut(stem: str, end: str) -> str:
    while len(stem) + len(end) > LONGEST_STEM or len((stem + end).encode()) > LONGEST_STEM_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}{end}"


def too_long(folder: str, names: Sequence[str]) -> int:
    """Return by how many characters the longest path is longer than Windows takes, 0 if none."""
    longest = max((len(name) for name in names), default=0)
    return max(0, len(folder) + 1 + longest - LONGEST_PATH)
