"""Which sub-cases a step opens for an application, and what becomes of them when the case goes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from . import conditions, papers, rules
from .answering import answers_of
from .definition import Flow, Opens, Step
from .events import SubCasesUnwanted, SubCasesWanted
from .models import Case, SubCase

ROW = "row."


@dataclass(frozen=True)
class Wanted:
    """One sub-case: the declaration, its own key (`review:2` for the second row), and the row it is for."""

    key: str
    title: str
    opens: Opens
    row: Mapping[str, Any]


def wanted(flow: Flow, step: Step, case: Case) -> Iterator[Wanted]:
    """What this application opens at the step, in the declared order."""
    answers, form, earlier = answers_of(case), forms.form_of(case.form_version), papers.earlier_of(case)
    for one in step.opens:
        if not conditions.so(flow, form, one.when, answers, earlier):
            continue
        if not one.each:
            yield Wanted(one.key, one.title, one, {})
            continue
        rows = answers.get(one.each) or []
        for place, row in enumerate(rows, 1):
            yield Wanted(f"{one.key}:{place}", f"{one.title}（{place}/{len(rows)}）", one, row)


def given(what: Wanted, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers its form begins with: what it takes from the whole, and what is the same for all."""
    found: dict[str, Any] = dict(what.opens.sets)
    for question, source in what.opens.gives.items():
        value = what.row.get(source.removeprefix(ROW)) if source.startswith(ROW) else answers.get(source)
        if value is not None:
            found[question] = value
    return found


def taken(case: Case, what: Wanted) -> dict[str, Any]:
    """What earlier parts found, told by their packs from their own facts. Kept nowhere on the way: it is sealed with the
    answers of the part that needs it, if it is personal."""
    granted = {
        row.key: row.child for row in case.subcases.filter(stands=True, outcome__in=rules.GOOD).select_related("child")
    }
    return {
        question: functions[one.says]({**papers.facts_of(part), "papers": papers.numbers_of(part)})
        for question, one in what.opens.takes.items() if (part := granted.get(one.of))
    }  # fmt: skip


def plan(record: security.Record, case: Case, flow: Flow, step: Step) -> None:
    """Write down what is wanted and ask for it; what was granted on an earlier visit stands and is not done twice."""
    there = {one.key: one for one in case.subcases.filter(step=step.key, stands=True)}
    for place, one in enumerate(wanted(flow, step, case)):
        before = there.get(one.key)
        if before and (before.state != "done" or before.outcome in rules.GOOD):
            continue
        if before:
            SubCase.objects.filter(pk=before.pk).update(stands=False)
        SubCase.objects.create(
            case=case, step=step.key, key=one.key, place=place, title=one.title, shared=one.opens.shared
        )
    record.emit(SubCasesWanted(case.number, step.key))


def give_up(record: security.Record, case: Case, step: Step, reason: str) -> None:
    """Ask for the end of whatever is still under way: another agency's case is not changed from here."""
    if case.subcases.filter(step=step.key, stands=True).exclude(state="done").exists():
        record.emit(SubCasesUnwanted(case.number, step.key, reason or f"{case.title} {case.number} 已经不用等它"))
