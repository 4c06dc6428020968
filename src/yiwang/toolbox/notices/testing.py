"""For tests of units that tell people something: a phone that remembers, and the worker's rounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from yiwang.infrastructure.database import api as database
from yiwang.infrastructure.events import api as events
from yiwang.pillars.operations.base import api as operations

from .ports import Receipt


class Phone:
    """A provider that remembers what it was given, and answers with the errors it was made with first."""

    def __init__(self, *answers: Exception | None) -> None:
        self.calls: list[tuple[str, str, str]] = []
        self.answers = list(answers)

    def send(self, mobile: str, text: str, reference: str) -> Receipt:
        self.calls.append((mobile, text, reference))
        if self.answers and (answer := self.answers.pop(0)):
            raise answer
        return Receipt("R-1")

    def check(self) -> operations.Health:
        return operations.Health.good()


@contextmanager
def as_worker() -> Iterator[None]:
    """The default connection in the role that delivers events."""
    saved = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database.settings("worker"))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(saved)


def deliver_all() -> int:
    """Rounds of the worker until nothing is left that can be told now; returns how many were."""
    with as_worker():
        told = 0
        while more := events.deliver():
            told += more
        return told


def tell_again() -> None:
    """As after a crash between telling and noting that it was told: everything is told once more."""
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("UPDATE operations_outbox SET told_at = NULL, next_at = now() - interval '1 second'")
