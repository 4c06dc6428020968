"""What of each item is in force on a day, for many items at once: the latest edition that has taken effect, unless that
one was withdrawn by then. One withdrawn before it took effect never was."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from yiwang.applications.service.matters.models import Edition


def current(day: date) -> QuerySet[Edition]:
    was = Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("effective_on"))
    latest = (
        Edition.objects.filter(was, item__isnull=False, effective_on__lte=day)
        .order_by("item", "-effective_on", "-number").distinct("item")
    )  # fmt: skip
    return Edition.objects.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), pk__in=latest.values("pk"))
