"""What an auditor asks for, as the address says it; asking for a check; taking a list out of the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid
from yiwang.pillars.security.base import api as security

from .jobs import CHECK

SEE = security.declare("security.see_trail", "查看审计日志", roles="auditor")
EXPORT = security.declare("security.export_trail", "导出审计日志", roles="auditor")
PAGE, MOST, WEEK = 50, 20_000, timedelta(days=7)
FIELDS = ("since", "until", "username", "action", "subject", "verdict")
HEAD = ("时间", "结果", "谁", "岗位", "什么事", "代码", "关于", "用途", "说明")


class WhyExport(Invalid):
    """请写明导出的用途，会记进审计日志。"""

    code = "security.why_export"


@dataclass(frozen=True)
class Search:
    """`problem` where a day could not be read; what was typed stays in `typed`."""

    asked: security.Asked
    typed: dict[str, str]
    problem: str = ""

    def address(self, **more: str) -> str:
        return "?" + urlencode({key: value for key, value in {**self.typed, **more}.items() if value})


def read(query: Mapping[str, str]) -> Search:
    """The search an address asks for: the last seven days where it says no day."""
    typed = {key: str(query.get(key, "")).strip()[:120] for key in FIELDS}
    if not any(key in query for key in FIELDS):
        typed["since"] = (clock.today() - WEEK).isoformat()
    days, problem = {}, ""
    for key in ("since", "until"):
        try:
            days[key] = date.fromisoformat(typed[key]) if typed[key] else None
        except ValueError:
            days[key], problem = None, f"“{typed[key]}”读不成日期。请写成 2026-03-02 这样"
    if typed["verdict"] not in security.VERDICTS:
        typed["verdict"] = ""
    return Search(
        security.Asked(days["since"], days["until"], typed["username"], typed["action"], typed["subject"],
                       typed["verdict"], _uuid(str(query.get("before", "")))),
        typed, problem,
    )  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def export(by: security.Actor, search: Search, purpose: str) -> str:
    """The rows of a search as CSV, at most 20,000, in the words of the screen. Raises `Refused`, `WhyExport`."""
    security.require(by, EXPORT)
    if not purpose.strip():
        raise WhyExport
    with security.acting(by, EXPORT, security.Ref("trail", ""), purpose=purpose.strip()[:200]) as record:
        rows = security.trail_rows(by, search.asked, MOST)
        record.note(rows=len(rows), asked=search.asked.text)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for one in rows:
        when = one.at.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M:%S")
        cells = (when, security.VERDICTS.get(one.verdict, one.verdict), one.who, one.post, one.what, one.action, one.about,
                 one.purpose, one.says)  # fmt: skip
        writer.writerow([_plain(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _plain(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def ask_check(by: security.Actor, key: str) -> int:
    """Have the whole trail checked; returns the check's number at once."""
    with security.acting(by, security.VERIFY, key=key or None) as record:
        if record.replayed:
            return int(record.outcome)
        number = security.open_check(record, by)
        jobs.defer(record, CHECK, check=number)
        return int(record.done(number))
