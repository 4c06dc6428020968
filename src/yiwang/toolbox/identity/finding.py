"""Finding the one a number and a name both point to. Nobody is listed, nothing is said of a near miss."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .errors import TooManyTries
from .models import Attempt
from .rules import tries_left


def found(kind: str, identifier: str, name: str) -> security.Party | None:
    """The party that bears both. Looked up by the house itself, for the answer yes or no: RLS hides it from who asks."""
    with security.viewing(security.SYSTEM):
        party = security.party_with(kind, identifier)
    return party if party and _plain(party.name) == _plain(name) else None


def _plain(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）").casefold()


def may_try(record: security.Record, action: str) -> int:
    """How many tries failed today, with the door held until the change is done. Raises `TooManyTries`."""
    security.User.objects.select_for_update().get(pk=record.by.user or 0)
    failed = Attempt.objects.filter(user=record.by.user, action=action, day=clock.today()).count()
    most = number("mandate_tries")
    if not tries_left(failed, most):
        raise TooManyTries(most=most)
    return failed


def failed(record: security.Record, action: str, before: int) -> None:
    Attempt.objects.create(user_id=record.by.user or 0, action=action, day=clock.today(), nth=before + 1)
    record.note(matched=False, nth=before + 1)


def number(key: str) -> int:
    return int(standards.parameter(key).on(clock.today()).value)
