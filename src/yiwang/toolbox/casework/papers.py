"""The papers a verdict issues: letters to the applicant, and the licence itself."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from yiwang.kernel import clock
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.documents import api as documents

from . import rules
from .answering import answers_of
from .definition import ORIGIN, PARTY, Issue, Step, Verdict
from .errors import NotSo
from .flows import flow_of
from .models import Case, Entry, Paper

COUNT = """
INSERT INTO casework_series (name, last) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET last = casework_series.last + 1 RETURNING last
"""


def next_in(series: str) -> int:
    """The next number of a gap-free series."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [series])
        return int(cursor.fetchone()[0])


def facts_of(
    case: Case,
    reason: str = "",
    items: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    opens: bool = True,
) -> dict[str, Any]:
    """What a pack's function is told of a case to say what is printed: plain values only."""
    flow = flow_of(case)
    place = standards.division(case.division)
    return {
        "number": case.number, "title": case.title, "answers": answers_of(case), "given": dict(given or {}),
        "party": _party(case) if opens else _party_shown(case),
        "words": {key: rules.outcome_words(flow, key) for key in rules.OUTCOMES}, "origin": _origin(case),
        "agency": {"name": case.agency.name, "short_name": case.agency.short_name, "uscc": case.agency.uscc},
        "division": case.division, "place": place.full_name, "received_on": case.received_on,
        "submitted_on": case.submitted_at.astimezone(clock.CHINA).date(), "accepted_on": case.accepted_on,
        "due_on": case.due_on, "promised_on": case.promised_on,
        "decided_on": case.decided_on, "limit": case.limit or {}, "today": clock.today(),
        "reason": reason, "items": list(items), "earlier": earlier_of(case), "outcome": case.outcome, "heard": heard_of(case),
        "parts": parts_of(case),
    }  # fmt: skip


def _party(case: Case) -> dict[str, Any]:
    party = case.party or case.concerns
    return {"name": party.name, "kind": party.kind, "identifier_masked": party.identifier_masked} if party else {}


def _party_shown(case: Case) -> dict[str, Any]:
    """As everybody at the desk sees it: the register is not opened."""
    masked = {key: case.applicant.get(key, "") for key in ("kind", "identifier_masked")}
    return {"name": case.party_shown, **masked} if case.party_id or case.concerns_id else {}


def told(case: Case, reason: str = "", given: Mapping[str, Any] | None = None, *, opens: bool = True) -> dict[str, Any]:
    """The same for a function that judges: with the calendar, and where the flow says so the party's other cases.
    `opens` False: the party as the desk shows it."""
    flow = flow_of(case)
    return {
        **facts_of(case, reason, (), given, opens),
        "calendar": standards.calendar(),
        "kin": kin(case) if flow.kin else [],
    }


def kin(case: Case) -> list[dict[str, Any]]:
    """The other cases of this kind about the same party, as far as the reader reaches; oldest first."""
    whose = case.party_id or case.concerns_id
    if whose is None:
        return []
    rows = Case.objects.filter(Q(party=whose) | Q(concerns=whose), definition__name=case.definition.name)
    return [
        {"number": one.number, "status": one.status, "outcome": one.outcome, "answers": answers_of(one),
         "earlier": earlier_of(one), "decided_on": one.decided_on}
        for one in rows.exclude(pk=case.pk).order_by("submitted_at")[:200]
    ]  # fmt: skip


def parts_of(case: Case) -> list[dict[str, Any]]:
    """What became of its sub-cases, in the order they were opened; what their steps `found`, as far as the reader reaches."""
    return [
        {"key": one.key, "step": one.step, "title": one.title, "agency": one.agency_name, "number": one.number,
         "outcome": one.outcome, "says": one.says, "found": _answered(one.child_id)}
        for one in case.subcases.filter(stands=True).order_by("step", "place")
    ]  # fmt: skip


def numbers_of(case: Case) -> dict[str, str]:
    """The number of each paper issued in the case, by kind."""
    return {one.kind: one.number for one in documents.of_case(security.current(), case.number)}


def told_of(case: Case) -> str:
    """In one sentence what a decided case gave, or why it gave nothing."""
    if case.outcome == "granted":
        made = documents.of_case(security.current(), case.number)
        results = {one.document for one in Paper.objects.filter(case=case, result=True)}
        return "、".join(f"{one.title} {one.number}" for one in made if one.id in results)
    return case.entries.exclude(reason="").order_by("-at").values_list("reason", flat=True).first() or ""


