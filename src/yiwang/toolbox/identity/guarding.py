"""How often one may try: counted by account and device, account and address, address. No stranger shuts an owner out:
where somebody logged in before he is known by a signed cookie, and counted alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import counting
from .errors import TooOften
from .rules import doors, wait

COOKIE, SALT, AGE, MOST = "device", "identity.device", 400 * 86400, 8


class Tried:
    """One try: a failure until it is said to have succeeded."""

    good = False

    def succeeded(self) -> None:
        self.good = True


@contextmanager
def tries(request: HttpRequest, what: str, account: str) -> Iterator[Tried]:
    """Count one try of `what` (password, code). Raises a `ValidationError` with the sentence while one has to wait.

    It is put down as failed before it is looked at, so that many at once are not all looked at first.
    """
    now, tried = clock.now().timestamp(), Tried()
    wanted = doors(what, mark(account), get_ip(request), device_of(request, account))
    with counting.held():
        seconds = wait(counting.failures(wanted), wanted, now)
        if seconds:
            raise ValidationError(str(TooOften(minutes=-(-seconds // 60))), code=TooOften.code)
        counting.put(wanted, now)
    yield tried
    if tried.good:
        with counting.held():
            counting.forget(wanted, now)


def mark(account: str) -> str:
    """An account in a key or a cookie: whoever reads it there learns no name."""
    return security.vault().blind_index("device", account.strip().casefold()).hex()[:20]


def device_of(request: HttpRequest, account: str) -> str:
    """The number of this device where `account` logged in from it before; empty for all others."""
    number, known = _read(request)
    return number if mark(account) in known else ""


def remember(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """From here on `account` is known on this device. Never on one that many use."""
    if getattr(request, "kiosk", ""):
        return
    number, known = _read(request)
    kept = [mark(account), *(one for one in known if one != mark(account))][:MOST]
    response.set_cookie(  # type: ignore[attr-defined]
        COOKIE, signing.dumps([number or secrets.token_hex(12), kept], salt=SALT), max_age=AGE, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        number, known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(number), list(known)
