"""What can be reported: a kind, and for each object of it the rows as they should stand on the other side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from yiwang.kernel.registry import Registry

from .rules import Line


@dataclass(frozen=True)
class Object:
    """An object's rows, whose they are, and what a person calls it. `line` and `division` lead to the agency concerned;
    `party` is whose sealed values its rows carry, `revision` the case's at the moment of looking."""

    key: str
    title: str
    lines: tuple[Line, ...]
    division: int
    line: str = ""
    agency: int | None = None
    party: UUID | None = None
    revision: int = -1


class Source(Protocol):
    """One kind. Read inside a reading transaction of the system."""

    def look(self, keys: Iterable[str]) -> list[Object]:
        """The objects of these keys. One that is gone, or not ours to report, has no lines."""

    def sweep(self) -> list[str]:
        """Keys of objects that should be reported and may never have been announced."""


sources: Registry[Source] = Registry("reporting source")
