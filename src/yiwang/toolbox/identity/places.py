"""Where somebody begins."""

from __future__ import annotations

from django.conf import settings
from django.urls import resolve, reverse

from yiwang.pillars.security.base import api as security


def home_of(actor: security.Actor) -> str:
    """The first of the house's places for staff that his post opens; the portal for everybody else."""
    if not actor.is_staff:
        return "/"
    return next((place for place in settings.STAFF_PLACES if _opens(place, actor)), reverse("account"))


def _opens(place: str, actor: security.Actor) -> bool:
    return not resolve(place).func.access.why_not(actor)  # type: ignore[attr-defined]
