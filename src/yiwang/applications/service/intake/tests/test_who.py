"""For whom a matter is: a person does not hand in a firm's, nor a firm a person's, and each reads what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_bad_input import at, text
from yiwang.applications.service.intake import rules
from yiwang.pillars.security.base import testing

from .test_doors import PAGES, POSTED, begun, pictures

HERE = "/matters/food_operation.licence/"
FIRM = "91350100M000100Y43"


@pytest.fixture
def cast(db):
    return testing.cast()


def sent(client) -> str:
    """What the check page says after every page was filled in."""
    draft = client.post(f"{HERE}start/")["Location"].removesuffix("1/")
    for number, answers in enumerate(PAGES, 1):
        assert (
            client.post(f"{draft}{number}/", {**answers, **(pictures() if "agent" in answers else {})}).status_code
            == 302
        )
    answer = client.post(f"{draft}check/", POSTED)
    return answer["Location"] if answer.status_code == 302 else text(answer)


def test_a_person_does_not_hand_in_a_firms_matter_and_reads_how_to(cast):
    assert "换成您的企业" in sent(at(cast.wang))


def test_without_the_guard_it_would_be_a_case(cast, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(rules, "wrong_party", lambda *_: "")
    assert sent(at(cast.wang)).startswith("/my/cases/")


def test_the_guide_says_it_before_anybody_starts(cast):
    guide = text(at(cast.wang).get(HERE))
    assert "您现在的身份是个人" in guide and "开始申请" not in guide
    own = text(at(cast.wang).get("/matters/elder_card.card/"))
    assert "您现在的身份是" not in own and "开始申请" in own


def test_a_clerk_is_told_to_choose_the_firm_before_he_fills_anything_in(cast):
    shown = {"matter": "food_operation/licence", "kind": "person", "identifier": "530102199003070016", "name": "王小吃"}
    refused = at(cast.liu).post("/desk/intake/", shown)
    assert refused.status_code == 422 and "“谁申请”请选“企业、个体工商户”" in text(refused)
    assert begun(at(cast.liu), kind="firm", identifier=FIRM, name="翠湖小吃").startswith("/desk/intake/")


@given(st.sampled_from(["person", "firm"]), st.sets(st.sampled_from(["person", "firm"]), min_size=1))
def test_there_is_a_sentence_exactly_for_who_it_is_not_for(kind, audience):
    assert (
        bool(rules.wrong_party(kind, audience))
        == bool(rules.wrong_at_the_window(kind, audience))
        == (kind not in audience)
    )
