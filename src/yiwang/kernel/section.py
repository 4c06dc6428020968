"""What an engine declares about the folder of a pack it reads: a name, a shape, checks, and what to do with it.

Engines and networks list their sections in a module `sections.py` (`SECTIONS = (...)`); `toolbox.packs` finds those
modules, reads every pack's files through them, and composes the whole at start-up. So no engine imports packs, and
a new engine needs no change in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .registry import Registry


@dataclass(frozen=True)
class Problem:
    """One thing `packcheck` found: an id to look up, where it is, and a sentence anyone understands."""

    id: str
    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.id} {self.says}"


@dataclass(frozen=True)
class Declared:
    """One declaration of one pack, read and shaped: `body` is what the section's model made of the file."""

    pack: str
    key: str
    body: Any
    path: Path

    @property
    def name(self) -> str:
        """The published name, unique in the house: `pack/key`."""
        return f"{self.pack}/{self.key}"


Everything = Mapping[str, Mapping[str, Declared]]  # section folder → published name → declaration


@dataclass(frozen=True)
class Section:
    """A folder of a pack.

    `model` is the pydantic model a YAML file must fit (None: the file is taken as text, by `suffix`).
    `check` sees the declaration and everything else that is declared, and yields `Problem`s.
    `load` receives the checked declaration at start-up. Files with a suffix in `beside` may lie next to a declaration.
    """

    folder: str
    title: str
    model: type | None
    load: Callable[[Declared], None]
    check: Callable[[Declared, Everything], Iterator[Problem]] = lambda _declared, _everything: iter(())
    suffix: str = ".yaml"
    beside: tuple[str, ...] = ()


functions: Registry[Callable[..., Any]] = Registry("pure function")
"""The pure functions of packs' `rules.py`, by published name (`pack/function`): engines call them, and know no pack."""
