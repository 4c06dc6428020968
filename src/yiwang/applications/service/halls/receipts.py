"""收件凭证: what a window took from somebody, on paper, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from .errors import NothingReceived
from .models import Holder, Receipt, Ticket


@dataclass(frozen=True)
class Taken:
    """Keys of the matter's materials that were handed over; the clerk's own words."""

    received: Sequence[str]
    note: str = ""


def write(record: security.Record, by: security.Actor, one: Ticket, taken: Taken) -> UUID:
    """Keep a receipt inside the open change. Raises `NothingReceived` when it would say nothing."""
    materials = library.matter(one.matter).materials
    received = [each.title for each in materials if each.key in taken.received]
    if not received and not taken.note.strip():
        raise NothingReceived
    holder = Holder.objects.filter(ticket=one).first()
    made = Receipt(
        ticket=one, division=one.hall.division, party_id=holder.party_id if holder else None,
        party_shown=holder.shown if holder else "", number=f"SJ-{one.hall_id}-{one.day:%Y%m%d}-{one.number}-{one.leg}",
        received=received, note=taken.note.strip()[:300], issued_at=clock.now(), issued_by=by.name,
        agency_name=by.agency_name,
    )  # fmt: skip
    made.save(force_insert=True)
    record.note(receipt=made.number, received=len(received))
    return made.pk


def receipt(viewer: security.Actor, pk: UUID) -> Receipt:
    """A receipt one may see: one's own, or of a hall in one's divisions. `NotFound` otherwise."""
    found = (
        security.visible(Receipt.objects.all(), viewer).filter(pk=pk).select_related("ticket__hall", "ticket__window")
    )
    if (one := found.first()) is None:
        raise NotFound
    return one


def receipt_of(viewer: security.Actor, ticket: UUID) -> Receipt | None:
    return security.visible(Receipt.objects.all(), viewer).filter(ticket_id=ticket).first()
