"""Titles of more than one line (标题回行, GB/T 9704-2012 § 7.3.1).

Words stay whole; the lines stand like a trapezium or a rhombus, are of about one length, and never
make a box of equal lines or an hourglass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil

from app.dossier.breaking import line_ends, may_end

WORDS = (
    "互联网信息服务", "算法备案系统", "算法备案", "生成式人工智能服务",
    "互联网", "信息服务", "算法推荐", "算法", "备案系统", "备案清单", "备案",
    "登记", "注销", "变更", "申请表", "申请", "材料", "情况说明", "情况", "说明", "告知函", "公告",
    "承诺书", "授权委托书", "授权", "委托", "关于", "服务", "终止", "不再", "开展", "安全评估",
    "安全", "评估", "报告", "个人信息", "数据处置", "数据", "处置", "网络安全", "等级保护", "网络",
    "等级", "保护", "生成式", "人工智能", "深度合成", "个性化推送", "生成合成", "检索过滤",
    "调度决策", "排序精选", "图像", "视频", "语音", "文本", "生成", "合成", "推荐", "搜索",
    "具有", "舆论属性", "社会动员能力", "公安联网", "全国", "管理", "平台", "系统", "域名", "地址",
    "应用商店", "小程序", "作为", "资质证明", "证明",
    "合作方", "集团内", "单位", "云服务商", "法定代表人",
    "经办人", "身份证", "营业执照", "统一社会信用代码", "有限公司", "股份", "有限责任公司", "科技",
    "技术", "网站", "停用", "下架", "记录", "截图", "用户", "关停", "公示", "类目", "送达凭证",
    "复印件", "扫描件", "盖章", "签字", "文件", "清单", "校验", "附件", "主体", "项目", "产品",
)  # fmt: skip
"""Words that stand in titles of this field; what is in none of them may break anywhere."""

LONGEST = max(map(len, WORDS))
KNOWN = frozenset(WORDS)
SUFFIXES = ("有限公司", "有限责任公司", "股份有限公司", "科技有限公司")
NOT_FIRST = frozenset("的了和与及或等项个号之")
NOT_LAST = frozenset("和与及或在对向为不")
MOST_LINES, MOST_PLACES = 4, 60
OPENING, CLOSING, STUMP = frozenset("（《“〈【"), frozenset("）》”〉】"), 3
EQUAL, TORN, ODD_SHAPE = 0.6, 40.0, 60.0
"""Charges, in characters squared: for lines of equal length, for a bracket of which no more than a
stump stands on one of its lines, and for an hourglass."""


@lru_cache(maxsize=256)
def balanced(
    text: str, widths: tuple[float, ...], room: float, *, falling: bool = False
) -> tuple[str, ...]:
    """Return ``text``, whose characters have these widths, in as few lines of ``room`` as it needs.

    ``falling`` asks for a first line that none is longer than. What needs more than a few lines is
    broken as running text is.
    """
    if sum(widths) <= room:
        return (text,)
    plain = line_ends(text, widths, [room])
    lines = tuple(text[a:b].strip() for a, b in pairwise([0, *plain]))
    places = list(_places(text))
    if len(lines) > MOST_LINES or len(places) > MOST_PLACES:
        return lines
    unit, sums = max(widths), [0.0, *accumulate(widths)]
    for count in range(ceil(sums[-1] / room), len(lines) + 2):
        found = []
        for ends in _splits(places, sums, 0, count, room):
            lengths = [sums[b] - sums[a] for a, b in pairwise([0, *ends, len(text)])]
            if lengths[0] == max(lengths) or not falling:
                torn = sum(_tears(text, end) for end in ends)
                found.append((_charge(lengths, unit) + TORN * torn, ends))
        if found:
            ends = min(found)[1]
            return tuple(text[a:b].strip() for a, b in pairwise([0, *ends, len(text)]))
    return lines


def _splits(
    places: Sequence[int], sums: Sequence[float], start: int, count: int, room: float
) -> Iterator[tuple[int, ...]]:
    """Return where ``count`` lines may end from ``start`` on, none longer than ``room``."""
    if count == 1:
        if sums[-1] - sums[start] <= room:
            yield ()
        return
    for end in places:
        if end <= start or sums[-1] - sums[end] > (count - 1) * room:
            continue
        if sums[end] - sums[start] > room:
            return
        for rest in _splits(places, sums, end, count - 1, room):
            yield (end, *rest)


def _charge(lengths: list[float], unit: float) -> float:
    """Return how far lines of these lengths are from the shape that is wanted."""
    sizes = [round(length / unit, 3) for length in lengths]
    mean = sum(sizes) / len(sizes)
    charge = sum((size - mean) ** 2 for size in sizes)
    charge += EQUAL * sum(abs(a - b) < EQUAL for a, b in pairwise(sizes))
    for before, middle, after in zip(sizes, sizes[1:], sizes[2:], strict=False):
        if middle < before and middle < after:
            charge += ODD_SHAPE
    return charge


def _tears(text: str, end: int) -> bool:
    """Tell whether a line that ends here leaves a stump of a bracket before or behind it."""
    before, after = text[max(0, end - STUMP) : end], text[end : end + STUMP]
    opened = any(c in OPENING for c in before) and not any(c in CLOSING for c in before)
    closed = any(c in CLOSING for c in after) and not any(c in OPENING for c in after)
    return opened or closed


def _places(text: str) -> Iterator[int]:
    """Return where a line may end: between words, and not where a mark or a particle forbids."""
    place = 0
    while place < len(text):
        place += _word(text, place)
        if place >= len(text):
            return
        last, first = text[place - 1], text[place]
        if first in NOT_FIRST or last in NOT_LAST or text.startswith(SUFFIXES, place):
            continue
        if may_end(last, first):
            yield place


def _word(text: str, place: int) -> int:
    """Return how many characters the word at ``place`` has."""
    for length in range(min(LONGEST, len(text) - place), 1, -1):
        if text[place : place + length] in KNOWN:
            return length
    return 1
