"""用手机号登录: verify the number on file, or let it go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.kernel.errors import Invalid
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import by_mobile

DOES = {"end": by_mobile.end, "send": by_mobile.send}


@security.needs(by_mobile.VERIFY)
def mobile(request: HttpRequest) -> HttpResponse:
    """A code to the number on file; typed, it logs in from then on."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    wrong = None
    if request.method == "POST":
        try:
            if act := DOES.get(request.POST.get("do", "")):
                act(by)
            else:
                by_mobile.verify(by, request.POST.get("code", "")[:20])
            return redirect("account-mobile")
        except Invalid as refused:
            wrong = refused
    with security.viewing(by):
        number, good, asked = by_mobile.standing(by)
    facts = {"number": number, "good": good, "asked": asked, "problem": wrong and str(wrong)}
    return render(request, "identity/mobile.html", facts, status=wrong.status if wrong else 200)
