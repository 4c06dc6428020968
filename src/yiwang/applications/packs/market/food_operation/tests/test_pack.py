from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.applications.packs.market.food_operation import rules
from yiwang.data.conditions.api import compile_condition
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packcheck, packs

from .cast import RECORD, SHOP, TODAY, UPLOADS, facts

HERE = Path(__file__).parent.parent
PACK = packs["food_operation"]
FLOW = PACK.declared["flows"]["licence"].body
MATTER = PACK.declared["matters"]["licence"].body
APPLY = forms.forms["food_operation/apply"]
INSPECTION = forms.forms["food_operation/inspection"]
NAMES = {question.key: question.asked_as for _, question in APPLY.questions()}
BECOMES = {"accept": "accepted", "grant": "decided", "refuse": "decided", "decline": "closed", "finish": "closed"}


@pytest.fixture
def copy(tmp_path):
    """This pack alone, where it may be broken."""
    shutil.copytree(HERE, tmp_path / "market" / "food_operation", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    return tmp_path


def broken(root, path, was, now):
    file = root / "market" / "food_operation" / path
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, now, 1))
    return {problem.id for problem in packcheck(root)}


def test_nothing_is_wrong_with_the_pack(copy):
    assert packcheck(copy) == []


@pytest.mark.parametrize(
    ("path", "was", "now", "found"),
    [
        ("rules.py", "items <= {PACKAGED, PRODUCE}:", "items <= {PRODUCE}:", "PACK012"),
        (
            "rules.py",
            '"layout": ("设备布局和流程合理，生熟分开，不会交叉污染", True)',
            '"layout": ("生熟分开", False)',
            "PACK012",
        ),
        ("rules.py", "issued.replace(year=year) - timedelta(days=1)", "issued.replace(year=year)", "PACK012"),
        ("rules.py", "mod_11_10(body)}", "mod_11_10(body[1:])}", "PACK012"),
        ("rules.py", "from typing import", "import os\nfrom typing import", "PACK011"),
        ("flows/licence.yaml", "effect: finish", "to: deliver", "FLOW003"),
        ("flows/licence.yaml", "letter_granted", "letter_given", "FLOW006"),
        ("flows/licence.yaml", "not_by: [examine, inspect]", "not_by: [examine, visit]", "FLOW002"),
        ("matters/licence.yaml", "promise: food_operation/promise", "promise: food_operation/limit", "MATTER002"),
        ("forms/apply.yaml", "contains(items_sale, '散装食品销售')", "contains(item_sale, '散装食品销售')", "FORM002"),
        ("documents/accepted.yaml", "{case_number}", "{case}", "DOCUMENT001"),
    ],
)
def test_what_is_broken_is_found(copy, path, was, now, found):
    assert found in broken(copy, path, was, now)


def test_the_numbers_in_code_are_those_of_the_files():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        law = own[key] if key in own else standards.parameter(key)
        assert [(span.since, span.value.value, span.value.how) for span in law.spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]


def test_what_refuses_or_binds_the_applicant_was_read():
    own = PACK.declared["parameters"]
    for key in ("valid_years", "barred_years", "review_days", "lawsuit_months"):
        assert {value.how for value in own[key].body.values.values()} == {"read"}
    assert standards.parameter(MATTER.limit).on(TODAY).how == "read"
    assert own["promise"].body.dated().on(TODAY).value <= standards.parameter(MATTER.limit).on(TODAY).value


def ahead(key, status):
    """Where a case can be after one verdict more. Waiting and special procedures come back to where they began."""
    for verdict in FLOW.step(key).verdicts if status != "closed" else ():
        if (verdict.effect in ("accept", "supplement", "decline")) <= (status == "submitted"):
            yield verdict.to or key, BECOMES.get(verdict.effect, status)


def test_every_way_through_the_flow_reaches_an_end():
    following, front = {}, [(FLOW.start.key, "submitted")]
    while front:
        state = front.pop()
        if state not in following:
            following[state] = set(ahead(*state))
            front += following[state]
    reaching = {state for state in following if state[1] == "closed"}
    for _ in following:
        reaching |= {state for state, after in following.items() if after & reaching}
    assert set(following) == reaching
    assert {("intake", "closed"), ("deliver", "closed")} == {state for state in following if state[1] == "closed"}
    assert {status for key, status in following if key in ("examine", "inspect", "approve")} == {"accepted"}
    assert {status for key, status in following if key == "deliver"} == {"decided", "closed"}


