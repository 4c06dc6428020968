"""What casework announces."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("casework.case_moved")
@dataclass(frozen=True)
class CaseMoved:
    """A case took a step that concerns its applicant. `verb`: submitted, accepted, declined, supplement, resubmitted,
    paused, resumed, told (asked to speak, or of a case about him), extended, granted, refused, revoked, finished, withdrawn,
    ended, merged, unmerged, reopened, deemed_accepted, posted, collected. `party` is empty for work between agencies;
    `part_of` is the number of the whole a sub-case belongs to."""

    case: str
    number: str
    verb: str
    matter: str
    title: str
    party: str
    due_on: str = ""
    paper: str = ""
    reason: str = ""
    part_of: str = ""


@event("casework.sub_cases_wanted")
@dataclass(frozen=True)
class SubCasesWanted:
    """A case came to a step that opens sub-cases."""

    number: str
    step: str


@event("casework.sub_cases_unwanted")
@dataclass(frozen=True)
class SubCasesUnwanted:
    """A case left such a step while some were under way: they end, for this `reason`."""

    number: str
    step: str
    reason: str
