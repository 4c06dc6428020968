"""Ratings as they are handed to whoever reports them. Only who gave his name can be: a rating that does not know its case
has no case number to report, and its words stay here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from .models import Rating

STANDS = ("counted", "review")


@dataclass(frozen=True)
class Reported:
    """`number` is the case's; never who rated."""

    key: str
    number: str
    title: str
    at: datetime
    grade: int
    channel: str
    words: str
    agency: int
    division: int


def to_report(keys: Iterable[str]) -> list[Reported]:
    """Of these ratings those that stand and know their case. Inside a reading transaction of the system."""
    return [
        Reported(
            str(one.pk), one.ref, one.title, one.made_at, one.grade, one.channel, one.words, one.agency_id, one.division
        )
        for one in _stand().filter(pk__in=list(keys))
    ]


def made_since(day: date) -> list[str]:
    """Keys of what could be reported and was made on `day` or later."""
    return [str(key) for key in _stand().filter(made_at__date__gte=day).values_list("pk", flat=True)]


def _stand() -> QuerySet[Rating]:
    return Rating.objects.filter(named=True, kind="case", state__in=STANDS).exclude(ref="")
