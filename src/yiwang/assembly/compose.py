"""What only the top may know: load every unit's listeners, actions, sections; then close the registries."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from .units import units

WIRED = ("listeners", "actions", "events")


def everything() -> None:
    """Import the modules by which units register themselves, low layers first."""
    for unit in units():
        for module in WIRED:
            if find_spec(f"{unit}.{module}"):
                import_module(f"{unit}.{module}")
