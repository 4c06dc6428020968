"""The clerk's window: who is at it, who comes next, five keys."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.applications.service.halls import looking, places, receipts, rules, windows
from yiwang.applications.service.halls.actions import SERVE
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security


@security.needs(SERVE)
def window(request: HttpRequest) -> HttpResponse:
    return _show(request)


def _show(request: HttpRequest, why: DomainError | None = None) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    sitting = windows.sitting_of(actor)
    status = why.status if why else 200
    if sitting is None or (request.GET.get("change") and why is None):
        return render(request, "halls/seats.html", {**_seats(actor), "why": why, "sitting": sitting}, status=status)
    now = looking.standing(sitting.window.hall)
    ticket = windows.at_window(sitting.window_id)
    fit = [one for one in now.waiting if not _unfit(sitting, one)]
    facts: dict[str, object] = {
        "sitting": sitting, "hall": sitting.window.hall, "ticket": ticket, "why": why, "key": uuid7().hex,
        "waiting": [(one, rules.GROUNDS.get(one.ground)) for one in fit[:12]], "fit": len(fit),
        "others": len(now.waiting) - len(fit),
        "stages": rules.STAGES, "minutes": now.now, "can": [rules.STAGES[one] for one in sitting.window.stages],
        "grants": _grants(sitting),
    }  # fmt: skip
    if ticket:
        facts |= _at(actor, ticket)
    return render(request, "halls/window.html", facts, status=status)


def _unfit(sitting: windows.Sitting, one: windows.Ticket) -> str:
    desk = windows.desk_of(sitting, windows.in_force(sitting.window.hall))
    return rules.why_unfit(desk, one.stage, one.matter, one.line)


def _grants(sitting: windows.Sitting) -> list[rules.Grant]:
    return list(windows.desk_of(sitting, windows.in_force(sitting.window.hall)).grants)


def _at(actor: security.Actor, ticket: windows.Ticket) -> dict[str, object]:
    matter = places.known(ticket.matter)
    onward = [(key, title) for key, title in rules.STAGES.items() if key != ticket.stage]
    return {
        "holder": looking.holder_shown(actor, ticket), "ground": rules.GROUNDS.get(ticket.ground), "matter": matter,
        "stage_title": rules.STAGES[ticket.stage], "onward": onward, "receipt": receipts.receipt_of(actor, ticket.pk),
    }  # fmt: skip


def _seats(actor: security.Actor) -> dict[str, object]:
    halls = []
    for one in windows.reachable(actor):
        now = looking.standing(one)
        halls.append((one, looking.window_lines(now), len(now.waiting), places.hours_of(one)))
    return {"halls": halls, "key": uuid7().hex}


@require_POST
@security.needs(SERVE)
def sit(request: HttpRequest) -> HttpResponse:
    """Choose a window, or leave it."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    place = request.POST.get("window", "")
    try:
        if request.POST.get("leave"):
            windows.leave(actor)
        elif place.isascii() and place.isdigit():
            windows.sit(actor, int(place[:12]))
    except DomainError as why:
        return _again(request, why)
    return redirect("desk-window")


@require_POST
@security.needs(SERVE)
def act(request: HttpRequest) -> HttpResponse:
    """叫号 重呼 过号 开始 办结 转窗口."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    verb, key = request.POST.get("verb", ""), request.POST.get("key", "")[:64] or None
    try:
        if verb == "next":
            windows.call_next(actor, key=key)
        else:
            windows.handle(actor, _ticket(request), verb, key=key, onward=_onward(request), taken=_taken(request, verb))
    except DomainError as why:
        return _again(request, why)
    return redirect("desk-window")


def _ticket(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("ticket", ""))
    except ValueError:
        raise NotFound from None


def _onward(request: HttpRequest) -> windows.Onward | None:
    to = request.POST.get("to", "")
    return windows.Onward(to, request.POST.get("matter", "")) if to else None


def _taken(request: HttpRequest, verb: str) -> receipts.Taken | None:
    if verb not in ("done", "transfer") or not request.POST.get("receipt"):
        return None
    return receipts.Taken(tuple(request.POST.getlist("received"))[:60], request.POST.get("note", "")[:300])


def _again(request: HttpRequest, why: DomainError) -> HttpResponse:
    if why.status == 404:
        raise why
    with security.viewing(request.actor):  # type: ignore[attr-defined]
        return _show(request, why)


@security.needs(SERVE)
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    return render(request, "halls/receipt.html", {"receipt": receipts.receipt(request.actor, receipt), "desk": True})  # type: ignore[attr-defined]
