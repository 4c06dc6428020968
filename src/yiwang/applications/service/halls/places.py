"""Halls as facts: where, when open, what they offer, how far from somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock, ids
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .models import Hall, Window

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Hours:
    """How a hall's doors stand at a moment, in words too."""

    open: bool
    spans: rules.Spans
    following: datetime | None

    @property
    def today(self) -> str:
        return "，".join(f"{low:%H:%M}—{high:%H:%M}" for low, high in self.spans)

    @property
    def opens(self) -> str:
        """When it opens next; empty when it is open or does not within a month."""
        if self.open or not self.following:
            return ""
        at = self.following
        day = "今天" if at.date() == clock.today() else f"{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）"
        return f"{day} {at:%H:%M} 开门"


def hall(pk: int) -> Hall:
    """One hall; `NotFound` where there is none."""
    found = Hall.objects.select_related("agency").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def hours_of(one: Hall, now: datetime | None = None) -> Hours:
    now = now or clock.now()
    days = standards.calendar()
    spans = rules.hours_on(one.hours, now.date(), days)
    return Hours(rules.is_open(spans, now.time()), spans, rules.next_opening(one.hours, now, days))


def spans_on(one: Hall, day: date) -> list[tuple[time, time]]:
    return rules.hours_on(one.hours, day, standards.calendar())


def windows_of(one: Hall) -> list[Window]:
    return list(one.windows.order_by("number"))


def offered(one: Hall) -> list[tuple[str, library.Matter]]:
    """Matters some window of the hall is for, in the library's order."""
    windows = windows_of(one)
    return [(name, matter) for name, matter in library.matters.items() if any(_for(w, name, matter) for w in windows)]


def _for(window: Window, name: str, matter: library.Matter) -> bool:
    return not (window.lines or window.matters) or matter.line in window.lines or name in window.matters


def stages_for(one: Hall, name: str, matter: library.Matter) -> list[str]:
    """Stages of a matter that a window of the hall is for, in the order of the work."""
    there = {stage for window in windows_of(one) if _for(window, name, matter) for stage in window.stages}
    return [stage for stage in rules.STAGES if stage in there]


def known(name: str) -> library.Matter | None:
    # a registry answers a name it does not have with words, not with KeyError: `get` would raise
    return library.matters[name] if name in library.matters else None  # noqa: SIM401


def home_of(actor: security.Actor) -> int | None:
    """The place an actor's halls are counted from: his home, or his post's."""
    if actor.is_citizen:
        party = security.own_party(actor)
        return party.division_id if party else None
    return actor.divisions[0] if actor.divisions else None


def party_of(viewer: security.Actor) -> UUID:
    """Whom `viewer` is or acts for; `NotFound` for whoever has nothing of his own here."""
    if viewer.party is None:
        raise NotFound
    return viewer.party


def near(place: int | None, *, within: int | None = None, limit: int = 12) -> Sequence[Hall]:
    """Halls, the nearest to `place` first and the smallest place's before its city's; `within` a prefecture or county."""
    found = Hall.objects.select_related("agency")
    if within:
        found = found.filter(division__range=standards.subtree(within))
    ordered = sorted(found, key=lambda one: _distance(one, place))
    return ordered[:limit]


def _distance(one: Hall, place: int | None) -> tuple[int, int, int]:
    far = (rules.apart(place, one.division), -ids.level(one.division)) if place else (0, 0)
    return *far, one.division


def prefectures() -> list[tuple[int, str]]:
    return [(one.code, one.name) for one in standards.children(53)]
