"""What the console shows of flows: which there are, and one of them with its limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from .graphs import role

UNITS = {"working": "个工作日", "natural": "日"}
EFFECTS = {
    "forward": "往下走", "accept": "受理，开始计时", "decline": "不予受理，办结", "supplement": "请申请人补正，等",
    "pause": "停表，等", "grant": "准予", "refuse": "不予许可", "finish": "办结", "revoke": "撤销，办结",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    steps: int
    days: str
    verified: bool
    versions: list[casework.Version]


@dataclass(frozen=True)
class Limit:
    """A limit as it stands today. `verified`: its text was read; else it binds nobody."""

    what: str
    key: str
    says: str
    ground: str
    verified: bool


@dataclass(frozen=True)
class Choice:
    title: str
    does: str
    to: str
    needs: str
    tone: str
    when: str


@dataclass(frozen=True)
class Part:
    """A step with its number, for a table and for the list beside the picture."""

    key: str
    title: str
    who: str
    limit: Limit | None
    notes: list[str]
    choices: list[Choice]


def listed() -> list[Row]:
    found = []
    for name in sorted(casework.flows):
        flow = casework.flows[name]
        limit = _limit("办结期限", flow.limit)
        found.append(Row(name, flow.title, len(flow.steps), limit.says, limit.verified, casework.versions(name)))
    return found


def known(name: str) -> casework.Flow:
    """Raises `NotFound`."""
    flow = casework.flows.get(name)
    if flow is None:
        raise NotFound
    return flow


def limits(flow: casework.Flow) -> list[Limit]:
    whole = (("办结期限", flow.limit), ("承诺期限", flow.promise), ("可以延长", flow.extension))
    parts = ((step.title, step.limit) for step in flow.steps)
    return [_limit(what, key) for what, key in (*whole, *parts) if key]


def _limit(what: str, key: str) -> Limit:
    try:
        value = standards.parameter(key).on(clock.today())
    except (LookupError, DomainError):
        return Limit(what, key, "还没有登记", "", False)
    unit = "小时" if value.hours else UNITS.get(value.clock_unit, "")
    return Limit(what, key, f"{value.value} {unit}", value.ground, value.how == "read")


def days(flow: casework.Flow) -> dict[str, int]:
    """How long the limits of a flow are today, for whom only numbers count."""
    keys = {key for key in (flow.limit, *(step.limit for step in flow.steps)) if key in standards.parameters}
    found = {}
    for key in keys:
        try:
            value = standards.parameter(key).on(clock.today())
            if value.hours is None:
                found[key] = int(value.value)
        except (DomainError, TypeError, ValueError):
            continue
    return found


def parts(flow: casework.Flow) -> list[Part]:
    return [
        Part(step.key, step.title, role(step.by), _limit(step.title, step.limit) if step.limit else None,
             list(_notes(flow, step)), [_choice(flow, step, one) for one in step.verdicts])
        for step in flow.steps
    ]  # fmt: skip


def _notes(flow: casework.Flow, step: casework.Step) -> Iterator[str]:
    if step.people > 1:
        yield f"{step.people} 人签字"
    if step.seats:
        yield "会签：" + "、".join(f"{one.title}（{role(one.by)}）" for one in step.seats)
    titles = [(found.title if (found := flow.step(key)) else "提出") for key in step.not_by]
    if titles:
        yield f"办过“{'、'.join(titles)}”的人不能办"
    if step.late == "deemed_accepted":
        yield "逾期不告知，视为受理"
    special = next((one for one in flow.specials if one.key == step.stops), None)
    if special:
        yield f"{special.title}期间不计时（约 {special.days} 日）"
    if step.opens:
        yield f"分头办理：{'、'.join(one.title for one in step.opens)}；都有了结果自动往下走"
    if step.auto:
        yield "对得上规则的由系统往下走，对不上的由人办"
    if step.late == "pass" and (passes := step.verdict(step.passes)):
        yield f"逾期没有办，按规则“{passes.title}”"
    if step.late == "escalate":
        yield f"逾期没有办，转{role(step.escalates)}"
    if step.must:
        yield "必须经过，不能跳过"
    if step.waits:
        yield "等别处的消息，到了自动往下走"


def _choice(flow: casework.Flow, step: casework.Step, verdict: casework.Verdict) -> Choice:
    target = flow.step(casework.leads_to(step, verdict))
    needs = {"reason": "理由", "items": "要补的材料", "kind": "特别程序", "days": "天数", "ground": "依据"}
    to = "" if target is None else "留在本环节" if target.key == step.key else target.title
    return Choice(verdict.title, EFFECTS.get(verdict.effect, verdict.effect), to,
                  "、".join(needs.get(one, one) for one in verdict.needs), verdict.tone, verdict.when)  # fmt: skip
