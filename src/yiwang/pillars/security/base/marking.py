"""The blind index of parties, and its change: nobody is registered twice while two indexes are in use.

At rest both columns hold the current mark. While the index changes, writers put the current mark into one and the
incoming into the other, a job fills in the others' incoming marks, and both columns are unique. Whoever registers
holds a shared lock until his change is done; the change waits for them all before it goes a step on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import connection

from .ports import Marks, vault

if TYPE_CHECKING:
    from .models import Party

KEY = "personal"
LOCK = 0x5EA2


def marks(kind: str, identifier: str) -> Marks:
    return vault().marks(f"{KEY}.{kind}", re.sub(r"\s", "", identifier).upper())


def put(party: Party, identifier: str) -> None:
    """Give a party its marks as they are now."""
    found = marks(party.kind, identifier)
    party.identifier_mark, party.identifier_mark_next = found.current, found.incoming


def hold(party: Party) -> None:
    """A new party is about to be written: no change of the index takes a step until that is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    if party.being_marked:
        put(party, party.being_marked)


def marks_alone() -> None:
    """Wait until everybody who is registering somebody has finished, and hold others off until this change is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
