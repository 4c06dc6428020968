"""For the tests of other units: where a kept file lies on disk, and a disk that is full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from .errors import DiskFull
from .keeping import store
from .store import Store

__all__ = ["full_disk", "place_of"]


def place_of(digest: str) -> Path:
    """The path of a kept file, for spoiling it."""
    return store().address(digest)


@contextmanager
def full_disk() -> Iterator[None]:
    """Nothing can be kept for a while."""

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise DiskFull

    with mock.patch.object(Store, "keep", full):
        yield
