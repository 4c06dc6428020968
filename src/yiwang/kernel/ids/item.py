"""事项编码, ZWFW C0109.1 / GB/T 39554.1: 12 (basic), 31 (implementation), 33 (handling item); 办件编号 of 31+8+4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .organisation import Uscc, WrongUscc, parse_uscc
from .text import WrongNumber, cleaned

TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
_BASIC = re.compile(r"(\d{2})(\d{2})([0-9A-HJ-NP-RTUWXY]{5})([0-9A-HJ-NP-RTUWXY]{3})", re.ASCII)


class WrongItemCode(WrongNumber):
    """事项编码要 12 位、31 位或 33 位，您填了 {count} 位"""

    code = "kernel.item_code"


class WrongBasic(WrongItemCode):
    """基本目录编码是 2 位省、2 位类型、5 位主项、3 位子项。请看 {place} 这 12 位"""


class WrongLevel(WrongItemCode):
    """事项编码的第 19 位是行使层级，只用 1 到 7"""


class WrongBody(WrongItemCode):
    """事项编码的前 18 位是实施主体的统一社会信用代码。{why}"""


class WrongSequence(WrongItemCode):
    """业务办理项编码的最后两位从 01 到 99"""


class WrongCaseNumber(WrongItemCode):
    """办件编号是 31 位事项编码、8 位日期和 4 位序号，一共 43 位，您填了 {count} 位"""


class WrongCaseEnd(WrongItemCode):
    """办件编号的最后 12 位是日期和序号，例如 202206230068。请看这 12 位"""


@dataclass(frozen=True)
class BasicCode:
    """基本目录编码. `sub` "000" means without sub-item."""

    province: str
    type: str
    main: str
    sub: str

    def __str__(self) -> str:
        return self.province + self.type + self.main + self.sub

    @property
    def type_name(self) -> str:
        """In words; 扩展类型 for the numbers the standard leaves to provinces (11–19, 21 …)."""
        return TYPES.get(self.type, "扩展类型")


@dataclass(frozen=True)
class ItemCode:
    """A basic code alone (`body`, `level` None), an implementation code, or with `sequence` a handling item."""

    basic: BasicCode
    body: str | None = None
    level: int | None = None
    sequence: int | None = None

    def __str__(self) -> str:
        return f"{self.body or ''}{self.level or ''}{self.basic}{f'{self.sequence:02}' if self.sequence else ''}"

    @property
    def uscc(self) -> Uscc | None:
        """The implementing body; raises `WrongUscc` where a lenient import let a wrong one in."""
        return parse_uscc(self.body) if self.body else None


@dataclass(frozen=True)
class CaseNumber:
    """办件编号: the item, the day, the number within that day."""

    item: ItemCode
    day: date
    sequence: int

    def __str__(self) -> str:
        return f"{self.item}{self.day:%Y%m%d}{self.sequence:04}"


def parse_item_code(text: str, *, strict: bool = True) -> ItemCode:
    """Read 12, 31 or 33 characters. `strict=False` (imports) leaves the body's check characters alone: real exports
    have wrong ones. Raises `WrongItemCode`."""
    code = cleaned(text)
    if len(code) == 12:
        return ItemCode(_basic(code, "全部"))
    if len(code) not in (31, 33):
        raise WrongItemCode(count=len(code))
    if code[18] not in "1234567":
        raise WrongLevel
    if strict:
        _check_body(code[:18])
    sequence = code[31:]
    if sequence and (not (sequence.isascii() and sequence.isdigit()) or sequence == "00"):
        raise WrongSequence
    return ItemCode(
        _basic(code[19:31], "第 20 到 31 位"), code[:18], int(code[18]), int(sequence) if sequence else None
    )


def parse_case_number(text: str, *, strict: bool = True) -> CaseNumber:
    """Read the 43 characters of a case number. Raises `WrongItemCode`."""
    code = cleaned(text)
    if len(code) != 43:
        raise WrongCaseNumber(count=len(code))
    item, end = parse_item_code(code[:31], strict=strict), code[31:]
    if not (end.isascii() and end.isdigit()):
        raise WrongCaseEnd
    try:
        return CaseNumber(item, date(int(end[:4]), int(end[4:6]), int(end[6:8])), int(end[8:]))
    except ValueError:
        raise WrongCaseEnd from None


def _basic(code: str, place: str) -> BasicCode:
    if (found := _BASIC.fullmatch(code)) is None:
        raise WrongBasic(place=place)
    return BasicCode(*found.groups())


def _check_body(body: str) -> None:
    try:
        parse_uscc(body)
    except WrongUscc as wrong:
        raise WrongBody(why=str(wrong)) from wrong
