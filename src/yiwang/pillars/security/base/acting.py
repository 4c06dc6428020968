"""The one shape of a change: permitted → pure rule → write → trail, outbox and jobs last → after commit, announce.

    with acting(by, "casework.decide", Ref("case", number), key=key) as record:
        ...
        record.note(verdict=verdict)
        record.emit(CaseDecided(case=number))

`acting` is always the outermost transaction. Engines called inside get the open record. A refusal undoes everything,
and is then recorded on the same connection. The same idempotency key gives the same outcome without doing it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from yiwang.kernel.canonical import canonical
from yiwang.kernel.errors import Conflict, DomainError, NotFound, Refused
from yiwang.pillars.operations.base import api as operations

from .actions import StepUp, require
from .actor import Actor
from .digest import sm3
from .scope import _current, changing, enter, entering
from .trail import Ref, Row

log = operations.logger("security")
CLAIM = ("INSERT INTO security_command (actor, key, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
         " RETURNING true AS taken")  # fmt: skip
CLAIMED = "SELECT digest, outcome FROM security_command WHERE actor = %s AND key = %s"
KEEP_OUTCOME = "UPDATE security_command SET outcome = %s WHERE actor = %s AND key = %s"


class KeyReused(Conflict):
    """这次提交的编号已用于另一项内容。请刷新页面再提交，您填的都还在。"""

    code = "security.key_reused"


class AlreadyActing(RuntimeError):
    """`acting` was opened inside another change. Pass the open record down instead."""


class Record:
    """One change while it is being made."""

    def __init__(
        self, by: Actor, action: str, subject: Ref | None, key: str | None = None, body: Any = None, purpose: str = ""
    ) -> None:
        self.by, self.action, self.subject, self.key, self.purpose = by, action, subject, key, purpose
        self.replayed = False
        self.outcome: Any = None
        self._digest = sm3(canonical([action, body]).encode()) if key else b""
        self._notes: dict[str, Any] = {}
        self._events: list[Any] = []

    def note(self, **facts: Any) -> None:
        """Say in the trail what was decided and why. Codes and reasons; personal data only where the act is about it."""
        self._notes.update(facts)

    def about(self, kind: str, identifier: str) -> None:
        """Name the subject where it only comes to be inside the change."""
        self.subject = Ref(kind, identifier)

    def now_by(self, actor: Actor) -> None:
        """From here on it is `actor` who acts: somebody who proved in the middle of the change who he is. His rows come
        into reach, and the trail names him. Not where a key was claimed: that is held by whoever sent it."""
        if self.key:
            raise AlreadyActing
        require(actor, self.action)
        self.by = actor
        _current.set(actor)  # `acting` puts back what was before
        enter(actor, self.purpose)

    def emit(self, happened: Any) -> None:
        """Announce an event, together with the change or not at all."""
        self._events.append(happened)

    def done(self, outcome: Any) -> Any:
        """Keep the outcome (JSON) for whoever sends the same key again."""
        self.outcome = outcome
        return outcome

    def after_commit(self, call: Callable[[], None]) -> None:
        transaction.on_commit(call)

    def _open(self, code: str) -> None:
        """Set the boundary and take the key, or find the outcome of whoever took it. A second click waits for the
        first here."""
        if not self.key:
            enter(self.by, self.purpose, code)
            return
        mark = [self.by.mark, self.key]
        entry, values = entering(self.by, self.purpose, code)
        with connection.cursor() as cursor:
            cursor.execute(f"WITH claimed AS ({CLAIM}) {entry}, (SELECT taken FROM claimed)",  # noqa: S608
                           [*mark, self._digest, *values])  # fmt: skip
            if cursor.fetchone()[-1]:
                return
            cursor.execute(CLAIMED, mark)
            digest, outcome = cursor.fetchone()
        if bytes(digest) != self._digest:
            raise KeyReused
        self.replayed, self.outcome = True, _json(outcome)

    def _close(self) -> None:
        if self.replayed:
            return
        last = [Row("did", self.by, self.action, self.subject, self.purpose, payload=self._notes).writing()]
        if self._events:
            last.append(operations.emitting(self._events))
        if self.key:
            last.append((KEEP_OUTCOME, [canonical(self.outcome), self.by.mark, self.key]))
        _at_once(last)


def _at_once(statements: Sequence[tuple[str, list[Any]]]) -> None:
    """Several writes that do not look at each other, on one way to the database and back."""
    parts = ", ".join(f"part{number} AS ({text})" for number, (text, _) in enumerate(statements))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {parts} SELECT", [value for _, values in statements for value in values])  # noqa: S608


def _json(text: Any) -> Any:
    import json

    return json.loads(text) if isinstance(text, str) else text


@contextmanager
def acting(
    by: Actor, action: str, subject: Ref | None = None, key: str | None = None, *, body: Any = None,
    purpose: str = "", code: str = "",
) -> Iterator[Record]:  # fmt: skip
    """Open a change by `by`. Raises `Refused` (no right), `NotFound` (not in reach), `KeyReused`; all are recorded.

    `key` makes the change happen once: with the same `body` it yields a record that says `replayed`; with another
    body it is an error. `purpose` opens personal data for staff, as in `viewing`.
    """
    record = Record(by, action, subject, key, body, purpose)
    token = _current.set(by)
    try:
        with operations.span("acting", action=action), changing(action), _outermost():
            require(by, action)
            record._open(code)
            yield record
            record._close()
        operations.counted(action, "did")
    except (Refused, NotFound, StepUp) as refusal:
        _record_refusal(record, refusal)
        raise
    finally:
        _current.reset(token)


@contextmanager
def _outermost() -> Iterator[None]:
    with transaction.atomic(durable=True):
        yield


def record_refusal(by: Actor, action: str, subject: Ref | None, why: str) -> None:
    """Put a refusal into the trail that happened before any change was opened, such as a wrong password."""
    _record_refusal(Record(by, action, subject), Refused(why=why))


def _record_refusal(record: Record, refusal: DomainError | StepUp) -> None:
    facts: Mapping[str, Any] = {"code": refusal.code, "says": str(refusal)}
    with transaction.atomic(durable=True):
        enter(record.by)
        Row("refused", record.by, record.action, record.subject, payload=dict(facts)).write()
    operations.counted(record.action, "refused")
    log.info("refused", action=record.action, actor=record.by.mark, code=refusal.code)
