"""What reporting hears."""

from __future__ import annotations

from uuid import UUID

from yiwang.applications.service.matters import api as matters
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from . import of_cases, of_matters, of_ratings  # noqa: F401  each is a source
from .capture import NOTICE, notice


@operations.listens(casework.CaseMoved, "reporting.case_moved")
def case_moved(moved: casework.CaseMoved, key: str) -> None:
    """Work between agencies has no applicant and is nobody's statistics."""
    if not moved.party:
        return
    with security.acting(security.SYSTEM, NOTICE, security.Ref("case", moved.number), key=key) as record:
        if not record.replayed:
            notice(record, "cases", moved.number, case=UUID(moved.case))


def _edition(happened: matters.EditionPublished | matters.EditionWithdrawn, key: str) -> None:
    if len(happened.code) == 12:  # a basic entry is nobody's implementation list
        return
    with security.acting(security.SYSTEM, NOTICE, security.Ref("matter", happened.code), key=key) as record:
        if not record.replayed:
            notice(record, "matters", happened.code)


operations.listens(matters.EditionPublished, "reporting.edition_published")(_edition)
operations.listens(matters.EditionWithdrawn, "reporting.edition_withdrawn")(_edition)
