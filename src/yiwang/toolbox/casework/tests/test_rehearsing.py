"""A rehearsal ends where a case ends: the same verdicts on the same days, once played and once on the engine."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import rehearsing
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Stop
from yiwang.toolbox.forms import api as forms

from .test_moves import FORM, applied

FLOW = Flow.model_validate({
    "title": "演练", "limit": "licence_decision", "extension": "licence_extension",
    "specials": [{"key": "hearing", "title": "听证", "days": 20}, {"key": "expert", "title": "评审", "days": 30}],
    "steps": [
        {"key": "intake", "title": "受理", "by": "clerk", "limit": "licence_supplement_notice", "late": "deemed_accepted",
         "verdicts": [
            {"key": "accept", "title": "受理", "effect": "accept", "to": "look"},
            {"key": "supplement", "title": "补正", "effect": "supplement"},
            {"key": "decline", "title": "不予受理", "effect": "decline"}]},
        {"key": "look", "title": "核查", "by": "inspector", "people": 2, "verdicts": [
            {"key": "expert", "title": "评审", "to": "expert"}, {"key": "pass", "title": "合格", "to": "decide"},
            {"key": "again", "title": "再查"}]},
        {"key": "expert", "title": "专家评审", "by": "examiner", "stops": "expert", "verdicts": [
            {"key": "done", "title": "评审完", "to": "decide"}]},
        {"key": "decide", "title": "决定", "by": "approver", "not_by": ["expert"], "verdicts": [
            {"key": "pause", "title": "听证", "effect": "pause"}, {"key": "back", "title": "退回", "to": "look"},
            {"key": "grant", "title": "准予", "effect": "grant", "to": "deliver"},
            {"key": "refuse", "title": "不予", "effect": "refuse", "to": "deliver"}]},
        {"key": "deliver", "title": "送达", "by": "clerk", "verdicts": [
            {"key": "finish", "title": "办结", "effect": "finish"}]},
    ],
})  # fmt: skip
MONDAY = date(2026, 3, 2)


@pytest.fixture
def cast(db):
    with casework.flows.plus(**{"test/flow": FLOW}), forms.forms.plus(**{"test/form": FORM}), clock.frozen(MONDAY):
        yield testing.cast()


def drawn(rng: random.Random, played: rehearsing.Played) -> tuple[str, ...]:
    """Something that may be tried now."""
    moves: list[tuple[str, ...]] = [("days", str(rng.randint(1, 9)))]
    if played.status == "supplementing":
        moves += [("resubmit",)] * 3
    if played.status == "paused":
        moves += [("resume",)] * 3
    if played.status in ("accepted", "paused"):
        moves += [("extend",)]
    moves += [("verdict", one.key, who) for one in rehearsing.choices(FLOW, played) for who in "甲乙"] * 2
    return rng.choice(moves)


def play(played: rehearsing.Played, move: tuple[str, ...]) -> rehearsing.Played:
    match move:
        case ("days", many):
            return rehearsing.let_pass(FLOW, played, int(many))
        case ("resubmit",):
            return rehearsing.resubmit(FLOW, played)
        case ("resume",):
            return rehearsing.resume(FLOW, played, "甲")
        case ("extend",):
            return rehearsing.extend(FLOW, played, "甲")
    return rehearsing.give(FLOW, played, move[1], move[2], kind="hearing")


def work(cast: testing.Cast, number: str, played: rehearsing.Played, move: tuple[str, ...], nth: int) -> None:
    """The same on the engine, on the day the rehearsal has."""
    key = f"{number}.{nth}"
    with security.viewing(security.SYSTEM):
        case = Case.objects.get(number=number)
    said = {"reason": "有原因", "revision": case.revision, "key": key}
    match move:
        case ("days", many):
            day = standards.calendar().working_day_after(played.day, int(many)).day
            for nth in range(1, (day - played.day).days + 1):
                with clock.frozen(date.fromordinal(played.day.toordinal() + nth)):
                    casework.keep_clocks()
        case ("resubmit",):
            casework.resubmit(cast.wang, number, answers=None, files=(), key=key)
        case ("resume",):
            casework.resume(cast.he, number, reason="完了", revision=case.revision, key=key)
        case ("extend",):
            casework.extend(cast.duan, number, **said)
        case (_, verdict, who):
            at = {
                "intake": cast.liu,
                "look": cast.pu if who == "甲" else cast.ma,
                "expert": cast.he,
                "decide": cast.duan,
            }
            opinion = casework.Opinion(verdict, case.revision, reason="有原因", items=("x",), kind="hearing")
            casework.decide(at.get(case.step, cast.liu), number, opinion, key=key)


def engine(number: str) -> tuple[object, ...]:
    with security.viewing(security.SYSTEM):
        case = Case.objects.get(number=number)
        task = case.tasks.filter(kind="main", state="open").first()
        halts = list(Stop.objects.filter(case=case).order_by("pk").values_list("kind", "started_on", "ended_on"))
    due = task.due_on if task else None
    return (
        case.status,
        case.step,
        case.outcome,
        case.accepted_on,
        case.due_on,
        case.due_provisional,
        due,
        halts,
        case.extended_days,
    )


def stands(played: rehearsing.Played) -> tuple[object, ...]:
    law = rehearsing.due(played)
    halts = [(one.kind, one.since, one.until) for one in played.halts]
    return (played.status, played.step, played.outcome, played.accepted, law.day if law else None,
            bool(law and law.provisional), rehearsing.task_due(FLOW, played), halts, played.extended)  # fmt: skip


def both_ways(cast: testing.Cast, seed: int, moves: int = 14) -> list[tuple[object, object]]:
    """What differs after each move, played and worked."""
    rng = random.Random(seed)
    with clock.frozen(MONDAY):
        number = applied(cast, key=f"k{seed}")
    played, differs = rehearsing.begin(FLOW, MONDAY), []
    for nth in range(moves):
        move = drawn(rng, played)
        refused = ["", ""]
        after = played
        try:
            after = play(played, move)
        except casework.CannotFollow as why:
            refused[0] = type(why).__name__
        except (casework.AlreadySigned, casework.SamePerson, casework.NotInForce) as why:
            refused[0] = type(why).__name__
        if refused[0] != "SamePerson":  # there the engine has other people
            try:
                with clock.frozen(played.day):
                    work(cast, number, played, move, nth)
            except (casework.CannotFollow, casework.AlreadySigned, casework.NotInForce) as why:
                refused[1] = type(why).__name__
            if refused[0] != refused[1]:
                differs.append((move, refused))
        played = after
        if engine(number) != stands(played):
            differs.append((engine(number), stands(played)))
    return differs


@pytest.mark.parametrize("seed", range(12))
def test_a_rehearsal_ends_where_a_case_ends(cast, seed):
    assert both_ways(cast, seed) == []


def test_a_rehearsal_of_its_own_mind_is_found_out(cast, monkeypatch):
    """Planted fault: stops are forgotten in the rehearsal's clock."""
    monkeypatch.setattr(rehearsing, "_halt", lambda flow, played, kind: played)
    assert any(both_ways(cast, seed) for seed in range(12))


