"""On a shared terminal no answer is kept by the browser, and a session dies of itself when nobody touches anything."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yiwang.applications.service.intake import api as intake

from . import sharing


class Shared:
    """Below the session, so that what it sets is what is saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = sharing.terminal_of(request)
        request.kiosk = code  # type: ignore[attr-defined]
        if code and not request.session.is_empty() and request.session.get(intake.KIOSK) != code:
            request.session[intake.KIOSK] = code  # what is handed in here came in by this door
        response = self.get_response(request)
        if code and not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
            if not request.session.is_empty():
                request.session.set_expiry(sharing.WITHOUT_SCRIPT)  # saved with this answer: it slides
        return response
