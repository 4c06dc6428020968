"""By when a new company reports to the tax office: by the law's own number."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.company_tax import rules
from yiwang.toolbox.packs.api import packs, run_scenarios


@given(st.dates(date(2016, 1, 1), date(2050, 1, 1)))
def test_thirty_days_from_the_licence(founded):
    assert (rules.report_by(founded) - founded).days == 30


def test_code_and_files_agree_and_scenarios_hold():
    day = date(2026, 11, 2)
    own = packs["company_tax"].declared["parameters"]["report_days"].body.dated().on(day)
    assert (own.value, own.how) == rules.NUMBERS["report_days"].on(day) == (30, "read")
    assert [one.says for one in run_scenarios(packs["company_tax"]) if not one.passed] == []


def test_without_invoices_the_paper_says_so():
    facts = {"answers": {"company": "云岭", "uscc": "9", "name": "王", "taxpayer": "小规模纳税人", "invoices": []},
             "division": 530102000000, "today": date(2026, 11, 2), "serial": 3}  # fmt: skip
    assert rules.confirmation(facts)["invoices"] == "不领用"
