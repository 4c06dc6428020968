from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.worktime import Calendar, Clock, Due, Stop, months_after

D = date.fromisoformat


def days(*spans: str) -> frozenset[date]:
    """Days of spans like 2026-10-01/07."""
    found = set()
    for span in spans:
        first, _, last = span.partition("/")
        start = D(first)
        end = start.replace(day=int(last)) if last else start
        found |= {start + timedelta(days=i) for i in range((end - start).days + 1)}
    return frozenset(found)


CALENDAR = Calendar(
    off=days(
        "2023-01-01/02", "2023-01-21/27", "2023-04-05", "2023-04-29/30", "2023-05-01/03", "2023-06-22/24",
        "2023-09-29/30",
        "2023-10-01/06", "2024-01-01", "2024-02-10/17", "2024-04-04/06", "2024-05-01/05", "2024-06-10", "2024-09-15/17",
        "2024-10-01/07", "2025-01-01", "2025-01-28/31", "2025-02-01/04", "2025-04-04/06", "2025-05-01/05", "2025-05-31",
        "2025-06-01/02", "2025-10-01/08", "2026-01-01/03", "2026-02-15/23", "2026-04-04/06", "2026-05-01/05",
        "2026-06-19/21", "2026-09-25/27", "2026-10-01/07",
    ),
    work=days(
        "2023-01-28/29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07/08", "2024-02-04", "2024-02-18",
        "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08",
        "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
        "2026-10-10",
    ),
    years=frozenset({2023, 2024, 2025, 2026}),
)  # fmt: skip
VECTORS = [
    ("2023-03-02", 20, "2023-03-30"),
    ("2024-09-13", 5, "2024-09-23"),
    ("2024-09-27", 20, "2024-10-30"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-26", 20, "2025-10-30"),
    ("2026-02-10", 20, "2026-03-16"),
    ("2026-02-10", 30, "2026-03-30"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-24", 10, "2026-10-15"),
]


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_working_days_are_counted_from_the_next_day(start, n, due):
    assert CALENDAR.working_day_after(D(start), n) == Due(D(due))
    assert Clock(D(start), n).due(CALENDAR) == Due(D(due))
    assert CALENDAR.working_days_between(D(start), D(due)) == n


def test_without_make_up_days_a_vector_would_fail():
    assert replace(CALENDAR, work=frozenset()).working_day_after(D("2024-09-13"), 5).day != D("2024-09-23")


def test_without_days_off_a_vector_would_fail():
    assert replace(CALENDAR, off=frozenset()).working_day_after(D("2025-01-20"), 20).day != D("2025-02-21")


def test_beyond_the_last_announced_year_the_answer_is_provisional():
    assert CALENDAR.working_day_after(D("2026-12-25"), 4) == Due(D("2026-12-31"))
    assert CALENDAR.working_day_after(D("2026-12-25"), 5) == Due(D("2027-01-04"), provisional=True)
    assert not CALENDAR.is_working(D("2027-10-01"))
    assert CALENDAR.is_working(D("2027-02-05"))  # 除夕, which no solar rule knows


def test_natural_days_end_on_the_day_unless_the_law_extends_them():
    assert CALENDAR.natural_day_after(D("2026-03-02"), 90) == Due(D("2026-05-31"))
    assert CALENDAR.natural_day_after(D("2026-09-16"), 15) == Due(D("2026-10-01"))
    assert CALENDAR.natural_day_after(D("2026-09-16"), 15, extend=True) == Due(D("2026-10-08"))


def test_months_end_on_the_same_day_or_the_last_one():
    assert months_after(D("2026-08-31"), 6) == D("2027-02-28")
    assert months_after(D("2026-06-15"), 6) == D("2026-12-15")
    assert months_after(D("2026-12-31"), 12) == D("2027-12-31")


def test_a_clock_stops_resumes_and_says_what_is_left():
    stopped = Clock(D("2026-03-02"), 20, stops=(Stop(D("2026-03-06")),))

    assert stopped.due(CALENDAR) is None
    assert stopped.remaining(CALENDAR, D("2026-03-06")) == stopped.remaining(CALENDAR, D("2026-04-30")) == 16
    assert stopped.stopped(D("2026-03-06"))
    resumed = replace(stopped, stops=(Stop(D("2026-03-06"), D("2026-03-13")),))
    assert resumed.due(CALENDAR) == CALENDAR.working_day_after(D("2026-03-02"), 25)
    assert not resumed.stopped(D("2026-03-13"))
    assert resumed.remaining(CALENDAR, resumed.due(CALENDAR).day) == 0


def test_a_stop_after_the_last_day_changes_nothing():
    clock = Clock(D("2026-03-02"), 5, stops=(Stop(D("2026-03-20")),))

    assert clock.due(CALENDAR) == Due(D("2026-03-09"))
    assert clock.remaining(CALENDAR, D("2026-03-10")) == -1


def test_a_stop_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Stop(D("2026-03-06"), D("2026-03-05"))


starts = st.dates(D("2023-01-01"), D("2026-08-01"))


@given(starts, st.integers(1, 40), st.integers(0, 20), st.integers(0, 40))
def test_standing_still_for_k_working_days_moves_the_end_by_exactly_k(start, limit, begins, length):
    since = start + timedelta(days=begins)
    until = since + timedelta(days=length)
    plain = Clock(start, limit).due(CALENDAR)
    moved = Clock(start, limit, stops=(Stop(since, until),)).due(CALENDAR)
    if since >= plain.day:
        assert moved == plain
    else:
        k = CALENDAR.working_days_between(since, until)
        assert moved.day == CALENDAR.working_day_after(start, limit + k).day


@given(starts, st.integers(1, 40), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=4))
def test_on_the_last_day_nothing_is_left_however_often_the_clock_stood(start, limit, spans):
    day = timedelta(days=1)
    clock = Clock(start, limit, stops=tuple(Stop(start + day * a, start + day * (a + b)) for a, b in spans))
    due = clock.due(CALENDAR).day

    assert clock.remaining(CALENDAR, due) == 0
    assert clock.remaining(CALENDAR, due - day) == 1
    assert CALENDAR.is_working(due)


@given(starts, st.integers(0, 60))
def test_counting_forward_and_back_agree(start, n):
    due = CALENDAR.working_day_after(start, n).day
    assert CALENDAR.working_days_between(start, due) == n
    assert CALENDAR.working_days_between(due, start) == -n


@given(starts, st.integers(0, 60), st.integers(0, 30))
def test_natural_clocks_stand_still_too(start, limit, length):
    stop = Stop(start, start + timedelta(days=length))
    assert Clock(start, limit, "natural", (stop,)).due(CALENDAR).day == start + timedelta(
        days=limit + length * (limit > 0)
    )
