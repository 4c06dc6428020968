"""The trail 安全审计日志: who did, was refused, or read what, from which post, and why.

A row is written in its change's own transaction, without any shared lock: it carries the SM3 of its fields and a keyed
MAC over that. A sealer (`sealing.py`) chains committed rows afterwards. The digest covers SM3(salt‖payload), not the
payload, so a lawful erasure blanks the payload and the chain still verifies.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiwang.kernel import clock
from yiwang.kernel.canonical import canonical
from yiwang.kernel.uuid7 import uuid7

from .actor import Actor
from .digest import sm3
from .ports import vault

KEY = "trail"
COLUMNS = ("id", "at", "verdict", "actor", "user_id", "action", "kind", "subject", "purpose", "payload", "salt",
           "payload_digest", "digest", "mac")  # fmt: skip
INSERT = f"INSERT INTO security_trail ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
LOOKED = "INSERT INTO security_looked (row_id, at, subject) SELECT %s, %s, unnest(%s::bytea[])"


@dataclass(frozen=True, slots=True)
class Ref:
    """What an act is about: a kind and an identifier, both codes."""

    kind: str
    id: str


def digest_of(row: tuple[Any, ...]) -> bytes:
    """The SM3 of a row's fields: id, at, verdict, actor, action, kind, subject, purpose, payload digest."""
    identifier, at, *texts, payload_digest = row
    fields = [str(identifier), at.astimezone(clock.CHINA).isoformat(timespec="microseconds"), *texts]
    return sm3(canonical(fields).encode(), payload_digest)


@dataclass
class Row:
    """One row in the making."""

    verdict: str
    by: Actor
    action: str
    subject: Ref | None = None
    purpose: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid7)
    at: datetime = field(default_factory=clock.now)

    def write(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(*self.writing())

    def writing(self) -> tuple[str, list[Any]]:
        """The statement that writes the row, and its values."""
        payload, salt = canonical(self.payload), os.urandom(16)
        payload_digest = sm3(salt, payload.encode())
        kind, subject = (self.subject.kind, self.subject.id) if self.subject else ("", "")
        said = (self.verdict, self.by.mark, self.action, kind, subject, self.purpose)
        digest = digest_of((self.id, self.at, *said, payload_digest))
        values: list[Any] = [
            self.id, self.at, self.verdict, self.by.mark, self.by.user, self.action, kind, subject, self.purpose,
            payload, salt, payload_digest, digest, vault().mac(KEY, digest),
        ]  # fmt: skip
        return INSERT, values


def looked(row: Row, parties: Iterable[UUID]) -> None:
    """Index a read by its subjects, as keyed pseudonyms, so that each can ask who looked at his data."""
    marks = [pseudonym(party) for party in parties]
    with connection.cursor() as cursor:
        cursor.execute(LOOKED, [row.id, row.at, marks])


def pseudonym(party: UUID) -> bytes:
    return vault().blind_index("looked", str(party))


def erase_payload(row_id: UUID) -> None:
    """Blank what a row says, where the law demands it. Called inside `acting`; the digest stays, so the chain holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT yiwang_erase_trail_payload(%s)", [row_id])


SAID = """SELECT yiwang_erase_trail_payload(t.id) FROM security_trail t
WHERE t.payload IS NOT NULL AND (t.user_id = ANY(%s) OR EXISTS (
  SELECT 1 FROM unnest(%s::text[], %s::text[]) AS named(kind, subject) WHERE named.kind = t.kind AND named.subject = t.subject))"""


def erase_said(_record: object, about: Sequence[tuple[str, str]], users: Sequence[int] = ()) -> int:
    """Blank what rows about these subjects, or by these users, say; and what a repeated command of theirs would get.
    In the open change of the system; returns how many rows of the trail."""
    kinds, subjects = [kind for kind, _ in about], [subject for _, subject in about]
    with connection.cursor() as cursor:
        cursor.execute(SAID, [list(users), kinds, subjects])
        many = cursor.rowcount
        if users:
            named = [str(user) for user in users]
            cursor.execute(
                "UPDATE security_command SET outcome = NULL WHERE split_part(actor, '/', 2) = ANY(%s)", [named]
            )
    return many
