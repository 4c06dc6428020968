"""Facts one unit announces and others may hear. An event is a frozen dataclass of plain values with a name.

    @event("casework.case_decided")
    @dataclass(frozen=True)
    class CaseDecided:
        case: str

Events are written in the change's own transaction and delivered at least once, some time later; a listener is
given a key under which it changes things, so that the second delivery changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .registry import Registry

E = TypeVar("E", bound=type)
events: Registry[type] = Registry("event")
_names: dict[type, str] = {}


def event(name: str) -> Callable[[E], E]:
    """Register the decorated dataclass as the event `name` (`unit.what_happened`)."""

    def register(cls: E) -> E:
        _names[cls] = name
        events.add(name, cls)
        return cls

    return register


def name_of(kind: type) -> str:
    return _names[kind]


def body_of(happened: Any) -> dict[str, Any]:
    return dataclasses.asdict(happened)


def revive(name: str, body: Mapping[str, Any]) -> Any:
    """The event again, from its name and its body. Fields an older release did not write keep their defaults."""
    kind = events[name]
    known = {field.name for field in dataclasses.fields(kind)}
    return kind(**{key: value for key, value in body.items() if key in known})
