"""Reading cases, always through the boundary of who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yiwang.kernel.errors import NotFound
from yiwang.kernel.section import functions
from yiwang.kernel.worktime import Calendar
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.organisations import api as organisations

from . import asides, conditions, narrowing, paging, rules
from .answering import answers_of
from .branches import Part, parts_of, settled, whole_of
from .clockwork import days_left, light_of
from .definition import FILED, ORIGIN, PARTY, Flow, Step, Verdict
from .flows import flow_of
from .models import Attachment, Case, Entry, Paper, Signature, Stop, Task
from .papers import earlier_of, told
from .reach import within_reach
from .seeing import eyes_of

VIEW = security.declare("casework.view", "查看办件", by="staff", roles="clerk examiner inspector approver supervisor")
CAP = 1000  # a page's list is counted so far
FIGURE = 100  # the figures beside the views


@dataclass(frozen=True)
class Line:
    """One row of a worklist."""

    number: str
    title: str
    party: str
    step: str
    due_on: date | None
    days_left: int | None
    light: str
    channel: str
    submitted_at: datetime
    synthetic: bool
    status: str
    mine: bool = True
    asked: str = ""
    matter: str = ""


@dataclass(frozen=True)
class Stage:
    """One step of the strip above a case: state is "done", "now" or "to come"."""

    title: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class CaseView:
    """A case as one page shows it. `offered` is empty for who may only look."""

    case: Case
    flow: Flow
    step: Step | None
    status: str
    outcome: str
    light: str
    days_left: int | None
    stages: list[Stage]
    entries: list[Entry]
    attachments: list[Attachment]
    papers: list[Paper]
    stop: Stop | None
    task: Task | None
    eyes: security.Eyes = security.Eyes()
    offered: list[Verdict] = field(default_factory=list)
    why_not: str = ""
    asides: list[Task] = field(default_factory=list)
    awaits: bool = False
    parts: list[Part] = field(default_factory=list)
    whole: str = ""

    @property
    def number(self) -> str:
        return self.case.number

    @property
    def parts_settled(self) -> int:
        return settled(self.parts)


def tasks_for(viewer: security.Actor) -> QuerySet[Task]:
    """Open tasks `viewer` may take: his agency's, of his roles, nobody else's unless he stands in for him."""
    away = organisations.stands_in_for(viewer.user, viewer.agency)
    mine = Q(assignee__isnull=True) | Q(assignee__in=[viewer.user, *away])
    rows = security.visible(Task.objects.filter(state="open"), viewer)
    return rows.filter(mine, agency=viewer.agency, role__in=sorted(viewer.roles))


def may_take(viewer: security.Actor, task: Task) -> bool:
    """Is a task that was given to one person his, or of somebody he stands in for today?"""
    named = task.assignee_id
    return named in (None, viewer.user) or named in organisations.stands_in_for(viewer.user, viewer.agency)


@dataclass(frozen=True)
class Listing:
    """A page of a worklist. `total` is counted to a cap of 1,000 and no further; `before` and `after` are where the pages
    beside it begin, empty at an end."""

    lines: list[Line]
    total: int
    before: str = ""
    after: str = ""
    problems: tuple[str, ...] = ()


def listing(
    viewer: security.Actor, what: narrowing.Asked, *, view: str = "mine", size: int = 50, after: str = "", before: str = "",
) -> Listing:  # fmt: skip
    """What `viewer` asked for of what he may know of, in the order he asked for (usually the most urgent first).

    `view`: "mine" (waiting for me), "waiting" (for the applicant or a special procedure), "reach" (all open in my
    reach), "closed"."""
    cases = narrowing.narrowed(_in_view(viewer, view), what, viewer)
    order, wrong = _ordered(view, what)
    at = paging.place(after or before, order) if after or before else None
    back = bool(before and not after and at)
    rows, more = paging.page(cases.only(*SHOWN), order, size, at, back)
    total = cases.values("pk")[: CAP + 1].count()
    calendar = standards.calendar()
    asked = _asked(viewer, rows) if view == "mine" else {}
    ends = (more if back else at is not None), (True if back else more)
    first, last = [
        paging.mark_of(rows[at], order) if rows and there else "" for at, there in zip((0, -1), ends, strict=True)
    ]
    lines = [_line(case, calendar, asked.get(case.pk, "")) for case in rows]
    return Listing(lines, total, first, last, (*what.problems, *wrong))


def _ordered(view: str, what: narrowing.Asked) -> tuple[narrowing.Order, list[str]]:
    usual = "closed" if view == "closed" else "urgent"
    if what.order == "closed" != usual:
        return narrowing.ORDERS[usual], ["没有办结的件不能按办结时间排"]
    return narrowing.ORDERS[what.order or usual], []


def worklist(viewer: security.Actor, *, view: str = "mine", size: int = 50) -> tuple[list[Line], int]:
    """The first page of a list nobody narrowed, and how many there are."""
    found = listing(viewer, narrowing.Asked(), view=view, size=size)
    return found.lines, found.total


def choices(viewer: security.Actor, view: str) -> dict[str, dict[str, str]]:
    """What there is to choose from among the first 1,000 of a view: its matters and steps, by code."""
    first = _in_view(viewer, view).order_by("urgent_on", "submitted_at")[:CAP]
    met = first.values_list("matter", "title", "step", "definition_id")
    steps: dict[str, list[str]] = {}
    matters: dict[str, str] = {}
    for matter, title, step, definition in set(met):
        matters[matter] = title
        here = flow_of(Case(definition_id=definition)).step(step)
        steps.setdefault(step, []).append(here.title if here else step)
    named = {key: "、".join(sorted(set(titles))[:3]) for key, titles in steps.items()}
    return {
        "matter": dict(sorted(matters.items(), key=lambda one: one[1])),
        "step": dict(sorted(named.items(), key=lambda one: one[1])),
    }


def _asked(viewer: security.Actor, rows: Sequence[Case]) -> dict[UUID, str]:
    """What `viewer` is asked beside the decisions of these cases."""
    found = tasks_for(viewer).filter(case__in=[one.pk for one in rows]).exclude(kind="main")
    return dict(found.order_by("-opened_at").values_list("case_id", "title"))


SHOWN = (
    "number", "title", "definition_id", "party_shown", "step", "due_on", "urgent_on", "channel", "submitted_at", "synthetic",
    "status", "closed_at", "matter",
)  # fmt: skip


def _in_view(viewer: security.Actor, view: str) -> QuerySet[Case]:
    cases = security.visible(Case.objects.all(), viewer)
    if view == "mine":
        return cases.exclude(status="closed").filter(pk__in=tasks_for(viewer).values("case_id"))
    if view == "waiting":
        return cases.filter(agency=viewer.agency, status__in=["supplementing", "paused"])
    return cases.filter(status="closed") if view == "closed" else cases.exclude(status="closed")


def _line(case: Case, calendar: Calendar, asked: str = "") -> Line:
    """Before acceptance the law's clock does not run, but the five days to answer do: `urgent_on` is one or the other."""
    step = flow_of(case).step(case.step)
    left = days_left(case.urgent_on, calendar)
    return Line(
        number=case.number, title=case.title, party=case.party_shown, step=step.title if step else case.step,
        due_on=case.due_on, days_left=left, light=light_of(case, left), channel=case.channel,
        submitted_at=case.submitted_at, synthetic=case.synthetic, status=_status(case), asked=asked,
        matter=case.matter,
    )  # fmt: skip


