"""接着办: what was being sent when the house asked who it is, to be sent again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.pillars.security.base import api as security


@security.open_to("person firm staff")
def onward(request: HttpRequest) -> HttpResponse:
    """Nothing is done by coming here: he presses the button himself."""
    kept = security.kept(request)
    return render(request, "identity/onward.html", kept) if kept else redirect("account")
