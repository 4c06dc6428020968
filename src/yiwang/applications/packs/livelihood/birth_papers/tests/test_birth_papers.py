"""A newborn's first two papers: printed from what was said, late ones too, nobody refused for a number's shape."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.birth_papers import rules
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.packs.api import packs, run_scenarios

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.integers(530000, 533999), st.integers(2026, 2045), st.integers(1, 99_999))
def test_every_number_given_out_has_the_shape_people_know(county, year, serial):
    assert rules.looks_right(rules.numbered(county, year, serial))


@given(st.sets(st.tuples(st.integers(530000, 533999), st.integers(2026, 2045), st.integers(1, 99_999)), max_size=20))
def test_no_number_is_given_out_twice(what):
    assert len({rules.numbered(*one) for one in what}) == len(what)


@pytest.mark.parametrize("serial", [0, 100_000])
def test_a_series_that_is_used_up_says_so(serial):
    with pytest.raises(rules.NoNumberLeft):
        rules.numbered(530102, 2026, serial)


@pytest.mark.parametrize("number", ["a010200001", "A01020000", "A0102000011", "A01020000１"])
def test_what_has_another_shape_is_seen(number):
    assert not rules.looks_right(number)


@given(DAYS, st.integers(0, 400))
def test_who_comes_late_is_told_and_never_refused(born, after):
    found = rules.may_vaccinate({"born": born}, born + timedelta(days=after))
    assert found["ok"] and bool(found["says"]) == (after > (rules.vaccination_due(born, born)["by"] - born).days)


def test_a_child_to_come_is_not_yet_applied_for():
    assert not rules.may_apply({"born": "2026-11-03"}, date(2026, 11, 2))["ok"]


def test_vaccination_cannot_be_refused_because_the_law_says_so():
    verdicts = [one for step in casework.flows["birth_papers/vaccination"].steps for one in step.verdicts]
    assert not {one.effect for one in verdicts} & {"refuse", "decline"}


@pytest.mark.parametrize(("me", "mother", "father"), [("母亲", "李二", "王一"), ("父亲", "王一", "李二")])
def test_whoever_applies_mother_and_father_are_named_right(me, mother, father):
    assert rules.parents({"me": me, "name": "李二", "other_name": "王一"}) == {"mother": mother, "father": father}


def test_a_parent_who_is_not_registered_is_left_open():
    assert rules.parents({"me": "母亲", "name": "李二", "other_name": None})["father"] == "未登记"


def test_code_and_files_agree_and_scenarios_hold():
    own = packs["birth_papers"].declared["parameters"]
    for key, dated in rules.NUMBERS.items():
        found = own[key].body.dated().on(date(2026, 11, 2))
        assert (found.value, found.how) == dated.on(date(2026, 11, 2))
    assert [one.says for one in run_scenarios(packs["birth_papers"]) if not one.passed] == []
    assert re.fullmatch("read", own["vaccination_months"].body.dated().on(date(2026, 11, 2)).how)
