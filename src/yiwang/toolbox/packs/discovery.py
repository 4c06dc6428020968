"""Which sections packs may have: every `SECTIONS` in a unit's `sections.py`. Nobody keeps a list."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from django.apps import apps

import yiwang
from yiwang.kernel.section import Section

HOUSE = Path(yiwang.__path__[0])
PACKS = HOUSE / "applications" / "packs"


def modules() -> list[str]:
    """Dotted names of all `sections.py`, low layers first (the order in which units are installed), then by name."""
    found = []
    for path in HOUSE.rglob("sections.py"):
        if not path.is_relative_to(PACKS) and "tests" not in path.parts:
            found.append(".".join(("yiwang", *path.relative_to(HOUSE).with_suffix("").parts)))
    installed = apps.get_app_configs() if apps.apps_ready else ()
    heights = {config.name: height for height, config in enumerate(installed)}
    return sorted(found, key=lambda name: (heights.get(name.rpartition(".")[0], -1), name))


def sections() -> dict[str, Section]:
    """Sections by folder. Two units may not claim the same folder."""
    found: dict[str, Section] = {}
    for module in modules():
        for section in import_module(module).SECTIONS:
            if section.folder in found:
                raise ValueError(f"two units claim the section {section.folder!r}; the second is {module}")
            found[section.folder] = section
    return found
