"""Ratings as a source. Only who gave his name is reported by row: the set wants the case number, and an anonymous rating does
not know its case. One that was taken back or excluded has no lines: what stands over there goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from yiwang.applications.service.ratings import api as ratings
from yiwang.kernel import clock
from yiwang.pillars.standards.base import api as standards

from .mapping import rating_line
from .models import Due
from .sources import Object, sources

BACK = timedelta(days=31)  # a month of nights may be missed


class Ratings:
    def look(self, keys: Iterable[str]) -> list[Object]:
        return [_look(one) for one in ratings.to_report(keys)]

    def sweep(self) -> list[str]:
        """Ratings are not announced (a bad one is, to its agency): what is new is found each night."""
        made = ratings.made_since(clock.today() - BACK)
        known = set(Due.objects.filter(kind="ratings", object__in=made).values_list("object", flat=True))
        return [one for one in made if one not in known]


def _look(one: ratings.Reported) -> Object:
    facts = {
        "number": one.number, "channel": one.channel, "at": one.at.astimezone(clock.CHINA), "times": 1,
        "grade": one.grade, "words": one.words, "division": one.division,
    }  # fmt: skip
    line = standards.agency(one.agency).line
    return Object(one.key, f"{one.title}的评价", (rating_line(facts),), one.division, line, one.agency)


sources.add("ratings", Ratings())
