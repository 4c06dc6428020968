"""A transaction that knows who is asking. The row-level boundary reads what is set here; nothing set, nothing seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from .actor import NOBODY, Actor

_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
_after: ContextVar[list[Callable[[], None]] | None] = ContextVar("after", default=None)
_change: ContextVar[str] = ContextVar("change", default="")
SETTINGS = ("kind", "user", "party", "low", "high", "agencies", "purpose", "code")
SET = "SELECT " + ", ".join(f"set_config('yiwang.{name}', %s, true)" for name in SETTINGS)
GET = "SELECT " + ", ".join(f"coalesce(current_setting('yiwang.{name}', true), '')" for name in SETTINGS)
SET_READ_ONLY = SET + ", set_config('transaction_read_only', 'on', true)"


def current() -> Actor:
    """Who is asking right now."""
    return _current.get()


def open_change() -> str:
    """The action of the change that is open here; empty outside any. Tests hold every write against it."""
    return _change.get()


@contextmanager
def changing(action: str) -> Iterator[None]:
    token = _change.set(action)
    try:
        yield
    finally:
        _change.reset(token)


def enter(actor: Actor, purpose: str = "", code: str = "", *, read_only: bool = False) -> None:
    """Set the boundary for the running transaction. The kind `system` is believed from inside the program only."""
    statement, values = entering(actor, purpose, code)
    with connection.cursor() as cursor:
        cursor.execute(SET_READ_ONLY if read_only else statement, values)


def entering(actor: Actor, purpose: str = "", code: str = "") -> tuple[str, list[str]]:
    """The statement that sets the boundary, and its values."""
    low, high = actor.divisions or ("", "")
    return SET, [
        actor.kind, str(actor.user or ""), str(actor.party or ""), str(low), str(high),
        "{" + ",".join(map(str, sorted(actor.agencies))) + "}" if actor.agencies else "", purpose, code,
    ]  # fmt: skip


@contextmanager
def viewing(actor: Actor, *, purpose: str = "", code: str = "") -> Iterator[None]:
    """A reading transaction in the boundary of `actor`. It cannot write: changes go through `acting`.

    `purpose` opens personal data for staff and is recorded by `disclosed`; `code` opens the one row that has it. Opened
    inside another, it closes with the boundary of the other as it was: a setting outlives its savepoint.
    """
    with _recording_afterwards(), _reading(actor, purpose, code):
        yield


@contextmanager
def _recording_afterwards() -> Iterator[None]:
    """What was read is recorded when the outermost reading is over, before anybody is shown it."""
    if _after.get() is not None:
        yield
        return
    calls: list[Callable[[], None]] = []
    token = _after.set(calls)
    try:
        yield
    finally:
        _after.reset(token)
    for call in calls:
        call()


def afterwards(call: Callable[[], None]) -> bool:
    """Have `call` done when the reading that is open here is over; False where none is open."""
    calls = _after.get()
    if calls is None:
        return False
    calls.append(call)
    return True


@contextmanager
def _reading(actor: Actor, purpose: str, code: str) -> Iterator[None]:
    token = _current.set(actor)
    try:
        around = _settings() if connection.in_atomic_block else None
        with transaction.atomic():
            enter(actor, purpose, code, read_only=True)
            yield
            if around:
                _restore(around)
    finally:
        _current.reset(token)


def _settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(GET)
        return tuple(cursor.fetchone())


def _restore(values: tuple[str, ...]) -> None:
    if connection.needs_rollback:  # the savepoint will be undone, and the settings with it
        return
    with connection.cursor() as cursor:
        cursor.execute(SET, list(values))
