"""One form, six agencies' matters: each opened where it is needed, after what it needs, and told what was found before."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.newborn import rules
from yiwang.applications.packs.testing import answered, applied, give, held, offices
from yiwang.applications.service.matters import api as matters
from yiwang.data.conditions import api as conditions
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import testing as casework_testing
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

FAMILY = {
    "me": "母亲", "name": "王小吃", "identifier": "530102199003070016", "mobile": "15400000001", "both": "yes",
    "other_name": "陈木", "other_id": "532901198511200029", "surname": "陈", "given_name": "小雨",
    "surname_ground": "随父姓或者随母姓",
    "sex": "女",
    "born.year": "2026", "born.month": "10", "born.day": "20", "ethnic": "汉族", "hospital": "五华区人民医院",
    "follows": "母亲", "holder": "王大吃", "address": "云南省昆明市五华区翠湖东路 1 号",
    "book": "u1", "county": "530102",
    "certified": "no", "wants": ["预防接种证", "医保参保", "社会保障卡", "生育报销"],
    "bank": "农业银行", "insured": "职工", "way": "顺产", "cost": "5200.00",
    "invoice": "u2", "account": "6223690012345678",
}  # fmt: skip
UPLOADS = {"u1": {"name": "户口簿.jpg", "size": 90_000}, "u2": {"name": "发票.jpg", "size": 90_000}}
WHO = {"certificate": "health", "vaccination": "health", "household": "police", "insurance": "medical", "card": "labour",
       "claim": "medical"}  # fmt: skip
OPENS = {one.key: one for one in casework.flows["newborn/newborn"].step("parts").opens}
WANTS = ["预防接种证", "医保参保", "社会保障卡", "生育报销"]


@pytest.fixture
def cast(db, monkeypatch):
    with clock.frozen("2026-11-02"):
        made = testing.cast()
        made.__dict__["at"] = offices("service", *sorted(set(WHO.values())))
        made.__dict__["deliver"] = casework_testing.worker(monkeypatch)
        yield made


def begun(cast, **changed) -> str:
    answers = {key: value for key, value in {**FAMILY, **changed}.items() if value is not None}
    with_files = {}
    for mark, file in UPLOADS.items():
        with_files[mark] = file
    number = applied(cast.wang, "newborn/newborn", answers, uploads=with_files)
    give(cast.at["service"], number, "accept")
    cast.deliver()
    return number


def settle(cast, number, key, verdict="grant", **more):
    part = casework_testing.parts(number)[key]
    assert part.state == "open", (key, part.state, part.says)
    facts = {"facts": {"approved": "4000.00"}} if key == "claim" and verdict == "grant" else {}
    give(cast.at[WHO[key]], part.number, verdict, **facts, **more)
    cast.deliver()


def state(number) -> dict[str, str]:
    return {key: one.outcome or one.state for key, one in casework_testing.parts(number).items()}


def test_six_matters_by_four_agencies_end_in_one_list(cast):
    number = begun(cast)
    assert state(number) == {
        "certificate": "open", "vaccination": "open", "household": "planned", "insurance": "planned", "card": "planned",
        "claim": "open",
    }  # fmt: skip
    for key in ("certificate", "household", "insurance", "vaccination", "card", "claim"):
        settle(cast, number, key)
    assert set(state(number).values()) == {"granted"}
    lines = held(cast.wang, number)["results"].data["lines"]
    assert len(lines) == 6 and all("：办好了（五华区" in one for one in lines)
    assert "常住人口登记 530102" in lines[2]
    assert give(cast.at["service"], number, "delivered") == "closed"


def test_the_number_of_the_certificate_and_of_the_child_flow_on(cast):
    number = begun(cast)
    settle(cast, number, "certificate")
    settle(cast, number, "household")
    testing.enter(security.SYSTEM)
    papers = {one.kind: one for one in casework_testing.papers(number)}
    entered = papers["birth_household/entry"].data
    assert entered["certificate"] == papers["birth_papers/certificate"].number
    child = casework_testing.answers(casework_testing.parts(number)["card"].number)
    assert child["child"] == "陈小雨" and child["child_id"][6:14] == "20261020"
    assert child["child_id"][-4:] == entered["identity"][-4:]
    kept = casework.Case.objects.get(number=casework_testing.parts(number)["card"].number)
    assert child["child_id"] not in str(kept.answers), "sealed, not in clear"


def test_without_a_household_neither_insurance_nor_card_is_opened_and_it_says_why(cast):
    number = begun(cast)
    for key in ("certificate", "vaccination", "claim"):
        settle(cast, number, key)
    settle(cast, number, "household", "refuse", reason="母亲的户口不在本区")
    assert {key: state(number)[key] for key in ("household", "insurance", "card")} == {
        "household": "refused", "insurance": "moot", "card": "moot",
    }  # fmt: skip
    give(cast.at["service"], number, "partly")
    printed = held(cast.wang, number)["results"].data
    assert (printed["count"], printed["good"]) == ("6", "3")
    assert "上户口：没有办成（五华区police局），母亲的户口不在本区" in printed["lines"]
    assert "前面的一件没有办成，这一件不办" in str(printed["lines"][3])


def test_a_family_with_a_certificate_needs_fewer_and_its_own_number_counts(cast):
    number = begun(
        cast, certified="yes", certificate="P530012345", wants=["医保参保"], bank=None, insured=None, way=None, cost=None,
        invoice=None, account=None,
    )  # fmt: skip
    assert state(number) == {"household": "open", "insurance": "planned"}
    settle(cast, number, "household")
    assert {one.kind: one for one in casework_testing.papers(number)}["birth_household/entry"].data[
        "certificate"
    ] == "P530012345"


def test_a_surname_the_police_cannot_enter_opens_no_household_and_says_so(cast):
    number = begun(cast, surname="赵")
    settle(cast, number, "certificate")
    part = casework_testing.parts(number)["household"]
    assert part.outcome == "failed" and "第一千零一十五条" in part.says


def test_what_the_page_says_is_what_the_flow_opens():
    schema = {q.key: q.asked_as for _, q in forms.forms["newborn/apply"].questions()}
    cases = product([True, False], ["职工", "职工的未就业配偶", "都不是", None], *[[True, False]] * 4)
    for certified, insured, *chosen in cases:
        wants = [one for one, yes in zip(WANTS, chosen, strict=True) if yes]
        answers = {"certified": certified, "wants": wants, "insured": insured if "生育报销" in wants else None}
        if "生育报销" in wants and insured is None:
            continue  # the form asks it
        record = {name: answers.get(name) for name in schema}
        opened = set()
        for key, one in OPENS.items():
            held_ = not one.when or conditions.compile_condition(one.when, schema).evaluate(record, {})
            opened |= {key} if held_ else set()
        assert opened == set(rules.needed(answers)), answers


@given(st.booleans(), st.lists(st.sampled_from(WANTS), unique=True), st.sampled_from(["职工", "都不是"]))
def test_each_of_the_six_is_either_done_or_has_a_reason_for_not(certified, wants, insured):
    answers = {"certified": certified, "wants": wants, "insured": insured}
    assert len(rules.needed(answers)) + len(rules.left_out(answers)) == 6
    assert "household" in rules.needed(answers)


def test_the_page_names_them(cast):
    final = answered("newborn/apply", FAMILY, UPLOADS)
    assert rules.told(final, clock.today())["says"].startswith("您家要办这 6 件：出生医学证明（还没有出生医学证明）")


def test_what_the_police_would_refuse_is_said_before_it_is_handed_in(cast):
    theme = matters.matter("newborn/newborn")
    said = matters.judged(theme, answered("newborn/apply", {**FAMILY, "surname": "赵"}, UPLOADS), clock.today())
    assert not said["ok"] and "第一千零一十五条" in said["says"]
    deaf = theme.model_copy(update={"also": ()})
    assert matters.judged(deaf, answered("newborn/apply", {**FAMILY, "surname": "赵"}, UPLOADS), clock.today())["ok"]


def test_insurance_and_card_wait_for_the_household_and_it_for_the_certificate():
    assert {key: one.after for key, one in OPENS.items() if one.after} == {
        "household": ("certificate",), "insurance": ("household",), "card": ("household",),
    }  # fmt: skip


def test_the_parts_know_nothing_of_the_theme():
    for key, one in OPENS.items():
        pack = packs[one.matter.partition("/")[0]]
        assert "newborn" not in pack.manifest.needs, key
    assert [one.says for one in run_scenarios(packs["newborn"]) if not one.passed] == []
