"""Who looked at my data: what the trail knows about readings of one party, in words its subject understands.

The law gives everybody the right to know how his data is handled (个人信息保护法 art. 44). It names the handler, which is
the agency; so agency and post are told, and no official's name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yiwang.kernel.errors import Refused
from yiwang.kernel.registry import Registry
from yiwang.pillars.standards.base import api as standards

from .actions import actions
from .actor import Actor
from .trail import pseudonym

MOST = 200
READ = """
SELECT t.at, t.actor, t.action, t.purpose, t.kind, t.subject, t.payload
FROM security_looked l JOIN security_trail t ON t.at = l.at AND t.id = l.row_id
WHERE l.subject = %s AND t.verdict = 'read' ORDER BY l.at DESC LIMIT %s
"""
readings: Registry[str] = Registry("reading")


def call_reading(key: str, title: str) -> str:
    """Say what a kind of reading shows, in the words of whom it is about; returns the key."""
    readings.add(key, title)
    return key


for _field, _words in (("identifier", "证件号码"), ("mobile", "手机号"), ("name", "姓名"), ("address", "住址")):
    call_reading(f"security.disclose.{_field}", _words)


@dataclass(frozen=True)
class Reading:
    """One answer that showed data of somebody. `agency` is empty where no post looked but the system itself."""

    at: datetime
    agency: str
    post: str
    what: str
    purpose: str
    kind: str
    about: str
    masked: bool


def readings_of(by: Actor) -> list[Reading]:
    """Who looked at the data of the party `by` is or represents, newest first, at most 200. Inside his own reading.

    Raises `Refused` for a helper: who is helped decides who knows."""
    if by.party is None:
        return []
    if by.kind == "person" and by.mandate is not None:
        raise Refused(why="谁看过信息，只给本人看。请本人登录查看")
    with connection.cursor() as cursor:
        cursor.execute(READ, [pseudonym(by.party), MOST])
        rows = cursor.fetchall()
    posts = {_post(actor) for _, actor, *_ in rows} - {0}
    named = {one.pk: one for one in standards.Post.objects.select_related("agency").filter(pk__in=posts)}
    return [_reading(row, named.get(_post(row[1]))) for row in rows]


def _reading(row: tuple[datetime, str, str, str, str, str, str | None], post: standards.Post | None) -> Reading:
    at, _, action, purpose, kind, subject, payload = row
    facts = json.loads(payload) if payload else {}
    return Reading(
        at, post.agency.name if post else "", _title(post.title) if post else "", title_of(action), purpose, kind, subject,
        bool(facts.get("masked")),
    )  # fmt: skip


def _title(title: str) -> str:
    """A post's title without a name somebody wrote behind it."""
    return title.split("（")[0]


def title_of(action: str) -> str:
    """What was read or done, in words; its code where nobody gave it words."""
    if action in readings:
        return readings[action]
    return actions[action].title if action in actions else action


def _post(mark: str) -> int:
    """The post in an actor's mark, `staff/3/post:5`; 0 where there is none."""
    _, _, number = mark.partition("/post:")
    return int(number) if number.isdigit() else 0
