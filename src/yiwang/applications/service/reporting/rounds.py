"""The round a report makes: gather, freeze, send, settle, hand out what was refused, follow it up."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

from .capture import sweep, waiting
from .models import Batch, Due
from .preparing import prepare
from .rules import KINDS
from .sending import send_due
from .tickets import follow_tickets, open_tickets

MOST_ROUNDS = 200  # portions of one night; what is left over is for the next


def gather() -> list[str]:
    """Sweep, then prepare and send portion after portion, until nothing is due or the other side does not answer."""
    made: list[str] = []
    for kind in KINDS:
        sweep(kind)
        made += _portions(kind)
    keep_going()
    return made


def _portions(kind: str) -> list[str]:
    made = []
    for _ in range(MOST_ROUNDS):
        before = _due(kind)
        number = prepare(kind)
        if number:
            made.append(number)
            send_due()
            if Batch.objects.get(pk=number).received_at is None:
                break
        elif not before or _due(kind) >= before:
            break
    return made


def _due(kind: str) -> int:
    with security.viewing(security.SYSTEM):
        return waiting(kind).count()


def keep_going() -> int:
    """Without waiting for the night: unanswered batches, tickets, and what a ticket asked to be tried again."""
    answered = send_due()
    open_tickets()
    follow_tickets()
    with security.viewing(security.SYSTEM):
        mended = set(Due.objects.filter(again=True).values_list("kind", flat=True))
    for kind in sorted(mended):
        if prepare(kind):
            answered += send_due()
    if mended:
        open_tickets()
        follow_tickets()
    return answered
