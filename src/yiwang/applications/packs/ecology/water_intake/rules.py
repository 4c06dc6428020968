"""The heart of water licensing: who needs a licence, what adds up, what the law forbids, who approves, until when.

Answers are those of `forms/apply.yaml`; amounts are cubic metres. Read in the source: 水法 arts. 7, 48; 取水许可和水资源费征收
管理条例（2017）arts. 4, 10–13, 18–25; 地下水管理条例（2021）arts. 25, 33–35. Remembered: the province's amounts (little
water, levels of approval) and when a table does instead of a report: they refuse nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid

GROUND = "地下水"


class _Number(NamedTuple):
    value: int
    how: str


def _since(what: str, value: int, how: str = "read", day: date = date(2006, 4, 15)) -> Dated[_Number]:
    return Dated(what, {day: _Number(value, how)})


# A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "valid_usual": _since("一般有效期", 5),
    "valid_most": _since("最长有效期", 10),
    "renewal_days": _since("延续", 45),
    "lapse_years": _since("开工", 3),
    **{
        key: _since(key, value, "remembered", date(2009, 10, 1))
        for key, value in (
            ("household_most", 30), ("animals_most", 60), ("city_surface", 20_000), ("province_surface", 100_000),
            ("city_ground", 3_000), ("province_ground", 10_000),
        )
    },
}  # fmt: skip
# 条例 art. 4(1): who needs none at all, and what he does instead. Little water (item 2) depends on the province's amount.
FREE = {
    "集体水塘": ("农村集体经济组织及其成员用本集体的水塘、水库里的水", "不用办理，可以直接取用"),
    "安全应急": ("保障地下工程施工安全和生产安全的临时应急取（排）水", "及时报县水务局备案就可以"),
    "公共应急": ("消除公共危害的临时应急取水", "及时报县水务局备案就可以"),
    "抗旱生态": ("抗旱和维护生态必须的临时应急取水", "请县水务局同意就可以"),
}
LITTLE = {"家庭生活": "household_most", "零星畜禽": "animals_most"}


class TooMuch(Invalid):
    """批准的年取水量 {approved} 立方米，超过了{what}的 {most} 立方米（条例第二十条）。请按不超过的数核定"""

    code = "water_intake.too_much"


class WrongYears(Invalid):
    """取水许可证有效期最长 {most} 年（条例第二十五条），申请的是 {years} 年"""

    code = "water_intake.years"


def eligible(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Does he need a licence, does the application add up, does the law forbid it: {ok, says, instead, watch}."""
    why = answers.get("why", "")
    if why in FREE:
        says, instead = FREE[why]
        return _no(f"{says}，不需要办取水许可证（条例第四条）", instead)
    if fault := adds_up(answers):
        return _no(fault, "请返回修改这几个数")
    if fault := forbidden(answers):
        return _no(fault, "认为分区或者工程情况不是这样的，请到窗口核对以后再申请")
    return {"ok": True, "says": "", "instead": "", "watch": watch(answers, day)}


def adds_up(answers: Mapping[str, Any]) -> str:
    """A sentence where the uses, or the months, do not come to the amount of the year (条例 art. 12(4)); else empty."""
    amount = _whole(answers.get("amount"))
    for what, parts in (
        ("各项用途", [one.get("used") for one in answers.get("uses") or ()]),
        ("十二个月", plan(answers)),
    ):
        found = sum(map(_whole, parts))
        if found != amount:
            return f"{what}加起来是 {found} 立方米，申请的年取水量是 {amount} 立方米，差 {abs(found - amount)} 立方米"
    return ""


def plan(answers: Mapping[str, Any]) -> list[int]:
    """Cubic metres of each month. Where they are much the same: even, and to the last one exactly the year's amount."""
    if answers.get("even") is not True:
        return [_whole(answers.get(f"m{month}")) for month in range(1, 13)]
    each, over = divmod(_whole(answers.get("amount")), 12)
    return [each + (month < over) for month in range(12)]


def forbidden(answers: Mapping[str, Any]) -> str:
    """What the law forbids on what the applicant says himself: 地下水管理条例 art. 35, 条例 art. 20(1)1."""
    if answers.get("source") != GROUND:
        return ""
    if answers.get("zone") == "禁采区":
        return "地下水禁止开采区内不得取用地下水（地下水管理条例第三十五条、取水条例第二十条第一项）"
    if answers.get("zone") == "限采区" and answers.get("new_works") is True:
        return "地下水限制开采区内不得新增取用地下水（地下水管理条例第三十五条第二款）"
    return ""


