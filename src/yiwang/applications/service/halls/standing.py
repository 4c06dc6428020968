"""How a hall stands right now: who waits, who sits, what services took, how long a newcomer would wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from yiwang.kernel import clock, ids
from yiwang.pillars.standards.base import api as standards

from . import rules
from .models import AT_WINDOW, Authority, Hall, Sitting, Ticket

KNOWN_FOR = timedelta(days=30)
MOST_KNOWN = 4000
NEWCOMER = "~"  # sorts after every real id: who comes now comes last


@dataclass(frozen=True)
class Standing:
    """A hall at a moment. Numbers only: nobody's name is in here."""

    hall: Hall
    now: datetime
    waiting: list[Ticket] = field(default_factory=list)
    at_window: list[Ticket] = field(default_factory=list)
    manned: list[rules.Manned] = field(default_factory=list)
    times: rules.Times = field(default_factory=lambda: rules.Times.of(()))

    @property
    def queue(self) -> list[rules.Waiting]:
        return [as_waiting(one) for one in self.waiting]

    def count(self, stage: str) -> int:
        return sum(one.stage == stage for one in self.waiting)

    def wait_of(self, ticket: Ticket) -> rules.Range | None:
        return rules.expected_wait(str(ticket.pk), self.queue, self.manned, self.times, self.now)

    def wait_for(self, stage: str, matter: str, line: str) -> rules.Range | None:
        """What somebody would wait who took a number now."""
        one = rules.Waiting(NEWCOMER, self.now, stage, matter, line)
        return rules.expected_wait(NEWCOMER, [*self.queue, one], self.manned, self.times, self.now)

    def before(self, ticket: Ticket) -> int:
        """How many came earlier and still wait for the same stage."""
        mine = as_waiting(ticket)
        return sum(one.stage == mine.stage and one.order < mine.order for one in self.queue)


def standing(hall: Hall, now: datetime | None = None) -> Standing:
    now = now or clock.now()
    present = Ticket.objects.filter(hall=hall, day=now.date(), state__in=("waiting", *AT_WINDOW))
    present = present.select_related("window").order_by("arrived_at", "id")
    waiting = [one for one in present if one.state == "waiting"]
    at_window = [one for one in present if one.state != "waiting"]
    return Standing(hall, now, waiting, at_window, manned(hall, at_window, now), times(hall, now))


def as_waiting(one: Ticket) -> rules.Waiting:
    return rules.Waiting(
        str(one.pk), one.arrived_at, one.stage, one.matter, one.line, one.due, bool(one.ground), one.passed
    )


def times(hall: Hall, now: datetime) -> rules.Times:
    """What services of the last month took here."""
    done = Ticket.objects.filter(hall=hall, done_at__gte=now - KNOWN_FOR, served_at__isnull=False)
    rows = done.order_by("-done_at").values_list("stage", "matter", "served_at", "done_at")[:MOST_KNOWN]
    return rules.Times.of(
        rules.Sample(stage, matter, (end - start).total_seconds() / 60)
        for stage, matter, start, end in rows
        if start and end
    )


def manned(hall: Hall, at_window: Iterable[Ticket], now: datetime) -> list[rules.Manned]:
    busy = {one.window_id: one for one in at_window}
    authorities = in_force(hall)
    found = []
    for sitting in open_sittings(hall):
        ticket = busy.get(sitting.window_id)
        desk = desk_of(sitting, authorities)
        if ticket is None:
            found.append(rules.Manned(desk))
        else:
            begun = ticket.served_at or ticket.called_at or now
            found.append(rules.Manned(desk, now - begun, ticket.stage, ticket.matter))
    return found


def open_sittings(hall: Hall) -> list[Sitting]:
    """Few rows first, then their posts by key: a join over all posts and agencies is planned badly on a new province."""
    sitting = Sitting.objects.filter(window__in=list(hall.windows.values_list("pk", flat=True)), until__isnull=True)
    found = sitting.select_related("window__hall").prefetch_related("post__agency")
    return sorted(found, key=lambda one: one.window.number)


def in_force(hall: Hall) -> list[Authority]:
    today = clock.today()
    return list(Authority.objects.filter(Q(until__isnull=True) | Q(until__gt=today), hall=hall, since__lte=today))


def desk_of(sitting: Sitting, authorities: Iterable[Authority]) -> rules.Desk:
    window = sitting.window
    return rules.Desk(
        window.number, frozenset(window.stages), frozenset(window.lines), frozenset(window.matters),
        grants_of(sitting.post, window.hall, authorities),
    )  # fmt: skip


def grants_of(post: standards.Post, hall: Hall, authorities: Iterable[Authority]) -> tuple[rules.Grant, ...]:
    """A clerk takes what his own agency handles where the hall stands; the hall's own clerks also what was authorised."""
    if "clerk" not in post.roles:
        return ()
    agency, grants = post.agency, []
    low, high = ids.subtree(agency.division_id)
    if low <= hall.division <= high:
        grants.append(rules.Grant(line=agency.line, ground=agency.name))
    if agency.pk == hall.agency_id:
        grants += [rules.Grant(one.line, one.matter, frozenset(one.stages), one.ground) for one in authorities]
    return tuple(grants)
