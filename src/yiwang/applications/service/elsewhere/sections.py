"""Packs' `elsewhere/`: systems of ministries and others in which matters are handled, or from which results come."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.section import Declared, Everything, Problem, Section

from .definition import External, systems


def load(declared: Declared) -> None:
    systems.add(declared.name, declared.body)


def check(declared: Declared, everything: Everything) -> Iterator[Problem]:
    system: External = declared.body
    where, flows = str(declared.path), everything.get("flows", {})
    for key, there in system.matters.items():
        if there.form not in everything.get("forms", {there.form: 0}):
            yield Problem("ELSE001", where, f"“{key}”的表单“{there.form}”不存在")
        flow = flows.get(there.flow)
        if flow is None:
            yield Problem("ELSE002", where, f"“{key}”的流程“{there.flow}”不存在")
        elif not all(step.waits for step in flow.body.steps):
            yield Problem("ELSE003", where, f"流程“{there.flow}”的每个环节都要写 waits: true，这里没有人办它")
    for one in system.messages:
        step = None
        for flow in flows.values():
            if flow.pack == one.matter.partition("/")[0]:
                step = step or flow.body.step(one.step)
        if step is None or not step.waits:
            yield Problem("ELSE004", where, f"“{one.matter}”没有在等消息的环节“{one.step}”")


SECTIONS = (Section("elsewhere", "别处办理", External, load, check),)
