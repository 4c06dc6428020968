"""Packs' `flows/`: how cases of a matter move."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.data.conditions import api as conditions
from yiwang.kernel.errors import DomainError
from yiwang.kernel.section import Declared, Everything, Problem, Section, functions
from yiwang.pillars.standards.base import api as standards

from . import rules
from .definition import FILED, ORIGIN, Flow, Verdict
from .flows import flows


def load(declared: Declared) -> None:
    flows.add(declared.name, declared.body)


def check(declared: Declared, everything: Everything) -> Iterator[Problem]:
    """A flow that would strand somebody, or names what does not exist, never starts."""
    flow: Flow = declared.body
    where = str(declared.path)
    keys = {step.key for step in flow.steps}
    for step in flow.steps:
        for target in rules.targets(step):
            if target not in keys:
                yield Problem(
                    "FLOW001", where, f"环节“{step.title}”要去的“{target}”不存在，已有的环节：{'、'.join(sorted(keys))}"
                )
        if step.stops and flow.special(step.stops) is None:
            yield Problem("FLOW010", where, f"环节“{step.title}”的 stops 写的“{step.stops}”不在 specials 里")
        if step.waits and step.form not in everything.get("forms", {step.form: 0}):
            yield Problem("FLOW011", where, f"环节“{step.title}”等的消息用的表单“{step.form}”不存在")
        for other in step.not_by:
            if other not in keys and other != FILED:
                yield Problem("FLOW002", where, f"环节“{step.title}”的 not_by 里“{other}”不存在")
        for verdict in step.verdicts:
            if verdict.effect in ("decline", "refuse", "supplement", "revoke") and "reason" not in verdict.needs:
                yield Problem(
                    "FLOW005", where, f"“{verdict.title}”要写理由（needs: [reason]），不能没有理由就{verdict.title}"
                )
            if verdict.when:
                yield from _condition(where, declared.pack, flow, verdict, everything)
            for function in filter(None, (verdict.judged, step.shows)):
                if function not in functions:
                    yield Problem("FLOW006", where, f"“{verdict.title}”要问的“{function}”不是任何包 rules.py 里的函数")
            if verdict.enrols and verdict.enrols not in functions:
                yield Problem(
                    "FLOW006",
                    where,
                    f"“{verdict.title}”要登记的主体由“{verdict.enrols}”说，它不是任何包 rules.py 里的函数",
                )
            for issue in verdict.issues:
                if issue.data and issue.data not in functions:
                    yield Problem(
                        "FLOW006", where, f"“{verdict.title}”的文书数据“{issue.data}”不是任何包 rules.py 里的函数"
                    )
                if issue.document != ORIGIN and issue.document not in everything.get("documents", {issue.document: 0}):
                    yield Problem("FLOW007", where, f"“{verdict.title}”要出的文书“{issue.document}”没有模板")
    if flow.opens and flow.opens not in everything.get("forms", {flow.opens: 0}):
        yield Problem("FLOW007", where, f"立案填的表单“{flow.opens}”不存在")
    for key in rules.stuck(flow):
        yield Problem("FLOW003", where, f"从环节“{key}”出发到不了办结，办件会永远停在那里")
    for key in rules.unreached(flow):
        yield Problem("FLOW004", where, f"没有哪个环节会走到“{key}”")
    for key in filter(None, (flow.limit, flow.promise, flow.extension, *(step.limit for step in flow.steps))):
        if key not in standards.parameters and key not in everything.get("parameters", {}):
            yield Problem("FLOW008", where, f"期限“{key}”不是已登记的参数")


def _condition(where: str, pack: str, flow: Flow, verdict: Verdict, everything: Everything) -> Iterator[Problem]:
    """The condition is understood, and looks only at what this flow's own forms ask (of the application: any form of
    the same pack)."""
    asked = everything.get("forms", {})
    schema = {f"{step.key}.{question.key}": question.asked_as for step in flow.steps if step.form in asked
              for _, question in asked[step.form].body.questions()}  # fmt: skip
    for one in (one for one in asked.values() if one.pack == pack):
        schema |= {question.key: question.asked_as for _, question in one.body.questions()}
    try:
        conditions.compile_condition(verdict.when, schema)
    except DomainError as problem:
        yield Problem("FLOW009", where, f"“{verdict.title}”的条件：{problem}")


SECTIONS = (Section("flows", "流程", Flow, load, check),)
