"""The trail as an auditor reads it, and the checks of its chain."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import asking

LOOKS = {"did": "state-good", "refused": "state-bad", "read": "state-info", "bulk": "state-good"}


@require_safe
@security.needs(asking.SEE)
def trail(request: HttpRequest) -> HttpResponse:
    """Who did, was refused or read what, and why."""
    return _list(request, asking.read(request.GET.dict()))


def _list(request: HttpRequest, search: asking.Search, why: str = "", status: int = 200) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    rows = [] if search.problem else security.trail_rows(actor, search.asked, asking.PAGE + 1)
    following = search.address(before=str(rows[asking.PAGE - 1].id)) if len(rows) > asking.PAGE else ""
    facts: dict[str, Any] = {
        "search": search, "rows": [(LOOKS.get(one.verdict, ""), security.VERDICTS.get(one.verdict, ""), one)
                                   for one in rows[: asking.PAGE]],
        "following": following, "verdicts": security.VERDICTS, "why": why or search.problem,
        "actions": sorted((action.title, key) for key, action in security.actions.items()),
        "readings": sorted((title, key) for key, title in security.readings.items()),
    }  # fmt: skip
    return render(request, "security_console/trail.html", facts, status=422 if search.problem else status)


@require_POST
@security.needs(asking.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The list of the screen as a CSV file. An act of its own, with a purpose."""
    search = asking.read(request.POST.dict())
    try:
        text = asking.export(request.actor, search, request.POST.get("purpose", ""))  # type: ignore[attr-defined]
    except asking.WhyExport as why:
        with security.viewing(request.actor):  # type: ignore[attr-defined]
            return _list(request, search, str(why), 422)
    name = f"trail-{clock.today():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(security.VERIFY)
def checks(request: HttpRequest) -> HttpResponse:
    """Checks of the chain so far; a POST asks for one and leads to its page."""
    if request.method == "POST":
        number = asking.ask_check(request.actor, request.POST.get("key", ""))  # type: ignore[attr-defined]
        return redirect("console-trail-check", number)
    facts = {"checks": security.checks(), "apart": security.heads_apart(), "folder": security.heads_folder(),
             "key": uuid7().hex}  # fmt: skip
    return render(request, "security_console/checks.html", facts)


@require_safe
@security.needs(security.VERIFY)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """How far a check is, or what it found. It goes on when the page is left."""
    facts = {"check": security.check(number)}
    name = "check_state.html" if request.headers.get("HX-Request") else "check.html"
    return render(request, f"security_console/{name}", facts)
