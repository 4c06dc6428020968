"""The door a request came in by, decided in one place."""

from __future__ import annotations

from django.http import HttpRequest

from yiwang.pillars.security.base import api as security

from . import rules

KIOSK = "kiosk"  # the key in the session of a kiosk


def channel_of(request: HttpRequest) -> rules.Channel:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    return rules.channel(
        actor.kind, helping=actor.kind == "person" and actor.mandate is not None, kiosk=bool(request.session.get(KIOSK)),
        said=request.POST.get("channel", ""), device=request.headers.get("User-Agent", ""),
    )  # fmt: skip
