"""Making a model's moves on the running engine, and looking where the case stands then."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import count
from uuid import UUID

from benchmarks.moving.model import Command, Model
from yiwang.kernel.errors import DomainError
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as people
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.organisations.testing import seated

RULES = [(rule, turn) for rule in ("all", "any", "share", "veto") for turn in (False, True)]
Staff = Mapping[str, security.Actor]
KEYS = count()
RARE, SCARCE = 0.1, ("jump", "quit")  # or most cases would be ended or elsewhere before anything happened in them


def flow(rule: str, in_turn: bool) -> Flow:
    """The flow the model speaks of."""
    onward = [{"key": "accept", "title": "受理", "effect": "accept", "to": "sign", "consent": True},
              {"key": "more", "title": "送签", "to": "sign", "consent": True},
              {"key": "return", "title": "退回拟办", "to": "write"}]  # fmt: skip
    return Flow.model_validate({
        "title": "来回", "limit": "licence_decision",
        "steps": [
            {"key": "write", "title": "拟办", "by": "clerk", "verdicts": [{"key": "on", "title": "送核", "to": "check"}]},
            {"key": "check", "title": "审核", "by": "examiner", "verdicts": onward, "consent": rule, "in_turn": in_turn,
             "share": 50, "seats": [{"key": "word", "title": "文字", "by": "clerk"},
                                    {"key": "law", "title": "法制", "by": "approver"}]},
            {"key": "sign", "title": "签发", "by": "approver", "verdicts": [
                {"key": "again", "title": "再审", "to": "check"}, {"key": "end", "title": "办结", "effect": "finish"}]},
        ],
    })  # fmt: skip


FLOWS = {f"test/moves_{rule}_{int(turn)}": flow(rule, turn) for rule, turn in RULES}


def staff(cast: people.Cast) -> dict[str, security.Actor]:
    """Two clerks, two examiners and two approvers at one agency."""
    here = cast.liu.agency
    return {
        "liu": cast.liu, "he": cast.he, "duan": cast.duan, "bai": seated("bai", "柏", here, "clerk"),
        "shen": seated("shen", "沈", here, "examiner"), "gao": seated("gao", "高", here, "approver"),
    }  # fmt: skip


def make(by: security.Actor, number: str, command: Command) -> None:
    """One move on the engine. Raises what it raises."""
    what, _, whom, how = command
    key, seen = f"m{next(KEYS)}", revision(number)
    said = {"reason": "有原因", "revision": seen, "key": key}
    match what:
        case "verdict":
            casework.decide(by, number, casework.Opinion(whom, seen), key=key)
        case "hand":
            casework.hand_over(by, number, to=by_account(whom), **said)  # type: ignore[arg-type]
        case "put":
            casework.put_back(by, number, **said)  # type: ignore[arg-type]
        case "back":
            casework.send_back(by, number, to=whom, **said)  # type: ignore[arg-type]
        case "undo":
            casework.take_back(by, number, **said)  # type: ignore[arg-type]
        case "jump":
            casework.jump(by, number, to=whom, **said)  # type: ignore[arg-type]
        case "quit":
            casework.terminate(by, number, **said)  # type: ignore[arg-type]
        case "ask":
            casework.ask(by, number, kind=how, to=[by_account(whom)], says="请看", revision=seen, key=key)
        case "queue":
            to = [by_account(one) for one in whom.split(",")]
            casework.ask(by, number, kind=how, to=to, says="请依次看", in_turn=True, revision=seen, key=key)
        case "answer":
            casework.answer(by, number, aside(number, whom), vote=how, says="看过", key=key)
        case "recall":
            casework.recall(by, number, aside(number, whom), **said)  # type: ignore[arg-type]


ACCOUNTS: dict[str, str] = {}


def by_account(who: str) -> str:
    return ACCOUNTS.get(who, who)


def know(actors: Staff) -> None:
    """Which accounts the officials of the model have here."""
    people.enter(security.SYSTEM)
    names = dict(
        security.User.objects.filter(pk__in=[one.user for one in actors.values()]).values_list("pk", "username")
    )
    ACCOUNTS.update({who: names[actor.user] for who, actor in actors.items()})


def revision(number: str) -> int:
    with security.viewing(security.SYSTEM):
        return Case.objects.values_list("revision", flat=True).get(number=number)


def aside(number: str, at: str) -> UUID:
    """The row of who is asked, as the model names him; one that is not there where nobody is."""
    kind, whom = at.split(":")
    rows = Task.objects.filter(case__number=number, kind=kind, state__in=["open", "planned"])
    rows = rows.filter(seat=whom) if kind == "seat" else rows.filter(assignee__username=by_account(whom))
    with security.viewing(security.SYSTEM):
        return rows.values_list("pk", flat=True).first() or uuid7()


def tried(actors: Staff, number: str, command: Command) -> bool:
    return not refused(actors, number, command)


def refused(actors: Staff, number: str, command: Command) -> str:
    """Make the move; why it is refused, or "" where it is done."""
    try:
        make(actors[command[1]], number, command)
    except DomainError as why:
        return f"{type(why).__name__}: {why}"
    return ""


def stands(number: str) -> tuple[object, ...]:
    """Where a case stands, in the model's terms. One decision is open, or none when it is over: else it is said here."""
    with security.viewing(security.SYSTEM):
        case = Case.objects.get(number=number)
        live = list(Task.objects.filter(case=case, state__in=["open", "planned"]).select_related("assignee"))
    main = [one for one in live if one.kind == "main"]
    assert [one.step for one in main] == ([] if case.status == "closed" else [case.step])
    who = {account: name for name, account in ACCOUNTS.items()}

    def name(task: Task) -> str:
        return who[task.assignee.username] if task.assignee else ""

    asked = sorted((one.kind, one.seat or name(one), one.state == "open") for one in live if one.kind != "main")
    held = main[0].draft.get("held", {}).get("verdict", "") if main else ""
    named = name(main[0]) if main else ""
    return case.step, case.accepted_on is not None, case.status == "closed", named, held, asked


def expected(model: Model) -> tuple[object, ...]:
    asked = sorted((one.kind, one.whom, one.open) for one in model.asked)
    return model.step, model.accepted, model.over, model.named, model.held[1], asked


def draw(model: Model, rng: random.Random, sense: float = 0.75) -> Command:
    """A command: mostly one that is a move now, each sort as likely as another; else anything."""
    possible = model.possible()
    if possible and rng.random() < sense:
        sorts = [one for one in sorted(possible) if one not in SCARCE or rng.random() < RARE] or sorted(possible)
        return rng.choice(possible[rng.choice(sorts)])
    return rng.choice([one for one in model.commands() if one[0] not in SCARCE or rng.random() < RARE])


def step(actors: Staff, number: str, model: Model, command: Command) -> None:
    """One command on both. Raises `AssertionError` with what differs."""
    before, was = revision(number), model.copy()
    may = model.do(command)
    why = refused(actors, number, command)
    assert bool(why) is not may, (command, why or "done", was)
    assert revision(number) == before + may, (command, "what is refused changes nothing, what is done counts once")
    assert stands(number) == expected(model), (command, stands(number), expected(model), was)


def finish(actors: Staff, number: str, model: Model, most: int = 60) -> None:
    """Wherever it stands, it can be brought to its end by those who are there."""
    for moves, command in enumerate(model.way_to_the_end()):
        assert moves < most, (number, "does not end")
        step(actors, number, model, command)
    assert stands(number)[2]
