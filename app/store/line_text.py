"""How a line of the inventory is made findable: plain text, pinyin initials, short grams, order.

A line's text is its fields one below the other, so that no word matches across two fields.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

SHORT = 2
"""Words of up to this many characters are looked up as grams, longer ones as trigrams."""
ORDER_LENGTH = 24


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return ``text`` in half width and lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """Return the first letter of each character's pinyin; other characters stay as they are."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(text, style=Style.NORMAL)
    return plain("".join(part[:1] if part.isascii() and part.isalpha() else part for part in parts))


def searchable(titles: Iterable[str], others: Iterable[str]) -> str:
    """Return the text that a line is found by; ``titles`` are found by their initials too."""
    titles = [title for title in titles if title]
    fields = [plain(text) for text in (*titles, *others) if text]
    fields.extend(initials(title) for title in titles if not title.isascii())
    return "\n".join(dict.fromkeys(field for field in fields if field))


def grams(text: str) -> str:
    """Return every single character and every pair in a line's text, with blanks between."""
    found: set[str] = set()
    for field in text.split("\n"):
        found.update(field)
        found.update(map("".join, pairwise(field)))
    return " ".join(found)


def order_key(text: str) -> bytes:
    """Return what to sort ``text`` by: common Chinese characters stand in the order of pinyin.

    The first level of GB 2312 (3,755 characters) is arranged by pinyin, the rest by radical.
    """
    return plain(text)[:ORDER_LENGTH].encode("gb18030", "replace")
