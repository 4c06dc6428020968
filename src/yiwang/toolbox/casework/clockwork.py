"""The clock of a case: the law's limit of the day it was accepted, stopped and resumed, extended once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from yiwang.kernel import clock as now
from yiwang.kernel.worktime import Calendar, Clock, Due
from yiwang.kernel.worktime import Stop as Pause
from yiwang.pillars.standards.base import api as standards

from . import rules
from .definition import Flow, Step
from .models import Case, Task
from .rules import Light, light


def limit_on(key: str, day: date) -> dict[str, Any]:
    """The parameter as it stood on `day`, as it is kept with the case: days, unit, ground, how sure."""
    value = standards.parameter(key).on(day)
    return {"key": key, "days": int(value.value), "unit": value.clock_unit, "ground": value.ground, "how": value.how}


def due_after(key: str, day: date) -> Due:
    """The last day of a step's limit that starts on `day`."""
    limit = limit_on(key, day)
    calendar = standards.calendar()
    if limit["unit"] == "natural":
        return calendar.natural_day_after(day, limit["days"])
    return calendar.working_day_after(day, limit["days"])


@dataclass(frozen=True)
class Ends:
    """When the limit of a step ends: its last day, and the moment where it is counted in hours."""

    day: date | None = None
    at: datetime | None = None


def step_ends(step: Step, day: date, moment: datetime) -> Ends:
    """`day` is where days are counted from, `moment` where hours are."""
    if not step.limit:
        return Ends()
    hours = standards.parameter(step.limit).on(day).hours
    if hours is None:
        return Ends(due_after(step.limit, day).day)
    at = moment + timedelta(hours=hours)
    return Ends(at.date(), at)


def past() -> Q:
    """Tasks whose limit is over by now."""
    return Q(due_at__lt=now.now()) | Q(due_at__isnull=True, due_on__lt=now.today())


def is_past(task: Task) -> bool:
    if task.due_at:
        return task.due_at < now.now()
    return task.due_on is not None and task.due_on < now.today()


def clock_of(case: Case, days: int | None = None) -> Clock | None:
    """The running statutory clock; None before acceptance."""
    if case.accepted_on is None or case.limit is None:
        return None
    stops = tuple(Pause(stop.started_on, stop.ended_on) for stop in case.stops.all())
    limit = case.limit["days"] + case.extended_days if days is None else days
    return Clock(case.accepted_on, limit, case.limit["unit"], stops)


def start(case: Case, flow: Flow, day: date) -> None:
    """Accept on `day`: the limit of that day is the case's for good."""
    case.accepted_on = day
    case.limit = limit_on(flow.limit, day)
    if case.promise_days is not None:
        case.limit["promise"] = case.promise_days
    elif flow.promise:
        case.limit["promise"] = limit_on(flow.promise, day)["days"]
    reckon(case)


def reckon(case: Case) -> None:
    """Work the last days out again, after a stop, a resumption, an extension or a new calendar."""
    running = clock_of(case)
    if running is None or case.limit is None:
        return
    calendar = standards.calendar()
    due = running.due(calendar)
    case.due_on, case.due_provisional = (due.day, due.provisional) if due else (None, False)
    shared = case.subcases.filter(shared=True, stands=True).values_list("due_on", "stopped")
    case.due_on = rules.whole_due(case.due_on, shared)
    promised = clock_of(case, case.limit["promise"] + case.extended_days) if "promise" in case.limit else None
    promised_due = promised.due(calendar) if promised else None
    case.promised_on = promised_due.day if promised_due else None


def keep(case: Case) -> None:
    """Save a case that moved. `urgent_on` is the day that presses now: the law's last day, or the open task's; hours press
    before days."""
    if case.status == "closed":
        case.urgent_on = case.urgent_at = None
    elif case.urgent_at:
        case.urgent_on = min(filter(None, (case.due_on, case.urgent_at.astimezone(now.CHINA).date())))
    else:
        due = case.due_on or case.tasks.filter(kind="main", state="open").values_list("due_on", flat=True).first()
        case.urgent_on = due
    case.revision += 1
    case.save()


def days_left(due_on: date | None, calendar: Calendar | None = None) -> int | None:
    """Working days left after today; negative when overdue. Give the `calendar` in a loop: asking for it is a query."""
    if due_on is None:
        return None
    return (calendar or standards.calendar()).working_days_between(now.today(), due_on)


def light_of(case: Case, left: int | None) -> Light:
    stopped = case.status in ("supplementing", "paused", "decided", "closed")
    return light(left, stopped, over=case.urgent_at is not None and case.urgent_at < now.now())
