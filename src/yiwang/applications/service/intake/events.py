"""What intake announces. Only the sitting is named."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("intake.declined")
@dataclass(frozen=True)
class IntakeDeclined:
    """A window did not take an application in; its reason goes to whom it was for."""

    sitting: str


@event("intake.handed_over")
@dataclass(frozen=True)
class DraftHandedOver:
    """What a clerk filled in goes on with the applicant himself."""

    sitting: str
