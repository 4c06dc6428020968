"""When tries failed, by key, where every process of the installation sees it. Read and written under one lock: whoever
sends a hundred tries at once has the hundredth counted."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.core.cache import cache

from .rules import Limit

LOCK, PATIENCE = "identity/lock", 5.0
SHARED = 20  # a door with room for so many is not one account's


def _name(key: str) -> str:
    return f"tries/{sha256(key.encode()).hexdigest()}"


@contextmanager
def held() -> Iterator[None]:
    """Alone with the counters. Files are held by the system's own lock; another store by its own `add`."""
    folder = getattr(cache, "_dir", None)
    if folder is None:
        with _held_in_store():
            yield
        return
    Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _held_in_store() -> Iterator[None]:
    until = time.monotonic() + PATIENCE
    while not cache.add(LOCK, 1, timeout=PATIENCE):
        if time.monotonic() > until:
            raise TimeoutError(LOCK)
        time.sleep(0.01)
    try:
        yield
    finally:
        cache.delete(LOCK)


def failures(keys: Iterable[str]) -> dict[str, list[float]]:
    return {key: cache.get(_name(key), []) for key in keys}


def put(doors: Mapping[str, Limit], at: float) -> None:
    """One failure at all these doors."""
    for key, times in failures(doors).items():
        limit = doors[key]
        kept = [one for one in times if one > at - limit.within]
        cache.set(_name(key), [*kept, at], timeout=limit.within)


def forget(doors: Mapping[str, Limit], at: float) -> None:
    """The try at `at` was no failure. Doors of one account are clean again; those of many lose this one try alone: who
    knows one password must not wipe out what he tried at others."""
    for key, times in failures(doors).items():
        kept = [one for one in times if one != at] if doors[key].most >= SHARED else []
        cache.set(_name(key), kept, timeout=doors[key].within)
