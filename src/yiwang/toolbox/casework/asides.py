"""What is asked beside a step's own decision, and what that does to it: 会签 seats, 加签, 委派, 征求意见, 传阅, 抄送."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .clockwork import step_ends
from .definition import Flow, Step, Verdict
from .errors import NoConsent, SamePerson, StillAsked
from .models import Case, Task


@dataclass(frozen=True)
class Kind:
    """`waits`: the decision waits for the answer. `votes`: it is yes or no. `counts`: a yes or no that binds the decision.
    `words`: the answer is in words though nothing waits for it."""

    title: str
    asks: str
    waits: bool = True
    votes: bool = False
    counts: bool = False
    words: bool = False


KINDS: dict[str, Kind] = {
    "seat": Kind("会签", "会签", votes=True, counts=True),
    "before": Kind("前加签", "先签意见，您再决定", votes=True),
    "beside": Kind("并加签", "一起签，不同意就不能往前走", votes=True, counts=True),
    "after": Kind("后加签", "您决定以后由他签，他同意才生效", waits=False, votes=True),
    "delegate": Kind("委派", "交给他办，办好了回到您这里"),
    "consult": Kind("征求意见", "请他写意见，供您决定"),
    "read": Kind("传阅", "请他看过并确认，不影响往前走", waits=False),
    "copy": Kind("抄送", "让他知道，不影响往前走", waits=False),
    "urge": Kind("催办", "请他快办", waits=False),
    "oversee": Kind("督办", "请查明为什么超期", waits=False, words=True),
}
ASKABLE = tuple(kind for kind in KINDS if kind not in ("seat", "urge", "oversee"))
READS = ("read", "copy")
VOTES = {"agree": True, "silent": True, "disagree": False}


def standing(step: Step, asides: Iterable[Task]) -> rules.Standing:
    """How signing together stands at a step; who was taken off does not count."""
    votes = [VOTES.get(one.verdict) for one in asides if KINDS[one.kind].counts and one.state != "dropped"]
    return rules.tally(step.consent, step.share, votes)


def awaited(step: Step, asides: list[Task]) -> list[Task]:
    """Whose answers the decision still waits for."""
    open_ = [one for one in asides if one.state in ("open", "planned") and KINDS[one.kind].waits]
    if standing(step, asides) != "open":
        open_ = [one for one in open_ if not KINDS[one.kind].counts]
    return open_


def settle(by: security.Actor, step: Step, verdict: Verdict, asides: list[Task]) -> None:
    """Raise unless the decision may be given now: nobody is awaited, and what needs agreement has it and is not given by
    who agreed to it himself."""
    if missing := awaited(step, asides):
        raise StillAsked(who="、".join(whom(one) for one in missing))
    if not rules.binds(step, verdict):
        return
    voted = [one for one in asides if KINDS[one.kind].counts and one.state == "done"]
    if sat := next((one for one in voted if one.done_by_id == by.user), None):
        raise SamePerson(step=sat.title)
    if standing(step, asides) == "failed":
        against = [whom(one) for one in voted if one.verdict == "disagree"]
        raise NoConsent(how=f"{'、'.join(against)}不同意", wanted=verdict.title)


def whom(task: Task) -> str:
    """How a sentence names who is asked."""
    if task.assignee is not None:
        return task.assignee.display_name or task.assignee.username
    return task.title


def seat(main: Task, flow: Flow) -> None:
    """Ask those who sign beside by the flow: all at once, or the first of them."""
    step = flow.step(main.step)
    for place, one in enumerate(step.seats if step else ()):
        open_beside(main, kind="seat", title=one.title, role=one.by, seat=one.key,
               state="planned" if step and step.in_turn and place else "open", due_on=main.due_on, due_at=main.due_at)  # fmt: skip


def open_beside(main: Task, **facts: object) -> Task:
    """A row for somebody who is asked beside `main`."""
    task = Task(case_id=main.case_id, step=main.step, agency_id=main.agency_id, division=main.division,
                party_id=main.party_id, of=main, opened_at=clock.now(), **facts)  # fmt: skip
    task.save(force_insert=True)
    return task


def next_in_turn(main: Task, step: Step) -> None:
    """The next who signs by the flow, once nobody before him is awaited and it is not settled yet."""
    asides = list(main.asides.select_for_update())
    sitting = {one.seat: one for one in asides if one.kind == "seat"}
    if standing(step, asides) != "open" or any(one.state == "open" for one in sitting.values()):
        return
    following = next((sitting[one.key] for one in step.seats if sitting[one.key].state == "planned"), None)
    if following:
        following.state, following.opened_at = "open", clock.now()
        ends = step_ends(step, clock.today(), following.opened_at)
        following.due_on, following.due_at = ends.day, ends.at
        following.save(update_fields=["state", "opened_at", "due_on", "due_at"])


def next_in_line(task: Task) -> None:
    """Of those asked one after another (依次), the next, once nobody before him is awaited."""
    line = task.draft.get("line")
    rows = list(Task.objects.filter(of=task.of_id, draft__line=line, state__in=["open", "planned"])) if line else []
    if not rows or any(one.state == "open" for one in rows):
        return
    following = min(rows, key=lambda one: int(one.draft["place"]))
    following.state, following.opened_at = "open", clock.now()
    following.save(update_fields=["state", "opened_at"])


def drop(case: Case, *, all_of_them: bool = False) -> None:
    """What is asked beside a step ends with it; who was to read still may, until the case ends."""
    rows = case.tasks.filter(state__in=["open", "planned"], of__isnull=False)
    rows = rows if all_of_them else rows.exclude(kind__in=READS)
    rows.update(state="dropped", verdict="moot", done_at=clock.now())
