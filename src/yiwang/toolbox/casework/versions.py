"""When a running case may go on under another version of its flow. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from . import rules
from .definition import Flow, Step


@dataclass(frozen=True)
class Stands:
    """Where a case stands: its step, who went before, what hangs on the open decision. `stopped`: the special procedure
    it is in, if any."""

    step: str
    status: rules.Status
    accepted: bool = False
    goes_back: bool = False
    done: Collection[str] = field(default_factory=frozenset)
    asked: bool = False
    signed: bool = False
    written: bool = False
    stopped: str = ""


def target(new: Flow, steps: Mapping[str, str], key: str) -> Step | None:
    """The step of the new version that stands for an old one: of the same key where nothing else is said."""
    return new.step(steps.get(key) or key)


def hindrance(old: Flow, new: Flow, steps: Mapping[str, str], at: Stands) -> str:
    """Why a case cannot go on under `new`, in words; "" where it can. It must reach an end there, owe nobody anything
    half done, and lose neither its limit nor who may not act twice."""
    here, there = old.step(at.step), target(new, steps, at.step)
    if at.status == "closed" or here is None:
        return "已经办结，不用换"
    if there is None:
        return f"新版没有“{here.title}”这个环节，请说明对应哪一个"
    half = _half_done(here, there, at)
    if half:
        return half
    if at.stopped and new.special(at.stopped) is None:
        return "新版没有它正在走的特别程序"
    if not at.accepted and (old.limit, old.promise) != (new.limit, new.promise):
        return "还没有受理，换过去办理期限就变了；等受理以后再换"
    renamed = [one.title for one in old.steps if one.key in at.done and steps.get(one.key, one.key) != one.key]
    if renamed:
        return f"办过的“{'、'.join(renamed)}”在新版里改了名，谁办过、写过什么就认不出了"
    if not rules.leads_out(new, there, rules.GOES_ON.get(at.status, at.status), at.goes_back):
        return f"在新版的“{there.title}”到不了办结"
    return ""


def _half_done(here: Step, there: Step, at: Stands) -> str:
    """What is under way at the open step and would be lost or got round."""
    if at.asked:
        return "有人还没有回复（会签、加签、征求意见、传阅），等回复或者收回来再换"
    if at.signed:
        return "有人已经签了，等这一步签完再换"
    if here.seats != there.seats or here.consent != there.consent:
        return "这一步的会签席位变了，办过这一步再换"
    if at.written and here.form != there.form:
        return "有没写完的记录，新版这一步的记录不一样"
    if here.waits != there.waits or here.waits and here.form != there.form:
        return "这一步在等别处的消息，消息到了再换"
    if here.opens != there.opens or here.opens and (here.join, here.share) != (there.join, there.share):
        return "这一步在等子办件，有了结果再换"
    if here.stops != there.stops:
        return "这一步停不停表，两版不一样"
    return ""