def watch(answers: Mapping[str, Any], day: date) -> list[str]:
    """What the examiner looks at twice: numbers of the province that nobody here has read. They refuse nobody."""
    found = []
    if key := LITTLE.get(answers.get("why", "")):
        most = NUMBERS[key].on(day).value
        if _whole(answers.get("monthly")) <= most:
            found.append(f"每月不超过 {most} 立方米，可能是不用办的少量取水（待核实）")
    if (by := level(answers, day)) != "县":
        found.append(f"日最大取水量大，可能由{by}审批（待核实）")
    return found


def level(answers: Mapping[str, Any], day: date) -> str:
    """Who approves by the day's amount: 县, 州（市） or 省. The province sets the amounts (条例 art. 14(4))."""
    kind, daily = ("ground" if answers.get("source") == GROUND else "surface"), _whole(answers.get("daily"))
    if daily >= NUMBERS[f"province_{kind}"].on(day).value:
        return "省"
    return "州（市）" if daily >= NUMBERS[f"city_{kind}"].on(day).value else "县"


def certificate(facts: Mapping[str, Any]) -> dict[str, Any]:
    """取水许可证 (条例 art. 24). Refuses more water than was applied for or the works are designed for."""
    answers, today = facts["answers"], _day(facts["today"])
    until = valid_until(today, _whole(answers["years"]))
    kind = "G" if answers["source"] == GROUND else "S"
    return {
        "number": f"D{facts['division'] // 10**6:06d}{kind}{today.year}-{facts['serial']:04d}",
        "valid_until": until,
        "holder": answers["holder"],
        "amount": shown(approved(facts)),
        "kind": f"{answers['source']}（{answers['source_name']}）",
        "place": f"{facts['place']}{answers['place']}",
        "uses": uses(answers),
        "returns": answers["returns"],
        "renew": f"{chinese(renewal_by(until))}以前申请",
    }


def approval(facts: Mapping[str, Any]) -> dict[str, Any]:
    """取水申请批准文件 (条例 arts. 19, 21, 22): the works may be built; it lapses where they are not begun in time."""
    answers, today = facts["answers"], _day(facts["today"])
    years = _whole(answers["years"])
    valid_until(today, years)
    return {
        "number": f"{facts['agency']['short_name']}取批〔{today.year}〕{facts['serial']}号",
        "holder": answers["holder"],
        "case_number": facts["number"],
        "submitted": chinese(_day(facts["submitted_on"])),
        "water": f"{answers['source']}（{answers['source_name']}）",
        "place": f"{facts['place']}{answers['place']}",
        "amount": shown(approved(facts)),
        "uses": uses(answers),
        "years": f"{years}年",
        "lapses": chinese(_years_on(today, NUMBERS["lapse_years"].on(today).value)),
    }


def approved(facts: Mapping[str, Any]) -> int:
    """The amount the examiner found, never above what was applied for nor what the works are designed for."""
    answers = facts["answers"]
    found = _whole(((facts.get("earlier") or {}).get("review") or {}).get("approved"))
    for what, key in (("申请", "amount"), ("设计", "design_amount")):
        if found > _whole(answers[key]):
            raise TooMuch(approved=found, what=what, most=_whole(answers[key]))
    return found


def valid_until(issued: date, years: int) -> date:
    """The last day: five years as a rule, ten at most (条例 art. 25)."""
    most = NUMBERS["valid_most"].on(issued).value
    if not 1 <= years <= most:
        raise WrongYears(most=most, years=years)
    return _years_on(issued, years) - timedelta(days=1)


def renewal_by(until: date) -> date:
    """The last day to ask for renewal: 45 days before the end (条例 art. 25)."""
    return until - timedelta(days=NUMBERS["renewal_days"].on(until).value)


def uses(answers: Mapping[str, Any]) -> str:
    return "、".join(f"{one['use']} {shown(_whole(one['used']))}" for one in answers.get("uses") or ())


def shown(amount: int) -> str:
    """Cubic metres as a licence has them, exact.

    >>> shown(36500), shown(365000), shown(999), shown(12345)
    ('3.65 万立方米', '36.5 万立方米', '999 立方米', '1.2345 万立方米')
    """
    if amount < 10_000:
        return f"{amount} 立方米"
    whole, rest = divmod(amount, 10_000)
    return (f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)) + " 万立方米"


def _no(says: str, instead: str) -> dict[str, Any]:
    return {"ok": False, "says": says, "instead": instead, "watch": []}


def _whole(value: Any) -> int:
    text = str(value if value is not None else 0)
    return int(text) if text.isdecimal() else 0


def _years_on(day: date, years: int) -> date:
    """The same day `years` on; of 29 February, 1 March of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
