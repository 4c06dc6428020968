"""The law's own numbers, the six routes, the same matter: against calendars counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.society.petitions import rules
from yiwang.kernel.dated import Dated
from yiwang.kernel.worktime import Calendar, Clock, Stop
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["petitions"]
ORGANS = ("市场监管", "水务", "民政", "交通运输", "住房城乡建设", "卫生健康", "不是这些部门")
words = st.text("诉讼仲裁 ab1", max_size=12)
anything = st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=2)
asked = st.fixed_dictionaries(
    {}, optional={"kind": anything | st.sampled_from(["申诉求决", "建议意见", "检举控告"]),
                  "way": anything | st.sampled_from([*rules.ROUTES, "没有"])})  # fmt: skip


def test_what_an_official_can_read_holds():
    results = run_scenarios(PACK)
    assert results and all(one.passed for one in results)


@pytest.mark.parametrize(("key", "one"), rules.NUMBERS.items())
def test_the_numbers_of_the_rules_are_the_parameters(key, one):
    day = date(2026, 1, 5)
    kept = standards.parameter(f"petitions/{key}").on(day)
    assert (int(kept.value), kept.how) == one.on(day)
    assert kept.unit == ("工作日" if key == "object" else "日")


@pytest.mark.parametrize(("key", "begins", "ends"), [
    ("sort", "2026-01-05", "2026-01-20"), ("handle", "2026-01-20", "2026-03-21"), ("ask_review", "2026-04-01", "2026-05-01"),
    ("tell", "2026-02-20", "2026-03-07"), ("review", "2028-01-31", "2028-03-01"), ("recheck", "2026-12-15", "2027-01-14"),
])  # fmt: skip
def test_natural_days_by_hand(key, begins, ends):
    assert rules.last_day(date.fromisoformat(begins), key) == date.fromisoformat(ends)


def test_sixty_days_and_thirty_more_end_where_the_law_says():
    facts = {"accepted_on": "2026-01-20", "due_on": "2026-03-21", "earlier": {}}
    assert [one["value"] for one in rules.due_shown(facts)] == ["2026-03-21（第三十四条）", "2026-04-20"]


@given(asked)
def test_everything_takes_exactly_one_of_six_ways_and_always_the_same(answers):
    found = rules.route(answers)
    assert len(rules.ROUTES) == 6 and found["route"] in rules.ROUTES and found["says"] == rules.ROUTES[found["route"]]
    assert rules.route(dict(reversed(answers.items()))) == found


@given(asked, st.dates(date(2022, 5, 1), date(2030, 1, 1)))
def test_nobody_is_turned_away_before_he_hands_in(answers, day):
    said = rules.told(answers, day)
    assert said["ok"] and said["says"]


@given(st.dates(date(2022, 5, 1), date(2030, 1, 1)), st.booleans(),
       st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=3))  # fmt: skip
def test_whatever_stops_and_extends_nobody_gets_more_than_the_laws_sum(accepted, extended, stops):
    """Counted day by day, with no help of the clock it is held against."""
    at, pauses = accepted, []
    for before, long in stops:
        begins = at + timedelta(days=before)
        at = begins + timedelta(days=long)
        pauses.append((begins, at))
    limit = 60 + 30 * extended
    day, counted = accepted, 0
    while counted < limit:
        day += timedelta(days=1)
        counted += not any(begins < day <= ends for begins, ends in pauses)
    due = Clock(accepted, limit, "natural", tuple(Stop(*one) for one in pauses)).due(Calendar())
    assert due is not None and due.day == day
    assert day <= accepted + timedelta(days=limit + sum((ends - begins).days for begins, ends in pauses))
    assert rules.last_day(accepted, "handle") <= day


@given(st.sampled_from(ORGANS), st.sampled_from(ORGANS), st.sampled_from(["申诉求决", "检举控告"]),
       st.sampled_from(["申诉求决", "检举控告"]))  # fmt: skip
def test_no_accusation_is_ever_sent_to_the_accused(accused, organ, says, registered):
    given_ = {"given": {"classed": registered, "organ": organ}, "answers": {"kind": says, "accused": accused}}
    forbidden = "检举控告" in (says, registered) and accused == organ and accused != "不是这些部门"
    assert rules.may_transfer(given_)["ok"] == (not forbidden)


@given(st.dates(date(2022, 5, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_a_request_is_in_time_to_the_thirtieth_day_and_never_after(received, later):
    facts = {"today": received + timedelta(days=later), "earlier": {"serve": {"served_on": str(received)}}}
    assert rules.may_ask_review(facts)["ok"] == (later <= 30)


def test_a_number_nobody_read_refuses_nobody(monkeypatch):
    unread = Dated("请求复查", {rules.LAW: rules._Number(30, "remembered")})
    monkeypatch.setattr(rules, "NUMBERS", {**rules.NUMBERS, "ask_review": unread})
    assert rules.may_ask_review({"today": "2026-12-31", "earlier": {"serve": {"served_on": "2026-01-01"}}})["ok"]


places = st.sampled_from(["翠湖东路 1 号", "翠湖东路1号", "翠湖东路 2 号", ""])


@given(places, places, st.sampled_from(["某市场", "某市场。", "某局"]), words, words)
def test_the_same_matter_is_symmetric_and_blind_to_who_asks(one, other, about, name, another):
    first = {"county": "530102000000", "place": one, "about": "某市场", "name": name, "mobile": another}
    second = {"county": "530102000000", "place": other, "about": about, "name": another}
    assert rules.same_matter(first, second) == rules.same_matter(second, first)
    assert rules.same_matter(first, second) == rules.same_matter({**first, "name": "x"}, {**second, "mobile": "y"})


def test_what_is_over_is_not_offered_and_what_is_final_is_named():
    answers = {"county": "530102000000", "place": "翠湖东路1号", "about": "某市场"}
    kin = [{"number": "1", "status": "closed", "answers": answers, "earlier": {"serve_recheck": {}}},
           {"number": "2", "status": "submitted", "answers": answers, "earlier": {}}]  # fmt: skip
    assert rules.under_way(answers, kin) == ["2"] and rules.final_before(answers, kin) == "1"
    assert rules.final_before({**answers, "place": "别处"}, kin) == ""
