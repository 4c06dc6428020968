from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import keeping


@jobs.periodic("forms.erase_drafts", every="20 1 * * *")
def erase_drafts(_key: str) -> None:
    """Every night, what was left for too long."""
    keeping.erase_drafts()
