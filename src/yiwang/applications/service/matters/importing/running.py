"""One import from beginning to end: read, judge, compare, write, report every row.

    done = run(by, data, mapping, progress=lambda at, of: …)
    done.counts        # {"new": 2256, "changed": 0, "unchanged": 0, "refused": 6, "vanished": 0, "withdrawn": 0}

Doing it again changes nothing. A row that changed becomes a new edition; the old one stays. What vanished from the list
is reported and stays, unless `withdraw_missing` says otherwise.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids.text import cleaned
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import writing
from .mapping import ListMapping
from .reading import Broken, lines
from .rules import Refused, Row, judged, told
from .writing import end_missing

IMPORT = security.declare("matters.import", "导入事项清单", by="staff system", roles="administrator")
CHUNK = 500
TITLES = {"new": "新增", "changed": "改动", "unchanged": "没有变化", "refused": "没有收下", "vanished": "清单里没有了",
          "withdrawn": "已停用"}  # fmt: skip
GONE = "导入的清单里没有这一项了"


class LinesUnread(Invalid):
    """有 {count} 行读不出来，不知道它们是哪些事项，所以没有停用任何事项。请先改好这些行（见报告），再停用清单里没有的"""

    code = "matters.import.lines_unread"


@dataclass(frozen=True)
class Outcome:
    """What became of one line; 0 is no line of the list."""

    line: int
    code: str
    title: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Done:
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(one.what for one in self.outcomes)
        return {what: counted[what] for what in TITLES}


def run(
    by: security.Actor, data: bytes, mapping: ListMapping, *, withdraw_missing: bool = False, dry: bool = False,
    progress: Callable[[int, int], None] = lambda _at, _of: None,
) -> Done:  # fmt: skip
    """Import a list. `dry` only says what would happen. Raises `Refused`, `LinesUnread`, `reading.NoList`."""
    security.require(by, IMPORT)
    rows = told([_judged(number, row, mapping) for number, row in lines(data, mapping)])
    shown = f"导入：{mapping.list or mapping.title}"
    outcomes, work = _compared(by, [row for row in rows if isinstance(row, Row)], shown)
    outcomes += [Outcome(row.line, row.code, row.title, "refused", row.why) for row in rows if isinstance(row, Refused)]
    listed = {cleaned(row.code) for row in rows}  # a row that was refused is still in the list
    gone = writing.vanished(shown, listed, clock.today())
    unread = sum(isinstance(row, Refused) and not row.code for row in rows)
    if withdraw_missing and gone and unread:
        raise LinesUnread(count=unread)
    what = "withdrawn" if withdraw_missing else "vanished"
    outcomes += [Outcome(0, code, title, what) for code, _, title in gone]
    if not dry:
        _write(by, work, progress)
        if withdraw_missing:
            ending = [{"item": item, "why": GONE, "shown": shown} for _, item, _ in gone]
            _many(by, ending, end_missing)
    return Done(tuple(sorted(outcomes, key=lambda one: (one.line == 0, one.line, one.code))))


def _judged(number: int, row: dict[str, Any] | Broken, mapping: ListMapping) -> Row | Refused:
    if isinstance(row, Broken):
        return Refused(number, "", "", row.why)
    return judged(number, row, mapping.plan)


def _compared(by: security.Actor, rows: Sequence[Row], shown: str) -> tuple[list[Outcome], list[dict[str, Any]]]:
    """What is new or changed against what is in force, as rows to write."""
    there = writing.held([row.code for row in rows], clock.today())
    outcomes, work = [], []
    for row in rows:
        body = writing.body_of(row)
        digest, kept = writing.digest_of(body), there.get(row.code)
        same = kept is not None and (kept.digest, kept.division) == (digest, row.division)
        what = "new" if kept is None else "unchanged" if same else "changed"
        outcomes.append(Outcome(row.line, row.code, body["task_name"], what, "；".join(row.remarks)))
        if what != "unchanged":
            work.append({
                "code": row.code, "catalog_code": row.catalog_code, "division": row.division, "dept_name": row.dept_name,
                "dept_code": row.dept_code, "body": body, "digest": digest, "user": by.user, "shown": shown,
            })  # fmt: skip
    return outcomes, work


def _write(by: security.Actor, work: Sequence[dict[str, Any]], progress: Callable[[int, int], None]) -> None:
    done = 0

    def keep(rows: Sequence[dict[str, Any]]) -> None:
        nonlocal done
        writing.keep(rows)
        done += len(rows)
        progress(done, len(work))

    _many(by, work, keep)


def _many(by: security.Actor, rows: Sequence[dict[str, Any]], write: Callable[[Sequence[Any]], Any]) -> None:
    """What is missing was found by comparing, so each call is a batch of its own."""
    security.acting_on_many(by, IMPORT, security.Ref("matters.list", str(uuid7())), rows, write, chunk=CHUNK)


def report(done: Done) -> bytes:
    """Every row as CSV that Excel opens; a cell that would be a formula is text."""
    out = StringIO(newline="")
    page = csv.writer(out)
    page.writerow(["行号", "编码", "事项", "结果", "说明"])
    for one in done.outcomes:
        page.writerow([one.line or "", *(_cell(text) for text in (one.code, one.title, TITLES[one.what], one.why))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
