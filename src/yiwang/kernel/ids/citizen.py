"""公民身份号码, GB 11643-1999: 6 address, 8 birth date, 3 sequence (odd: male), 1 check character."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from string import digits
from typing import Literal

from yiwang.kernel import checkdigits

from .text import WrongNumber, cleaned, first_outside


class WrongCitizenId(WrongNumber):
    """请对照证件再看一遍身份证号"""

    code = "kernel.citizen_id"


class Missing(WrongCitizenId):
    """请填写身份证号"""


class OldFifteen(WrongCitizenId):
    """这是 15 位的旧身份证号，现在不再使用。请填身份证上 18 位的号码；只有旧号的，请到派出所查询对应的新号"""

    code = "kernel.citizen_id.fifteen"


class WrongLength(WrongCitizenId):
    """身份证号要 18 位，您填了 {count} 位"""


class StrangeCharacter(WrongCitizenId):
    """身份证号由数字组成，只有最后一位可以是 X。请看第 {place} 位"""


class NoSuchBirthday(WrongCitizenId):
    """身份证号第 7 到 14 位是出生日期，日历上没有您填的这一天，请对照证件再看一遍"""


class BirthdayToCome(WrongCitizenId):
    """身份证号第 7 到 14 位是出生日期，您填的这一天还没有到，请对照证件再看一遍"""


class CheckDiffers(WrongCitizenId):
    """身份证号的最后一位和前面 17 位对不上，可能填错了一位，请对照证件再看一遍"""


@dataclass(frozen=True)
class CitizenId:
    """A number that fits its own rules; whether somebody bears it only the police know.

    `division` is the 12-digit code of the county at the time of issue: it may long be another one, or none, today.
    """

    number: str = field(repr=False)
    division: int = field(repr=False)
    born: date = field(repr=False)
    sex: Literal["male", "female"]

    def __str__(self) -> str:
        return self.number

    def age_on(self, day: date) -> int:
        """Full years on `day`; born on 29 February one is older on 1 March of a common year."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def parse_citizen_id(text: str, today: date | None = None) -> CitizenId:
    """Read an 18-character number. With `today`, also refuse a birthday still to come. Raises `WrongCitizenId`."""
    number = cleaned(text)
    _shape(number)
    born = _birthday(number[6:14])
    if today is not None and born > today:
        raise BirthdayToCome
    if checkdigits.mod_11_2(number[:17]) != number[17]:
        raise CheckDiffers
    return CitizenId(number, int(number[:6]) * 10**6, born, "male" if int(number[16]) % 2 else "female")


def _shape(number: str) -> None:
    if not number:
        raise Missing
    if len(number) == 15 and number.isdigit():
        raise OldFifteen
    if len(number) != 18:
        raise WrongLength(count=len(number))
    if place := first_outside(number[:17], digits):
        raise StrangeCharacter(place=place)
    if number[17] not in digits + "X":
        raise StrangeCharacter(place=18)
    if number[0] == "0":
        raise CheckDiffers


def _birthday(text: str) -> date:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise NoSuchBirthday from None
    if born.year < 1800:
        raise NoSuchBirthday
    return born
