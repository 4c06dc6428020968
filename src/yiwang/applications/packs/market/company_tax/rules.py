"""The heart of a new company's first visit to the tax office: by when, and what is confirmed.

Read in the source: 税收征收管理法（2015）art. 15. What the tax office allows of invoices is its own to settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated


class _Number(NamedTuple):
    value: int
    how: str


NUMBERS: Mapping[str, Dated[_Number]] = {"report_days": Dated("申报税务登记", {date(2015, 4, 24): _Number(30, "read")})}


def report_by(founded: date) -> date:
    """The last day to report: thirty days from getting the licence (税收征收管理法 art. 15). Late is told, not refused.

    >>> report_by(date(2026, 11, 2))
    datetime.date(2026, 12, 2)
    """
    return founded + timedelta(days=NUMBERS["report_days"].on(founded).value)


def confirmation(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 确认书 prints. The taxpayer's number is the credit code."""
    answers, today = facts["answers"], facts["today"]
    year = today.year if isinstance(today, date) else int(str(today)[:4])
    return {
        "number": f"{facts['division'] // 10**6:06d}{year}{facts['serial']:06d}",
        "company": answers["company"],
        "uscc": answers["uscc"],
        "taxpayer": answers["taxpayer"],
        "invoices": answers.get("invoices") or "不领用",
        "finance": answers["name"],
    }
