"""Mobile numbers of the mainland: 11 digits, 13 to 19 first."""

from __future__ import annotations

from dataclasses import dataclass, field

from .text import WrongNumber, cleaned


class WrongMobile(WrongNumber):
    """请看一遍手机号"""

    code = "kernel.mobile"


class Missing(WrongMobile):
    """请填写手机号"""


class WrongLength(WrongMobile):
    """手机号要 11 位数字，您填了 {count} 位"""


class StrangeCharacter(WrongMobile):
    """手机号只有数字，请看一遍有没有别的字"""


class WrongStart(WrongMobile):
    """手机号以 13 到 19 开头。座机号请填在“其他电话”"""


@dataclass(frozen=True)
class Mobile:
    """`number` is the 11 digits, without country code."""

    number: str = field(repr=False)

    def __str__(self) -> str:
        return self.number


def parse_mobile(text: str) -> Mobile:
    """Read a mobile number, with or without +86. Raises `WrongMobile`."""
    number = cleaned(text).replace("(", "").replace(")", "")
    for prefix in ("+86", "0086", "86"):
        if number.startswith(prefix) and len(number) == 11 + len(prefix):
            number = number.removeprefix(prefix)
    if not number:
        raise Missing
    if not (number.isascii() and number.isdigit()):
        raise StrangeCharacter
    if len(number) != 11:
        raise WrongLength(count=len(number))
    if number[0] != "1" or number[1] in "012":
        raise WrongStart
    return Mobile(number)
