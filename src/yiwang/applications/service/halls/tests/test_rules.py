"""Whose turn it is and how long one waits: vectors by hand, laws by machine, and faults planted to see them caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from statistics import quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.applications.service.halls import rules
from yiwang.applications.service.halls.rules import calling, waits
from yiwang.kernel.clock import CHINA
from yiwang.kernel.worktime import Calendar

NINE = datetime(2026, 3, 2, 9, tzinfo=CHINA)
ALL = frozenset(rules.STAGES)
LINES = ("market", "transport", "health")
STAGES = tuple(rules.STAGES)


def came(name: str, minute: float = 0, *, stage: str = "intake", line: str = "market", **more) -> rules.Waiting:
    return rules.Waiting(name, NINE + timedelta(minutes=minute), stage, f"{line}/one", line, **more)


def desk(number: int = 1, *lines: str, stages=ALL, own: tuple[str, ...] = LINES) -> rules.Desk:
    return rules.Desk(number, frozenset(stages), frozenset(lines), grants=tuple(rules.Grant(line=one) for one in own))


def called(at: rules.Desk, *waiting: rules.Waiting, minute: float = 60) -> str:
    found = rules.next_ticket(at, waiting, NINE + timedelta(minutes=minute))
    return found.id if found else ""


def test_who_came_first_goes_first():
    assert called(desk(), came("b", 1), came("a", 2), came("c", 0)) == "c"


def test_an_appointment_goes_first_from_its_time_on():
    due = NINE + timedelta(minutes=30)
    early = came("early", 20, due=due)
    assert called(desk(), came("first"), early, minute=29) == "first"
    assert called(desk(), came("first"), early, minute=30) == "early"


def test_an_appointment_late_beyond_grace_waits_like_everybody():
    due = NINE + timedelta(minutes=30)
    assert called(desk(), came("first"), came("just", 40, due=due)) == "just"
    assert called(desk(), came("first"), came("late", 41, due=due)) == "first"


def test_a_hall_that_runs_late_does_not_cost_the_appointment():
    assert called(desk(), came("first"), came("on time", 30, due=NINE + timedelta(minutes=30)), minute=200) == "on time"


def test_priority_goes_before_order_and_after_appointments():
    old, plain = came("old", 5, priority=True), came("plain", 0)
    assert called(desk(), plain, old) == "old"
    assert called(desk(), plain, old, came("due", 6, due=NINE)) == "due"


def test_who_was_overtaken_often_enough_goes_before_all():
    patient = came("patient", 0, passed=rules.TERMS.most_passed)
    assert called(desk(), patient, came("old", 1, priority=True), came("due", 2, due=NINE)) == "patient"


@pytest.mark.parametrize(
    ("at", "one", "why"),
    [
        (desk(3, stages={"handout"}), came("x"), "3 号窗口不办收件"),
        (desk(4, "health"), came("x"), "4 号窗口不办这个事项"),
        (desk(5, own=("health",)), came("x"), "您的单位不负责这个事项"),
    ],
)
def test_a_window_is_not_given_what_it_may_not_take_and_says_why(at, one, why):
    assert rules.next_ticket(at, [one], NINE) is None
    assert why in rules.why_unfit(at, one.stage, one.matter, one.line)


def test_an_authority_for_one_stage_is_none_for_another():
    at = replace(desk(own=()), grants=(rules.Grant(line="market", stages=frozenset({"intake"})),))
    assert rules.why_unfit(at, "intake", "market/one", "market") == ""
    assert "受理" in rules.why_unfit(at, "acceptance", "market/one", "market")


def test_an_authority_for_one_matter_is_none_for_its_line():
    at = replace(desk(own=()), grants=(rules.Grant(matter="market/one", line="market"),))
    assert rules.why_unfit(at, "intake", "market/one", "market") == ""
    assert rules.why_unfit(at, "intake", "market/two", "market") != ""


# ---- a hall run by machine ----

desks = st.lists(
    st.builds(
        lambda stages, lines, own: (stages, lines, own),
        st.sets(st.sampled_from(STAGES), min_size=1), st.sets(st.sampled_from(LINES)), st.sets(st.sampled_from(LINES), min_size=1),
    ), min_size=1, max_size=4,
).map(lambda made: [desk(n, *lines, stages=stages, own=tuple(own)) for n, (stages, lines, own) in enumerate(made, 1)])  # fmt: skip


@st.composite
def crowds(draw, most: int = 14):
    count = draw(st.integers(1, most))
    found = []
    for n in range(count):
        minute = draw(st.integers(0, 40))
        due = draw(st.one_of(st.none(), st.integers(0, 90)))
        found.append(
            came(f"t{n:02d}", minute, stage=draw(st.sampled_from(STAGES)), line=draw(st.sampled_from(LINES)),
                 due=NINE + timedelta(minutes=due) if due is not None else None, priority=draw(st.booleans()))
        )  # fmt: skip
    return found


def run(
    desks, crowd, minutes: Callable[[str], int]
) -> list[tuple[int, rules.Desk, rules.Waiting, list[rules.Waiting]]]:
    """A hall minute by minute, everybody there from minute 60 on: (minute, window, called, who waited). Written
    otherwise than `forecast`: a clock that ticks, not a heap of events."""
    waiting, free, log = list(crowd), dict.fromkeys((one.number for one in desks), 0), []
    for minute in range(600):
        for at in sorted(desks, key=lambda one: one.number):
            if free[at.number] > minute:
                continue
            present = list(waiting)
            chosen = rules.next_ticket(at, present, NINE + timedelta(minutes=60 + minute))
            if chosen is None:
                continue
            log.append((minute, at, chosen, present))
            late = set(rules.overtaken(chosen, at, present))
            waiting = [replace(one, passed=one.passed + (one.id in late)) for one in waiting if one.id != chosen.id]
            free[at.number] = minute + minutes(chosen.stage)
    return log


FIXED = {"intake": 7, "acceptance": 11, "handout": 3}


@given(desks, crowds())
@settings(deadline=None)
def test_nobody_is_called_twice_and_nobody_fit_is_lost(windows, crowd):
    log = run(windows, crowd, FIXED.__getitem__)
    names = [chosen.id for _, _, chosen, _ in log]
    assert len(names) == len(set(names))
    reachable = {
        one.id for one in crowd if any(not rules.why_unfit(w, one.stage, one.matter, one.line) for w in windows)
    }
    assert set(names) == reachable


def unfit_calls(log) -> list[str]:
    """Written from the words of the rule, not by calling it."""
    found = []
    for _, at, one, _ in log:
        right_window = one.stage in at.stages and (not at.lines or one.line in at.lines)
        right_clerk = one.line in {grant.line for grant in at.grants}
        if not (right_window and right_clerk):
            found.append(one.id)
    return found


@given(desks, crowds())
@settings(deadline=None)
def test_no_window_ever_gets_what_it_may_not_take(windows, crowd):
    assert unfit_calls(run(windows, crowd, FIXED.__getitem__)) == []


def test_without_the_guard_an_unfit_window_would_get_it(monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(calling, "fits", lambda at, one: True)
    assert unfit_calls(run([desk(1, own=("health",))], [came("x")], FIXED.__getitem__)) == ["x"]


def most_overtaken(log) -> int:
    """How often, at most, somebody saw one who came later be called where he could have been."""
    seen: dict[str, int] = {}
    for _, at, chosen, present in log:
        for one in present:
            fit = not rules.why_unfit(at, one.stage, one.matter, one.line)
            if fit and (one.arrived, one.id) < (chosen.arrived, chosen.id):
                seen[one.id] = seen.get(one.id, 0) + 1
    return max(seen.values(), default=0)


@given(desks, crowds(20))
@settings(max_examples=200, deadline=None)
def test_nobody_starves(windows, crowd):
    assert most_overtaken(run(windows, crowd, FIXED.__getitem__)) <= rules.TERMS.most_passed


def test_without_the_bound_somebody_would_starve(monkeypatch):
    """Planted fault: overtaking is not counted."""
    monkeypatch.setattr(rules, "overtaken", lambda *_: [])
    crowd = [came("plain"), *(came(f"old{n}", n + 1, priority=True) for n in range(9))]
    assert most_overtaken(run([desk()], crowd, FIXED.__getitem__)) == 9


def known(minutes: dict[str, int]) -> rules.Times:
    return rules.Times.of(
        rules.Sample(stage, f"{line}/one", float(took))
        for stage, took in minutes.items()
        for line in LINES
        for _ in range(6)
    )


@given(desks, crowds())
@settings(max_examples=200, deadline=None)
def test_what_is_told_comes_true_when_services_take_what_they_always_took(windows, crowd):
    now = NINE + timedelta(minutes=60)
    happened = {chosen.id: minute for minute, _, chosen, _ in run(windows, crowd, FIXED.__getitem__)}
    for one in crowd:
        told = rules.expected_wait(one.id, crowd, [rules.Manned(w) for w in windows], known(FIXED), now)
        assert (told and (told.low, told.likely, told.high)) == (
            (happened[one.id],) * 3 if one.id in happened else None
        )


def test_a_wrong_time_is_noticed(monkeypatch):
    """Planted fault: the forecast forgets how long a service takes."""
    crowd, now = [came("a"), came("b", 1)], NINE + timedelta(minutes=60)
    assert rules.forecast("b", crowd, [rules.Manned(desk())], known(FIXED), now) == 7
    monkeypatch.setattr(waits.Times, "at", lambda *_: 0.0)
    assert rules.forecast("b", crowd, [rules.Manned(desk())], known(FIXED), now) == 0


def test_who_is_being_served_is_waited_for_and_no_longer_than_from_now():
    now = NINE + timedelta(minutes=60)
    busy = rules.Manned(desk(), timedelta(minutes=4), "intake", "market/one")
    over = replace(busy, busy=timedelta(minutes=50))
    assert rules.forecast("a", [came("a")], [busy], known(FIXED), now) == 3
    assert rules.forecast("a", [came("a")], [over], known(FIXED), now) == 0


def test_nobody_at_a_fitting_window_is_no_forecast():
    assert rules.expected_wait("a", [came("a")], [rules.Manned(desk(own=("health",)))], known(FIXED), NINE) is None
    assert rules.expected_wait("a", [came("a")], [], known(FIXED), NINE) is None


@given(st.lists(st.floats(0, 500), min_size=2, max_size=40))
@settings(deadline=None)
def test_quartiles_are_those_of_the_standard_library(values):
    theirs = quantiles(values, n=4, method="inclusive")
    assert [rules.quartile(values, part) for part in (0.25, 0.5, 0.75)] == pytest.approx(theirs)


def test_few_services_say_nothing_then_the_stage_speaks_then_the_rule():
    few = rules.Times.of([rules.Sample("intake", "market/one", 40.0)] * 3)
    assert few.at(0.5, "intake", "market/one") == rules.TERMS.fallback("intake")
    stage = rules.Times.of([rules.Sample("intake", f"m{n}/one", 40.0) for n in range(6)])
    assert stage.at(0.5, "intake", "market/one") == 40
    assert stage.at(0.5, "handout", "market/one") == rules.TERMS.fallback("handout")


@given(st.floats(0, 300), st.floats(0, 300))
@settings(deadline=None)
def test_what_is_said_holds_the_range_in_whole_fives(one, other):
    low, high = rules.quoted(rules.Range(min(one, other), one, max(one, other)))
    assert low % 5 == high % 5 == 0 and 0 <= low < high
    assert low <= min(one, other) and max(one, other) <= high
    assert min(one, other) - low < 5


def test_accuracy_counts_the_ends_as_kept():
    assert rules.accuracy([(10, 15, 10), (10, 15, 15), (10, 15, 9.9), (10, 15, 15.1)]) == rules.Accuracy(4, 2, 1, 1)
    assert rules.accuracy([]).share is None


# ---- opening ----

WEEK = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}
YEAR = Calendar(off=frozenset({date(2026, 10, 1)}), work=frozenset({date(2026, 10, 10)}), years=frozenset({2026}))


def test_a_day_off_is_closed_and_a_make_up_saturday_has_fridays_hours():
    assert rules.hours_on(WEEK, date(2026, 10, 1), YEAR) == []
    assert rules.hours_on(WEEK, date(2026, 10, 10), YEAR)[0] == (time(9), time(12))
    assert rules.hours_on(WEEK, date(2026, 10, 17), YEAR) == []


def test_a_hall_open_on_saturdays_is_closed_on_a_festive_one():
    week = {**WEEK, "5": [["09:30", "11:30"]]}
    assert rules.hours_on(week, date(2026, 10, 17), YEAR) == [(time(9, 30), time(11, 30))]
    festive = replace(YEAR, off=YEAR.off | {date(2026, 10, 3)})
    assert rules.hours_on(week, date(2026, 10, 3), festive) == []


def test_open_from_the_minute_to_the_minute():
    spans = rules.hours_on(WEEK, date(2026, 3, 2), YEAR)
    assert [rules.is_open(spans, at) for at in (time(8, 59), time(9), time(11, 59), time(12), time(16, 59), time(17))] == [
        False, True, True, False, True, False,
    ]  # fmt: skip


def test_half_hours_lie_wholly_within():
    assert rules.slots_of([(time(9), time(10, 15))]) == [time(9), time(9, 30)]


def test_the_next_opening_skips_the_weekend():
    friday = datetime(2026, 3, 6, 17, 30, tzinfo=CHINA)
    assert rules.next_opening(WEEK, friday, YEAR) == datetime(2026, 3, 9, 9, tzinfo=CHINA)
    assert rules.next_opening({}, friday, YEAR) is None


WUHUA, PANLONG, DALI, STREET = 530102_000000, 530103_000000, 532901_000000, 530102_001000


def test_nearness_is_the_maps_tree():
    assert [rules.apart(WUHUA, one) for one in (STREET, WUHUA, PANLONG, DALI, 440100_000000)] == [0, 0, 2, 3, 4]
    assert rules.apart(530102_001000, 530102_002000) == 1


def test_numbers_grow_beyond_three_digits():
    assert [rules.number_word("A", n) for n in (1, 12, 999, 1000)] == ["A001", "A012", "A999", "A1000"]
