"""The heart of a company's first staff: by when they are to be insured, and what is paid into the housing fund.

Read in the source: 社会保险法（2018）art. 58、社会保险经办条例 art. 6、住房公积金管理条例（2019）arts. 14–18. The most the fund
takes is set by each place and was not read: it refuses nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid


class _Number(NamedTuple):
    value: int
    how: str


NUMBERS: Mapping[str, Dated[_Number]] = {
    "insure_days": Dated("为职工申请社会保险登记", {date(2018, 12, 29): _Number(30, "read")}),
    "fund_least": Dated("公积金缴存比例", {date(2019, 3, 24): _Number(5, "read")}),
}


class TooLow(Invalid):
    """住房公积金的缴存比例不得低于 {least}%（住房公积金管理条例第十八条），您填的是 {rate}%"""

    code = "company_staff.too_low"


def may_pay(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """{ok, says, instead}: only a rate below the law's least stands against it."""
    least = NUMBERS["fund_least"].on(day).value
    if Decimal(str(answers["rate"])) < least:
        return {"ok": False, "says": str(TooLow(least=least, rate=answers["rate"])), "instead": "把比例改到下限以上"}
    return {"ok": True, "says": "", "instead": ""}


def deposit(wage: Any, rate: Any) -> Decimal:
    """What one worker pays a month, and the company the same again (住房公积金管理条例 art. 16): in yuan, half up.

    >>> deposit("6000.00", 5), deposit("4250.50", 8)
    (Decimal('300'), Decimal('340'))
    """
    return (Decimal(str(wage)) * Decimal(str(rate)) / 100).quantize(Decimal(1), ROUND_HALF_UP)


def insurance(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 参保登记表 prints: how many, and their names."""
    staff = facts["answers"]["staff"]
    return {**_firm(facts), "count": str(len(staff)), "names": [one["worker"] for one in staff]}


def fund(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 缴存登记表 prints. A rate below the law's is not entered, whatever was clicked."""
    answers, today = facts["answers"], facts["today"]
    least = NUMBERS["fund_least"].on(today if isinstance(today, date) else date.fromisoformat(today)).value
    if Decimal(str(answers["rate"])) < least:
        raise TooLow(least=least, rate=answers["rate"])
    total = sum((2 * deposit(one["wage"], answers["rate"]) for one in answers["staff"]), Decimal(0))
    return {
        **_firm(facts),
        "count": str(len(answers["staff"])),
        "rate": f"单位和个人各 {answers['rate']}%",
        "total": f"每月 {total} 元",
    }


def _firm(facts: Mapping[str, Any]) -> dict[str, str]:
    answers, today = facts["answers"], facts["today"]
    year = today.year if isinstance(today, date) else int(str(today)[:4])
    number = f"{facts['division'] // 10**6:06d}{year}{facts['serial']:06d}"
    return {"number": number, "company": answers["company"], "uscc": answers["uscc"]}
