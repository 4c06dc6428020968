"""Cases as a source: what a case view shows, as plain facts for the mapping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from yiwang.applications.service.matters import api as matters
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents

from .mapping import case_lines
from .sources import Object, sources

NOT_OURS = "elsewhere"  # the channel of a mirrored case: whoever handles it reports it


class Cases:
    def look(self, keys: Iterable[str]) -> list[Object]:
        return [found for key in keys if (found := _look(key)) is not None]

    def sweep(self) -> list[str]:
        return []  # every case announces itself when it is opened; later steps show in its revision


def _look(number: str) -> Object | None:
    try:
        view = casework.case_view(security.SYSTEM, number)
    except NotFound:
        return None
    case = view.case
    empty = Object(number, case.title, (), case.division, agency=case.agency_id, revision=case.revision)
    if case.party_id is None or case.channel == NOT_OURS or case.matter not in matters.matters:
        return empty
    lines = tuple(case_lines(facts_of(view)))
    person = case.party_id if case.applicant.get("kind", "person") == "person" else None
    return Object(
        number, case.title, lines, case.division, case.agency.line, case.agency_id, person, case.revision
    )  # fmt: skip


def facts_of(view: casework.CaseView) -> dict[str, Any]:
    """Plain values: numbers masked as the desk sees them, moments in China's time."""
    case, matter = view.case, matters.matter(view.case.matter)
    offer = matters.offered_at(case.matter, case.division, case.received_on)
    accepted = next((one for one in reversed(view.entries) if one.verb in ("accepted", "deemed_accepted")), None)
    closed = next((one for one in view.entries if one.verb in ("finished", "declined", "withdrawn", "revoked")), None)
    return {
        "number": case.number, "title": case.title, "task_name": matter.title, "catalog_code": matter.catalog_code,
        "task_code": offer.task_code if offer else "", "task_version": max(offer.number, 1) if offer else 1,
        "project_type": matter.project_type, "channel": case.channel, "division": case.division,
        "submitted_at": _local(case.submitted_at), "accepted_at": _day(case.accepted_on, accepted, case.submitted_at),
        "accepted_by": _official(accepted), "accept_doc_no": "", "promise_at": _end(case.promised_on or case.due_on),
        "closed_at": _local(case.closed_at), "closed_by": _official(closed), "outcome": case.outcome,
        "outcome_says": view.outcome, "posted": False, "fee": matter.fee != "不收费",
        "agency": {"name": case.agency.name, "uscc": case.agency.uscc},
        "applicant": {
            "kind": case.applicant.get("kind", "person"), "shown": case.party_shown,
            "masked": case.applicant.get("identifier_masked", ""),
        },
        "steps": _steps(view), "stops": _stops(view), "paper": _paper(view),
    }  # fmt: skip


def _steps(view: casework.CaseView) -> list[dict[str, Any]]:
    """Each task that was done, with the words of the verdict and the reason that was given."""
    reasons = {(one.step, _second(one.at)): one.reason for one in view.entries if one.reason}
    found = []
    for task in view.case.tasks.filter(state="done").select_related("done_by").order_by("done_at", "pk"):
        step = view.flow.step(task.step)
        verdict = step.verdict(task.verdict) if step else None
        title = verdict.past or verdict.title if verdict else "逾期没有告知，视为受理"
        reason = reasons.get((task.step, _second(task.done_at)), "")
        who = task.done_by.display_name if task.done_by else "系统"
        found.append({
            "key": str(task.pk), "title": task.title, "effect": verdict.effect if verdict else "accept", "who": who,
            "says": f"{title}：{reason}" if reason else title, "from": _local(task.opened_at),
            "to": _local(task.done_at),
        })  # fmt: skip
    return found


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def _stops(view: casework.CaseView) -> list[dict[str, Any]]:
    return [
        {"key": str(one.pk), "title": one.title, "reason": one.reason or one.title, "from": _start(one.started_on),
         "to": _end(one.ended_on)}
        for one in view.case.stops.order_by("pk")
    ]  # fmt: skip


def _paper(view: casework.CaseView) -> dict[str, str]:
    """The result that was granted, as it is numbered."""
    results = {one.document for one in view.papers if one.result}
    for one in documents.of_case(security.SYSTEM, view.number) if results else ():
        if one.id in results:
            return {"title": one.title, "number": one.number}
    return {}


def _official(entry: Any) -> str:
    """The name alone: agency and post have columns of their own."""
    return entry.who.rpartition(" · ")[2][:30] if entry else ""


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(clock.CHINA) if moment else None


def _day(day: Any, entry: Any, submitted: datetime) -> datetime | None:
    """When it was accepted: the moment where it was an act of that day, else the beginning of the day it counts from."""
    if day is None:
        return None
    if entry is not None and entry.at.astimezone(clock.CHINA).date() == day:
        return _local(entry.at)
    return max(_start(day), submitted.astimezone(clock.CHINA))


def _start(day: Any) -> datetime:
    return datetime.combine(day, time.min, clock.CHINA)


def _end(day: Any) -> datetime | None:
    return datetime.combine(day, time(23, 59, 59), clock.CHINA) if day else None


sources.add("cases", Cases())
