"""What pages show of halls: cards to choose from, a slip, the wall's screen. Numbers only, unless it is one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import places, rules
from .models import AT_WINDOW, Hall, Holder, Ticket
from .standing import Standing, open_sittings, standing

RECENT = 8


@dataclass(frozen=True)
class Card:
    """A hall as a citizen chooses it. `told`: what is waited now for the matter asked about; None: no window is at it."""

    hall: Hall
    hours: places.Hours
    now: Standing
    told: tuple[int, int] | None
    apart: str = ""

    @property
    def waiting(self) -> int:
        return len(self.now.waiting)

    @property
    def windows(self) -> int:
        return len(self.now.manned)


APART = {0: "", 1: "同一个县（市、区）", 2: "同一个州（市）", 3: "省内"}


def card(one: Hall, name: str, matter: library.Matter | None, home: int | None = None) -> Card:
    now = standing(one)
    hours = places.hours_of(one, now.now)
    told = now.wait_for("intake", name, matter.line) if matter and hours.open else None
    return Card(
        one,
        hours,
        now,
        rules.quoted(told) if told else None,
        APART.get(rules.apart(home, one.division), "") if home else "",
    )


@dataclass(frozen=True)
class StageLine:
    """One stage of a hall now."""

    title: str
    waiting: int
    windows: int


def stage_lines(now: Standing) -> list[StageLine]:
    return [
        StageLine(title, now.count(stage), sum(stage in one.desk.stages for one in now.manned))
        for stage, title in rules.STAGES.items()
    ]


@dataclass(frozen=True)
class WindowLine:
    """A window on the wall: its number, what it is for, whom it serves."""

    pk: int
    number: int
    name: str
    clerk: str
    ticket: Ticket | None
    accessible: bool


def window_lines(now: Standing) -> list[WindowLine]:
    busy = {one.window_id: one for one in now.at_window}
    sitting = {one.window_id: one for one in open_sittings(now.hall)}
    return [
        WindowLine(
            one.pk,
            one.number,
            one.name,
            sitting[one.pk].shown if one.pk in sitting else "",
            busy.get(one.pk),
            one.accessible,
        )
        for one in places.windows_of(now.hall)
    ]


def calls(one: Hall) -> Sequence[Ticket]:
    """The last numbers called today, newest first."""
    called = Ticket.objects.filter(hall=one, day=clock.today(), called_at__isnull=False, window__isnull=False)
    return list(called.select_related("window").order_by("-called_at")[:RECENT])


def next_up(now: Standing) -> list[Ticket]:
    return now.waiting[:12]


@dataclass(frozen=True)
class Slip:
    """取号小票: a number, who is before it, and what is told now."""

    ticket: Ticket
    before: int
    told: tuple[int, int] | None
    may_come_back: bool

    @property
    def ground(self) -> rules.Ground | None:
        return rules.GROUNDS.get(self.ticket.ground)

    @property
    def stage(self) -> str:
        return rules.STAGES[self.ticket.stage]


def slip(pk: UUID) -> Slip:
    """The newest leg of a number. Whoever holds the slip may look; it names nobody."""
    first = Ticket.objects.filter(pk=pk).first()
    if first is None:
        raise NotFound
    legs = Ticket.objects.filter(hall=first.hall_id, day=first.day, number=first.number).select_related(
        "hall", "window"
    )
    ticket = legs.order_by("-leg")[0]
    back = ticket.state == "missed" and ticket.missed <= rules.TERMS.may_miss and ticket.day == clock.today()
    if ticket.state != "waiting" or ticket.day != clock.today():
        return Slip(ticket, 0, None, back)
    now = standing(ticket.hall)
    told = now.wait_of(ticket)
    return Slip(ticket, now.before(ticket), rules.quoted(told) if told else None, back)


def holder_shown(viewer: security.Actor, ticket: Ticket) -> str:
    """The masked name of whoever stands at one's window; empty for a walk-in."""
    found = security.visible(Holder.objects.all(), viewer).filter(ticket=ticket).first()
    return found.shown if found else ""


def my_tickets(viewer: security.Actor) -> Sequence[Ticket]:
    """One's own numbers of today that still count."""
    own = Holder.objects.filter(party_id=places.party_of(viewer), ticket__day=clock.today(),
                                ticket__state__in=("waiting", "missed", *AT_WINDOW))  # fmt: skip
    return [one.ticket for one in own.select_related("ticket__hall", "ticket__window").order_by("ticket__since")]
