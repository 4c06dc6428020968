"""Packs' `reporting/`: who mends what a national platform sends back."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.section import Declared, Everything, Problem, Section

from .definition import TicketPlan, plans


def load(declared: Declared) -> None:
    plans.add(declared.name, declared.body)


def check(declared: Declared, everything: Everything) -> Iterator[Problem]:
    plan: TicketPlan = declared.body
    where = str(declared.path)
    if plan.form not in everything.get("forms", {plan.form: 0}):
        yield Problem("REPORT001", where, f"表单“{plan.form}”不存在")
    flow = everything.get("flows", {}).get(plan.flow)
    if flow is None:
        yield Problem("REPORT002", where, f"流程“{plan.flow}”不存在")
        return
    for key in (plan.correct, plan.waits):
        if flow.body.step(key) is None:
            yield Problem("REPORT003", where, f"流程“{plan.flow}”里没有环节“{key}”")
    step = flow.body.step(plan.waits)
    if step is not None and not step.waits:
        yield Problem("REPORT004", where, f"环节“{plan.waits}”要等回执，请写 waits: true")


SECTIONS = (Section("reporting", "上报", TicketPlan, load, check),)
