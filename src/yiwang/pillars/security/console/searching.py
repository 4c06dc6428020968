"""Searching the trail: by day, person, act, subject and verdict; a page at a time, backwards from the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules, telling

SIZE, MOST = 50, 20_000
COLUMNS = "id, at, verdict, actor, action, kind, subject, purpose, payload"
PROVINCE = 530000_000000


@dataclass(frozen=True)
class Page:
    """`older` is where the next page goes on: a moment and a row; empty on the last."""

    lines: list[telling.Line]
    older: str


def search(viewer: security.Actor, what: rules.Asked, before: str = "") -> Page:
    rows = _rows(viewer, what, SIZE + 1, before)
    more = len(rows) > SIZE
    rows = rows[:SIZE]
    return Page(telling.told(rows), f"{rows[-1][1].isoformat()}_{rows[-1][0]}" if more else "")


def whole(viewer: security.Actor, what: rules.Asked) -> list[telling.Line]:
    """Everything that was asked for, for the file; never more than `MOST` rows."""
    return telling.told(_rows(viewer, what, MOST, ""))


def one(viewer: security.Actor, row: UUID) -> tuple[telling.Line, dict[str, Any]]:
    """A row, and how it stands in the chain. `NotFound` for one out of reach."""
    conditions, values = _reach(viewer)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM security_trail WHERE id = %s {conditions}", [row, *values])  # noqa: S608
        found = cursor.fetchone()
        if found is None:
            raise NotFound
        cursor.execute("SELECT l.seq, s.last_seq, s.at FROM security_link l LEFT JOIN security_seal s ON s.last_seq ="
                       " (SELECT min(last_seq) FROM security_seal WHERE last_seq >= l.seq) WHERE l.row_id = %s", [row])  # fmt: skip
        place = cursor.fetchone()
    standing: dict[str, Any] = {"seq": None, "why": ""}
    if place:
        seq, sealed, at = place
        verdict = security.verify_row(seq)
        standing = {"seq": seq, "sealed": sealed, "at": at, "why": verdict}
    return telling.told([found])[0], standing


def _rows(viewer: security.Actor, what: rules.Asked, limit: int, before: str) -> list[tuple[Any, ...]]:
    conditions, values = _reach(viewer)
    more, others = _asked(what)
    where = " AND ".join(["at >= %s AND at < %s", *more])
    low = datetime.combine(what.since, datetime.min.time(), clock.CHINA)
    high = datetime.combine(what.until, datetime.min.time(), clock.CHINA) + timedelta(days=1)
    past, cursor_values = _before(before)
    statement = f"SELECT {COLUMNS} FROM security_trail WHERE {where} {past} {conditions} ORDER BY at DESC, id DESC LIMIT {limit}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [low, high, *others, *cursor_values, *values])
        return cursor.fetchall()


def _asked(what: rules.Asked) -> tuple[list[str], list[Any]]:
    found: list[tuple[str, Any]] = []
    if what.verdict:
        found.append(("verdict = %s", what.verdict))
    if what.action:
        found.append(("action = %s", what.action))
    if what.about:
        found.append(("subject LIKE %s ESCAPE '!'", _starting(what.about)))
    if what.who:
        named = security.User.objects.filter(Q(username=what.who) | Q(display_name=what.who))
        found.append(("user_id = ANY(%s)", list(named.values_list("pk", flat=True)[:200])))
    return [condition for condition, _ in found], [value for _, value in found]


def _starting(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def _before(text: str) -> tuple[str, list[Any]]:
    moment, _, row = text.partition("_")
    try:
        return "AND (at, id) < (%s, %s)", [datetime.fromisoformat(moment), UUID(row)]
    except ValueError:
        return "", []


def _reach(viewer: security.Actor) -> tuple[str, list[Any]]:
    """The auditor of the province sees everything; one below it what was done from the posts in his reach."""
    if viewer.divisions == standards.subtree(PROVINCE):
        return "", []
    posts = standards.Post.objects.filter(agency__in=list(viewer.agencies)).values_list("pk", flat=True)
    return "AND split_part(actor, '/', 3) = ANY(%s)", [[f"post:{pk}" for pk in posts]]
