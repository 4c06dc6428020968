"""A browser that many use: which terminal it is, how long it waits, and leaving nothing behind."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

COOKIE = "kiosk"  # says which terminal this is; nothing about anybody
AGE = 400 * 86400
IDLE, WARN, WITHOUT_SCRIPT = 90, 30, 180  # seconds
TRACES = ("elder", "text", "messages")


def cookie() -> str:
    return settings.COOKIE_PREFIX + COOKIE


def terminal_of(request: HttpRequest) -> str:
    """The code of the terminal this browser is; empty for anybody's own."""
    try:
        said = signing.loads(request.COOKIES.get(cookie(), ""), salt=COOKIE, max_age=AGE)
    except signing.BadSignature:
        return ""
    return said if isinstance(said, str) else ""


def become(response: HttpResponse, code: str) -> None:
    """Make this browser the terminal's."""
    made = signing.dumps(code, salt=COOKIE)
    response.set_cookie(cookie(), made, max_age=AGE, httponly=True, samesite="Lax", secure=settings.HTTPS)


def wipe(request: HttpRequest, response: HttpResponse) -> None:
    """End the session here and on the server, and take back every cookie but the terminal's own.

    Drafts stay: they are the person's, kept on the server. Inside a reading page the row goes as soon as its transaction
    is over; the browser has lost its key already with this answer.
    """
    old = request.session
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    transaction.on_commit(old.flush)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, *TRACES):
        response.delete_cookie(name)
    response["Clear-Site-Data"] = '"cache", "storage"'
