"""Limits on addresses that cost something and are open to everybody: by who asks, generous, shared by all processes.

Counted in Django's cache (alias `default`) under a keyed digest, never under the address itself. Counting is not exact
when two processes count at once, and a cache that is away lets everybody pass: this guards our strength, not a secret.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse

from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base.middleware import say

from . import rules
from .rules import Limit

log = operations.logger("limiting")

# A hall's visitors share an address, so a limit is what a full hall may need, not what one person does.
LIMITS = {
    "matters": Limit(240), "suggest": Limit(900), "verify": Limit(60), "verify-code": Limit(120), "erasure-status": Limit(120),
    "erasure-certificate": Limit(60),
    "guide-sample": Limit(120), "hall-number": Limit(60), "hall-slip": Limit(600), "kiosk-report": Limit(20),
    "kiosk-alive": Limit(600), "rate": Limit(120), "rate-withdraw": Limit(60), "rate-code": Limit(120),
    "ratings": Limit(240), "elsewhere-status": Limit(1200), "elsewhere-redeem": Limit(600),
    "provider-token": Limit(3000), "provider-userinfo": Limit(3000), "provider-introspect": Limit(3000),
    "provider-revoke": Limit(600), "rehearsal-ministry": Limit(120), "rehearsal-ministry-file": Limit(120), "metrics": Limit(120),
    "ready": Limit(240),
}  # fmt: skip


class TooMany(DomainError):
    """从您这里来的请求太多了，请过 {seconds} 秒再试。返回上一页，您填的都还在。"""

    code = "limiting.too_many"
    status = 429


class Limited:
    """Before the view, after its route is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        route = request.resolver_match.url_name if request.resolver_match else ""
        if (limit := LIMITS.get(route or "")) is None or not (seconds := counted(request, route or "", limit)):
            return None
        log.warning("too_many", route=route, wait=seconds)
        return refusal(request, seconds)


def refusal(request: HttpRequest, seconds: int) -> HttpResponse:
    why = TooMany(seconds=seconds)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"code": why.code, "says": str(why)}, status=why.status)
    else:
        response = say(request, why)
    response["Retry-After"] = str(seconds)
    return response


def counted(request: HttpRequest, route: str, limit: Limit) -> int:
    """Count this request; seconds to wait, 0 for none."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    who = rules.caller(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)
    if not (settings.LIMITED and who and "default" in settings.CACHES):
        return 0
    now = time.time()
    number = rules.window(limit, now)
    try:
        before, here = _counts(_mark(route, who), number, limit.seconds)
    except Exception as problem:  # noqa: BLE001  whatever ails the cache, the page is more important
        log.warning("not_counted", problem=type(problem).__name__)
        return 0
    return rules.wait(limit, before, here, now)


def _counts(mark: str, number: int, seconds: int) -> tuple[int, int]:
    cache = caches["default"]
    here, last = f"{mark}:{number}", f"{mark}:{number - 1}"
    cache.add(here, 0, timeout=3 * seconds)
    try:
        now = cache.incr(here)
    except ValueError:  # thrown out between the two lines
        now = 1
    return int(cache.get(last) or 0), int(now)


def _mark(route: str, who: str) -> str:
    return "limit:" + hmac.new(settings.SECRET_KEY.encode(), f"{route}\0{who}".encode(), sha256).hexdigest()[:32]