def test_silence_accepts_in_a_rehearsal_too(cast):
    played = rehearsing.let_pass(FLOW, rehearsing.begin(FLOW, MONDAY), 6)
    assert (played.status, played.step, played.accepted) == ("accepted", "look", MONDAY)
    assert "视为受理" in played.lines[-1].says


def test_who_examined_does_not_decide_and_two_sign(cast):
    played = rehearsing.give(FLOW, rehearsing.begin(FLOW, MONDAY), "accept", "甲")
    played = rehearsing.give(FLOW, played, "expert", "甲")
    with pytest.raises(casework.AlreadySigned):
        rehearsing.give(FLOW, played, "expert", "甲")
    played = rehearsing.give(FLOW, rehearsing.give(FLOW, played, "expert", "乙"), "done", "丙")
    with pytest.raises(casework.SamePerson):
        rehearsing.give(FLOW, played, "grant", "丙")
    assert rehearsing.give(FLOW, played, "grant", "甲").status == "decided"


def test_a_rehearsal_is_a_value_and_comes_back_as_it_was(cast):
    played = rehearsing.give(FLOW, rehearsing.begin(FLOW, MONDAY), "accept", "甲")
    assert rehearsing.from_data(rehearsing.to_data(played)) == played


def rows() -> dict[str, int]:
    """How many rows each table has, and how far the numbers are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [one for (one,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT last_value FROM casework_number")
        return found | {"number": cursor.fetchone()[0]}


def test_a_rehearsal_writes_no_row_and_uses_no_number(cast):
    testing.enter(security.SYSTEM)
    before, played, rng = rows(), rehearsing.begin(FLOW, MONDAY), random.Random(7)
    for _ in range(30):
        try:
            played = play(played, drawn(rng, played))
        except (casework.CannotFollow, casework.AlreadySigned, casework.SamePerson, casework.NotInForce):
            continue
    assert len(played.lines) > 5 and rows() == before
    number = applied(cast)
    testing.enter(security.SYSTEM)
    assert rows() != before and number, "planted: a case does leave rows"
