"""Whose surname a child may bear, and the number it gets: by the law and the standard, not by what was clicked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.birth_household import rules
from yiwang.kernel.errors import DomainError
from yiwang.kernel.ids import parse_citizen_id
from yiwang.toolbox.packs.api import packs, run_scenarios

DAY = date(2026, 11, 2)
CHILD = {
    "me": "母亲", "name": "李二", "other_name": "王一", "surname": "王", "given_name": "小雨", "surname_ground": "随父姓或者随母姓",
    "sex": "女", "born": "2026-10-20", "ethnic": "汉族", "follows": "母亲", "holder": "李大", "address": "翠湖东路 1 号",
    "certificate": "A010200001",
}  # fmt: skip
FACTS = {"answers": CHILD, "number": "530102-2611-000042", "division": 530102000000, "today": DAY, "serial": 3}


def weighted(number: str) -> bool:
    """GB 11643 by hand: the weighted sum of all eighteen is 1 modulo 11."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1]
    return sum(w * (10 if one == "X" else int(one)) for w, one in zip(weights, number, strict=True)) % 11 == 1


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.sampled_from("男女"), st.integers(1, 999_999))
def test_every_number_is_a_true_one_of_that_day_and_sex(born, sex, serial):
    number = rules.identity(530102, born, sex, serial)
    person = parse_citizen_id(number)
    assert weighted(number) and (person.born, person.sex) == (born, "male" if sex == "男" else "female")


@given(st.sampled_from("男女"), st.sets(st.integers(1, 499), min_size=2, max_size=50))
def test_children_of_one_day_have_their_own_numbers(sex, serials):
    assert len({rules.identity(530102, DAY, sex, one) for one in serials}) == len(serials)


@pytest.mark.parametrize(("surname", "parents", "good"), [
    ("王", ("王一", "李二"), True), ("李", ("王一", "李二"), True), ("赵", ("王一", "李二"), False),
    ("欧阳", ("欧阳一", "李二"), True), ("欧", ("欧阳一", "李二"), False), ("东", ("东方", "李二"), True),
    ("王", ("", "李二"), False),
])  # fmt: skip
def test_the_surname_is_a_parents(surname, parents, good):
    assert (rules.name_faults(surname, rules.PARENTS, parents) == []) is good


@given(
    st.text(min_size=1, max_size=3),
    st.sampled_from(["直系长辈血亲的姓氏", "扶养人的姓氏", "其他正当理由", "民族传统和风俗"]),
)
def test_with_a_ground_the_law_names_no_surname_is_refused(surname, ground):
    assert rules.name_faults(surname, ground, ("王一", "李二")) == []


@given(st.integers(0, 4000))
def test_who_comes_late_is_told_and_not_refused(days):
    day = date(2026, 10, 20) + timedelta(days=days)
    found = rules.may_register(CHILD, day)
    assert found["ok"] and ("晚了也要办" in found["says"]) == (day > date(2026, 11, 20))


def test_one_follows_only_a_parent_who_is_named():
    found = rules.may_register({**CHILD, "follows": "父亲", "other_name": None, "surname": "李"}, DAY)
    assert not found["ok"] and "要登记孩子的父亲" in found["says"]


def test_a_surname_the_law_does_not_allow_is_not_entered_whoever_clicks(monkeypatch):
    wrong = {**FACTS, "answers": {**CHILD, "surname": "赵"}}
    with pytest.raises(DomainError, match="第一千零一十五条"):
        rules.entry(wrong)
    monkeypatch.setattr(rules, "name_faults", lambda *_: [])
    assert rules.entry(wrong)["child"] == "赵小雨"


def test_the_paper_shows_only_both_ends_of_the_number():
    number, printed = rules.found(FACTS), rules.entry(FACTS)
    assert number[6:14] not in str(printed["identity"]) and printed["identity"].endswith(number[-4:])
    assert number not in str(printed)


def test_a_case_number_of_another_kind_gives_no_number():
    with pytest.raises(rules.NoSequence):
        rules.found({**FACTS, "number": "旧办件 1"})


def test_code_and_files_agree_and_scenarios_hold():
    own = packs["birth_household"].declared["parameters"]["register_months"].body.dated().on(DAY)
    assert (own.value, own.how) == rules.NUMBERS["register_months"].on(DAY)
    assert [one.says for one in run_scenarios(packs["birth_household"]) if not one.passed] == []
