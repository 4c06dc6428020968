"""Every request has a number, a duration and a place in the metrics."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from yiwang.kernel.uuid7 import uuid7

from .log import logger
from .metrics import observed
from .trace import span

log = logger("operations")


class Observed:
    """Number the request (`X-Request-ID`), time it, log it by route: never by address, which can hold a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid7().hex[-12:]
        request.number = number  # type: ignore[attr-defined]
        start = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=number), span("request", method=request.method or ""):
            response = self.get_response(request)
            route = request.resolver_match.route if request.resolver_match else "unknown"
            seconds = time.perf_counter() - start
            observed(route, request.method or "", response.status_code, seconds)
            if not route.startswith(("health", "static")):
                log.info(
                    "request", route=route, method=request.method, status=response.status_code, ms=round(seconds * 1000)
                )
        response["X-Request-ID"] = number
        return response
