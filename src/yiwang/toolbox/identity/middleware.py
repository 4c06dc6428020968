"""What is noted of a session while it is used, and when it ends whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import sessions


class Used:
    """A session says when it was last used. Using it does not make it longer: it ends so many hours after logging in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            SESSION_KEY in request.session
        ):  # asked of the session: a shared terminal may have put an empty one in its place
            sessions.note_seen(request.session)
            until = request.session.setdefault(sessions.UNTIL, self.end())
            if request.session.modified:
                request.session.set_expiry(until)
        return response

    @staticmethod
    def end() -> str:
        return (timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)).isoformat()
