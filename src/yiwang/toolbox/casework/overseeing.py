"""催办 and 督办: what is late, why, and since when; a word to who has it, and a task for who leads the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.worktime import Calendar
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations import api as organisations

from . import asides, clockwork, history, rules
from .deciding import in_reach
from .errors import CannotAsk, CannotFollow, WhyMissing
from .flows import flow_of
from .models import Case, Entry, Task

LATE = security.declare("casework.late", "查看督办台", by="staff", roles="approver supervisor")
URGE = security.declare("casework.urge", "催办", by="staff", roles="approver supervisor")
OVERSEE = security.declare("casework.oversee", "超期转督办", by="system")
CHUNK, SOON, CAP = 200, 7, 1000
RUNS = ("accepted",)  # where days are counted: nobody is late while the applicant or a special procedure is awaited


@dataclass(frozen=True)
class LateLine:
    """One late case, or one that soon is. `since`: it stands at its step and with `holder` since then; `why` in words."""

    number: str
    title: str
    party: str
    agency: str
    step: str
    holder: str
    since: datetime
    due_on: date
    days_left: int
    light: str
    why: list[str]
    urged_at: datetime | None
    synthetic: bool


@dataclass(frozen=True)
class Late:
    """A page of them, the latest first; `late` and `soon` counted to 1,000; `steps`: where the late ones stand."""

    lines: list[LateLine]
    late: int
    soon: int
    steps: list[tuple[str, int]]


def late(viewer: security.Actor, *, page: int = 1, size: int = 50) -> Late:
    """What `viewer` can see of what is past its last day, or will be within a week."""
    today = clock.today()
    rows = security.visible(Case.objects.filter(status__in=RUNS, due_on__isnull=False), viewer)
    over, soon = rows.filter(due_on__lt=today), rows.filter(due_on__gte=today, due_on__lte=today + timedelta(days=SOON))
    shown = rows.filter(due_on__lte=today + timedelta(days=SOON)).select_related("agency", "definition")
    cases = list(shown.order_by("due_on", "submitted_at")[(page - 1) * size : page * size])
    standing = over.values_list("title", "step", "definition_id").annotate(many=Count("pk")).order_by("-many")[:8]
    return Late(_lines(cases), over.values("pk")[: CAP + 1].count(), soon.values("pk")[: CAP + 1].count(),
                [(_step_title(title, step, definition), many) for title, step, definition, many in standing])  # fmt: skip


def _step_title(title: str, step: str, definition: int) -> str:
    found = flow_of(Case(definition_id=definition)).step(step)
    return f"{title}：{found.title if found else step}"


def _lines(cases: Sequence[Case]) -> list[LateLine]:
    keys, calendar = [one.pk for one in cases], standards.calendar()
    tasks: dict[UUID, list[Task]] = {}
    live = Task.objects.filter(case__in=keys, state__in=["open", "planned", "done"]).select_related("assignee")
    for task in live.exclude(kind="main", state="done").order_by("opened_at"):
        tasks.setdefault(task.case_id, []).append(task)
    told: dict[UUID, list[tuple[str, datetime]]] = {}
    entries = Entry.objects.filter(case__in=keys, verb__in=["sent_back", "paused", "urged"]).order_by("at")
    for case, verb, at in entries.values_list("case_id", "verb", "at"):
        told.setdefault(case, []).append((verb, at))
    return [_line(one, tasks.get(one.pk, []), told.get(one.pk, []), calendar) for one in cases]


def _line(case: Case, tasks: list[Task], told: list[tuple[str, datetime]], calendar: Calendar) -> LateLine:
    step = flow_of(case).step(case.step)
    main = next((one for one in tasks if one.kind == "main"), None)
    waits = asides.awaited(step, [one for one in tasks if main and one.of_id == main.pk]) if step else []
    left = clockwork.days_left(case.due_on, calendar) or 0
    since = main.opened_at if main else case.submitted_at
    days = calendar.working_days_between(since.astimezone(clock.CHINA).date(), clock.today())
    return LateLine(
        number=case.number, title=case.title, party=case.party_shown, agency=case.agency.short_name,
        step=step.title if step else case.step, holder=_holder(main), since=since, due_on=case.due_on or clock.today(),
        days_left=left, light=clockwork.light_of(case, left), synthetic=case.synthetic,
        why=rules.reasons(days, [asides.whom(one) for one in waits], [verb for verb, _ in told], case.extended_days),
        urged_at=max((at for verb, at in told if verb == "urged"), default=None),
    )  # fmt: skip


def _holder(main: Task | None) -> str:
    if main is None:
        return ""
    return asides.whom(main) if main.assignee else security.role_titles.get(main.role, main.role)


def urge(by: security.Actor, number: str, *, says: str, key: str | None) -> str:
    """催办: who has the task is told, by name or all of its role, until he has read it or the case moved on; returns whom.
    The clock does not notice. Raises `NotFound`, `WhyMissing`, `CannotFollow` (nobody has it), `CannotAsk` (still unread)."""
    body = {"number": number, "says": says}
    with security.acting(by, URGE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        main = (
            case.tasks.select_for_update(of=("self",))
            .select_related("assignee")
            .filter(kind="main", state="open")
            .first()
        )
        step = flow_of(case).step(case.step)
        if main is None or step is None or step.waits:
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="催办")
        if not says.strip():
            raise WhyMissing
        if main.asides.filter(kind="urge", state="open").exists():
            raise CannotAsk(says="催过了，他还没有看")
        asides.open_beside(main, kind="urge", title=asides.KINDS["urge"].title, role=main.role, assignee=main.assignee,
                           asker_id=by.user, asks=says.strip())  # fmt: skip
        whom = _holder(main)
        history.write(record, case, "urged", f"催办：{whom}", reason=says, public=False, announce=False)
        clockwork.keep(case)
        return str(record.done(whom))


def oversee_late() -> int:
    """督办: every case past its last day becomes a task of who leads its agency, once at each step it is late at."""
    with security.viewing(security.SYSTEM):
        numbers = list(_unseen().order_by("case__due_on").values_list("case__number", flat=True)[:CHUNK])
    return sum(_oversee(number) for number in numbers)


def _unseen() -> QuerySet[Task]:
    rows = Task.objects.filter(kind="main", state="open", case__status__in=RUNS, case__due_on__lt=clock.today())
    return rows.filter(~Exists(Task.objects.filter(of=OuterRef("pk"), kind="oversee")))


def _oversee(number: str) -> int:
    with security.acting(security.SYSTEM, OVERSEE, security.Ref("case", number)) as record:
        case = Case.objects.select_for_update().get(number=number)
        main = _unseen().filter(case=case).first()
        if main is None:
            return 0
        role = "supervisor" if organisations.staffed(main.agency_id, "supervisor") else "approver"
        says = f"{case.due_on} 到期没有办结，停在“{main.title}”。请查明原因，写下怎么办、什么时候办完。"
        asides.open_beside(main, kind="oversee", title=asides.KINDS["oversee"].title, role=role, asks=says)
        history.write(record, case, "overseen", "超期，转督办", public=False, announce=False)
        clockwork.keep(case)
        return 1
