from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.applications.packs.economy.construction_permit import rules
from yiwang.data.conditions.api import compile_condition
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

from .cast import FIT, ITEMS, TODAY, UNITS, UPLOADS, facts, typed

PACK = packs["construction_permit"]
MATTER = PACK.declared["matters"]["permit"].body
APPLY = forms.forms["construction_permit/apply"]
REVIEW = forms.forms["construction_permit/review"]
NAMES = {question.key: question.asked_as for _, question in APPLY.questions()}
DAYS = st.dates(date(2015, 1, 1), date(2090, 1, 1))
EXTENSIONS = st.lists(st.integers(1, 3), max_size=2)


def test_what_officials_wrote_down_holds():
    assert [one for one in run_scenarios(PACK) if not one.passed] == []


def test_the_numbers_in_code_are_those_of_the_files_and_bind_only_because_they_were_read():
    for key, dated in rules.NUMBERS.items():
        law = PACK.declared["parameters"][key].body.dated()
        assert [(span.since, span.value.value, span.value.how) for span in law.spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
        assert law.on(TODAY).how == "read"
    letters = packs["licensing_letters"].declared["parameters"]
    assert letters["review_days"].body.dated().on(TODAY).value == rules.REVIEW_DAYS
    assert letters["lawsuit_months"].body.dated().on(TODAY).value == rules.LAWSUIT_MONTHS


def test_the_form_offers_what_the_rules_know():
    assert tuple(one.value for one in APPLY.question("role").options) == rules.ROLES
    assert {one.value for one in APPLY.question("special").options} == {"都不是", *rules.EXEMPT}
    assert {one.value for one in APPLY.question("category").options} == set(rules.CATEGORIES)


@given(DAYS, EXTENSIONS)
def test_nobody_loses_days_and_nobody_gets_more_than_nine_months(issued, extensions):
    last = rules.start_by(issued, extensions)
    assert rules.months_after(issued, 3) <= last <= rules.months_after(issued, 9)
    stepwise = rules.months_after(issued, 3)
    for months in extensions:
        stepwise = rules.months_after(stepwise, months)
    assert stepwise <= last <= stepwise + timedelta(days=3)


@given(DAYS, EXTENSIONS, st.integers(-400, 400))
def test_a_permit_is_good_to_its_last_day_and_not_a_day_longer(issued, extensions, days):
    last = rules.start_by(issued, extensions)
    today = last + timedelta(days=days)
    found = rules.standing(issued, today, extensions)
    assert found["valid"] == (days <= 0)
    assert rules.standing(issued, today, extensions, started=today)["valid"] == (days <= 0)
    assert found["extensions_left"] == (2 - len(extensions) if days <= 0 else 0)


@given(DAYS, st.lists(st.integers(-1, 5), max_size=4))
def test_only_two_extensions_of_up_to_three_months_are_counted(issued, extensions):
    right = len(extensions) <= 2 and all(1 <= one <= 3 for one in extensions)
    if right:
        assert rules.start_by(issued, extensions)
    else:
        with pytest.raises(rules.CannotExtend):
            rules.start_by(issued, extensions)


@given(DAYS, st.integers(0, 800))
def test_a_year_of_rest_asks_for_the_permit_again(since, days):
    resumed = since + timedelta(days=days)
    found = rules.stopped(since, resumed, reported=resumed)
    assert found["recheck"] == (resumed >= rules.months_after(since, 12))
    assert found["late"] == (resumed > rules.months_after(since, 1))


@given(st.lists(st.sampled_from(UNITS), unique_by=lambda one: one["role"]), st.booleans())
def test_units_are_complete_with_a_builder_and_a_supervisor_where_one_must_be(units, supervised):
    roles = {one["role"] for one in units}
    wanted = {rules.WORKS} | ({rules.SUPERVISION} if supervised else set())
    assert rules.units_complete(units, supervised)["ok"] == (wanted <= roles)


@given(st.integers(2, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_wrong_code_of_a_unit_is_seen(place, character):
    code = UNITS[2]["unit_uscc"]
    wrong = code[:place] + character + code[place + 1 :]
    found = rules.units_complete([{**UNITS[2], "unit_uscc": wrong}])
    assert found["ok"] == (wrong == code)


def test_no_permit_is_printed_for_units_that_are_wrong_and_would_be_without_the_check(monkeypatch):
    lone = facts(answers={**facts()["answers"], "units": UNITS[:2]})
    with pytest.raises(rules.UnitsWrong, match="施工单位"):
        rules.permit(lone)
    monkeypatch.setattr(rules, "units_complete", lambda *_: {"ok": True})
    assert rules.permit(lone)["works"] == []


@given(st.decimals(0, 100, places=2), st.decimals(0, 1000, places=2))
def test_small_works_may_and_need_not_apply(investment, area):
    answers = {"investment": str(investment), "area": str(area)}
    small = investment <= 30 or 0 < area <= 300
    assert rules.small(answers) == small
    found = rules.needed({**answers, "special": "都不是", "units": UNITS})
    assert found["ok"] and ("可以不申请" in found["says"]) == small


@given(
    st.fixed_dictionaries({
        "land": st.booleans(), "planning": st.sampled_from(["有", "依法不用", "还没有"]), "fire_special": st.booleans(),
        "clearing": st.sampled_from(["不需要", "进度符合", "还没有"]), "agent": st.booleans(),
    })
)  # fmt: skip
def test_guide_form_and_rules_want_the_same_materials(answers):
    guide = [one.key for one in MATTER.materials
             if not one.when or compile_condition(one.when, NAMES).evaluate(answers, {"day": TODAY})]  # fmt: skip
    wanted = rules.materials(answers)
    assert guide == wanted
    asked = {path for path in forms.relevant(APPLY, answers, TODAY) if APPLY.question(path).type == "file"}
    assert asked == {key for key in wanted if MATTER.material(key).source == "upload"}


def test_a_factory_can_fill_it_in_and_its_units_arrive():
    parsed = forms.parse(APPLY, typed(), TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    final = forms.final(APPLY, parsed.answers, TODAY)
    assert [one["role"] for one in final["units"]] == list(rules.ROLES)
    assert rules.needed(final) == {"ok": True, "says": "", "instead": ""}
    wrong = forms.parse(APPLY, typed([{**UNITS[2], "unit_uscc": "91530102MA6K00014B"}]), TODAY, uploads=UPLOADS)
    assert set(wrong.errors) == {"units.0.unit_uscc"}


@settings(max_examples=50)
@given(st.lists(st.sampled_from(ITEMS), unique=True), st.sampled_from(["符合", "不符合"]))
def test_the_review_takes_only_the_conclusion_its_marks_allow(failed, conclusion):
    marks = {**FIT, **{f"checked_{key}": "不符合" for key in failed}, "conclusion": conclusion}
    parsed = forms.parse(REVIEW, marks, TODAY)
    assert ("conclusion" in parsed.errors) == (bool(failed) == (conclusion == "符合"))


@given(st.integers(1, 9999), st.integers(1, 9999), DAYS, DAYS)
def test_a_permit_number_is_given_once(one, other, day, later):
    def number(on, serial):
        return rules.permit_number(530102000000, on, "房屋建筑工程", serial)

    assert (number(day, one) == number(later, other)) == ((day, one) == (later, other))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("permit", {}),
        ("extension", {"step": "等开工", "given": {"months": "3"}}),
        ("extension", {"step": "第一次延期后等开工", "given": {"months": "2"}, "earlier": {"start": {"months": "3"}}}),
        ("lapsed", {"given": {"last_day": "2027-02-23"}}),
    ],
)
def test_every_paper_is_told_what_it_prints(name, change):
    kind = documents.kinds[f"construction_permit/{name}"]
    assert kind.missing(kind.printed(getattr(rules, name)(facts(**change)))) == []


def test_an_extension_names_the_new_last_day_where_the_case_tells_when_the_permit_was_given():
    second = {"step": "第一次延期后等开工", "given": {"months": "2"}, "earlier": {"start": {"months": "3"}}}
    assert rules.extension(facts(decided_on=TODAY, **second))["start_by"] == "最迟2027年7月23日开工"
    assert rules.extension(facts(**second))["left"] == "不能再延期了。"
    first = rules.extension(facts(decided_on=TODAY, step="等开工", given={"months": "2"}))
    assert (first["start_by"], first["left"]) == ("最迟2027年4月23日开工", "还可以延期1次。")
