"""Each step that concerns an applicant, told to him; each paper of it, served on him."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.notices import api as notices

from .events import CaseMoved
from .models import Case, Entry, Paper

TELL = security.declare("casework.tell_applicant", "告知申请人", by="system")
WAITS_FOR_INTAKE = ("submitted", "resubmitted")


@operations.listens(CaseMoved, "casework.tell_the_applicant")
def tell_the_applicant(moved: CaseMoved, key: str) -> None:
    """One message for the step, a text to the phone where it matters, and electronic service of what was issued."""
    if not moved.party or moved.part_of and moved.verb in WAITS_FOR_INTAKE:
        return  # of a sub-case its applicant hears from the whole that it was opened
    party = UUID(moved.party)
    with security.acting(security.SYSTEM, TELL, security.Ref("case", moved.number), key=key) as record:
        if record.replayed:
            return
        case = Case.objects.select_related("agency").get(pk=moved.case)
        papers = _papers(case, moved)
        message = notices.send(
            record, party, moved.verb, _facts(case, moved, papers), matter=moved.matter,
            case_number=case.number, link=_link(moved),
        )  # fmt: skip
        for paper in papers:
            served = notices.Paper(paper.document, paper.title, party, case.agency_id, case.division, case.number)
            notices.serve(record, served, channel=case.channel, message=message)
        record.done(str(message))


def _link(moved: CaseMoved) -> str:
    place = f"/my/cases/{moved.number}/"
    return f"{place}supplement/" if moved.verb == "supplement" else place


def _facts(case: Case, moved: CaseMoved, papers: list[Paper]) -> dict[str, str]:
    return {
        "title": moved.title, "number": moved.number, "agency": case.agency.name, "reason": moved.reason,
        "due": _due(case, moved), "papers": "、".join(paper.title for paper in papers),
    }  # fmt: skip


def _due(case: Case, moved: CaseMoved) -> str:
    """The day that counts now: for what was just handed in, by when it is looked at; afterwards the law's last day."""
    if moved.verb in WAITS_FOR_INTAKE:
        day = case.tasks.filter(kind="main", state="open").values_list("due_on", flat=True).first()
        return notices.day_words(day, clock.today()) if day and case.status == "submitted" else ""
    if moved.verb == "told":
        day = case.tasks.filter(kind="main", state="open").values_list("due_on", flat=True).first()
        return notices.day_words(day, clock.today()) if day else ""
    if not moved.due_on:
        return ""
    day = date.fromisoformat(moved.due_on)
    return notices.day_words(day, clock.today(), provisional=case.due_provisional and day == case.due_on)


def _papers(case: Case, moved: CaseMoved) -> list[Paper]:
    """The papers of this step, in the order they were issued."""
    if not moved.paper:
        return []
    lines = Entry.objects.filter(case=case, verb=moved.verb).order_by("-at").values_list("facts", flat=True)
    issued = next((line["papers"] for line in lines if moved.paper in line.get("papers", ())), [moved.paper])
    return list(Paper.objects.filter(case=case, document__in=[UUID(one) for one in issued]).order_by("pk"))
