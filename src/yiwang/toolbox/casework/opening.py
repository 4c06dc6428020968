"""Opening a case: one transaction from an application to the first task at the right agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

from . import answering, history
from .clockwork import reckon, step_ends
from .definition import Step
from .errors import NoAgency
from .flows import current, flows
from .models import Attachment, Case, Stop, Task
from .reach import within_reach
from .rules import number_of

KEEP_FILES = security.declare("casework.keep_files", "上传材料", by="person firm")
SUBMIT = security.declare("casework.submit", "提交申请", by="person firm")
TAKE_IN = security.declare("casework.take_in", "窗口代收申请", by="staff", roles="clerk")


@dataclass(frozen=True)
class Given:
    """A file given with an application: `slot` is the material it stands for, `file` its content address."""

    slot: str
    name: str
    file: str
    media_type: str
    size: int
    mark: str = ""


@dataclass(frozen=True)
class Application:
    """What is applied for. `division` decides which agency of `line` handles it; `version` is the form's digest, `draft`
    the draft it was filled in: it becomes the case and ceases to be. `edition` is the guide it was applied for under,
    `promise_days` what that guide promised; `origin` the number of the case it goes back to, `delivery` how the result is
    wanted (`chosen`), `says` how the history calls its beginning. No `party`: work between agencies, or a case an `agency`
    opens itself about whom it `concerns`. A sub-case is `part_of` another, filed by who filed that; where it `shares` the
    whole's time, it is accepted as that was."""

    matter: str
    title: str
    flow: str
    line: str
    division: int
    form: str
    version: str
    answers: Mapping[str, Any]
    party: UUID | None
    party_shown: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Given] = ()
    channel: str = "mobile"
    synthetic: bool = False
    draft: UUID | None = None
    edition: str = ""
    promise_days: int | None = None
    origin: str = ""
    delivery: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    part_of: str = ""
    filed_by: int | None = None
    shares: Case | None = None
    agency: int | None = None
    concerns: UUID | None = None


def open_case(record: security.Record, what: Application) -> Case:
    """Open a case inside the running change. Raises `NoAgency`. The applicant is told by the event it announces."""
    moment = clock.now()
    agency = standards.agency(what.agency) if what.agency else agency_for(what.line, what.division)
    step = flows[what.flow].start
    ends = step_ends(step, moment.date(), moment)
    case = Case(
        number=_next_number(what.division), definition_id=current(what.flow), matter=what.matter, title=what.title,
        party_id=what.party, concerns_id=what.concerns, party_shown=what.party_shown, applicant=dict(what.applicant),
        filed_by_id=what.filed_by or record.by.user, part_of=what.part_of, agency=agency,
        division=what.division, channel=what.channel, step=step.key, form=what.form, form_version=what.version,
        submitted_at=moment, received_on=moment.date(), synthetic=what.synthetic, draft=what.draft,
        urgent_on=ends.day, urgent_at=ends.at,
        edition=what.edition, promise_days=what.promise_days, origin=_origin(record.by, what.origin),
        delivery=dict(what.delivery),
    )  # fmt: skip
    answering.keep(case, what.answers)
    case.save(force_insert=True)
    if what.draft:
        forms.drop_draft(record, what.draft)
    attach(case, what.files, internal=what.concerns is not None)
    open_task(case, step)
    if what.shares is not None:
        _share(case, what.shares)
    record.about("case", case.number)
    says = what.says or ("窗口收件" if record.by.is_staff else "提交申请")
    history.write(record, case, "submitted", says, channel=what.channel)
    return case


def _share(case: Case, whole: Case) -> None:
    """One limit for the whole and every part, counted from the same day, without what was stopped before."""
    case.status, case.accepted_on, case.limit = "accepted", whole.accepted_on, whole.limit
    case.extended_days = whole.extended_days
    Stop.objects.bulk_create(
        Stop(
            case=case,
            kind=one.kind,
            title=one.title,
            reason=one.reason,
            started_on=one.started_on,
            ended_on=one.ended_on,
        )
        for one in whole.stops.filter(ended_on__isnull=False)
    )
    reckon(case)
    case.urgent_on = case.due_on
    case.save()


def submit(by: security.Actor, what: Application, *, key: str) -> str:
    """Submit an application; returns the case number. The same `key` again returns the same number. Raises `Refused`
    where `by` acts for another and was not authorised for this matter."""
    body = {"matter": what.matter, "division": what.division, "answers": dict(what.answers)}
    with security.acting(by, SUBMIT, key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        security.within_mandate(by, what.matter, what.title)
        return str(record.done(open_case(record, what).number))


def take_in(by: security.Actor, what: Application, *, key: str) -> str:
    """The same at a window: a clerk hands in for who stands before him. Same case, same standard, another door."""
    body = {"matter": what.matter, "division": what.division, "answers": dict(what.answers), "party": str(what.party)}
    purpose = f"窗口代收 {what.title}"
    with security.acting(by, TAKE_IN, key=key, body=body, purpose=purpose) as record:
        if record.replayed:
            return str(record.outcome)
        return str(record.done(open_case(record, what).number))


def agency_for(line: str, division: int) -> standards.Agency:
    try:
        return standards.agency_for(line, division)
    except standards.NoSuchAgency as none:
        raise NoAgency(place="这个地方") from none


def _origin(by: security.Actor, number: str) -> Case | None:
    if not number:
        return None
    found = within_reach(Case.objects.all(), by).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def attach(case: Case, files: Sequence[Given], *, internal: bool = False) -> None:
    if not files:
        return
    moment = clock.now()
    there = set(Attachment.objects.filter(case=case, replaced=False).values_list("slot", "file"))
    Attachment.objects.bulk_create(
        Attachment(case=case, slot=one.slot, mark=one.mark, name=one.name[-200:], file=one.file, size=one.size,
                   media_type=one.media_type, added_at=moment, internal=internal)
        for one in files if (one.slot, one.file) not in there
    )  # fmt: skip


def open_task(case: Case, step: Step, assignee: int | None = None, since: date | None = None) -> Task:
    """`since`: the day its limit runs from, where that is not today."""
    moment = clock.now()
    ends = step_ends(step, since or moment.date(), moment)
    task = Task(
        case=case, step=step.key, title=step.title, role=step.by, agency_id=case.agency_id, division=case.division,
        party_id=case.party_id, assignee_id=assignee, opened_at=moment, due_on=ends.day, due_at=ends.at,
    )  # fmt: skip
    task.save(force_insert=True)
    case.urgent_at = ends.at
    return task


def _next_number(division: int) -> str:
    day = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_number')")
        return number_of(division, day.year, day.month, cursor.fetchone()[0])
