from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.market.individual_business import rules
from yiwang.kernel.ids import WrongUscc, parse_uscc
from yiwang.toolbox.packs.api import packs, run_scenarios

from .cast import TODAY, facts

PACK = packs["individual_business"]
HANZI = st.text("阿岚春城滇池翠湖云岭米线茶花", min_size=2, max_size=6)
cases = st.builds(
    "{}-{:02}{:02}-{:06}".format,
    st.integers(110101, 659012), st.integers(26, 98), st.integers(1, 12), st.integers(1, 999_999),
)  # fmt: skip


def test_what_officials_wrote_down_holds():
    assert [one for one in run_scenarios(PACK) if not one.passed] == []


def test_the_numbers_in_code_are_those_of_the_files_and_were_read():
    for key, dated in rules.NUMBERS.items():
        law = PACK.declared["parameters"][key].body.dated()
        assert [(span.since, span.value.value, span.value.how) for span in law.spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
    assert {value.how for one in PACK.declared["parameters"].values() for value in one.body.values.values()} == {"read"}


def test_the_form_offers_what_the_rules_know():
    form = PACK.declared["forms"]["apply"].body
    assert {one.value for one in form.question("items").options} == set(rules.CATALOGUE)
    assert tuple(one.value for one in form.question("ending").options) == rules.ENDINGS
    for one in form.question("items").options:
        assert ("要办证" in one.hint or "备案" in one.hint or "批准" in one.hint) == bool(
            rules.CATALOGUE[one.value]
        ) or (one.value == "互联网销售")


@given(cases, cases)
def test_a_code_is_a_code_of_an_individual_business_and_never_given_twice(one, other):
    code = parse_uscc(rules.credit_code(one))
    assert (code.kind, code.kind_name, code.division // 10**6) == ("92", "个体工商户", int(one[:6]))
    assert (rules.credit_code(one) == rules.credit_code(other)) == (one == other)


@given(cases, st.integers(2, 17), st.integers(1, 30))
def test_any_single_wrong_character_is_seen(case, place, by):
    code, alphabet = rules.credit_code(case), rules.checkdigits.ALPHABET_31
    wrong = code[:place] + alphabet[(alphabet.index(code[place]) + by) % 31] + code[place + 1 :]
    with pytest.raises(WrongUscc):
        parse_uscc(wrong)


def test_without_the_check_character_a_wrong_code_would_be_printed(monkeypatch):
    monkeypatch.setattr(rules.checkdigits, "uscc", lambda _body: "0")
    monkeypatch.setattr(rules, "parse_uscc", lambda text: type("Code", (), {"number": text}))
    printed = rules.credit_code("530102-2611-000042")
    monkeypatch.undo()
    with pytest.raises(WrongUscc):
        parse_uscc(printed)


def test_codes_printed_by_others_are_built_the_same_way():
    """Real codes seen in public; the outer check character of each is what the house computes."""
    for code in ("91110000600037341L", "11100000000013338W", "11430000006122244L"):
        assert rules.checkdigits.uscc(code[:17]) == code[17]


@given(HANZI, HANZI, st.sampled_from(rules.ENDINGS))
def test_a_plain_name_is_allowed_and_stays_so_until_a_forbidden_word_enters(brand, trade, ending):
    plain = rules.name_faults(brand, trade, ending)
    assert plain["ok"] == (brand != trade)
    for word in (*rules.NOT_A_FIRM, *rules.STATE, *rules.ORGANS, *rules.ABROAD):
        assert not rules.name_faults(brand + word, trade, ending)["ok"]


@given(st.text(min_size=0, max_size=6))
def test_no_brand_but_two_han_characters_passes(brand):
    if rules.name_faults(brand, "米线", "店")["ok"]:
        assert len(brand) >= 2 and all("\u3400" <= one <= "\u9fff" or one == "〇" for one in brand)


@given(HANZI, st.sampled_from(["", "米线", "茶"]), st.dates(date(2023, 1, 1), date(2030, 1, 1)), st.integers(-500, 500))
def test_a_name_is_free_again_exactly_a_year_after_it_ended(brand, trade, ended, days):
    today = date.fromordinal(ended.toordinal() + days)
    taken = [{"name": "旧", "brand": brand, "trade": trade, "ended": ended}]
    free = rules.same_name(brand, "米线", taken, today)["ok"]
    over = today >= rules.months_after(ended, 12)
    assert free == (over or trade == "茶")
    assert rules.same_name(brand, "米线", [{**taken[0], "ended": None}], today)["ok"] == (trade == "茶")


@given(st.lists(st.sampled_from(list(rules.CATALOGUE)), unique=True, min_size=1))
def test_every_item_is_printed_once_and_every_permit_told_once(items):
    printed = rules.scope(iter(items))
    told = rules.permits(iter(items))
    assert all(printed.count(f"：{item}") + printed.count(f"；{item}") >= 1 for item in items)
    assert len({one["permit"] for one in told}) == len(told)
    assert {item for one in told for item in one["items"]} == {item for item in items if rules.CATALOGUE[item]}


def test_the_firm_and_the_licence_name_the_same_business():
    printed, firm = rules.licence(facts()), rules.firm(facts())
    assert (firm["name"], firm["identifier"]) == (printed["name"], printed["number"])
    assert firm["facts"]["founded"] == TODAY.isoformat() and firm["facts"]["representative"] == "王小吃"


def test_a_case_beyond_the_codes_stops_instead_of_repeating_one():
    with pytest.raises(rules.NoCodeLeft):
        rules.credit_code("530102-2501-000001")
