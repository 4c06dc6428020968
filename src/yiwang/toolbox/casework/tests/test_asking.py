"""Asked beside a decision: whoever is asked, in whatever order, a case is decided once, by who may, with whom it needed."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.moving import drive
from benchmarks.moving.model import Model
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as people
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import asides, replying, rules
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Entry, Task
from yiwang.toolbox.organisations.testing import seated

from .test_moves import _monday, applied, cast  # noqa: F401  fixtures

RULES = st.sampled_from(["all", "any", "share", "veto"])


@pytest.fixture
def desk(cast):  # noqa: F811
    with casework.flows.plus(**drive.FLOWS):
        actors = drive.staff(cast)
        drive.know(actors)
        yield cast, actors


def opened(cast, rule="all", turn=False):  # noqa: F811
    return applied(cast, key=f"c{next(drive.KEYS)}", flow=f"test/moves_{rule}_{int(turn)}"), Model(rule, turn)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # the message names the first difference; shrinking takes minutes
)
@given(st.sampled_from(drive.RULES), st.randoms(use_true_random=False), st.integers(5, 35))
def test_after_any_moves_a_case_stands_where_the_model_says_and_can_be_ended(desk, rule, rng, many):
    cast, actors = desk  # noqa: F811
    number, model = opened(cast, *rule)
    for _ in range(many):
        if model.over:
            break
        drive.step(actors, number, model, drive.draw(model, rng))
    drive.finish(actors, number, model)


@pytest.mark.slow
def test_the_draws_reach_every_move(desk):
    """Or agreeing would be easy."""
    made: set[tuple[str, str]] = set()
    rng = random.Random(7)
    for _ in range(300):
        model = Model(*rng.choice(drive.RULES))
        for _ in range(30):
            command = drive.draw(model, rng, sense=1.0)
            made |= {(command[0], command[3] if command[0] == "ask" else "")} if model.do(command) else set()
            if model.over:
                break
    asked = {("ask", kind) for kind in asides.ASKABLE}
    assert made == asked | {
        (what, "") for what in ("verdict", "hand", "put", "back", "undo", "jump", "quit", "queue", "answer", "recall")
    }


WAY = [("verdict", "liu", "on", ""), ("ask", "he", "shen", "before"), ("answer", "shen", "before:shen", "agree"),
       ("answer", "bai", "seat:word", "agree"), ("answer", "gao", "seat:law", "agree"), ("ask", "he", "gao", "after"),
       ("verdict", "he", "more", ""), ("answer", "gao", "after:gao", "agree"), ("verdict", "duan", "end", "")]  # fmt: skip


def test_a_way_with_everybody_asked(desk):
    cast, actors = desk  # noqa: F811
    number, model = opened(cast)
    for command in WAY:
        drive.step(actors, number, model, command)
    assert model.over
    done = Task.objects.filter(case__number=number, kind="main", state="done").order_by("done_at")
    assert [one.done_by_id for one in done] == [actors[who].user for who in ("liu", "he", "duan")]
    assert not Entry.objects.filter(case__number=number, verb__in=["asked", "answered"], public=True).exists()


def test_who_takes_a_request_back_has_not_signed(desk):
    cast, actors = desk  # noqa: F811
    number, model = opened(cast, "any")
    for command in [("verdict", "liu", "on", ""), ("ask", "he", "shen", "beside"), ("recall", "he", "beside:shen", ""),
                    ("answer", "bai", "seat:word", "agree"), ("verdict", "he", "more", "")]:  # fmt: skip
        drive.step(actors, number, model, command)


def test_one_after_another_each_is_asked_when_the_one_before_answered(desk):
    cast, actors = desk  # noqa: F811
    number, model = opened(cast)
    for command in [("queue", "liu", "shen,he", "consult"), ("answer", "he", "consult:he", "agree"),
                    ("verdict", "liu", "on", ""), ("answer", "shen", "consult:shen", "agree"),
                    ("verdict", "liu", "on", ""), ("answer", "he", "consult:he", "agree"),
                    ("verdict", "liu", "on", "")]:  # fmt: skip
        drive.step(actors, number, model, command)
    assert model.step == "check"
    with pytest.raises(casework.CannotAsk, match="不能依次"):
        casework.ask(actors["he"], number, kind="after", to=["bai", "gao"], says="看", in_turn=True,
                     revision=drive.revision(number), key=None)  # fmt: skip


PLANTED = {
    "nobody is waited for": (asides, "awaited", lambda *_: []),
    "a no counts as a yes": (asides, "VOTES", {"agree": True, "silent": True, "disagree": True}),
    "what is asked outlives its step": (asides, "drop", lambda *_, **__: None),
    "one counts twice": (replying, "_once", lambda *_: None),
    "a no after the decision lets it through": (replying, "again", lambda *_: None),
    "who comes next is forgotten": (replying, "next_in_turn", lambda *_: None),
    "who is asked next is forgotten": (replying, "next_in_line", lambda *_: None),
    "the answer of another counts": (replying, "_his", lambda *_: None),
}


TEMPTING = [
    [("verdict", "liu", "on", ""), ("ask", "he", "gao", "beside"), ("answer", "gao", "seat:law", "agree"),
     ("answer", "gao", "beside:gao", "agree")],
    [("ask", "liu", "bai", "after"), ("verdict", "liu", "on", ""), ("answer", "bai", "after:bai", "disagree")],
    [("verdict", "liu", "on", ""), ("verdict", "he", "more", "")],
    [("queue", "liu", "shen,he", "read"), ("answer", "shen", "read:shen", "agree"), ("answer", "he", "read:he", "agree")],
    [],
]  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_the_model_notices_a_planted_fault(desk, monkeypatch, name):
    cast, actors = desk  # noqa: F811
    monkeypatch.setattr(*PLANTED[name])
    rng = random.Random(11)
    with pytest.raises((AssertionError, KeyError)):
        for way in TEMPTING * 20:
            number, model = opened(cast, *rng.choice(drive.RULES))
            for command in way:
                drive.step(actors, number, model, command)
            for _ in range(20):
                if model.over:
                    break
                drive.step(actors, number, model, drive.draw(model, rng))


@pytest.mark.slow
def test_thousands_of_moves(desk):
    cast, actors = desk  # noqa: F811
    rng, moves = random.Random(3), 0
    while moves < 5_000:
        number, model = opened(cast, *rng.choice(drive.RULES))
        for _ in range(40):
            drive.step(actors, number, model, drive.draw(model, rng))
            moves += 1
            if model.over:
                break
        drive.finish(actors, number, model)


@given(RULES, st.integers(1, 100), st.lists(st.sampled_from([True, False, None]), max_size=6))
def test_signing_together_is_settled_when_nothing_more_can_change_it(rule, share, votes):
    ends = set()
    for filled in product([True, False], repeat=votes.count(None)):
        rest = iter(filled)
        whole = [next(rest) if one is None else one for one in votes]
        yes = sum(whole)
        ends.add({"any": yes > 0 or not whole, "share": yes * 100 >= share * len(whole)}.get(rule, all(whole)))
    found = rules.tally(rule, share, votes)
    if rule == "all" and None in votes:
        assert found == "open", "everybody is heard"
    else:
        assert found == ("open" if len(ends) == 2 else "passed" if ends == {True} else "failed")


def test_silence_counts_as_agreement_only_where_the_flow_says_so(desk):
    cast, actors = desk  # noqa: F811
    text = drive.flow("all", True).model_dump(mode="json")
    text["steps"][1] |= {"limit": "licence_supplement_notice", "silence": "agree"}
    with casework.flows.plus(**{"test/silent": Flow.model_validate(text)}):
        number = applied(cast, key="s", flow="test/silent")
        loud, _ = opened(cast)
        for one in (number, loud):
            drive.make(actors["liu"], one, ("verdict", "liu", "on", ""))
        assert casework.pass_silent() == 0
        with clock.frozen("2026-03-10"):
            assert casework.pass_silent() == 1, "the next is asked now, and has his days too"
            assert not drive.tried(actors, number, ("verdict", "he", "more", ""))
        with clock.frozen("2026-03-18"):
            assert casework.pass_silent() == 1
            assert not drive.tried(actors, loud, ("verdict", "he", "more", ""))
            assert drive.tried(actors, number, ("verdict", "he", "more", ""))


def test_who_was_asked_and_left_keeps_nobody_waiting(desk):
    from datetime import date

    cast, actors = desk  # noqa: F811
    number, model = opened(cast)
    drive.step(actors, number, model, ("ask", "liu", "bai", "consult"))
    people.enter(security.SYSTEM)
    security.Appointment.objects.filter(user=actors["bai"].user).update(until=date(2026, 3, 1))
    assert (casework.recall_left(), casework.recall_left()) == (1, 0)
    assert drive.tried(actors, number, ("verdict", "liu", "on", ""))


def test_only_who_is_asked_by_name_sees_the_case_in_clear(desk):
    cast, actors = desk  # noqa: F811
    number, _ = opened(cast)
    asked, other = (seated(name, name, cast.liu.agency, "inspector") for name in ("yao", "yan"))
    casework.ask(
        actors["liu"], number, kind="consult", to=["yao"], says="请看", revision=drive.revision(number), key="y"
    )
    for who, clear in ((asked, True), (other, False)):
        with security.viewing(who):
            assert casework.case_view(who, number).eyes.handles is clear


def test_a_worklist_says_what_one_is_asked_and_the_page_lets_him_answer(desk):
    cast, actors = desk  # noqa: F811
    number, _ = opened(cast)
    drive.make(actors["liu"], number, ("ask", "liu", "bai", "before"))
    with security.viewing(actors["bai"]):
        (line,), _ = casework.worklist(actors["bai"])
        view = casework.case_view(actors["bai"], number)
        assert line.asked == "前加签" and [one.kind for one in casework.asked_of(actors["bai"], view)] == ["before"]
    with security.viewing(actors["liu"]):
        view = casework.case_view(actors["liu"], number)
        assert not view.offered and "在等" in view.why_not and casework.askable(actors["liu"], view)


def test_refusals_say_what_to_do(desk):
    cast, actors = desk  # noqa: F811
    number, _ = opened(cast)
    with pytest.raises(casework.CannotAsk, match="前加签"):
        drive.make(actors["liu"], number, ("ask", "liu", "bai", "beside"))
    with pytest.raises(casework.CannotAsk, match="本单位"):
        casework.ask(
            actors["liu"], number, kind="read", to=["nobody"], says="", revision=drive.revision(number), key="n"
        )
    drive.make(actors["liu"], number, ("ask", "liu", "bai", "before"))
    with pytest.raises(casework.StillAsked, match="柏"):
        drive.make(actors["liu"], number, ("verdict", "liu", "on", ""))
    where = drive.aside(number, "before:bai")
    with pytest.raises(casework.AnswerMissing, match="理由"):
        casework.answer(actors["bai"], number, where, vote="disagree", says=" ", key="d")
    with pytest.raises(Refused):
        casework.answer(actors["he"], number, where, vote="agree", says="", key="e")
    drive.make(actors["liu"], number, ("recall", "liu", "before:bai", ""))
    with pytest.raises(NotFound):
        casework.answer(actors["bai"], number, where, vote="agree", says="", key="f")
