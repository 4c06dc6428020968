"""The public counts. They change in the same transaction as what they count."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import connection

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .models import Rating, Served, Tally

COUNTS = ("counted", "review")
ADD = """
INSERT INTO ratings_tally (agency_id, matter, month, what, many) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency_id, month, matter, what) DO UPDATE SET many = ratings_tally.many + EXCLUDED.many
"""


def month_of(rating: Rating) -> date:
    """The month of the service: when it was rated would tell more than we want to say of one person."""
    return rating.served_on.replace(day=1)


def add(_record: security.Record, agency: int, matter: str, day: date, what: str, many: int = 1) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD, [agency, matter, day.replace(day=1), what, many])


def shares(rating: Rating) -> list[str]:
    """What one rating, as it stands, counts for."""
    if rating.state not in COUNTS:
        return []
    found = [f"g{rating.grade}"]
    if rating.grade in rules.BAD:
        found.append("bad")
        found += ["bad_named"] if rating.named else []
        found += ["replied"] if rating.replied_at else []
        if rating.named and rating.visited_at:
            found += ["visited", *(["pleased"] if rating.said == "satisfied" else [])]
    return found


def recount_one(record: security.Record, rating: Rating, before: list[str]) -> None:
    """Bring the counts from what it counted for `before` to what it counts for now."""
    change = Counter(shares(rating))
    change.subtract(before)
    for what, many in sorted(change.items()):
        if many:
            add(record, rating.agency_id, rating.matter, rating.served_on, what, many)


def counted_anew() -> dict[tuple[Any, ...], int]:
    """What the counts must be, from the rows themselves. Run as the system; for checking."""
    found: Counter[tuple[Any, ...]] = Counter()
    for rating in Rating.objects.all():
        for what in shares(rating):
            found[rating.agency_id, rating.matter, month_of(rating), what] += 1
    for one in Served.objects.all():
        found[one.agency_id, one.matter, one.on.replace(day=1), "served"] += 1
    return dict(found)


def kept() -> dict[tuple[Any, ...], int]:
    return {(one.agency_id, one.matter, one.month, one.what): one.many for one in Tally.objects.exclude(many=0)}


def months(back: int = 12) -> list[date]:
    """The first days of the last months, this one last."""
    today = clock.today()
    at = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(at - back + 1, at + 1)]
