"""The portal as an app on a phone's first page: its helper, and the page it shows where there is no network."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yiwang.pillars.security.base import api as security

HELPER = Path(__file__).parent / "static" / "js" / "sw.js"


@security.public
def service_worker(_request: HttpRequest) -> HttpResponse:
    """Served from the root, because it looks after all pages; asked for anew each time, so that a release replaces it."""
    return HttpResponse(
        HELPER.read_bytes(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@security.public
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "site/offline.html")
