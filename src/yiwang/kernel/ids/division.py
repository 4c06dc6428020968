"""区划代码: 6 digits (GB/T 2260), 9 or 12 (statistics). Inside the house always the 12-digit number as an int."""

from __future__ import annotations

from dataclasses import dataclass

from .text import WrongNumber, cleaned

_ZEROS = {1: 10, 2: 8, 3: 6, 4: 3, 5: 0}


class WrongDivision(WrongNumber):
    """区划代码要 6 位、9 位或 12 位数字，您填的是 {count} 位"""

    code = "kernel.division"


class Gap(WrongDivision):
    """区划代码的中间一级是零，下一级却不是。请按 省、州市、县、乡、村 的顺序看一遍"""


@dataclass(frozen=True)
class Division:
    """`code` has 12 digits; `level` is 1 province, 2 prefecture, 3 county, 4 township, 5 village."""

    code: int
    level: int

    def __str__(self) -> str:
        return str(self.code)

    @property
    def short(self) -> str:
        """As people write it: 6 digits down to the county, 9 for a township, 12 for a village."""
        return str(self.code)[: {4: 9, 5: 12}.get(self.level, 6)]


def level(code: int) -> int:
    """1 province … 5 village, from the zeros at the end of a 12-digit code."""
    return next(level for level, zeros in _ZEROS.items() if code % 10**zeros == 0)


def subtree(code: int) -> tuple[int, int]:
    """The range, both ends included, that holds `code` and all below it.

    >>> subtree(530100_000_000)
    (530100000000, 530199999999)
    """
    return code, code + 10 ** _ZEROS[level(code)] - 1


def ancestors(code: int) -> list[int]:
    """The codes above, province first. A county part of 00 (a city without counties) is skipped."""
    cut = [code // 10**zeros * 10**zeros for step, zeros in _ZEROS.items() if step < level(code)]
    return list(dict.fromkeys(cut))


def parse_division(text: str | int) -> Division:
    """Read 2, 4, 6, 9 or 12 digits. Raises `WrongDivision`; says nothing on whether the place exists."""
    digits = cleaned(str(text))
    if len(digits) not in (2, 4, 6, 9, 12) or not (digits.isascii() and digits.isdigit()):
        raise WrongDivision(count=len(digits))
    code = int(digits.ljust(12, "0"))
    province, prefecture, county = int(digits[:2]), code // 10**8 % 100, code // 10**6 % 100
    township, village = code // 1000 % 1000, code % 1000
    if not province or (not prefecture and (county or township or village)) or (not township and village):
        raise Gap
    return Division(code, level(code))
