"""Rating by a link: one page, five grades, no login."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.applications.service.ratings import errors, rating, reading, rules, tokens
from yiwang.kernel.errors import DomainError
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

PHONES = ("Mobi", "Android", "iPhone")


@security.public
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The question, or what was answered and what became of it."""
    if request.method != "POST":
        return _show(request, token)
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    post = request.POST
    given = rating.Given(
        grade=_grade(post.get("grade", "")), channel=post.get("via", ""), indicators=post.getlist("indicators"),
        words=post.get("words", "")[: rules.WORDS], anonymous=post.get("named") != "yes",
    )  # fmt: skip
    try:
        rating.rate(actor, token, given, key=post.get("key", "")[:64] or uuid7().hex)
    except errors.LinkUnclear:
        raise
    except DomainError as why:
        return _show(request, token, why, given)
    return redirect("rate", token)


def _show(
    request: HttpRequest, token: str, why: DomainError | None = None, given: rating.Given | None = None
) -> HttpResponse:
    service, found = reading.by_link(token)
    late = None
    try:
        tokens.current(service)
    except errors.LinkExpired as expired:
        late = expired
    facts = {
        "service": service, "title": service.title or reading.title_of(service.matter), "token": token, "found": found,
        "agency": standards.agency(service.agency), "late": late, "why": why, "given": given, "key": uuid7().hex,
        "grades": [(grade, says, "★" * (6 - grade)) for grade, says in rules.GRADES.items()],
        "indicators": rules.INDICATORS[service.kind].items(), "via": _via(request), "most": rules.WORDS,
        "withdrawable": found is not None and found.row.state in ("counted", "review"),
        "ground": rules.GROUNDS.get(found.row.ground, "") if found else "",
        "kiosk": _via(request) in ("terminal", "tablet"),
    }  # fmt: skip
    return render(request, "ratings/rate.html", facts, status=why.status if why else 200)


def _grade(text: str) -> int:
    return int(text) if text in {str(grade) for grade in rules.GRADES} else 0


def _via(request: HttpRequest) -> str:
    """The channel as the link says it, else by the device."""
    said = request.POST.get("via") or request.GET.get("via", "")
    if said in rules.CHANNELS and said != "phone":
        return said
    return "mobile" if any(one in request.headers.get("User-Agent", "") for one in PHONES) else "pc"


@require_POST
@security.public
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    try:
        rating.withdraw(request.actor, token, key=request.POST.get("key", "")[:64] or uuid7().hex)  # type: ignore[attr-defined]
    except errors.LinkUnclear:
        raise
    except DomainError as why:
        return _show(request, token, why)
    return redirect("rate", token)


@security.public
def code(_request: HttpRequest, token: str) -> HttpResponse:
    """The link as a QR code, for whoever prints it."""
    tokens.read(token)
    return HttpResponse(tokens.qr(token), content_type="image/svg+xml")