def _status(case: Case) -> str:
    return rules.status_title(case.status, moved=case.step != flow_of(case).start.key)


def cases_of(viewer: security.Actor) -> list[CaseView]:
    """An applicant's own cases, newest first. A part stands with its whole, unless it waits for him."""
    alone = Q(part_of="") | Q(status="supplementing")
    rows = within_reach(Case.objects.filter(alone), viewer).filter(party=viewer.party).order_by("-submitted_at")[:100]
    return [_view(case, viewer) for case in rows.select_related("definition", "agency")]


def asked_of(viewer: security.Actor, view: CaseView) -> list[Task]:
    """What waits for an answer of `viewer` in this case."""
    mine = [
        one
        for one in view.asides
        if one.state == "open" and one.agency_id == viewer.agency and one.role in viewer.roles
    ]
    return [one for one in mine if may_take(viewer, one)]


def done_for(viewer: security.Actor) -> list[Entry]:
    """What others did for `viewer` in his cases, newest first: whoever lets another act sees what came of it."""
    lines = Entry.objects.filter(mandate__isnull=False, case__in=within_reach(Case.objects.all(), viewer))
    lines = lines.filter(case__party=viewer.party).select_related("case", "mandate")
    return list(lines.order_by("-at")[:200])


def case_view(viewer: security.Actor, number: str) -> CaseView:
    """One case. Raises `NotFound` where it is out of reach, exactly as where it does not exist."""
    rows = within_reach(Case.objects.select_related("definition", "agency"), viewer)
    case = rows.filter(number=number).first()
    if case is None:
        raise NotFound
    return _view(case, viewer)


