"""The heart of a newborn's medical insurance, and of what is paid for a birth.

Read in the source: 社会保险法（2018）arts. 25, 54, 55, 58. Remembered or seen only as quoted by others: the ninety days. What
nobody read refuses nothing, promises nothing and pays nothing: there the agency's own people settle the amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_citizen_id


class _Number(NamedTuple):
    value: int
    how: str


# A test holds it against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "newborn_days": Dated("新生儿参保", {date(2021, 3, 1): _Number(90, "remembered")}),
}
# What is paid for a birth, by way: nothing of it was read, so nothing stands here and an official settles it.
RATES: Mapping[str, _Number] = {}
ENTITLED = ("职工", "职工的未就业配偶")


class TooMuch(Invalid):
    """核定的金额 {approved} 元比医疗费用 {cost} 元还多，请再看一遍"""

    code = "medical_insurance.too_much"


def covered_from(born: date, applied: date) -> dict[str, Any]:
    """From when the child is covered: its birthday if it came within the days, else the application. Where nobody read
    the days, it says so and promises no day."""
    days = NUMBERS["newborn_days"].on(applied)
    in_time = applied <= born + timedelta(days=days.value)
    start = born if in_time else applied
    if days.how == "read":
        return {"from": start, "says": chinese(start)}
    said = f"出生 {days.value} 天内参保的，一般从出生那天起" if in_time else "以当地规定为准"
    return {"from": None, "says": f"{said}（待核实，以医保经办机构核定为准）"}


def may_enrol(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Nothing stands against it; what is known of the cover is told: {ok, says, instead}."""
    born = parse_citizen_id(answers["child_id"]).born
    return {"ok": True, "says": f"待遇：{covered_from(born, day)['says']}", "instead": ""}


def enrolment(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 参保登记 prints."""
    answers, today = facts["answers"], _day(facts["today"])
    child = parse_citizen_id(answers["child_id"])
    return {
        "number": f"{facts['division'] // 10**6:06d}{today.year}{facts['serial']:06d}",
        "child": answers["child"],
        "identity": f"{child.number[:6]}********{child.number[-4:]}",
        "kind": "城乡居民基本医疗保险",
        "enrolled": chinese(today),
        "covered": covered_from(child.born, today)["says"],
        "guardian": answers["name"],
    }


def may_claim(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Who is insured through work, or whose spouse is, is paid for (社会保险法 art. 54)."""
    if answers["insured"] not in ENTITLED:
        says = "生育医疗费用由生育保险付给职工和职工的未就业配偶（社会保险法第五十四条），参加居民医保的在医院直接结算"
        return {"ok": False, "says": says, "instead": "参加居民医保的，请问医院的医保窗口"}
    return {"ok": True, "says": f"报多少：{amount(answers['way'], answers['cost'])['says']}", "instead": ""}


def amount(way: str, cost: Any, rates: Mapping[str, _Number] | None = None) -> dict[str, Any]:
    """What is paid: never more than it cost, and only by a number somebody read."""
    rate = (RATES if rates is None else rates).get(way)
    if rate is None or rate.how != "read":
        return {"pays": None, "says": "由经办机构核定（当地标准待核实）"}
    pays = min(Decimal(str(cost)), Decimal(rate.value))
    return {"pays": pays, "says": f"{pays} 元"}


def settled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 核定单 prints: the amount the agency's own people settled, never above the cost."""
    answers, given = facts["answers"], facts["given"]
    cost, approved = Decimal(str(answers["cost"])), Decimal(str(given["approved"]))
    if approved > cost:
        raise TooMuch(approved=approved, cost=cost)
    today = _day(facts["today"])
    return {
        "number": f"{facts['division'] // 10**6:06d}{today.year}{facts['serial']:06d}",
        "name": answers["name"],
        "insured": answers["insured"],
        "way": answers["way"],
        "cost": f"{cost:.2f} 元",
        "approved": f"{approved:.2f} 元",
        "says": "由经办机构核定；付款由经办机构另行办理",
    }


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
