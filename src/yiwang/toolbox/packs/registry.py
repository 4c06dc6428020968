"""The packs of this installation, composed once at start-up."""

from __future__ import annotations

from pathlib import Path

from yiwang.kernel.registry import Registry
from yiwang.kernel.section import Problem

from .checking import declared_well
from .discovery import PACKS, sections
from .manifest import Pack
from .reading import Reading
from .rules import lowest_first

packs: Registry[Pack] = Registry("pack")


class NotComposed(RuntimeError):
    """Some pack is declared wrongly; the message is what `packcheck` says of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def compose(root: Path = PACKS) -> None:
    """Read every pack, hand each declaration to its section, close the registry. Raises `NotComposed`.

    Sections are loaded low layers first, within a section packs after what they need.
    """
    reading = Reading(root, sections()).all()
    problems = [*reading.problems, *declared_well(reading)]
    if problems:
        raise NotComposed(problems)
    ordered, _circled = lowest_first({pack.key: pack.needs for pack in reading.packs.values()})
    for folder, section in reading.sections.items():
        for key in ordered:
            for declared in reading.packs[key].declared.get(folder, {}).values():
                section.load(declared)
    for key in ordered:
        packs.add(key, reading.packs[key])
    packs.freeze()
