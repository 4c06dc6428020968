"""The heart of ratings 好差评: grades, what may be done when, how sure a share is, who is ranked. Pure.

Grades are the national code (GB/T 39046-2020 A.8): 1 is best. A share of good ones is never said without its interval:
E. B. Wilson's (1927), which holds for few and for none, unlike the bare average.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

GRADES: Mapping[int, str] = {1: "非常满意", 2: "满意", 3: "基本满意", 4: "不满意", 5: "非常不满意"}
GOOD, BAD = frozenset({1, 2, 3}), frozenset({4, 5})
CHANNELS: Mapping[str, str] = {
    "pc": "电脑", "mobile": "手机", "qr": "二维码", "tablet": "窗口平板", "terminal": "自助终端", "phone": "12345 电话",
    "sms": "短信",
}  # fmt: skip
KINDS: Mapping[str, str] = {"case": "网上办事，一事一评", "visit": "现场办事，一次一评"}
INDICATORS: Mapping[str, Mapping[str, str]] = {
    "case": {"speed": "办事效率", "guide": "办事指南", "ease": "方便程度", "site": "平台好不好用"},
    "visit": {"speed": "服务效率", "skill": "业务水平", "manner": "服务态度", "place": "环境和设施"},
}
GROUNDS: Mapping[str, str] = {
    "unrelated": "评的不是这次服务，或者不是这个单位的事",
    "against_law": "要求的事没有法律法规依据，已经解释清楚",
    "abuse": "只有辱骂、广告，没有对服务的评价",
    "malicious": "有证据证明是恶意评价",
}
SAID: Mapping[str, str] = {"satisfied": "对处理满意", "unsatisfied": "对处理不满意", "impossible": "匿名，不能回访"}
WORDS = 500
LINK_DAYS = 90  # the house's own: a link that is found in a drawer years later rates nobody
RANKED_FROM = 30  # the house's own: fewer say too little about an agency to set it before or after another
Z = 1.959963984540054  # 95 %

State = Literal["counted", "review", "withdrawn", "excluded"]
STATES: Mapping[str, str] = {"counted": "已计入", "review": "复核中", "withdrawn": "已撤回", "excluded": "不计入"}
LONG_NUMBER = re.compile(r"\d{7,}[Xx]?|\d(?:[-. －—·]?\d){10,}[Xx]?")
HIDDEN = "［号码已隐去］"


@dataclass(frozen=True)
class Standing:
    """How an agency stands: `good` of `n` ratings were grades 1 to 3."""

    key: int
    name: str
    good: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.good, self.n)

    @property
    def share(self) -> float:
        return self.good / self.n if self.n else 0.0


def wilson(good: int, n: int, z: float = Z) -> tuple[float, float]:
    """Where the true share lies, with 95 % confidence, after `good` of `n`. Nothing known: (0, 1).

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not 0 <= good <= n:
        raise ValueError(f"{good} of {n} cannot be")
    if n == 0:
        return 0.0, 1.0
    share, square = good / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if good == 0 else max(0.0, middle - half)
    high = 1.0 if good == n else min(1.0, middle + half)
    return low, high


def ranked(all_of_them: Iterable[Standing], least: int = RANKED_FROM) -> tuple[list[Standing], list[Standing]]:
    """Those with enough ratings, by the lower end of their interval, best first; and those with too few, by name."""
    enough: list[Standing] = []
    few: list[Standing] = []
    for one in all_of_them:
        (enough if one.n >= least else few).append(one)
    enough.sort(key=lambda one: (-one.interval[0], -one.n, one.name, one.key))
    return enough, sorted(few, key=lambda one: (one.name, one.key))


def masked(words: str) -> str:
    """What may be shown: long numbers (of identity cards, phones, accounts) are taken out, however they are spaced.

    >>> masked("打 138-0000-2471 没人接，2026-11-23 去了两次")
    '打 ［号码已隐去］ 没人接，2026-11-23 去了两次'
    """
    return LONG_NUMBER.sub(HIDDEN, words.strip()[:WORDS])


def chosen(kind: str, keys: Collection[str]) -> list[str]:
    """The indicators of this kind of service among `keys`, in their order."""
    return [key for key in INDICATORS.get(kind, {}) if key in keys]


def may_withdraw(state: str, days: int, most: int, binding: bool) -> bool:
    """Whoever rated may take it back, within the days that bind (a number nobody read refuses nobody)."""
    return state in ("counted", "review") and (days <= most or not binding)


def visited(said: str) -> bool:
    """Only who spoke was called on: silence and anonymity are no visit."""
    return said in ("satisfied", "unsatisfied")


def goes_up(said: str, again: bool) -> bool:
    """Who is not satisfied is heard once by the agency above, and once only."""
    return said == "unsatisfied" and not again


def may_appeal(state: str, grade: int, already: bool) -> bool:
    """An agency may ask once that a bad rating be looked at again."""
    return state == "counted" and grade in BAD and not already


def may_review(state: str, reviewer: int | None, rated: int) -> bool:
    """Who was rated never decides whether it counts."""
    return state == "review" and reviewer is not None and reviewer != rated
