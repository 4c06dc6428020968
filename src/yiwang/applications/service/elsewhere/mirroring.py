"""A mirrored case as other pages meet it."""

from __future__ import annotations

from yiwang.toolbox.casework import api as casework

from .definition import External, There, of_matter
from .errors import NotHere
from .placing import CHANNEL


def place_of(view: casework.CaseView) -> tuple[External, There] | None:
    """Where a mirrored case is really handled; None for a case of ours."""
    found = of_matter(view.case.matter) if view.case.channel == CHANNEL else None
    return found[1:] if found else None


def not_withdrawn_here(view: casework.CaseView) -> None:
    """Raises `NotHere` for a mirrored case: what is taken back there comes here as news."""
    if place := place_of(view):
        raise NotHere(title=place[0].title)
