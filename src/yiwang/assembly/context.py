"""What every page may say about the house and about who looks at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", None),
        "live": settings.LIVE,
        "elder": request.COOKIES.get("elder", ""),
        "text_size": request.COOKIES.get("text", ""),
    }
