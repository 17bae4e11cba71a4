"""The code on every generated page (清备码): what is in it, and whether it was read right.

Sixteen characters, so that the smallest QR symbol (21 modules) holds them with a quarter of it
unreadable::

    QB 3F7K2M9X 02 03 5T
    │  │        │  │  └ check: the characters before it as a number of base 37, modulo 1021
    │  │        │  └ how many pages the form has
    │  │        └ which page this is, from 1
    │  └ paper: the first 40 bits of the SHA-256 of submission, item, form and its words
    └ the format

Numbers are written in base 32 without I, L, O and U, so that a person can read them out. The paper
part is made from what is printed and from nothing else: the same words give the same code, other
words another. What a code stands for is looked up in the table of printed forms.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "QB"
PAPER_LENGTH = 8
MOST_PAGES = len(DIGITS) ** 2 - 1
_LENGTH = len(PREFIX) + PAPER_LENGTH + 6
_ORDER = {
    character: place for place, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_MODULUS = 1021


@dataclass(frozen=True, order=True)
class PageCode:
    """One page of one printed form: its ``paper``, its ``page`` from 1, and of how many."""

    paper: str
    page: int
    pages: int

    def payload(self) -> str:
        """Return what the QR symbol holds. Raises ValueError beyond :data:`MOST_PAGES` pages."""
        body = f"{PREFIX}{self.paper}{_written(self.page, 2)}{_written(self.pages, 2)}"
        return body + _check(body)

    @property
    def spoken(self) -> str:
        """The paper part in groups, as it is printed beside the symbol."""
        return f"{self.paper[:4]}-{self.paper[4:]}"


def paper_of(*parts: str) -> str:
    """Return the paper part for ``parts``, which together say what is printed."""
    text = "\x1f".join(parts)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big")
    return _written(number, PAPER_LENGTH)


def read_payload(text: str) -> PageCode | None:
    """Return the code that ``text`` holds; None for any other text or a wrong check."""
    if len(text) != _LENGTH or not text.startswith(PREFIX):
        return None
    body, check = text[:-2], text[-2:]
    if any(c not in DIGITS for c in body[len(PREFIX) :]) or _check(body) != check:
        return None
    start = len(PREFIX) + PAPER_LENGTH
    page, pages = _number(body[start : start + 2]), _number(body[start + 2 :])
    if not 1 <= page <= pages:
        return None
    return PageCode(body[len(PREFIX) : start], page, pages)


def _written(number: int, length: int) -> str:
    if not 0 <= number < len(DIGITS) ** length:
        raise ValueError(f"{number} does not fit into {length} characters")
    characters = []
    for _ in range(length):
        number, rest = divmod(number, len(DIGITS))
        characters.append(DIGITS[rest])
    return "".join(reversed(characters))


def _number(text: str) -> int:
    value = 0
    for character in text:
        value = value * len(DIGITS) + DIGITS.index(character)
    return value


def _check(body: str) -> str:
    value = 0
    for character in body:
        value = (value * 37 + _ORDER[character]) % _MODULUS
    return _written(value, 2)
