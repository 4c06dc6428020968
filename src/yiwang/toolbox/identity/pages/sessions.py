"""登录着的设备."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import sessions


@security.open_to("person firm staff")
def listed(request: HttpRequest) -> HttpResponse:
    """Each device, and a button to end it there; one for all others."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    key = request.session.session_key
    if request.method == "POST":
        number = request.POST.get("number", "")
        sessions.end(by, key, int(number) if number.isdecimal() else None)
        return redirect("account-sessions")
    return render(request, "identity/sessions.html", {"found": sessions.sessions(by, key)})
