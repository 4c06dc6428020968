"""Sample cases: desks are alive, each case can go on, and a second time brings none."""

from __future__ import annotations

from collections import Counter

import pytest

from yiwang.assembly.sample import cases, load
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework


@pytest.fixture(scope="module")
def day():
    return "2026-11-24"


@pytest.fixture(scope="module")
def filled(module_database, day):
    with clock.frozen(day):
        load.everything(people=1500, firms=300, busy=False)
        return cases.load()


@pytest.fixture
def loaded(filled, db, day):
    with clock.frozen(day):
        yield filled


def all_cases() -> list[casework.Case]:
    testing.enter(security.SYSTEM)
    return list(casework.Case.objects.filter(synthetic=True))


def test_desks_have_new_running_and_late_cases(loaded):
    found = all_cases()
    assert len(found) == loaded > 40
    assert {one.status for one in found} == {"submitted", "accepted"}
    late = [one for one in found if one.due_on and one.due_on < clock.today()]
    assert 0 < len(late) < len(found) / 2
    assert len({one.agency_id for one in found}) > 5 and min(Counter(one.matter for one in found).values()) > 1


def test_a_second_time_brings_none(loaded):
    assert loaded and cases.load() == 0


def test_each_says_what_its_form_asks_first(loaded):
    """What the rules of the flow look at is answered: the desk can go on with any of them."""
    for one in all_cases():
        assert one.answers.get("county") == f"{one.division:012}"
        if one.matter == "food_operation/licence":
            assert one.answers["business_form"] and one.answers["uscc"] and one.answers["revoked"] is False
