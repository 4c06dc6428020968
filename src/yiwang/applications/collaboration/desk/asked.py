"""Who is asked beside a decision, as the case's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework


@dataclass(frozen=True)
class Row:
    """One who is asked, as the page shows him. `state`: waiting, planned, agree, disagree, done."""

    id: UUID
    kind: str
    title: str
    who: str
    asker: str
    asks: str
    said: str
    state: str
    due_on: date | None
    votes: bool
    words: bool
    mine: bool
    may_recall: bool

    @property
    def mark(self) -> str:
        return f"recall{self.id}"


def facts(actor: security.Actor, view: casework.CaseView) -> dict[str, object]:
    """What the case's page shows of who is asked beside it."""
    mine = {one.pk for one in casework.asked_of(actor, view)}
    rows = [
        Row(one.pk, one.kind, casework.KINDS[one.kind].title, _who(one), _named(one.asker), one.asks, one.said,
            _state(one), one.due_on, casework.KINDS[one.kind].votes, _in_words(one.kind), one.pk in mine,
            casework.may_recall(actor, one))
        for one in view.asides
    ]  # fmt: skip
    kinds = [(key, casework.KINDS[key]) for key in casework.ASKABLE]
    return {"asides": rows, "asked_me": bool(mine), "askable": casework.askable(actor, view), "kinds": kinds}


def _in_words(kind: str) -> bool:
    return casework.KINDS[kind].waits or casework.KINDS[kind].words


def _who(task: casework.Task) -> str:
    person = task.done_by if task.state == "done" and task.done_by else task.assignee
    return (
        _named(person)
        if person
        else security.role_titles.get(task.role, task.role)
        if task.kind != "seat"
        else task.title
    )


def _named(user: security.User | None) -> str:
    return (user.display_name or user.username) if user else ""


def _state(task: casework.Task) -> str:
    if task.state == "done":
        return {"agree": "agree", "silent": "silent", "disagree": "disagree"}.get(task.verdict, "done")
    return "planned" if task.state == "planned" else "waiting"