def test_two_inspect_and_nobody_decides_on_his_own_work():
    assert FLOW.step("inspect").people == 2
    assert FLOW.step("approve").not_by == ("examine", "inspect")
    assert FLOW.start.late == "deemed_accepted"


def test_the_form_offers_what_the_rules_know():
    for form, key in rules.ANSWERED.items():
        assert tuple(option.value for option in APPLY.question(key).options) == rules.ITEMS[form]
    assert {option.value for option in APPLY.question("business_form").options} == set(rules.FORM_DIGITS)
    for key, (words, is_key) in rules.CHECKS.items():
        chapter, question = next(pair for pair in INSPECTION.questions() if pair[1].key == key)
        assert (question.title, chapter.key == "key_part") == (words, is_key)


def test_a_shop_can_fill_it_in_and_is_only_asked_what_concerns_it():
    parsed = forms.parse(APPLY, SHOP, TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    asked = set(forms.relevant(APPLY, parsed.answers, TODAY))
    assert {"items_catering", "steps", "platform"} <= asked
    assert not {"items_sale", "items_canteen", "contract", "machines", "proxy", "cooked", "canteen_of"} & asked
    assert rules.needed(forms.final(APPLY, parsed.answers, TODAY)) == {
        "ok": True, "says": "还有 1 人没有健康证明，取得以后才能接触直接入口的食品；现在可以先申请", "instead": "",
    }  # fmt: skip


@given(
    st.fixed_dictionaries({
        "business_form": st.sampled_from(list(rules.FORM_DIGITS)),
        "items_sale": st.lists(st.sampled_from(rules.ITEMS[rules.SALE]), unique=True),
        "items_catering": st.lists(st.sampled_from(rules.ITEMS[rules.CATERING]), unique=True),
        "marks_sale": st.lists(st.sampled_from(["食品批发销售", rules.MACHINES]), unique=True),
        "marks_catering": st.lists(st.sampled_from([rules.KITCHEN, rules.MACHINES]), unique=True),
        "contracted": st.booleans(),
        "agent": st.booleans(),
    })
)  # fmt: skip
def test_guide_form_and_rules_want_the_same_materials(drawn):
    answers = forms.final(APPLY, drawn, TODAY)
    guide = [
        one.key
        for one in MATTER.materials
        if not one.when or compile_condition(one.when, NAMES).evaluate(answers, {"day": TODAY})
    ]
    wanted = rules.materials(answers)
    assert guide == wanted
    asked = {path for path in forms.relevant(APPLY, drawn, TODAY) if APPLY.question(path).type == "file"}
    assert asked == {key for key in wanted if MATTER.material(key).source == "upload"}


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(list(rules.CHECKS)), st.sampled_from(["不符合", "不适用"])),
    st.sampled_from(["合格", "限期整改", "不合格"]),
)
def test_the_inspection_form_takes_the_conclusion_the_rule_draws_and_no_other_refusal(change, conclusion):
    record = {**RECORD, **change}
    parsed = forms.parse(INSPECTION, {**record, "conclusion": conclusion}, TODAY)
    drawn = rules.inspection_result(record, TODAY)["result"]
    right = conclusion == drawn or (drawn == "合格" and conclusion == "限期整改")
    assert ("conclusion" not in parsed.errors) == right


@pytest.mark.parametrize(
    ("document", "function"),
    [
        ("licence", "licence"), ("accepted", "letter_accepted"), ("supplement", "letter_supplement"),
        ("declined", "letter_declined"), ("granted", "letter_granted"), ("refused", "letter_refused"),
    ],
)  # fmt: skip
def test_every_paper_is_told_what_it_prints(document, function):
    kind = documents.kinds[f"food_operation/{document}"]
    told = getattr(rules, function)(facts())
    assert told["number"]
    assert kind.missing(kind.printed(told)) == []
