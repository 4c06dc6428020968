"""Booking a half hour: matter, day, time, confirm; then the code, and what is mine."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.applications.service.halls import booking, looking, places, receipts, rules
from yiwang.applications.service.matters import api as library
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security


class NothingChosen(Invalid):
    """请先选一个时间。"""

    code = "halls.nothing_chosen"


@security.open_to("person firm")
def book(request: HttpRequest, hall: int) -> HttpResponse:
    """One question a page; what was chosen stands in the address, so that Back and Reload work."""
    if request.method != "POST":
        return _ask(request, hall)
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST
    day, starts = _day(asked.get("day", "")), _time(asked.get("starts", ""))
    try:
        if day is None or starts is None:
            raise NothingChosen
        wish = booking.Wish(library.name_at(asked.get("matter", "")), asked.get("stage", "intake"), day, starts,
                            asked.get("ground", ""))  # fmt: skip
        made = booking.book(actor, hall, wish, key=asked.get("key", "")[:64] or uuid7().hex)
    except DomainError as why:
        if why.status == 404:
            raise
        with security.viewing(actor):
            return _ask(request, hall, why)
    return redirect("my-appointment", made)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _ask(request: HttpRequest, hall: int, why: DomainError | None = None) -> HttpResponse:
    """The next thing to choose."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    one = places.hall(hall)
    asked = request.POST if request.method == "POST" else request.GET
    name, stage = library.name_at(asked.get("matter", "")), asked.get("stage", "intake")
    matter = places.known(name)
    day = _day(asked.get("day", ""))
    starts = _time(asked.get("starts", "")) if not why else None
    facts: dict[str, object] = {
        "hall": one, "matter": matter, "slug": library.address(name), "stage": stage, "stage_title": rules.STAGES.get(stage, ""),
        "day": day, "starts": starts, "why": why, "key": uuid7().hex, "grounds": rules.GROUNDS.values(),
        "missed": booking.missed_lately(actor), "often": rules.TERMS.missed_in, "within": rules.TERMS.missed_within_days,
        "grace": int(rules.TERMS.grace.total_seconds() // 60),
    }  # fmt: skip
    if matter is None or stage not in places.stages_for(one, name, matter):
        offered = [(library.address(key), each, [(s, rules.STAGES[s]) for s in places.stages_for(one, key, each)])
                   for key, each in places.offered(one)]  # fmt: skip
        return _page(request, "matter", {**facts, "offered": offered})
    if day is None:
        return _page(request, "day", {**facts, "days": booking.days(one)})
    if starts is None:
        halves = booking.halves(one, day)
        morning = [half for half in halves if half.starts < time(12)]
        return _page(request, "time", {**facts, "parts": [morning, halves[len(morning):]], "any": halves})  # fmt: skip
    return _page(request, "confirm", facts)


def _page(request: HttpRequest, step: str, facts: dict[str, object]) -> HttpResponse:
    why = facts["why"]
    status = why.status if isinstance(why, DomainError) else 200
    return render(request, f"halls/book_{step}.html", {**facts, "step": step}, status=status)


@security.open_to("person firm")
def mine(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    facts = {"appointments": booking.appointments(actor), "tickets": looking.my_tickets(actor),
             "missed": booking.missed_lately(actor), "often": rules.TERMS.missed_in,
             "within": rules.TERMS.missed_within_days}  # fmt: skip
    return render(request, "halls/mine.html", facts)


@security.open_to("person firm")
def one(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The code to come with; and taking it back."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        booking.cancel(actor, appointment, key=f"cancel {appointment}")
        return redirect("my-appointments")
    found = booking.appointment(actor, appointment)
    matter = places.known(found.matter)
    facts = {"one": found, "matter": matter, "stage_title": rules.STAGES[found.stage], "code": f"{found.code[:4]} {found.code[4:]}",
             "ground": rules.GROUNDS.get(found.ground), "grace": int(rules.TERMS.grace.total_seconds() // 60)}  # fmt: skip
    return render(request, "halls/appointment.html", facts)


@security.open_to("person firm")
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "halls/receipt.html", {"receipt": receipts.receipt(actor, receipt)})
