"""When a verdict may be given: a condition over what was applied for and what earlier steps found.

Names are the application's own questions, and `step.question` for the forms of steps: `inspect.conclusion = '合格'`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiwang.data.conditions import api as conditions
from yiwang.kernel import clock
from yiwang.toolbox.forms import api as forms

from .definition import Flow, Verdict

Schema = dict[str, conditions.Type]


def schema_of(flow: Flow, form: forms.Form | None) -> Schema:
    """Every name a condition of this flow may use."""
    found: Schema = {question.key: question.asked_as for _, question in form.questions()} if form else {}
    found |= parts_schema(flow)
    for step in flow.steps:
        if step.form in forms.forms:
            found |= {
                f"{step.key}.{question.key}": question.asked_as for _, question in forms.forms[step.form].questions()
            }
    return found


def parts_schema(flow: Flow) -> Schema:
    """What conditions may ask of the sub-cases a step opened."""
    found: Schema = {}
    for step in (one for one in flow.steps if one.opens):
        found |= {f"{step.key}.passed": conditions.Type.BOOLEAN, f"{step.key}.granted": conditions.Type.NUMBER,
                  f"{step.key}.refused": conditions.Type.NUMBER}  # fmt: skip
        found |= {f"{step.key}.{one.key}": conditions.Type.TEXT for one in step.opens if not one.each}
    return found


def holds(
    flow: Flow, form: forms.Form, verdict: Verdict, answers: Mapping[str, Any], earlier: Mapping[str, Mapping[str, Any]]
) -> bool | None:
    """True, False, or None where what it asks is not known (yet). A verdict without a condition always holds."""
    return so(flow, form, verdict.when, answers, earlier)


def so(
    flow: Flow, form: forms.Form, when: str, answers: Mapping[str, Any], earlier: Mapping[str, Mapping[str, Any]]
) -> bool | None:
    """The same of any condition `when`."""
    if not when:
        return True
    schema = schema_of(flow, form)
    record = {name: answers.get(name) for name in schema if "." not in name}
    for step, found in earlier.items():
        record |= {f"{step}.{key}": value for key, value in found.items() if f"{step}.{key}" in schema}
    condition = conditions.compile_condition(when, schema)
    return condition.evaluate({name: record.get(name) for name in condition.names}, {"day": clock.today()})
