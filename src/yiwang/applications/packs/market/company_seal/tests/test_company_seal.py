"""Each seal has a number of its own; the company's own seal is always among them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.company_seal import rules
from yiwang.toolbox.packs.api import packs, run_scenarios

KINDS = ["公章", "财务专用章", "发票专用章", "合同专用章"]


@given(st.sets(st.integers(1, 999_998), min_size=1, max_size=20))
def test_no_two_seals_have_the_same_number(serials):
    found = [number for serial in serials for number in rules.codes(530102, serial, KINDS).values()]
    assert len(set(found)) == len(found) and {len(one) for one in found} == {13}


@given(st.lists(st.sampled_from(KINDS), unique=True))
def test_the_companys_own_seal_is_always_made_once(seals):
    facts = {"answers": {"company": "云岭", "uscc": "9", "name": "王", "seals": seals}, "division": 530102000000,
             "today": date(2026, 11, 2), "serial": 3}  # fmt: skip
    assert sum(one.startswith("公章 ") for one in rules.filing(facts)["seals"]) == 1


def test_a_series_that_is_used_up_says_so_and_scenarios_hold():
    with pytest.raises(rules.NoNumberLeft):
        rules.codes(530102, 10**6, KINDS)
    assert [one.says for one in run_scenarios(packs["company_seal"]) if not one.passed] == []
