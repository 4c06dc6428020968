"""The heart of the allowance: who is of age, which months are due in which band, and what may be paid.

Answers are those of `forms/apply.yaml`. Read in the source: 老年人权益保障法（2018）arts. 33, 34, 54. Remembered: how much,
from which month, how far back, until when; as long as one number behind a month is remembered, nothing is paid for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_citizen_id


class _Number(NamedTuple):
    value: int
    how: str


def _since(what: str, value: int, how: str = "remembered", day: date = date(2020, 1, 1)) -> Dated[_Number]:
    return Dated(what, {day: _Number(value, how)})


# A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "age_from": _since("年龄", 80, "read", date(2018, 12, 29)),
    "amount_80": _since("80 岁", 50),
    "amount_90": _since("90 岁", 100),
    "amount_100": _since("100 岁", 300),
    "start_shift": _since("第几个月起", 0),
    "arrears_months": _since("补几个月", 0),
    "last_month": _since("当月照领", 1),
}
BANDS = (100, 90, 80)


class Month(NamedTuple):
    """One month due: its first day, the band, yuan, and whether all numbers behind it were read."""

    month: date
    band: int
    amount: int
    sure: bool


class TooYoung(Invalid):
    """高龄津贴从满 {age} 周岁起领，这位老人 {day} 才满。请在那天以后申请"""

    code = "elder_allowance.too_young"


def eligible(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """May it be applied for on `day`: {ok, says, instead}. Only age refuses: it alone was read in the law."""
    born, least = elder(answers)[1], NUMBERS["age_from"].on(day).value
    of_age = birthday(born, least)
    if day < of_age:
        says = f"高龄津贴给满 {least} 周岁的老人，{chinese(of_age)} 满"
        return {"ok": False, "says": says, "instead": f"{chinese(of_age)}起再来申请，填过的不用重填"}
    says = "在别的县领着的，先在那边停，避免重复领取以后退回" if answers.get("elsewhere") is True else ""
    return {"ok": True, "says": says, "instead": ""}


def elder(answers: Mapping[str, Any]) -> tuple[str, date]:
    """Name and birthday of whom it is for: the applicant, or whoever he fills it in for."""
    own = answers.get("whose") != "代办"
    name, identifier = ("name", "identifier") if own else ("elder_name", "elder_identifier")
    return str(answers.get(name, "")), parse_citizen_id(answers[identifier]).born


def birthday(born: date, age: int) -> date:
    """The day somebody turns `age`; of 29 February, 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def band(age: int) -> int:
    """The band of an age; 0 below the first."""
    return next((one for one in BANDS if age >= one), 0)


def months(born: date, applied: date, through: date, ended: date | None = None) -> list[Month]:
    """Every month due from an application of the day `applied` up to the month of `through`.

    `ended` is the day of death or of moving away. A month counts at the age its people have reached by its last day,
    the month of a new band therefore at the new amount; `start_shift` moves that by whole months.
    """
    say = {key: NUMBERS[key].on(applied) for key in ("start_shift", "arrears_months", "last_month", "age_from")}
    turned = _months_on(birthday(born, say["age_from"].value), say["start_shift"].value)
    first = max(turned, _months_on(applied, -say["arrears_months"].value))
    last = through.replace(day=1)
    if ended:
        last = min(last, _months_on(ended, say["last_month"].value - 1))
    sure = all(number.how == "read" for number in say.values())
    return [_due(born, month, say["start_shift"].value, sure) for month in _every(first, last)]


def _due(born: date, month: date, shift: int, sure: bool) -> Month:
    by = _months_on(month, 1 - shift)  # the first day of the next month: who turned by then counts
    years = by.year - born.year
    age = years - (birthday(born, years) >= by)
    number = NUMBERS[f"amount_{band(age)}"].on(month)
    return Month(month, band(age), number.value, sure and number.how == "read")


def payable(due: Sequence[Month]) -> dict[str, Any]:
    """What of these months may be paid now, in yuan, and what waits because a number behind it was never read."""
    waits = [one for one in due if not one.sure]
    says = f"{len(waits)} 个月共 {sum(one.amount for one in waits)} 元待核实，核对以前不付" if waits else ""
    return {"pay": sum(one.amount for one in due if one.sure), "months": len(due) - len(waits), "says": says}


def entitlement(identifier: str, applied: date, through: date, ended: date | None = None) -> dict[str, Any]:
    """For readers: spans of equal months, and what may be paid of them."""
    due = months(parse_citizen_id(identifier).born, applied, through, ended)
    return {"spans": list(_spans(due)), **payable(due)}


def approved(facts: Mapping[str, Any]) -> dict[str, Any]:
    """认定决定书: that he may draw it, from when and how much; an amount nobody has read is not promised."""
    answers, today, applied = facts["answers"], _day(facts["today"]), _day(facts["submitted_on"])
    name, born = elder(answers)
    least = NUMBERS["age_from"].on(today).value
    if today < birthday(born, least):
        raise TooYoung(age=least, day=chinese(birthday(born, least)))
    due = months(born, applied, _months_on(max(today, applied), NUMBERS["start_shift"].on(today).value))
    unsure = "" if due[-1].sure else "（待核实）"
    pays = (
        "按月发放，每月可以查到账。"
        if due[-1].sure
        else "本决定只认定资格；当地标准核对以前不付款，核对以后按核对的标准发放。"
    )
    return {
        "number": f"{facts['agency']['short_name']}龄津认〔{today.year}〕{facts['serial']}号",
        "applicant": name,
        "case_number": facts["number"],
        "submitted": chinese(applied),
        "born": chinese(born),
        "age": str(today.year - born.year - ((today.month, today.day) < (born.month, born.day))),
        "since": f"{due[0].month.year}年{due[0].month.month}月{unsure}",
        "monthly": f"{due[-1].amount}元{unsure}",
        "account": f"{answers.get('bank', '')}尾号{str(answers.get('account', ''))[-4:]}的账户",
        "pay": pays,
        "ends": f"户口迁出或者去世的，从次月停发{unsure}。",
    }


def _spans(due: Sequence[Month]) -> Iterator[dict[str, Any]]:
    start = 0
    for at in range(1, len(due) + 1):
        if at == len(due) or due[at][1:] != due[start][1:]:
            one = due[start]
            yield {
                "from": f"{one.month:%Y-%m}", "to": f"{due[at - 1].month:%Y-%m}", "months": at - start,
                "band": one.band, "amount": one.amount,
            }  # fmt: skip
            start = at


def _every(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _months_on(first, 1)


def _months_on(day: date, count: int) -> date:
    """The first day of the month `count` months after that of `day`."""
    month = day.year * 12 + day.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
