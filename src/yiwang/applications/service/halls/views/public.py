"""Halls for everybody: which is near and how full, taking a number, the slip, the wall's screen."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.applications.service.halls import board, looking, places, rules, taking
from yiwang.applications.service.matters import api as library
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

DOOR = "hall_door"
DOOR_AGE = 400 * 86400


@security.public
def halls(request: HttpRequest) -> HttpResponse:
    """The nearest first; how long one would wait now for the matter asked about."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    within = number_of(request.GET.get("place", ""))
    name = library.name_at(request.GET.get("matter", "")) or next(iter(library.matters), "")
    matter = places.known(name)
    home = places.home_of(actor)
    found = [looking.card(one, name, matter, home) for one in places.near(home or within, within=within)]
    facts = {
        "cards": found, "matter": matter, "matters": _choices(library.matters.items()), "slug": library.address(name),
        "place": within, "places": places.prefectures(), "mine": looking.my_tickets(actor) if actor.is_citizen else [],
    }  # fmt: skip
    return render(request, "halls/halls.html", facts)


def number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _choices(matters: object) -> list[tuple[str, library.Matter]]:
    return [(library.address(name), one) for name, one in matters]  # type: ignore[attr-defined]


@security.public
def hall(request: HttpRequest, hall: int) -> HttpResponse:
    one = places.hall(hall)
    offered = places.offered(one)
    name = library.name_at(request.GET.get("matter", "")) or (offered[0][0] if offered else "")
    matter = places.known(name)
    shown = looking.card(one, name, matter)
    facts = {
        "card": shown, "hall": one, "stages": looking.stage_lines(shown.now), "windows": looking.window_lines(shown.now),
        "offered": _choices(offered), "matter": matter, "slug": library.address(name), "kept": board.kept(one),
    }  # fmt: skip
    return render(request, "halls/hall.html", facts)


@security.public
def screen(request: HttpRequest, hall: int) -> HttpResponse:
    """The wall: who is called where. It brings itself up to date; without script the browser does."""
    one = places.hall(hall)
    now = looking.standing(one)
    facts = {
        "hall": one, "windows": looking.window_lines(now), "calls": looking.calls(one), "next": looking.next_up(now),
        "stages": looking.stage_lines(now), "now": now.now, "hours": places.hours_of(one, now.now),
    }  # fmt: skip
    return render(request, "halls/screen_body.html" if request.htmx else "halls/screen.html", facts)  # type: ignore[attr-defined]


@security.public
def number(request: HttpRequest, hall: int) -> HttpResponse:
    """Take a number. The machine at the door proves itself once by the hall's key; others log in or have a code."""
    one = places.hall(hall)
    if request.method == "GET" and request.GET.get("door"):
        return _appoint(request, one.pk, one.door)
    if request.method != "POST":
        return _choose(request, hall)
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    slug, _, stage = request.POST.get("pick", "").partition(":")
    wanted = taking.Wanted(
        matter=library.name_at(slug), stage=stage, ground=request.POST.get("ground", ""),
        code=_digits(request.POST.get("code", "")), door=at_door(request, one),
    )  # fmt: skip
    try:
        if request.POST.get("by") == "code" and not wanted.code:
            raise taking.CodeUnknown(code="（没有填）")
        ticket = taking.take(actor, hall, wanted, key=request.POST.get("key", "")[:64] or uuid7().hex)
    except DomainError as why:
        if why.status == 404:
            raise
        with security.viewing(actor):
            return _choose(request, hall, why)
    return redirect("hall-slip", ticket)


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isascii() and one.isdigit())[:8]


def _appoint(request: HttpRequest, hall: int, door: str) -> HttpResponse:
    """Make this device the hall's number machine."""
    if request.GET["door"] != door:
        raise NotFound
    response = redirect("hall-number", hall)
    made = signing.dumps([hall, door], salt=DOOR)
    name = settings.COOKIE_PREFIX + DOOR
    response.set_cookie(name, made, max_age=DOOR_AGE, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


def at_door(request: HttpRequest, one: object) -> bool:
    try:
        said = signing.loads(request.COOKIES.get(settings.COOKIE_PREFIX + DOOR, ""), salt=DOOR, max_age=DOOR_AGE)
    except signing.BadSignature:
        return False
    return said == [one.pk, one.door]  # type: ignore[attr-defined]


def _choose(request: HttpRequest, hall: int, why: DomainError | None = None) -> HttpResponse:
    one = places.hall(hall)
    offered = [(library.address(name), matter, [(key, rules.STAGES[key]) for key in places.stages_for(one, name, matter)])
               for name, matter in places.offered(one)]  # fmt: skip
    facts = {
        "hall": one, "offered": offered, "grounds": rules.GROUNDS.values(), "why": why, "key": uuid7().hex,
        "hours": places.hours_of(one), "door": at_door(request, one), "code": _digits(request.POST.get("code", "")),
        "machine": at_door(request, one), "waiting": len(looking.standing(one).waiting),
    }  # fmt: skip
    return render(request, "halls/number.html", facts, status=why.status if why else 200)


@security.public
def slip(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """The slip, on paper or on a phone: who is before, and how long it takes now."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        taking.come_back(actor, ticket, key=request.POST.get("key", "")[:64] or uuid7().hex)
        return redirect("hall-slip", ticket)
    found = looking.slip(ticket)
    facts = {"slip": found, "ticket": found.ticket, "hall": found.ticket.hall, "machine": at_door(request, found.ticket.hall),
             "key": uuid7().hex}  # fmt: skip
    return render(request, "halls/slip_body.html" if request.htmx else "halls/slip.html", facts)  # type: ignore[attr-defined]
