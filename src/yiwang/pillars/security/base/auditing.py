"""Reading the trail as an auditor does: by time, actor, action, subject and verdict, every row in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yiwang.kernel import clock
from yiwang.pillars.standards.base import api as standards

from .actions import KINDS
from .actor import Actor
from .models import User
from .people import mask_name
from .readings import _post, title_of
from .rules import told
from .scope import afterwards, open_change
from .trail import Ref, Row

VERDICTS = {"did": "办了", "refused": "被拒绝", "read": "看了", "bulk": "成批办了"}
ABOUT = {
    "case": "办件", "user": "账号", "route": "页面", "mandate": "授权", "document": "文书", "calendar": "日历", "draft": "草稿",
    "party": "当事人", "trail": "审计日志", "trail-check": "审计链核对", "trail-head": "链头", "key": "密钥",
}  # fmt: skip
SAID = ("verb", "verdict", "step", "rows", "chunk", "subjects", "masked", "seq", "day")  # notes that name nobody
COLUMNS = "id, at, verdict, actor, user_id, action, kind, subject, purpose, payload"


@dataclass(frozen=True)
class Asked:
    """What to look for. Empty: anything. `subject` is an identifier; `before` the last row of the page before."""

    since: date | None = None
    until: date | None = None
    username: str = ""
    action: str = ""
    subject: str = ""
    verdict: str = ""
    before: UUID | None = None

    @property
    def text(self) -> str:
        """As the trail keeps who searched for what."""
        parts = (self.since, self.until, self.username, self.action, self.subject, self.verdict)
        return "|".join("" if one is None else str(one) for one in parts)


@dataclass(frozen=True)
class Told:
    """One row in words. `says` is the whole sentence; `erased` where the law had its details blanked."""

    id: UUID
    at: datetime
    verdict: str
    who: str
    post: str
    what: str
    action: str
    about: str
    purpose: str
    says: str
    notes: dict[str, Any]
    erased: bool


def trail_rows(by: Actor, asked: Asked, limit: int = 50) -> list[Told]:
    """Rows newest first, at most `limit`. That `by` searched is recorded as well. Inside a reading."""
    if by.is_staff and not open_change():  # an export is recorded as the act it is
        row = Row("read", by, "security.read_trail", Ref("trail", ""), payload={"asked": asked.text})
        if not afterwards(row.write):
            row.write()
    return list(_told(_rows(asked, limit)))


def _rows(asked: Asked, limit: int) -> list[tuple[Any, ...]]:
    where, values = ["true"], []
    for condition, value in (
        ("at >= %s", _moment(asked.since)), ("at < %s", _moment(asked.until, 1)), ("action = %s", asked.action),
        ("subject = %s", asked.subject), ("verdict = %s", asked.verdict), ("user_id = %s", _user(asked.username)),
        ("(at, id) < (SELECT at, id FROM security_trail WHERE id = %s)", asked.before),
    ):  # fmt: skip
        if value:
            where.append(condition)
            values.append(value)
    with connection.cursor() as cursor:
        statement = (
            f"SELECT {COLUMNS} FROM security_trail WHERE {' AND '.join(where)} ORDER BY at DESC, id DESC LIMIT %s"  # noqa: S608
        )
        cursor.execute(statement, [*values, limit])
        return cursor.fetchall()


def _moment(day: date | None, more: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=more), time(), clock.CHINA) if day else None


def _user(username: str) -> int | None:
    """The account of that name; a number nobody has where there is none, so that nothing is found."""
    if not username:
        return None
    return User.objects.filter(username=username).values_list("pk", flat=True).first() or -1


def _told(rows: list[tuple[Any, ...]]) -> Iterator[Told]:
    users = {one.pk: one for one in User.objects.filter(pk__in={row[4] for row in rows if row[4]})}
    posts = standards.Post.objects.select_related("agency").filter(pk__in={_post(row[3]) for row in rows} - {0})
    named = {one.pk: f"{one.agency.name} {one.title}" for one in posts}
    for identifier, at, verdict, mark, user, action, kind, subject, purpose, payload in rows:
        notes = json.loads(payload) if payload else {}
        who, post = _who(mark, users.get(user)), named.get(_post(mark), "")
        what, about = title_of(action), f"{ABOUT.get(kind, kind)} {subject}".strip()
        says = told(verdict, who, post, what, about, purpose, str(notes.get("says", "")))
        shown = {key: notes[key] for key in SAID if key in notes}
        yield Told(identifier, at, verdict, who, post, what, action, about, purpose, says, shown, payload is None)


def _who(mark: str, user: User | None) -> str:
    """An official by name: that is what an auditor is for. Everybody else masked."""
    kind = mark.partition("/")[0]
    if user is None:
        return KINDS.get(kind, kind)
    name = user.display_name or user.username
    return name if kind == "staff" else f"{KINDS.get(kind, kind)} {mask_name(name)}"
