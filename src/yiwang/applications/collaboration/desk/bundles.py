"""卷宗: the whole of a case on one page, and as one archive."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(casework.VIEW)
def bundle(request: HttpRequest, number: str) -> HttpResponseBase:
    """Sent with a purpose, it is the archive."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, number)
    try:
        made = casework.packed(actor, number, request.POST.get("purpose", ""))
    except casework.WhatFor as why:
        with security.viewing(actor):
            return _page(request, number, why)
    answer = FileResponse(made, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, number: str, why: DomainError | None = None) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = casework.bundle(actor, number)
    casework.note_reading(actor, found.view, query=request.get_full_path())
    facts = {"bundle": found, "view": found.view, "why": why}
    return render(request, "desk/bundle.html", facts, status=why.status if why else 200)
