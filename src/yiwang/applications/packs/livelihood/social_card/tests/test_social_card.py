"""The card bears the citizen number, and shows only its ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.social_card import rules
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.packs.api import packs, run_scenarios


@given(st.from_regex(r"\A[1-9]\d{16}[\dX]\Z"))
def test_never_the_birthday(number):
    shown = rules.shown(number)
    assert len(shown) == 18 and set(shown[6:14]) == {"*"} and (shown[:6], shown[14:]) == (number[:6], number[14:])


def test_scenarios_hold_and_the_ten_days_were_read():
    pack = packs["social_card"]
    assert [one.says for one in run_scenarios(pack) if not one.passed] == []
    limit = pack.declared["parameters"]["decision"].body
    assert {(one.value, one.how) for one in limit.values.values()} == {(10, "read")}
    assert casework.flows["social_card/apply"].limit == "social_card/decision"
