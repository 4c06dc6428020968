"""统一社会信用代码, GB 32100-2015: 1 authority, 1 kind, 6 division, 9 organisation code, 1 check."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel import checkdigits

from .text import WrongNumber, cleaned, first_outside

KINDS = {
    "11": "机关",
    "12": "事业单位",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
}
_MISTAKEN = {"I": "数字 1", "O": "数字 0", "S": "数字 5", "V": "字母 U", "Z": "数字 2"}


class WrongUscc(WrongNumber):
    """请对照证照再看一遍统一社会信用代码"""

    code = "kernel.uscc"


class Missing(WrongUscc):
    """请填写统一社会信用代码，营业执照的右上角就有"""


class WrongLength(WrongUscc):
    """统一社会信用代码要 18 位，您填了 {count} 位"""


class Registration(WrongUscc):
    """这是 15 位的旧注册号。请填营业执照上 18 位的统一社会信用代码"""


class Mistaken(WrongUscc):
    """统一社会信用代码不用字母 {letter}。第 {place} 位可能是{instead}"""


class StrangeCharacter(WrongUscc):
    """统一社会信用代码由数字和大写字母组成。请看第 {place} 位"""


class CheckDiffers(WrongUscc):
    """统一社会信用代码的最后一位和前面 17 位对不上，可能填错了一位，请对照证照再看一遍"""


class InnerCheckDiffers(WrongUscc):
    """统一社会信用代码的第 9 到 17 位是组织机构代码，其中有一位对不上，请对照证照再看一遍"""


@dataclass(frozen=True)
class Uscc:
    """`kind` is the pair of authority and category ("91" 企业); `division` the 12-digit code of the registrar's place;
    `organisation` the nine characters of the organisation code."""

    number: str
    kind: str
    division: int
    organisation: str

    def __str__(self) -> str:
        return self.number

    @property
    def kind_name(self) -> str:
        """In words; 其他 where the pair is not among the common ones."""
        return KINDS.get(self.kind, "其他")


def parse_uscc(text: str) -> Uscc:
    """Read an 18-character code and verify both check characters. Raises `WrongUscc`."""
    number = cleaned(text)
    if not number:
        raise Missing
    if len(number) == 15 and number.isdigit():
        raise Registration
    if len(number) != 18:
        raise WrongLength(count=len(number))
    if place := first_outside(number, checkdigits.ALPHABET_31):
        _strange(number, place)
    if place := first_outside(number[2:8], "0123456789"):
        raise StrangeCharacter(place=place + 2)
    if checkdigits.uscc(number[:17]) != number[17]:
        raise CheckDiffers
    if checkdigits.organisation(number[8:16]) != number[16]:
        raise InnerCheckDiffers
    return Uscc(number, number[:2], int(number[2:8]) * 10**6, number[8:17])


def _strange(number: str, place: int) -> None:
    letter = number[place - 1]
    if letter in _MISTAKEN:
        raise Mistaken(letter=letter, place=place, instead=_MISTAKEN[letter])
    raise StrangeCharacter(place=place)
