"""The real lists every installation needs, sample or not: divisions, calendar, roles, the packs' definitions."""

from __future__ import annotations

from yiwang.applications.service.matters import api as library
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards


def load() -> None:
    """Safe to repeat; quick when nothing changed."""
    standards.load_reference()
    library.keep_catalogue(security.SYSTEM)
