"""Somebody with a browser and no patience: asks, and where the line breaks asks the same again until he is answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import urllib3

TOKEN = "b" * 32  # the cookie and the form agree, as in a browser
PATIENCE = 120.0  # seconds without any answer, then the house is down
LATER = (429, 500, 502, 503, 504)


class Unanswered(RuntimeError):
    """Nothing that could be gone on with."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes


@dataclass
class Seen:
    """What visitors met: how long each sort of answer took (seconds), and how often the line broke or said 5xx."""

    took: dict[str, list[float]] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, sort: str, seconds: float) -> None:
        self.took.setdefault(sort, []).append(seconds)


class Visitor:
    """One connection at a time, kept alive."""

    def __init__(self, port: int, session: str, seen: Seen) -> None:
        self.pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=1, timeout=30, retries=False)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        self.seen = seen

    def get(self, path: str, sort: str = "page") -> Answer:
        return self._ask("GET", path, sort, None)

    def post(self, path: str, sort: str = "move", **given: Any) -> Answer:
        """A tuple (name, bytes, media type) is a file; a list is several values of one name."""
        fields = [
            (name, one) for name, value in given.items() for one in (value if isinstance(value, list) else [value])
        ]
        return self._ask("POST", path, sort, fields)

    def _ask(self, method: str, path: str, sort: str, fields: list[tuple[str, Any]] | None) -> Answer:
        until, since = time.monotonic() + PATIENCE, time.perf_counter()
        while time.monotonic() < until:
            try:
                told = self.pool.request(method, path, fields=fields, headers=self.headers, redirect=False)
            except urllib3.exceptions.HTTPError as lost:
                self.seen.broken[type(lost).__name__] += 1
            else:
                if told.status not in LATER:
                    self.seen.add(sort, time.perf_counter() - since)
                    return Answer(told.status, urlsplit(told.headers.get("Location", "")).path, told.data)
                self.seen.broken[str(told.status)] += 1
            time.sleep(0.2)
        raise Unanswered(f"{method} {path}")


def expect(answer: Answer, status: int, what: Mapping[str, object] | str) -> Answer:
    if answer.status != status:
        raise Unanswered(f"{what}: {answer.status} {answer.location} {answer.body.decode(errors='replace')[-1500:]}")
    return answer
