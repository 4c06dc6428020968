"""Who hears what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yiwang.kernel.event import events, name_of
from yiwang.kernel.registry import Registry

Listener = Callable[[Any, str], None]
_listeners: Registry[tuple[str, Listener]] = Registry("listener")
_unheard: dict[str, str] = {}


def listens(kind: type, key: str) -> Callable[[Listener], Listener]:
    """Register a listener under a key of its own (`unit.what_it_does`). It gets the event and an idempotency key."""

    def register(listener: Listener) -> Listener:
        _listeners.add(key, (name_of(kind), listener))
        return listener

    return register


def nobody_listens(kind: type, because: str) -> None:
    """Say aloud that an event is published for others to come, and why it is written already."""
    _unheard[name_of(kind)] = because


def listeners_of(name: str) -> Mapping[str, Listener]:
    return {key: listener for key, (heard, listener) in _listeners.items() if heard == name}


def unheard() -> list[str]:
    """Events that neither have a listener nor a reason for having none."""
    heard = {name for name, _ in _listeners.values()}
    return sorted(name for name in events if name not in heard and name not in _unheard)
