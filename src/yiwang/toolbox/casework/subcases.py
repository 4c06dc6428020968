"""Sub-cases 子办件: opened when the whole comes to their step, watched, and joined. The system does all of it, on events, so
that no official's act waits for another agency and a died worker goes on where it was."""

from __future__ import annotations

from django.db import transaction

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.kernel.section import functions
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from . import clockwork, ending, history, moving, opening, papers, parts, planning, rules
from .definition import Flow, Step
from .events import CaseMoved, SubCasesUnwanted, SubCasesWanted
from .flows import flow_of
from .models import Case, SubCase

OPEN = security.declare("casework.open_sub_cases", "开出子办件", by="system")
FOLLOW = security.declare("casework.follow_sub_case", "跟随子办件", by="system")
END = security.declare("casework.end_sub_cases", "终止子办件", by="system")
SAYS = 300


@operations.listens(SubCasesWanted, "casework.open_sub_cases")
def open_sub_cases(asked: SubCasesWanted, key: str) -> None:
    """Open what can be opened now; where nothing is to be waited for, the whole goes on at once."""
    with security.acting(security.SYSTEM, OPEN, security.Ref("case", asked.number), key=key) as record:
        if record.replayed:
            return
        case = _locked(asked.number)
        if case.step == asked.step:
            _further(record, case)
        record.done(case.status)


@operations.listens(CaseMoved, "casework.follow_sub_case")
def follow_sub_case(moved: CaseMoved, key: str) -> None:
    """A part moved: what the whole knows of it, the whole's last day, the parts that waited for it, and the join."""
    if not moved.part_of:
        return
    with security.acting(security.SYSTEM, FOLLOW, security.Ref("case", moved.part_of), key=key) as record:
        if record.replayed:
            return
        case = _locked(moved.part_of)
        row = case.subcases.select_related("child").filter(child__number=moved.number).first()
        if row is None:
            return
        _mirror(row)
        clockwork.reckon(case)
        if row.stands and case.step == row.step and case.status != "closed":
            _further(record, case)
        else:
            clockwork.keep(case)
        record.done(row.state)


@operations.listens(SubCasesUnwanted, "casework.end_sub_cases")
def end_sub_cases(unwanted: SubCasesUnwanted, key: str) -> None:
    """The whole does not wait any more: what nobody has decided yet ends, with the reason told."""
    with security.acting(security.SYSTEM, END, security.Ref("case", unwanted.number), key=key) as record:
        if record.replayed:
            return
        case = _locked(unwanted.number)
        for row in case.subcases.filter(step=unwanted.step, stands=True).exclude(state="done"):
            if row.child_id:
                child = Case.objects.select_for_update().get(pk=row.child_id)
                if child.status not in ("decided", "closed"):
                    ending.end(record, child, unwanted.reason)
                row.child = child
                _mirror(row)
            if row.state != "done":
                _over(row, "moot", "不用再办")
        record.done(unwanted.step)


def _locked(number: str) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("agency").get(number=number)


def _mirror(row: SubCase) -> None:
    """What the whole's people know of the part. It is over with its decision: serving it is the part's own matter."""
    child = row.child
    assert child is not None
    row.due_on, row.stopped = child.due_on, child.status == "paused"
    if row.state == "open" and (child.outcome or child.status == "closed"):
        row.state, row.outcome, row.settled_at = "done", child.outcome or "done", clock.now()
        row.says = papers.told_of(child)[:SAYS]
    row.save(update_fields=["due_on", "stopped", "state", "outcome", "settled_at", "says"])


def _over(row: SubCase, outcome: str, says: str) -> None:
    row.state, row.outcome, row.says, row.settled_at, row.stopped = "done", outcome, says[:SAYS], clock.now(), False
    row.save(update_fields=["state", "outcome", "says", "settled_at", "stopped"])


def _further(record: security.Record, case: Case) -> None:
    """Open what waited for what is granted now, then go on if everything is settled."""
    flow = flow_of(case)
    step = flow.step(case.step)
    if step is None or not step.opens or case.status == "closed":
        return
    for one in planning.wanted(flow, step, case):
        rows = {row.key: row for row in case.subcases.filter(step=step.key, stands=True)}
        row = rows.get(one.key)
        if row is None or row.state != "planned":
            continue
        before = [
            each.outcome for key in one.opens.after for each in rows.values() if each.key.partition(":")[0] == key
        ]
        if any(outcome and outcome not in rules.GOOD for outcome in before):
            _over(row, "moot", "前面的一件没有办成，这一件不办")
        elif all(before):
            _open(record, case, one, row)
    clockwork.reckon(case)
    _join(record, case, flow, step)
    clockwork.keep(case)


def _open(record: security.Record, case: Case, one: planning.Wanted, row: SubCase) -> None:
    """One sub-case, or the sentence why there is none; the others open all the same."""
    try:
        with transaction.atomic():
            child = opening.open_case(record, parts.application(record, case, one))
            _tell(record, case, one, child)
            moving.begin(record, child)
    except DomainError as why:
        _over(row, "failed", str(why))
        history.write(record, case, "part_failed", f"没有开出“{one.title}”：{why}"[:SAYS], announce=False)
        return
    finally:
        record.about("case", case.number)
    row.child, row.number, row.state, row.agency_name = child, child.number, "open", child.agency.name
    row.due_on = child.due_on
    row.save(update_fields=["child", "number", "state", "agency_name", "due_on"])
    history.write(record, case, "part_opened", f"开出“{one.title}”，由{child.agency.name}办理", announce=False,
                  number=child.number)  # fmt: skip


def _tell(record: security.Record, case: Case, one: planning.Wanted, child: Case) -> None:
    """What the pack says the part's people must know of the whole, with the last reason given there."""
    if not one.opens.tells:
        return
    last = case.entries.exclude(reason="").order_by("-at").values_list("reason", flat=True).first() or ""
    told = dict(functions[one.opens.tells]({**papers.facts_of(case, last, opens=False), "part": one.key}))
    history.write(record, child, "told_beside", "转来的情况", reason=str(told.get("says", "")), public=False,
                  announce=False, answers=told)  # fmt: skip


def _join(record: security.Record, case: Case, flow: Flow, step: Step) -> None:
    rows = list(case.subcases.filter(step=step.key, stands=True))
    standing = rules.joined(step, [row.outcome for row in rows])
    task = case.tasks.filter(kind="main", state="open").first()
    if standing == "open" or task is None:
        return
    facts: dict[str, object] = {row.key: row.outcome for row in rows if ":" not in row.key}
    facts |= {"passed": standing == "passed", "granted": sum(row.outcome in rules.GOOD for row in rows),
              "refused": sum(bool(row.outcome) and row.outcome not in rules.GOOD for row in rows)}  # fmt: skip
    verdict = moving.fitting(case, flow, step, facts)
    assert verdict is not None  # the last one has no condition
    moving.take(record, case, flow, step, task, verdict, facts)
