"""One form, five agencies' matters: the credit code given by the first flows on into the other four."""

from __future__ import annotations

from itertools import product

import pytest

from yiwang.applications.packs.market.company_setup import rules
from yiwang.applications.packs.testing import applied, give, held, offices
from yiwang.data.conditions import api as conditions
from yiwang.kernel import clock
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import testing as casework_testing
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

FOUNDER = {
    "name": "王小吃",
    "identifier": "530102199003070016",
    "mobile": "15400000001",
    "county": "530102",
    "brand": "云岭",
    "trade": "贸易",
    "ending": "有限公司",
    "address": "云南省昆明市五华区翠湖东路 1 号",
    "premises": "u1",
    "scope": "销售茶叶、日用百货",
    "capital": "100",
    "years": "5",
    "post": "经理",
    "holders.0.holder": "王小吃",
    "holders.0.holder_id": "530102199003070016",
    "holders.0.share": "60",
    "holders.1.holder": "李邻居",
    "holders.1.holder_id": "532901198511200029",
    "holders.1.share": "40",
    "wants": ["公章", "发票"],
    "seals": ["财务专用章"],
    "taxpayer": "小规模纳税人",
    "invoices": ["数电普通发票"],
    "hires": "yes",
    "rate": "8",
    "staff.0.worker": "李邻居",
    "staff.0.worker_id": "532901198511200029",
    "staff.0.wage": "6000.00",
}
UPLOADS = {"u1": {"name": "合同.jpg", "size": 90_000}}
WHO = {"register": "market", "seal": "police", "tax": "tax", "insurance": "labour", "fund": "fund"}
OPENS = {one.key: one for one in casework.flows["company_setup/setup"].step("parts").opens}


@pytest.fixture
def cast(db, monkeypatch):
    with clock.frozen("2026-11-02"):
        made = testing.cast()
        made.__dict__["at"] = {"market": made.liu, **offices("police", "tax", "labour", "fund")}
        made.__dict__["deliver"] = casework_testing.worker(monkeypatch)
        yield made


def begun(cast, **changed) -> str:
    number = applied(cast.wang, "company_setup/setup", {**FOUNDER, **changed}, uploads=UPLOADS)
    give(cast.liu, number, "accept")
    cast.deliver()
    return number


def settle(cast, number, key, verdict="grant", **more):
    part = casework_testing.parts(number)[key]
    assert part.state == "open", (key, part.state, part.says)
    if key == "register" and verdict == "grant":
        more["facts"] = {"verified": True, "unique": True}
    give(cast.at[WHO[key]], part.number, verdict, **more)
    cast.deliver()


def state(number) -> dict[str, str]:
    return {key: one.outcome or one.state for key, one in casework_testing.parts(number).items()}


def test_the_code_of_the_licence_is_on_every_paper_that_follows(cast):
    number = begun(cast)
    assert state(number) == {
        "register": "open",
        "seal": "planned",
        "tax": "planned",
        "insurance": "planned",
        "fund": "planned",
    }
    for key in WHO:
        settle(cast, number, key)
    assert set(state(number).values()) == {"granted"}
    papers = {one.kind: one for one in casework_testing.papers(number)}
    code = papers["company_registration/licence"].number
    named = {one.data["uscc"] for one in papers.values() if "uscc" in one.data}
    name = papers["company_registration/licence"].data["name"]
    assert named == {code} and name.endswith("云岭贸易有限公司")
    assert {one.data["company"] for one in papers.values() if "company" in one.data} == {name}
    assert len(held(cast.wang, number)["results"].data["lines"]) == 5
    assert give(cast.liu, number, "delivered") == "closed"


def test_without_a_licence_none_of_the_others_is_opened(cast):
    number = begun(cast)
    settle(cast, number, "register", "refuse", reason="同一登记机关已有同行业、同字号的名称")
    assert state(number) == {"register": "refused", "seal": "moot", "tax": "moot", "insurance": "moot", "fund": "moot"}


def test_shares_that_do_not_make_the_capital_open_nothing_and_say_so(cast):
    number = begun(cast, capital="90")
    part = casework_testing.parts(number)["register"]
    assert part.outcome == "failed" and "对不上" in part.says


def test_what_the_page_says_is_what_the_flow_opens():
    schema = {q.key: q.asked_as for _, q in forms.forms["company_setup/apply"].questions()}
    for seal, tax, hires in product([True, False], repeat=3):
        answers = {"wants": [one for one, yes in (("公章", seal), ("发票", tax)) if yes], "hires": hires}
        record = {name: answers.get(name) for name in schema}
        opened = {
            key for key, one in OPENS.items()
            if not one.when or conditions.compile_condition(one.when, schema).evaluate(record, {})
        }  # fmt: skip
        assert opened == set(rules.needed(answers)), answers


def test_all_but_the_first_wait_for_it_and_the_parts_know_nothing_of_the_theme():
    assert {key: one.after for key, one in OPENS.items()} == {
        key: ("register",) if key != "register" else () for key in WHO
    }
    for one in OPENS.values():
        assert "company_setup" not in packs[one.matter.partition("/")[0]].manifest.needs
    assert [one.says for one in run_scenarios(packs["company_setup"]) if not one.passed] == []
