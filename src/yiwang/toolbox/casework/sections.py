"""Packs' `flows/`: how cases of a matter move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yiwang.data.conditions import api as conditions
from yiwang.kernel.errors import DomainError
from yiwang.kernel.section import Declared, Everything, Problem, Section, functions
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

from . import rules
from .conditions import parts_schema
from .definition import FILED, ORIGIN, Flow, Step
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
            if other not in keys and other not in (FILED, ORIGIN):
                yield Problem("FLOW002", where, f"环节“{step.title}”的 not_by 里“{other}”不存在")
        for verdict in step.verdicts:
            if verdict.effect in ("decline", "refuse", "supplement", "revoke") and "reason" not in verdict.needs:
                yield Problem(
                    "FLOW005", where, f"“{verdict.title}”要写理由（needs: [reason]），不能没有理由就{verdict.title}"
                )
            if verdict.when:
                yield from _condition(where, declared.pack, flow, verdict.title, verdict.when, everything)
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
        yield from _parts(where, declared.pack, flow, step, everything)
    for key in rules.rings(flow):
        yield Problem("FLOW013", where, f"自动环节“{key}”会转回自己，办件停不下来")
    if flow.opens and flow.opens not in everything.get("forms", {flow.opens: 0}):
        yield Problem("FLOW007", where, f"立案填的表单“{flow.opens}”不存在")
    for key in rules.stuck(flow):
        yield Problem("FLOW003", where, f"从环节“{key}”出发到不了办结，办件会永远停在那里")
    for key in rules.unreached(flow):
        yield Problem("FLOW004", where, f"没有哪个环节会走到“{key}”")
    for key in filter(None, (flow.limit, flow.promise, flow.extension, *(step.limit for step in flow.steps))):
        if key not in standards.parameters and key not in everything.get("parameters", {}):
            yield Problem("FLOW008", where, f"期限“{key}”不是已登记的参数")
        elif key in (flow.limit, flow.promise, flow.extension) and _in_hours(key, everything):
            yield Problem("FLOW017", where, f"期限“{key}”按小时算；只有环节的 limit 可以，整件的期限、承诺和延长按日算")


def _in_hours(key: str, everything: Everything) -> bool:
    own = everything.get("parameters", {}).get(key)
    values = [one.value.unit for one in standards.parameters[key].spans()] if own is None else [own.body.unit]
    return standards.HOUR in values


def _parts(where: str, pack: str, flow: Flow, step: Step, everything: Everything) -> Iterator[Problem]:
    """Sub-cases name what exists, and give their form only what it asks and the whole knows."""
    asked, matters = everything.get("forms", {}), everything.get("matters", {})
    for one in step.opens:
        if one.when:
            yield from _condition(where, pack, flow, one.title, one.when, everything)
        if one.unnamed:
            yield from _condition(where, pack, flow, one.title, one.unnamed, everything)
        for says in (*(told.says for told in one.takes.values()), *filter(None, [one.tells])):
            if says not in functions:
                yield Problem("FLOW006", where, f"子办件“{one.title}”要用的“{says}”不是任何包 rules.py 里的函数")
        if one.flow and one.flow not in everything.get("flows", {one.flow: 0}):
            yield Problem("FLOW014", where, f"子办件“{one.title}”的流程“{one.flow}”不存在")
        if one.matter and matters and one.matter not in matters:
            yield Problem("FLOW014", where, f"子办件“{one.title}”的事项“{one.matter}”不存在")
        if one.matter in matters and matters[one.matter].body.form in asked:
            form = asked[matters[one.matter].body.form].body
            known = {question.key: question for _, question in form.questions()}
            answered = one.gives.keys() | one.sets.keys() | one.takes.keys()
            for strange in sorted(answered - known.keys() - {each.key for each in form.sections if each.repeat}):
                yield Problem("FLOW015", where, f"子办件“{one.title}”的表单没有“{strange}”这一项")
            rows = {each.key for each in form.sections if each.repeat}
            inside = {
                each.key for section in form.sections if section.key in answered & rows for each in section.fields
            }
            needed = {key for key, question in known.items() if question.required and not question.when}
            if missing := needed - answered - inside:
                yield Problem("FLOW016", where, f"子办件“{one.title}”必填的“{'、'.join(sorted(missing))}”没有人给")


def check_flow(name: str, flow: Flow) -> list[Problem]:
    """What is wrong with a flow that no pack declares yet, as if it stood in one as `name`."""
    pack, _, key = name.partition("/")
    asked = {
        one: Declared(one.partition("/")[0], one.partition("/")[2], form, Path(one))
        for one, form in forms.forms.items()
    }
    return list(check(Declared(pack, key, flow, Path(f"{key}.yaml")), {"forms": asked}))


def _condition(where: str, pack: str, flow: Flow, title: str, when: str, everything: Everything) -> Iterator[Problem]:
    """The condition is understood, and looks only at what this flow's own forms ask (of the application: any form of
    the same pack)."""
    asked = everything.get("forms", {})
    schema = {f"{step.key}.{question.key}": question.asked_as for step in flow.steps if step.form in asked
              for _, question in asked[step.form].body.questions()}  # fmt: skip
    schema |= parts_schema(flow)
    for one in (one for one in asked.values() if one.pack == pack):
        schema |= {question.key: question.asked_as for _, question in one.body.questions()}
    try:
        conditions.compile_condition(when, schema)
    except DomainError as problem:
        yield Problem("FLOW009", where, f"“{title}”的条件：{problem}")


SECTIONS = (Section("flows", "流程", Flow, load, check),)
