from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.public_hygiene import rules
from yiwang.data.conditions.api import compile_condition
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

from .cast import ORDINARY, RECORD, SHOP, TODAY, UPLOADS, VISIT, facts

PACK = packs["public_hygiene"]
MATTER = PACK.declared["matters"]["licence"].body
APPLY = forms.forms["public_hygiene/apply"]
FORM = forms.forms["public_hygiene/record"]
NAMES = {question.key: question.asked_as for _, question in APPLY.questions()}
MARKS = st.fixed_dictionaries({key: st.sampled_from(["符合", "不符合", "不适用"]) for key in rules.ITEMS})
KINDS = st.sampled_from(rules.KINDS)


def test_what_officials_wrote_down_holds():
    assert [one for one in run_scenarios(PACK) if not one.passed] == []


def test_the_numbers_in_code_are_those_of_the_files():
    for key, dated in rules.NUMBERS.items():
        law = PACK.declared["parameters"][key].body.dated()
        assert [(span.since, span.value.value, span.value.how) for span in law.spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]


def test_the_28_kinds_are_those_of_the_regulation_and_of_the_form():
    assert len(rules.KINDS) == len(set(rules.KINDS)) == 28
    assert {one.value for one in APPLY.question("kind").options} == set(rules.KINDS)
    assert all(FORM.question(key).title == words for key, (words, _) in rules.ITEMS.items())


@given(KINDS, st.booleans(), st.sampled_from([rules.COMMITMENT, rules.ORDINARY]), st.booleans())
def test_nobody_who_needs_a_licence_is_kept_from_the_ordinary_way(kind, broken, way, commit):
    """Only art. 8 and an own broken word close a way; what nobody read closes none."""
    answers = {"kind": kind, "broken": broken, "way": way, "commit": commit}
    shut = kind in rules.FREE or (way == rules.COMMITMENT and (broken or not commit))
    assert rules.needed(answers)["ok"] == (not shut)


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), TODAY), st.booleans(), st.none() | st.dates())), st.dates())
def test_a_broken_commitment_bars_until_it_is_repaired(drawn, today):
    history = [{"on": on, "kept": kept, "repaired": repaired} for on, kept, repaired in drawn]
    open_ = [one for one in history if not one["kept"] and (one["repaired"] is None or one["repaired"] > today)]
    found = rules.barred(history, today)
    assert found["barred"] == bool(open_) == bool(found["says"])


@given(MARKS, KINDS, st.booleans(), st.integers(1, 3))
def test_a_place_passes_only_if_all_it_has_was_looked_at_and_nothing_failed(record, kind, aircon, visits):
    found = rules.inspection_result(record, kind, aircon, visits)
    looked = all(record[key] != "不适用" for key in rules.looked_at(kind, aircon))
    failed = "不符合" in record.values()
    assert (found["result"] == "合格") == (looked and not failed)
    assert (found["result"] == "不合格") == (looked and failed and visits > 1)
    assert (found["result"] == "") == (not looked)


@settings(max_examples=60)
@given(MARKS, st.sampled_from(["合格", "限期整改", "不合格"]))
def test_the_record_takes_only_the_conclusion_its_marks_allow(marks, conclusion):
    marks = {
        key: mark if mark != "不适用" or key in ("water", "utensils", "ducts") else "符合"
        for key, mark in marks.items()
    }
    parsed = forms.parse(FORM, {**VISIT, **marks, "conclusion": conclusion}, TODAY)
    assert ("conclusion" in parsed.errors) == ((conclusion == "合格") == ("不符合" in marks.values()))


@given(
    st.fixed_dictionaries({
        "kind": KINDS, "way": st.sampled_from([rules.COMMITMENT, rules.ORDINARY]), "aircon": st.booleans(),
        "agent": st.booleans(), "broken": st.just(False),
    })
)  # fmt: skip
def test_guide_form_and_rules_want_the_same_materials(answers):
    guide = [one.key for one in MATTER.materials
             if not one.when or compile_condition(one.when, NAMES).evaluate(answers, {"day": TODAY})]  # fmt: skip
    wanted = rules.materials(answers)
    assert guide == wanted
    asked = {path for path in forms.relevant(APPLY, answers, TODAY) if APPLY.question(path).type == "file"}
    assert asked == {key for key in wanted if MATTER.material(key).source == "upload"}


def test_the_form_refuses_a_commitment_of_who_broke_one_and_takes_the_ordinary_way():
    def errors(**change):
        return forms.parse(APPLY, {**SHOP, **change}, TODAY, uploads=UPLOADS).errors

    assert errors() == {} == errors(broken="yes", **ORDINARY)
    assert set(errors(broken="yes")) == {"way"}
    assert set(errors(commit="no")) == {"commit"}


@given(st.dates(date(2020, 10, 27), date(2090, 1, 1)))
def test_a_licence_is_rechecked_halfway_and_never_later_than_it_ends(issued):
    days = rules.calendar(issued)
    assert issued < days["check_by"] < days["recheck"] < days["until"]
    assert days["until"].year - issued.year in (3, 4) and days["check_by"] - issued == timedelta(days=60)


def test_licence_and_commitment_are_told_all_they_print():
    for name in ("licence", "commitment"):
        kind = documents.kinds[f"public_hygiene/{name}"]
        assert kind.missing(kind.printed(getattr(rules, name)(facts()))) == []
    assert len(rules.commitment(facts())["conditions"]) == len(rules.looked_at("理发店", False)) == 6


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(2026, 2030), st.integers(2026, 2030))
def test_a_licence_number_is_given_once(one, other, year, later):
    same = rules.licence_number(530102000000, year, one) == rules.licence_number(530102000000, later, other)
    assert same == ((one, year) == (other, later))


def test_a_full_year_stops():
    with pytest.raises(rules.YearFull):
        rules.licence_number(530102000000, 2026, 10_000)


def test_a_plain_record_passes():
    assert rules.inspection_result(RECORD, "理发店")["result"] == "合格"
