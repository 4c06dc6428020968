from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security

from . import connecting, going, hearing, ministry, placing, queries
from .definition import name_at
from .errors import MustAgree
from .rules import LONGEST, Signed

SEE = security.declare("elsewhere.see", "看别处办理的系统", by="staff", roles="administrator supervisor")


@require_safe
@security.public
def matters(request: HttpRequest) -> HttpResponse:
    """What is handled in systems of ministries, and how one goes there from here."""
    return render(request, "elsewhere/matters.html", {"matters": queries.matters()})


@require_http_methods(["GET", "HEAD", "POST"])
@security.open_to("person firm")
def consent(request: HttpRequest, slug: str) -> HttpResponse:
    """What would go along; agreed to, off one goes."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    matter = name_at(slug)
    if request.method != "POST":
        return render(request, "elsewhere/consent.html", going.offered(actor, matter))
    ticked = request.POST.getlist("fields")
    try:
        return redirect(going.go(actor, matter, ticked))
    except MustAgree as why:
        with security.viewing(actor):
            facts = {**going.offered(actor, matter), "why": why, "ticked": ticked}
        return render(request, "elsewhere/consent.html", facts, status=why.status)


def _signed(request: HttpRequest) -> Signed:
    try:
        signature = bytes.fromhex(request.headers.get("X-Signature", "")[:512])
    except ValueError:
        signature = b""
    return Signed(
        request.path, request.headers.get("X-Timestamp", "")[:20], request.headers.get("X-Nonce", "")[:80],
        request.read(LONGEST + 1), signature,
    )  # fmt: skip


def _answered(call: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Programs are answered in JSON, refusals too."""
    try:
        return JsonResponse(call())
    except DomainError as why:
        return JsonResponse({"code": why.code, "says": str(why)}, status=why.status)


@csrf_exempt
@require_POST
@security.public
def status(request: HttpRequest, slug: str) -> JsonResponse:
    """News, signed by the system they come from: its signature stands for the token a browser would have."""

    def take() -> dict[str, Any]:
        kept = hearing.hear(name_at(slug), _signed(request))
        placing.place_all()
        return {"kept": kept}

    return _answered(take)


@csrf_exempt
@require_POST
@security.public
def redeem(request: HttpRequest, slug: str) -> JsonResponse:
    """A ticket against the fields that were agreed to, enciphered for the system that asks."""
    return _answered(lambda: going.redeem(name_at(slug), _signed(request)))


@require_safe
@security.needs(SEE)
def console(request: HttpRequest) -> HttpResponse:
    """Systems elsewhere, how they stand, and news somebody must look at."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    facts = {**queries.overview(actor), "may_connect": security.can(actor, connecting.CONNECT)}
    return render(request, "elsewhere/console.html", facts)


@require_POST
@security.needs(connecting.CONNECT)
def connect(request: HttpRequest, slug: str) -> HttpResponse:
    typed = request.POST
    connecting.connect(
        request.actor, name_at(slug), address=typed.get("address", "")[:300], key=typed.get("key", "")[:200],  # type: ignore[attr-defined]
        on=typed.get("on") == "1",
    )  # fmt: skip
    return redirect("console-elsewhere")


@require_POST
@security.needs(placing.RETRY)
def retry(request: HttpRequest, news: UUID) -> HttpResponse:
    placing.retry(request.actor, str(news))  # type: ignore[attr-defined]
    placing.place_all()
    return redirect("console-elsewhere")


@require_http_methods(["GET", "HEAD", "POST"])
@security.public
def ministry_door(request: HttpRequest) -> HttpResponse:
    """The rehearsal ministry's door: one enters with a ticket. Nobody is logged in there by us."""
    ministry.there()
    ticket = (request.POST if request.method == "POST" else request.GET).get("ticket", "")
    if request.method != "POST":
        return render(request, "elsewhere/ministry_door.html", {"ticket": ticket})
    try:
        return redirect("rehearsal-ministry-file", ministry.enter(ticket))
    except DomainError as why:
        return render(request, "elsewhere/ministry_door.html", {"why": why}, status=why.status)


@require_http_methods(["GET", "HEAD", "POST"])
@security.public
def ministry_file(request: HttpRequest, number: str) -> HttpResponse:
    """A file in the rehearsal ministry. Its number is a secret nobody guesses; what is pressed is told to us, signed."""
    answer = ""
    if request.method == "POST":
        answer = ministry.push(number, request.POST.get("status", ""), forged="forged" in request.POST)
    with security.viewing(security.NOBODY):
        return render(request, "elsewhere/ministry_file.html", {"file": ministry.file(number), "answer": answer})