def _origin(case: Case) -> dict[str, Any]:
    """The case this one goes back to: its number, answers and results."""
    origin = case.origin
    if origin is None:
        return {}
    results = origin.papers.filter(result=True)
    return {"number": origin.number, "answers": answers_of(origin), "papers": {one.kind: one.title for one in results}}


def revoke_results(record: security.Record, case: Case, reason: str) -> None:
    """Every result of the case, or of the one it goes back to, ends; whoever verifies one is shown the reason. What is
    over already stays as it is."""
    for paper in Paper.objects.filter(case=case.origin or case, result=True):
        with contextlib.suppress(documents.AlreadyOver):
            documents.revoke(record, paper.document, reason)


def heard_of(case: Case) -> list[str]:
    """The steps at which the party itself said something."""
    said = case.tasks.filter(kind="main", role=PARTY, state="done").exclude(verdict="silent")
    return list(said.order_by("done_at").values_list("step", flat=True))


def earlier_of(case: Case) -> dict[str, Any]:
    """What was answered in the steps' own forms so far, latest first wins."""
    return _answered(case.pk)


def _answered(case: UUID | None) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for entry in Entry.objects.filter(case=case).order_by("at") if case else ():
        if entry.facts.get("answers"):
            answers[entry.step] = entry.facts["answers"]
    return answers


def issue_for(
    record: security.Record, case: Case, step: Step, verdict: Verdict, reason: str, items: Sequence[str],
    given: Mapping[str, Any],
) -> list[Paper]:  # fmt: skip
    """Issue every document the verdict names, in order."""
    if not verdict.issues:
        return []
    facts = {**facts_of(case, reason, items, given), "step": step.title, "verdict": verdict.title,
             "kin": kin(case) if flow_of(case).kin else []}  # fmt: skip
    return [_issue(record, case, issue, facts, verdict) for issue in verdict.issues]


def answer_withdrawal(record: security.Record, case: Case, issue: Issue | None, reason: str) -> list[Paper]:
    """The letter that says an application was taken back and what that means."""
    return [_issue(record, case, issue, facts_of(case, reason))] if issue else []


def _replaced(case: Case, issue: Issue) -> Paper | None:
    """The paper of the origin that this one takes the place of."""
    if not issue.replaces:
        return None
    named = {"document": answers_of(case).get("document")} if issue.document == ORIGIN else {"kind": issue.document}
    found = Paper.objects.filter(case=case.origin, **named).order_by("-issued_at").first()
    if found is None:
        raise NotSo(says=f"原办件里没有“{issue.document}”，不能换发")
    return found


def _printed_before(old: Paper) -> dict[str, Any]:
    """What the paper that is replaced says, for the function that says what the new one says."""
    made = documents.document(security.current(), old.document)
    return {"number": made.number, "title": made.title, "data": made.data, "valid_until": made.valid_until}


def _issue(
    record: security.Record, case: Case, issue: Issue, facts: dict[str, Any], verdict: Verdict | None = None
) -> Paper:
    old = _replaced(case, issue)
    kind = old.kind if old else issue.document
    facts = {**facts, "replaced": _printed_before(old)} if old else facts
    serial = next_in(f"{kind}/{case.agency.uscc}/{facts['today'].year}")
    printed = functions[issue.data]({**facts, "serial": serial}) if issue.data else dict(facts)
    number = str(printed.pop("number", "") or f"{case.number}-{serial}")
    valid_until = printed.pop("valid_until", None)
    made = documents.issue(
        record, kind, number=number, data=printed, holder=case.party_id, agency=case.agency_id,
        division=case.division, case_number=case.number, valid_from=facts["today"],
        valid_until=date.fromisoformat(valid_until) if isinstance(valid_until, str) else valid_until,
        synthetic=case.synthetic, replaces=old.document if old else None,
        because=str(facts["answers"].get("why", "")) if issue.document == ORIGIN else "",
    )  # fmt: skip
    return Paper.objects.create(
        case=case, document=made.id, kind=kind, title=made.title, issued_at=clock.now(),
        result=verdict is not None and verdict.effect == "grant",
    )  # fmt: skip
