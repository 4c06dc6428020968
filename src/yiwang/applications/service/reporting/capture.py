"""Noticing what must be reported anew: announced changes at once, the rest by a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from .models import Due
from .sources import sources

NOTICE = security.declare("reporting.notice", "登记要上报的变化", by="system")
CHUNK = 1000


def notice(record: security.Record, kind: str, key: str, *, case: UUID | None = None, again: bool = False) -> None:
    """Something happened to an object: it is due. `again`: also rows that were refused and are the same still."""
    due, made = Due.objects.get_or_create(
        kind=kind, object=key, defaults={"since": clock.now(), "case_id": case, "again": again}
    )
    if not made:
        since = clock.now() if due.wanted == due.taken else due.since
        Due.objects.filter(pk=due.pk).update(wanted=F("wanted") + 1, since=since)
        if again:
            Due.objects.filter(pk=due.pk).update(again=True)
    record.note(kind=kind, object=key)


def waiting(kind: str) -> QuerySet[Due]:
    """What the next batch of a kind has to look at, longest waiting first."""
    rows = Due.objects.filter(kind=kind)
    return rows.filter(Q(wanted__gt=F("taken")) | Q(case__revision__gt=F("seen"))).order_by("since", "pk")


def sweep(kind: str) -> int:
    """Make due what nobody announced. Returns how many."""
    with security.viewing(security.SYSTEM):
        keys = sources[kind].sweep()
    if keys:
        ref = security.Ref(f"reporting.{kind}", str(uuid7()))
        security.acting_on_many(security.SYSTEM, NOTICE, ref, [(kind, key) for key in keys], _all_due, chunk=CHUNK)
    return len(keys)


def _all_due(rows: Sequence[tuple[str, str]]) -> None:
    now = clock.now()
    for kind in {kind for kind, _ in rows}:
        keys = [key for of, key in rows if of == kind]
        Due.objects.filter(kind=kind, object__in=keys).update(wanted=F("wanted") + 1)
        there = set(Due.objects.filter(kind=kind, object__in=keys).values_list("object", flat=True))
        Due.objects.bulk_create(Due(kind=kind, object=key, since=now) for key in keys if key not in there)
