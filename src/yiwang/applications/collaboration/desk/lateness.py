"""The supervision desk 督办台: what is late, why and since when, and a word to who has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from . import deciding

SIZE, WIDEST = 50, 1000 // 50


@security.needs(casework.LATE)
def late(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@security.needs(casework.URGE)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    post = request.POST
    try:
        casework.urge(actor, number, says=post.get("reason", "")[:500], key=post.get("key") or None)
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return _page(request, why, number)
    return redirect("/desk/late/?said=urged")


def _page(request: HttpRequest, why: DomainError | None = None, tried: str = "") -> HttpResponse:
    asked = request.GET.get("page", "")
    page = min(int(asked), WIDEST) if asked.isdecimal() and int(asked) else 1
    found = casework.late(request.actor, page=page, size=SIZE)  # type: ignore[attr-defined]
    most = max((many for _, many in found.steps), default=1)
    facts = {
        "late": found, "bars": [(title, many, max(2, many * 100 // most)) for title, many in found.steps], "page": page,
        "more": found.late + found.soon > page * SIZE and page < WIDEST, "why": why, "tried": tried,
        "tried_why": request.POST.get("reason", ""), "key": deciding.new_key(), "said": request.GET.get("said", ""),
    }  # fmt: skip
    return render(request, "desk/late.html", facts, status=why.status if why else 200)
