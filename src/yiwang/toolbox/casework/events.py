"""What casework announces."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("casework.case_moved")
@dataclass(frozen=True)
class CaseMoved:
    """A case took a step that concerns its applicant. `verb`: submitted, accepted, declined, supplement, resubmitted,
    paused, resumed, told (asked to speak, or of a case about him),
    extended, granted, refused, revoked, finished, withdrawn, deemed_accepted,
    posted, collected. `party` is empty for
    work between agencies."""

    case: str
    number: str
    verb: str
    matter: str
    title: str
    party: str
    due_on: str = ""
    paper: str = ""
    reason: str = ""