def case_row(viewer: security.Actor, number: str) -> Case:
    """The bare facts of one case, for who needs no page of it. Raises `NotFound`."""
    case = within_reach(Case.objects.select_related("agency"), viewer).filter(number=number).first()
    if case is None:
        raise NotFound
    return case


def _view(case: Case, viewer: security.Actor) -> CaseView:
    flow = flow_of(case)
    step = flow.step(case.step)
    entries = case.entries.order_by("-at", "-pk")
    task = case.tasks.filter(kind="main", state="open").select_related("agency").first()
    beside = _beside(case, task) if viewer.is_staff else []
    why = _why_not(viewer, case, task, step)
    waits = "" if why or step is None or task is None else _waits(step, task, beside)
    left = days_left(case.due_on or (task.due_on if task else None))
    return CaseView(
        case=case, flow=flow, step=step, status=_status(case),
        outcome=rules.outcome_words(flow, case.outcome), light=light_of(case, left), days_left=left,
        stages=_stages(case, flow, viewer), entries=list(entries if viewer.is_staff else _for_the_party(case, entries)),
        attachments=_files(case, viewer), papers=list(case.papers.order_by("issued_at", "pk")),
        stop=case.stops.filter(ended_on__isnull=True).first(), task=task, eyes=eyes_of(viewer, case),
        offered=_offered(case, flow, step) if step and not (why or waits) else [], why_not=why or waits,
        asides=beside, awaits=bool(waits), parts=parts_of(viewer, case, flow), whole=whole_of(viewer, case),
    )  # fmt: skip


