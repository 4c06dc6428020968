"""What comes from elsewhere for a case that waits for it: an examination's result, a laboratory's, a ministry's status."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from . import clockwork, conditions, papers, rules
from .answering import answers_of
from .deciding import in_reach
from .definition import Flow, Step, Verdict
from .errors import MessageUnclear, NotSo, NotWaiting
from .flows import flow_of
from .models import Case
from .moving import Said, carry_out

RECEIVE = security.declare("casework.receive", "接收别处送来的结果", by="system")


def receive(by: security.Actor, number: str, step: str, facts: Mapping[str, Any], *, key: str) -> str:
    """Take a message for the step a case waits at; returns the case's new status. Twice the same `key` counts once.

    `facts` are the fields of the step's form. Raises `NotFound`, `NotWaiting`, `MessageUnclear`, and `NotSo` where no
    verdict fits; nothing is changed then, and the sender is told so.
    """
    body = {"number": number, "step": step, "facts": _plain(facts)}
    with security.acting(by, RECEIVE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        flow = flow_of(case)
        waiting = flow.step(case.step)
        task = case.tasks.select_for_update().filter(kind="main", state="open").first()
        if waiting is None or not waiting.waits or waiting.key != step or task is None:
            wanted = flow.step(step)
            raise NotWaiting(number=number, step=wanted.title if wanted else step, now=rules.STATUS_TITLES[case.status])
        given = _checked(waiting, facts)
        verdict = _fitting(case, flow, waiting, given)
        task.state, task.verdict, task.done_at = "done", verdict.key, clock.now()
        task.save(update_fields=["state", "verdict", "done_at"])
        carry_out(record, case, flow, waiting, verdict, Said(reason=str(given.get("reason", "")), facts=given))
        clockwork.keep(case)
        return str(record.done(case.status))


def _checked(step: Step, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The message as its form has it; every field that is wrong, missing or unknown is named."""
    form = forms.forms[step.form]
    parsed = forms.parse(form, forms.serialize(form, _plain(facts)), clock.today())
    errors = list(parsed.errors.values())
    errors += [
        f"没有“{name}”这一项，或者值不合格式"
        for name in facts
        if name not in parsed.answers and name not in parsed.errors
    ]
    if errors:
        raise MessageUnclear(step=step.title, count=len(errors), first=errors[0])
    return dict(parsed.answers)


def _fitting(case: Case, flow: Flow, step: Step, given: Mapping[str, Any]) -> Verdict:
    earlier = {**papers.earlier_of(case), step.key: given}
    form, answers = forms.form_of(case.form_version), answers_of(case)
    for verdict in step.verdicts:
        if conditions.holds(flow, form, verdict, answers, earlier):
            return verdict
    raise NotSo(says=step.verdicts[-1].unless or f"“{step.title}”收到的结果对不上任何一种情况，没有收下")


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and days as forms keep them: text."""
    return {key: str(value) if isinstance(value, date | Decimal | int | float) and not isinstance(value, bool) else value
            for key, value in facts.items()}  # fmt: skip
