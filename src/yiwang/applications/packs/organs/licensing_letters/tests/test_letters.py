from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.organs.licensing_letters import rules
from yiwang.kernel.dated import Dated
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["licensing_letters"]
LETTERS = ("accepted", "supplement", "declined", "granted", "refused", "revoked", "withdrawn")
TODAY = date(2026, 11, 23)


def facts(**change):
    told = {
        "number": "530102-2611-000042", "title": "取水许可", "party": {"name": "李岚", "kind": "person"},
        "agency": {"name": "昆明市五华区水务局", "short_name": "五华区水务局", "uscc": ""}, "division": 530102000000,
        "place": "云南省昆明市五华区", "submitted_on": date(2026, 11, 2), "accepted_on": date(2026, 11, 3),
        "due_on": date(2026, 12, 1), "promised_on": None, "limit": {"days": 20, "unit": "working"}, "today": TODAY,
        "reason": "图纸看不清", "items": ["取水平面图：没有上传。"], "answers": {}, "earlier": {}, "serial": 12,
    }  # fmt: skip
    return {**told, **change}


WORDS = st.sampled_from(
    [{}, {"granted": "准予登记", "refused": "不予登记"}, {"granted": "同意给付", "refused": "不予给付"}]
)


def test_what_officials_wrote_down_holds():
    assert all(one.passed for one in run_scenarios(PACK)) and set(PACK.declared["documents"]) == set(LETTERS)


@pytest.mark.parametrize("letter", LETTERS)
@given(
    words=WORDS, title=st.text("取水养老许可登记", min_size=1, max_size=20), kind=st.sampled_from(["person", "firm"])
)
def test_every_letter_is_told_all_it_prints_whatever_the_matter(letter, words, title, kind):
    body = documents.kinds[f"licensing_letters/{letter}"]
    told = getattr(rules, letter)(facts(words=words, title=title, party={"name": "李岚", "kind": kind}))
    assert body.missing(body.printed(told)) == []
    assert told["matter"] == title and told["number"].endswith("〔2026〕12号")


@given(words=WORDS)
def test_letters_of_one_matter_never_share_a_number(words):
    assert len({getattr(rules, letter)(facts(words=words))["number"] for letter in LETTERS}) == len(LETTERS)


@pytest.mark.parametrize("letter", LETTERS)
def test_the_licensing_law_is_named_only_where_it_governs(letter):
    def named(words):
        return any("行政许可法" in str(value) for value in getattr(rules, letter)(facts(words=words)).values())

    assert named({}) == named({"granted": "准予登记"}) == (letter != "withdrawn")
    assert not named({"granted": "同意给付"})


@pytest.mark.parametrize("letter", ["declined", "refused", "revoked", "withdrawn"])
def test_whoever_is_told_no_is_told_where_to_turn(letter):
    told = getattr(rules, letter)(facts())["rights"]
    assert "60日内向云南省昆明市五华区人民政府申请行政复议" in told and "6个月内" in told and "待核实" not in told


def test_a_number_nobody_read_is_marked(monkeypatch):
    guessed = Dated("复议期限", {date(2024, 1, 1): rules._Number(60, "remembered")})
    monkeypatch.setattr(rules, "NUMBERS", {**rules.NUMBERS, "review_days": guessed})
    assert "60日内（待核实）" in rules.refused(facts())["rights"]


def test_the_numbers_in_code_are_those_of_the_files():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        law = own[key] if key in own else standards.parameter(key)
        assert [(span.since, span.value.value, span.value.how) for span in law.spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]


def test_a_look_of_its_own_is_only_where_plain_paragraphs_cannot_say_it():
    folder = Path(rules.__file__).parent / "documents"
    assert {one.stem for one in folder.glob("*.typ")} == {"granted", "refused", "supplement"}
