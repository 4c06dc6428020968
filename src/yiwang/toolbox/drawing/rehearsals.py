"""A rehearsal on a page: its state goes with the page, signed, and comes back with the next click. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core import signing

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.api import rehearsing

from .graphs import Standing

SALT = "drawing.rehearse"


class Tampered(Invalid):
    """这一页的演练记录不完整，或者流程在这期间换了版本。请重新开始演练"""

    code = "drawing.tampered"


class NotClear(Invalid):
    """{problem}"""

    code = "drawing.not_clear"


def sealed(name: str, flow: casework.Flow, played: rehearsing.Played) -> str:
    """The state as a page carries it."""
    said = {"flow": name, "version": casework.digest_of(flow), "played": rehearsing.to_data(played)}
    return signing.dumps(said, salt=SALT, compress=True)


def opened(name: str, flow: casework.Flow, text: str) -> rehearsing.Played:
    """Raises `Tampered`."""
    try:
        said = signing.loads(text, salt=SALT)
        if (said["flow"], said["version"]) != (name, casework.digest_of(flow)):
            raise Tampered
        return rehearsing.from_data(said["played"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as wrong:
        raise Tampered from wrong


def begun(flow: casework.Flow, typed: str) -> rehearsing.Played:
    """A case handed in on the day that was typed, today where none was."""
    try:
        day = date.fromisoformat(typed.strip()) if typed.strip() else clock.today()
    except ValueError as wrong:
        raise NotClear(problem="日期写成 2026-03-02 这样") from wrong
    if not 2004 <= day.year <= clock.today().year + 5:
        raise NotClear(problem=f"日期要在 2004 年到 {clock.today().year + 5} 年之间")
    return rehearsing.begin(flow, day)


def moved(flow: casework.Flow, played: rehearsing.Played, sent: Mapping[str, Any]) -> rehearsing.Played:
    """One click. Raises what a case would raise."""
    if len(played.lines) >= rehearsing.MOST_LINES:
        raise NotClear(problem="这次演练走得太久了，请重新开始")
    who = sent.get("who", "")
    if who not in rehearsing.PEOPLE:
        raise NotClear(problem="请选由谁来办：甲、乙或丙")
    match sent.get("do", ""):
        case "days":
            return rehearsing.let_pass(flow, played, _days(sent.get("days", "")))
        case "resubmit":
            return rehearsing.resubmit(flow, played)
        case "resume":
            return rehearsing.resume(flow, played, who)
        case "extend":
            return rehearsing.extend(flow, played, who)
    if not sent.get("verdict"):
        raise NotClear(problem="还没有选决定")
    return rehearsing.give(
        flow, played, sent["verdict"], who, kind=sent.get("kind", ""), agreed=sent.get("against", "") != "yes"
    )


def _days(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= rehearsing.MOST_DAYS):
        raise NotClear(problem=f"过几个工作日，写 1 到 {rehearsing.MOST_DAYS} 的数")
    return int(typed)


def standing(played: rehearsing.Played) -> Standing:
    decided = [one for one in played.lines if one.verdict]
    return Standing(played.step, {one.step: f"{one.who} · {one.day:%m-%d}" for one in decided},
                    frozenset((one.step, one.verdict) for one in decided), over=played.status == "closed")  # fmt: skip


def shown(flow: casework.Flow, played: rehearsing.Played) -> dict[str, Any]:
    """What the page says of where it stands."""
    step, law = flow.step(played.step), rehearsing.due(played)
    choices = rehearsing.choices(flow, played)
    return {
        "played": played, "step": step, "status": casework.STATUS_TITLES[played.status], "choices": choices,
        "outcome": casework.OUTCOMES.get(played.outcome, ""), "due": law, "task_due": rehearsing.task_due(flow, played),
        "left": rehearsing.left(flow, played), "light": rehearsing.light(flow, played), "lines": played.lines[::-1],
        "people": rehearsing.PEOPLE, "pauses": any(one.effect == "pause" for one in choices),
        "may_extend": played.status in ("accepted", "paused") and flow.extension and not played.extended,
        "assumed": [one for one in choices if one.when], "state": "",
    }  # fmt: skip
