"""The law of moving, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.toolbox.casework import rules
from yiwang.toolbox.casework.definition import Flow, Step, Verdict

KEYS = ["a", "b", "c", "d"]


def flow(*steps: tuple[str, list[tuple[str, str]]]) -> Flow:
    """`("a", [("forward", "b")])`: a step and its verdicts as (effect, to)."""
    return Flow(
        title="试",
        limit="licence_decision",
        steps=tuple(
            Step(key=key, title=key, by="clerk", verdicts=tuple(
                Verdict(key=f"v{n}", title="x", effect=effect, to=to) for n, (effect, to) in enumerate(verdicts)))
            for key, verdicts in steps
        ),
    )  # fmt: skip


def test_a_step_nobody_can_leave_is_found():
    circle = flow(("a", [("forward", "b"), ("decline", "")]), ("b", [("forward", "c")]), ("c", [("forward", "b")]))
    assert rules.stuck(circle) == ["b", "c"]


def test_a_step_nobody_comes_to_is_found():
    assert rules.unreached(flow(("a", [("finish", "")]), ("b", [("finish", "")]))) == ["b"]


@st.composite
def flows(draw):
    keys = KEYS[: draw(st.integers(1, 4))]
    verdict = st.tuples(st.sampled_from(["forward", "finish", "grant", "accept"]), st.sampled_from(keys))
    return flow(*[(key, draw(st.lists(verdict, min_size=1, max_size=3))) for key in keys])


@given(flows(), st.randoms())
def test_from_every_step_that_is_not_stuck_some_path_ends(drawn, random):
    """An oracle that walks: from an unstuck step, always taking a verdict that leads nearer, the case closes."""
    for step in drawn.steps:
        reached, front = False, {step.key}
        for _ in range(10):
            now = set(front)
            for key in now:
                for verdict in drawn.step(key).verdicts:
                    if rules.follow(drawn.step(key), verdict, "accepted").closes:
                        reached = True
                    else:
                        front.add(verdict.to or key)
        assert reached == (step.key not in rules.stuck(drawn))


def test_a_later_notice_may_only_repeat_what_is_still_missing():
    assert rules.told_anew(["lease"], ["lease", "plan"]) == ["plan"]
    assert rules.told_anew([], ["plan"]) == []


@pytest.mark.parametrize(
    ("left", "stopped", "shows"),
    [(10, False, "green"), (3, False, "green"), (2, False, "yellow"), (0, False, "yellow"), (-1, False, "red"),
     (-1, True, "grey"), (None, False, "grey")],
)  # fmt: skip
def test_the_light(left, stopped, shows):
    assert rules.light(left, stopped) == shows


def test_what_was_accepted_is_not_declined_any_more():
    step = flow(("a", [("accept", "a"), ("decline", ""), ("supplement", ""), ("forward", "a")])).start
    assert [one.effect for one in rules.offered(step, "submitted")] == ["accept", "decline", "supplement", "forward"]
    assert [one.effect for one in rules.offered(step, "accepted")] == ["forward"]
    assert rules.offered(step, "paused") == rules.offered(step, "closed") == []


@given(st.lists(st.integers(1, 9)), st.integers(1, 5))
def test_the_same_officer_signing_twice_counts_once(signed, people):
    step = Step(key="a", title="a", by="inspector", people=people, verdicts=(Verdict(key="v", title="v"),))
    assert rules.signatures_missing(step, signed) == max(0, people - len(set(signed)))


def test_a_number_says_county_month_and_serial():
    assert rules.number_of(530102000000, 2026, 11, 42) == "530102-2611-000042"
