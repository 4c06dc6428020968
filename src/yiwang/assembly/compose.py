"""What only the top may know: load every unit's listeners, jobs, actions, sections; then close the registries."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.packs import api as packs

from .units import units

WIRED = ("listeners", "events", "jobs")


def everything() -> None:
    """Import the modules by which units register themselves, low layers first."""
    for unit in units():
        for module in WIRED:
            if find_spec(f"{unit}.{module}"):
                import_module(f"{unit}.{module}")
    for module in ("yiwang.pillars.standards.base.law",):
        import_module(module)
    security.role_titles.update(standards.role_titles_known())
    if os.environ.get("YIWANG_COMPOSE") != "no":  # the commands that look for what is wrong start without it
        packs.compose()
