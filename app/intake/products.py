"""应用产品: from the free text of the public lists to single products.

A bracket that holds kinds only (``（APP、网站）``) ends a product; any other bracket is part of
the name. Nothing is guessed: a product without a kind gets 其他.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.intake.tables import one_line
from app.model.kinds import ProductKind

Product = tuple[str, ProductKind]

_OPEN, _CLOSE = "（(", "）)"
_SEPARATORS = "、，,；;"
_LONGEST_NONE = 12
_NONE = re.compile(r"[-—–－_/／\s]*|无|不涉及")
_AND_MORE = re.compile(r"等(?:应用|产品|应用产品)?[。.]?")
_KIND_BREAK = re.compile(r"[、，,；;/／\s]|和|及|与")
_INNER = re.compile(r"[（(][^（）()]*[）)]")
_USUAL = re.compile(r"(?:[^（()）、，,；;]+[（(][^（()）]+[）)][、，,；;]?)+")
_PIECE = re.compile(r"([^（()）、，,；;]+)[（(]([^（()）]+)[）)][、，,；;]?")

_KINDS: dict[str, ProductKind] = {
    "app": ProductKind.APP,
    "应用程序": ProductKind.APP,
    "移动应用": ProductKind.APP,
    "网站": ProductKind.WEBSITE,
    "网页": ProductKind.WEBSITE,
    "web": ProductKind.WEBSITE,
    "小程序": ProductKind.MINI_PROGRAM,
    "微信小程序": ProductKind.MINI_PROGRAM,
    "支付宝小程序": ProductKind.MINI_PROGRAM,
    "抖音小程序": ProductKind.MINI_PROGRAM,
    "百度小程序": ProductKind.MINI_PROGRAM,
    "快手小程序": ProductKind.MINI_PROGRAM,
    "其他": ProductKind.OTHER,
    "公众号": ProductKind.OTHER,
    "客户端": ProductKind.OTHER,
    "pc客户端": ProductKind.OTHER,
    "软件": ProductKind.OTHER,
    "快应用": ProductKind.OTHER,
    "h5": ProductKind.OTHER,
    "sdk": ProductKind.OTHER,
}


class ProductList(NamedTuple):
    """The products of one cell; ``incomplete`` when the text ends with 等 (there are more)."""

    products: tuple[Product, ...] = ()
    incomplete: bool = False


@lru_cache(maxsize=4096)
def split_products(text: str) -> ProductList:
    """Return the products that ``text`` names, each name once for each kind, in reading order."""
    text = one_line(text)
    if len(text) <= _LONGEST_NONE and _NONE.fullmatch(text):
        return ProductList()
    found: dict[Product, None] = {}
    incomplete = False
    pieces = _pieces(text)
    for place, (name, kinds) in enumerate(pieces):
        if place and not kinds:
            if _AND_MORE.fullmatch(name):
                incomplete = True
                continue
            if place == len(pieces) - 1 and name.endswith("等"):
                name, incomplete = name[:-1], True  # noqa: PLW2901
        for kind in kinds or (ProductKind.OTHER,):
            found[(name, kind)] = None
    return ProductList(tuple(found), incomplete)


def _pieces(text: str) -> list[tuple[str, tuple[ProductKind, ...]]]:
    """Cut the usual ``name（kinds）、name（kinds）`` at once, walk through anything else."""
    pieces = []
    if _USUAL.fullmatch(text):
        for name, bracket in _PIECE.findall(text):
            kinds = _kinds(bracket)
            if not kinds or not name.strip():
                return _walk(text)
            pieces.append((name.strip(), kinds))
        return pieces
    return _walk(text)


def _walk(text: str) -> list[tuple[str, tuple[ProductKind, ...]]]:
    """Cut at separators outside brackets and behind a bracket of kinds."""
    pieces: list[tuple[str, tuple[ProductKind, ...]]] = []
    name, opened, depth = "", 0, 0

    def end(kinds: tuple[ProductKind, ...]) -> None:
        nonlocal name
        if name.strip():
            pieces.append((name.strip(), kinds))
        name = ""

    for place, char in enumerate(text):
        if char in _OPEN:
            opened = opened if depth else place
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth:
                continue
            kinds = _kinds(text[opened + 1 : place])
            if kinds:
                end(kinds)
            else:
                name += text[opened : place + 1]
        elif depth:
            continue
        elif char in _SEPARATORS:
            end(())
        elif char not in _CLOSE:
            name += char
    if depth:
        kinds = _kinds(text[opened + 1 :])
        name += "" if kinds else text[opened:]
        end(kinds)
    end(())
    return pieces


@lru_cache(maxsize=1024)
def _kinds(text: str) -> tuple[ProductKind, ...]:
    """Return the kinds in a bracket, or nothing when it holds anything else."""
    words = [word for word in _KIND_BREAK.split(_INNER.sub("", text)) if word]
    kinds = [_KINDS.get(word.casefold().removesuffix("等")) for word in words]
    return tuple(dict.fromkeys(kind for kind in kinds if kind)) if all(kinds) else ()
