"""Which cases somebody may know of: the boundary, and for who acts for another only the matters he was authorised for."""

from __future__ import annotations

from django.db.models import QuerySet

from yiwang.pillars.security.base import api as security

from .models import Case


def within_reach(rows: QuerySet[Case], by: security.Actor) -> QuerySet[Case]:
    found = security.visible(rows, by)
    return found.filter(matter__in=sorted(by.scope)) if by.mandate is not None and by.scope else found
