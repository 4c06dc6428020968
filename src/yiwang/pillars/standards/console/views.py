from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import queries
from .entering import ENTER, enter_year, preview
from .rules import WEEKDAYS
from .typed import LONGEST, Typed, read


@require_safe
@security.open_to("staff")
def calendar(request: HttpRequest) -> HttpResponse:
    """A year's working days."""
    year = queries.year_page(queries.asked_year(request.GET.get("year", "")))
    facts = {
        "year": year, "years": queries.years(), "weekdays": WEEKDAYS, "entered": "entered" in request.GET,
        "may_enter": security.can(request.actor, ENTER),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "standards_console/calendar.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(ENTER)
def enter(request: HttpRequest) -> HttpResponse:
    """Paste a notice, look at what was read, enter it."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        year = request.GET.get("year", "") or str(queries.next_year())
        return _form(request, Typed(year=year), {})
    typed = read(request)
    with security.viewing(by):
        seen = preview(typed)
    if seen.problems or request.POST.get("do") != "enter" or request.POST.get("seen") != typed.mark:
        return _form(request, typed, {"seen": seen}, status=422 if seen.problems else 200)
    enter_year(by, typed, request.POST.get("key", ""))
    return redirect(f"{reverse('console-calendar')}?year={typed.year}&entered")


def _form(request: HttpRequest, typed: Typed, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    facts = {"typed": typed, "key": uuid7().hex, "longest": LONGEST, "weekdays": WEEKDAYS, **facts}
    return render(request, "standards_console/enter.html", facts, status=status)
