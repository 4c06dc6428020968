"""What every answer tells the browser, whoever made it: a page, a file, a refusal, a crash."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

SILENT = ("accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid",
          "idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking")  # fmt: skip
OURS = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")
ALWAYS = {
    "Permissions-Policy": ", ".join([*(f"{one}=()" for one in SILENT), *(f"{one}=(self)" for one in OURS)]),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Server": "yiwang",
}
YEAR = 31_536_000
UNKNOWN_METHODS = ("TRACE", "TRACK", "CONNECT")
BY_SECRET = re.compile(r"<uuid:|<str:(token|code|number)>")  # addresses whose knowledge is the key to somebody's page


class Headers:
    """Outermost, so that nothing leaves the house without them. A page says more by itself; it says less by nothing
    but a `Cache-Control` of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in UNKNOWN_METHODS:
            response: HttpResponse = HttpResponseNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
        else:
            response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
        response.headers.setdefault("Cache-Control", "no-store" if _personal(request) else "private, no-cache")
        return response


def _personal(request: HttpRequest) -> bool:
    """Is somebody logged in, half logged in, or known by a secret in the address?"""
    actor, session = getattr(request, "actor", None), getattr(request, "session", None)
    route = request.resolver_match.route if request.resolver_match else ""
    return bool(
        (actor and actor.kind != "nobody")
        or (session is not None and not session.is_empty())
        or BY_SECRET.search(route)
    )  # fmt: skip