def _for_the_party(case: Case, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The public ones; of a case an agency opened against him, from the day he was told of it."""
    public = entries.filter(public=True)
    if case.concerns_id is None:
        return public
    told_at = case.entries.filter(verb="told").order_by("at").values_list("at", flat=True).first()
    return public.filter(at__gte=told_at) if told_at else public.none()


def _files(case: Case, viewer: security.Actor) -> list[Attachment]:
    rows = case.attachments.order_by("slot", "added_at")
    return list(rows if viewer.is_staff else rows.filter(internal=False))


def _beside(case: Case, task: Task | None) -> list[Task]:
    """Who is asked beside the open decision, and who still reads along from an earlier one; oldest first."""
    rows = case.tasks.filter(of__isnull=False).exclude(state="dropped").select_related("assignee", "asker", "done_by")
    return list(rows.filter(Q(of=task) | Q(state="open")).order_by("opened_at", "pk"))


def _waits(step: Step, task: Task, beside: Sequence[Task]) -> str:
    """For whose answers the decision waits; empty when it may be given."""
    if "held" in task.draft:
        return "您已经决定，等后加签的人同意才生效"
    missing = asides.awaited(step, [one for one in beside if one.of_id == task.pk])
    return f"在等{'、'.join(asides.whom(one) for one in missing)}回复，回复了再决定" if missing else ""


def _offered(case: Case, flow: Flow, step: Step) -> list[Verdict]:
    """The verdicts that make sense now; what is known to be out of the question is not shown."""
    found = rules.offered(step, case.status, bool(case.origin_id))  # type: ignore[arg-type]
    if not any(one.when for one in found):
        return found
    answers, earlier, form = answers_of(case), earlier_of(case), forms.form_of(case.form_version)
    earlier = {key: value for key, value in earlier.items() if key != step.key}
    return [one for one in found if conditions.holds(flow, form, one, answers, earlier) is not False]


def _why_not(viewer: security.Actor, case: Case, task: Task | None, step: Step | None) -> str:
    """Why `viewer` may not decide now; empty when he may."""
    if not viewer.is_staff:
        speaks = task is not None and task.role == PARTY and viewer.is_citizen and case.party_id == viewer.party
        return "" if speaks and case.status != "closed" else "申请人"
    if case.status == "closed":
        return "这件已经办结"
    if task is None:
        return {"supplementing": "正在等申请人补材料", "paused": "特别程序中，时间不计"}.get(
            case.status, "现在没有待办的环节"
        )
    if step and step.by_itself:
        return f"“{task.title}”在等{'子办件' if step.opens else '别处的消息'}，到了自动往下走"
    if task.role == PARTY:
        return f"“{task.title}”在等当事人，最晚 {task.due_on}；到期没有回音，自动往下走"
    role = security.role_titles.get(task.role, task.role)
    if task.agency_id != viewer.agency or task.role not in viewer.roles:
        return f"“{task.title}”由{task.agency.name}的{role}办理"
    if not may_take(viewer, task):
        return f"“{task.title}”已经交给别人办理"
    if step and FILED in step.not_by and case.filed_by_id == viewer.user:
        return "这件是您提出的，要换一个人办"
    if step and ORIGIN in step.not_by and case.origin_id:
        earlier = Task.objects.filter(case=case.origin_id, kind="main", state="done", done_by=viewer.user)
        if viewer.user and earlier.exists():
            return "这件说的是您办过的那一件，要换一个人办"
    if step and viewer.user:
        doers = Task.objects.filter(case=case, kind="main", step__in=step.not_by, state="done", done_by=viewer.user)
        if doers.exists():
            return "您办过前面的环节，这一步要换一个人办"
    return ""


def _stages(case: Case, flow: Flow, viewer: security.Actor) -> list[Stage]:
    """The steps he went through, the one he stands at, those to come; not a step that was passed over, nor one off the usual
    way before he comes to it."""
    keys = [step.key for step in flow.steps]
    at = keys.index(case.step) if case.step in keys else 0
    been = set(case.tasks.exclude(state="open").values_list("step", flat=True))
    stages = []
    for place, step in enumerate(flow.steps):
        if (place < at or step.detour) and place != at and step.key not in been:
            continue
        done = place < at or case.status == "closed" and place <= at
        title = step.title if viewer.is_staff else step.public or step.title
        stages.append(Stage(title, "done" if done else "now" if place == at else "to come"))
        if case.status == "closed" and place == at:
            break
    return [Stage("提交", "done"), *stages]


def number_for(viewer: security.Actor, draft: str) -> str:
    """The number of the case a draft became; empty while it is still a draft."""
    found = within_reach(Case.objects.all(), viewer).filter(draft=draft).values_list("number", flat=True).first()
    return found or ""


@dataclass(frozen=True)
class Decided:
    """One decision that was given: at which step, which, by whom, when. Silence that accepted has nobody."""

    step: str
    verdict: str
    who: str
    at: datetime | None


def decided_in(view: CaseView) -> list[Decided]:
    """The decisions a case went through, oldest first."""
    rows = view.case.tasks.filter(kind="main", state="done").select_related("done_by").order_by("done_at", "pk")
    return [_decided(view.flow, one) for one in rows]


def _decided(flow: Flow, task: Task) -> Decided:
    step = flow.step(task.step)
    accept = next((one.key for one in step.verdicts if one.effect == "accept"), "") if step else ""
    who = (task.done_by.display_name or task.done_by.username) if task.done_by else ""
    return Decided(task.step, accept if task.verdict == "deemed" else task.verdict, who, task.done_at)


def shows(view: CaseView) -> list[dict[str, str]]:
    """What the step's own rule says the law comes to here, for who may decide it."""
    if view.step is None or not view.step.shows or view.why_not:
        return []
    draft = view.task.draft if view.task else {}
    typed = {**draft.get("facts", {}), **draft.get("answers", {})}
    return list(functions[view.step.shows](told(view.case, given=typed, opens=False)))


def signatures_of(view: CaseView) -> list[Signature]:
    """Who has signed the step that is open now."""
    return list(view.task.signatures.order_by("at")) if view.task else []


def may_withdraw(view: CaseView) -> bool:
    return rules.may_withdraw(view.case.status) and not view.flow.against  # type: ignore[arg-type]


def application_of(view: CaseView) -> list[forms.Part]:
    """What was applied for, as people read it, on the form's version of that day, as far as these eyes see it."""
    case = view.case
    names = {one.mark: {"name": one.name} for one in view.attachments}
    return forms.summary(
        forms.form_of(case.form_version), answers_of(case), case.received_on, mask=security.hidden(view.eyes),
        uploads=names, place_name=lambda code: standards.division(code).full_name,
    )  # fmt: skip


def counts(viewer: security.Actor) -> dict[str, int]:
    """The figures beside the saved views, each counted to 100 and no further."""
    found = {"mine": tasks_for(viewer).values("pk")[:FIGURE].count()}
    return found | {view: _in_view(viewer, view).values("pk")[:FIGURE].count() for view in ("waiting", "reach")}


def descendants_of(viewer: security.Actor, number: str, *, open_only: bool = False, flow: str = "") -> list[str]:
    """Numbers of the cases that go back to this one, newest first."""
    rows = security.visible(Case.objects.all(), viewer).filter(origin__number=number)
    rows = rows.exclude(status="closed") if open_only else rows
    rows = rows.filter(definition__name=flow) if flow else rows
    return list(rows.order_by("-submitted_at").values_list("number", flat=True)[:20])
