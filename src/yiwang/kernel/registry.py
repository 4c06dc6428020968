"""Registries: filled at start-up, refuse duplicates, frozen afterwards, swappable in tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar, overload

T = TypeVar("T")
D = TypeVar("D")


class Registry(Mapping[str, T], Generic[T]):
    """Named things of one kind.

    >>> packs = Registry("pack")
    >>> _ = packs.add("petition", "…")
    >>> packs["hotline"]
    Traceback (most recent call last):
    ...
    LookupError: no pack 'hotline'; registered: petition
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}
        self._frozen = False

    def add(self, key: str, item: T) -> T:
        """Register `item`. A second one under the same key is a mistake of the programmer, not an update."""
        if self._frozen:
            raise RuntimeError(f"the {self.kind} registry is frozen; {key!r} came too late")
        if key in self._items and self._items[key] != item:
            raise ValueError(f"a {self.kind} {key!r} is already registered")
        self._items[key] = item
        return item

    def freeze(self) -> None:
        self._frozen = True

    @contextmanager
    def only(self, **items: T) -> Iterator[None]:
        """For the length of a test, exactly these."""
        saved, self._items = self._items, dict(items)
        try:
            yield
        finally:
            self._items = saved

    @contextmanager
    def plus(self, **items: T) -> Iterator[None]:
        """For the length of a test, these as well. What is registered meanwhile stays."""
        before = {key: self._items[key] for key in items if key in self._items}
        self._items.update(items)
        try:
            yield
        finally:
            for key in items:
                self._items.pop(key, None)
            self._items.update(before)

    def __getitem__(self, key: str) -> T:
        try:
            return self._items[key]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "none"
            raise LookupError(f"no {self.kind} {key!r}; registered: {known}") from None

    @overload
    def get(self, key: str, /) -> T | None: ...
    @overload
    def get(self, key: str, /, default: D) -> T | D: ...
    def get(self, key: str, /, default: object = None) -> object:
        return self._items.get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __len__(self) -> int:
        return len(self._items)
