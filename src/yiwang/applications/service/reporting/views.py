from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import ordering, queries


@require_safe
@security.needs(ordering.SEE)
def reporting(request: HttpRequest) -> HttpResponse:
    """Batches by day and kind, what waits, and the rehearsal's switches."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    facts = {
        **queries.overview(request.GET.get("kind", "")), "key": uuid7().hex, "ordered": request.GET.get("ordered", ""),
        "may_now": security.can(actor, ordering.NOW), "may_rehearse": security.can(actor, ordering.REHEARSE),
    }  # fmt: skip
    return render(request, "reporting/reporting.html", facts)


@require_safe
@security.needs(ordering.SEE)
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """One batch: the receipt, what was not taken and why, where it is being mended."""
    return render(request, "reporting/batch.html", queries.batch(request.actor, number))  # type: ignore[attr-defined]


@require_POST
@security.needs(ordering.NOW)
def now(request: HttpRequest) -> HttpResponse:
    ordering.report_now(request.actor, key=request.POST.get("key", ""))  # type: ignore[attr-defined]
    return redirect("/console/reporting/?ordered=now")


@require_POST
@security.needs(ordering.REHEARSE)
def rehearsal(request: HttpRequest) -> HttpResponse:
    ordering.rehearse(request.actor, request.POST.get("do", ""), key=request.POST.get("key", ""))  # type: ignore[attr-defined]
    return redirect("/console/reporting/?ordered=rehearsal")
