"""The heart of the elder card: who is of age, in which band, and what the card brings.

Answers are those of `forms/apply.yaml`. Read in the source: 老年人权益保障法（2018）arts. 2, 53, 57–59. Remembered: from
which age buses and sights are free here; such a number refuses nobody and is printed with 待核实.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_citizen_id


class _Number(NamedTuple):
    value: int
    how: str


# A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "age_from": Dated("老年人的年龄", {date(2018, 12, 29): _Number(60, "read")}),
    "senior_from": Dated("优待增加的年龄", {date(2020, 1, 1): _Number(70, "remembered")}),
    "bus_free_from": Dated("免费乘公交的年龄", {date(2020, 1, 1): _Number(65, "remembered")}),
    "sights_free_from": Dated("免费进景区的年龄", {date(2020, 1, 1): _Number(60, "remembered")}),
}
# What the law itself gives everybody of age: (words, article of 老年人权益保障法).
BY_LAW = (
    ("看病挂号优先", "第五十七条"),
    ("公交、公路、铁路、水路、航空优待和照顾", "第五十八条"),
    ("博物馆、图书馆、公园、景区等免费或者优惠", "第五十九条"),
)
LOCAL = (("bus_free_from", "免费乘坐城市公共汽车"), ("sights_free_from", "免费进入政府定价的景区"))


class TooYoung(Invalid):
    """优待证从满 {age} 周岁那天起办，这位申请人 {day} 才满。请在那天以后申请"""

    code = "elder_card.too_young"


class NotHis(Invalid):
    """优待证只发给本人，填的身份证号不是申请人的。请老人用自己的账号办，或者授权家人代办"""

    code = "elder_card.not_his"


def birthday(born: date, age: int) -> date:
    """The day somebody turns `age`: born on 29 February, 1 March of a common year.

    >>> birthday(date(1964, 2, 29), 61)
    datetime.date(2025, 3, 1)
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def eligible(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """May he have the card on `day`: {ok, says, instead}. Only age decides (art. 2); where his hukou is does not
    (art. 53(2))."""
    born, least = parse_citizen_id(answers["identifier"]).born, NUMBERS["age_from"].on(day).value
    of_age = birthday(born, least)
    if day < of_age:
        says = f"优待证给满 {least} 周岁的老人，您 {chinese(of_age)} 满（老年人权益保障法第二条）"
        return {"ok": False, "says": says, "instead": f"{chinese(of_age)}起再来办，填过的不用重填"}
    return {"ok": True, "says": "", "instead": ""}


def benefits(age: int, day: date) -> list[str]:
    """What the card brings at `age`: the law's, then the place's. A local age nobody has read says 待核实."""
    found = [words for words, _ in BY_LAW] if age >= NUMBERS["age_from"].on(day).value else []
    for key, words in LOCAL:
        number = NUMBERS[key].on(day)
        if age >= number.value:
            found.append(words + ("" if number.how == "read" else "（待核实）"))
    return found


def card(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed. Refuses who is not of age on the day, or not the applicant, whatever was clicked. It is for life."""
    answers, today = facts["answers"], _day(facts["today"])
    person = parse_citizen_id(answers["identifier"])
    if not fits_mask(person.number, facts["party"]["identifier_masked"]):
        raise NotHis
    least = NUMBERS["age_from"].on(today).value
    if today < birthday(person.born, least):
        raise TooYoung(age=least, day=chinese(birthday(person.born, least)))
    age, senior = person.age_on(today), NUMBERS["senior_from"].on(today).value
    return {
        "number": f"{facts['division'] // 10**6:06d}{today.year}{facts['serial']:06d}",
        "name": answers["name"],
        "sex": "男" if person.sex == "male" else "女",
        "born": chinese(person.born),
        "identity": f"{person.number[:6]}********{person.number[-4:]}",
        "band": f"{senior} 周岁以上" if age >= senior else f"{least}—{senior - 1} 周岁",
        "home": "云南省" if answers.get("local") is True else f"{answers.get('from_place', '外省')}，同等优待",
        "benefits": benefits(age, today),
        "elder": "是" if age >= senior else None,
    }


def fits_mask(number: str, masked: str) -> bool:
    """Can `number` be what stands behind `masked`? Of the applicant a pack sees no more than that.

    >>> fits_mask("530102195611020022", "5301**********0022"), fits_mask("530102195611020022", "5301**********0014")
    (True, False)
    """
    return len(number) == len(masked) and all(seen in ("*", one) for one, seen in zip(number, masked, strict=True))


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
