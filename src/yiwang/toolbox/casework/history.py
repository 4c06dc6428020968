"""One line of history for each thing done, in the words of who reads it."""

from __future__ import annotations

from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .events import CaseMoved
from .models import Case, Entry


def shown(by: security.Actor, principal: str = "") -> str:
    """How a history names who acted: an official by agency, post and name; who acts for another by both their names; an
    applicant as such; the system as such."""
    if by.is_staff:
        return " · ".join(part for part in (by.agency_name, by.post_title, by.name) if part)
    if by.mandate is not None and principal:
        return f"{security.mask_name(by.name)}（代 {principal}）"
    return {"person": "申请人", "firm": "企业经办人", "system": "系统"}.get(by.kind, by.kind)


def write(
    record: security.Record, case: Case, verb: str, says: str, *, reason: str = "", public: bool = True, paper: str = "",
    announce: bool = True, who: str = "", **facts: Any,
) -> Entry:  # fmt: skip
    """The history line, the trail's note, and (unless told not to) the announcement. `who`: not the actor of this change but
    a rule that follows from it."""
    entry = Entry.objects.create(
        case=case, at=clock.now(), who=who or shown(record.by, case.party_shown),
        user_id=None if who else record.by.user,
        mandate_id=record.by.mandate, step=case.step, verb=verb, says=says,
        reason=reason, facts=facts, public=public,
    )  # fmt: skip
    record.note(case=case.number, verb=verb, step=case.step, **({"reason": reason} if reason else {}))
    if announce:
        record.emit(
            CaseMoved(
                case=str(case.pk), number=case.number, verb=verb, matter=case.matter, title=case.title,
                party=str(case.party_id or ""), due_on=str(case.due_on or ""), paper=paper, reason=reason,
                part_of=case.part_of,
            )
        )  # fmt: skip
    return entry
