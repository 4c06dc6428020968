"""An elder gets the card without leaving home; who is too young does not get it, whoever clicks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.livelihood.elder_card import rules
from yiwang.applications.packs.testing import applied, give, held, person, staffed
from yiwang.kernel import clock
from yiwang.kernel.dated import Dated
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["elder_card"]
MATTER = PACK.declared["matters"]["card"].body
UPLOADS = {"u1": {"name": "照片.jpg", "size": 90_000}}
ELDER = {
    "name": "赵桂兰", "identifier": "530102195611020022", "county": "530102", "local": "no", "from_place": "四川省",
    "photo": "u1", "delivery": "邮寄", "address": "云南省昆明市五华区翠湖东路 1 号", "mobile": "13800002471",
}  # fmt: skip


YOUNG = {**ELDER, "identifier": "530102196611030022"}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield staffed("civil")


@pytest.fixture
def elder(cast):
    return person("赵桂兰", ELDER["identifier"])


@pytest.fixture
def young(cast):
    return person("赵小兰", YOUNG["identifier"])


def test_one_click_at_the_counter_and_the_card_is_there(cast, elder):
    number = applied(elder, "elder_card/card", ELDER, uploads=UPLOADS)
    assert give(cast.liu, number, "grant") == "decided"
    card = held(elder, number)["card"]
    assert (card.number, card.valid_until) == ("5301022026000001", None)
    assert card.data["home"] == "四川省，同等优待" and "免费乘坐城市公共汽车（待核实）" in card.data["benefits"]
    assert ELDER["identifier"][6:14] not in str(card.data["identity"])
    assert documents.verify(card.verify_code).state == "valid"
    assert give(cast.liu, number, "delivered") == "closed"


def test_a_day_too_young_gets_no_card_even_when_the_clerk_grants_it(cast, young, monkeypatch):
    number = applied(young, "elder_card/card", YOUNG, uploads=UPLOADS)
    with pytest.raises(rules.TooYoung, match="2026年11月3日"):
        give(cast.liu, number, "grant")
    assert held(young, number) == {}
    monkeypatch.setattr(
        rules, "NUMBERS", {**rules.NUMBERS, "age_from": Dated("年龄", {date(2018, 1, 1): rules._Number(59, "read")})}
    )
    assert give(cast.liu, number, "grant") == "decided"


def test_a_blurred_photograph_is_asked_for_once_in_writing(cast, elder):
    number = applied(elder, "elder_card/card", ELDER, uploads=UPLOADS)
    assert give(cast.liu, number, "supplement", reason="看不清", items=("近期正面照片：看不清脸",)) == "supplementing"
    assert held(elder, number)["supplement"].data["items"] == ["近期正面照片：看不清脸"]


def test_who_is_declined_is_told_why_and_where_to_turn(cast, young):
    number = applied(young, "elder_card/card", YOUNG, uploads=UPLOADS)
    assert give(cast.liu, number, "decline", reason="还没有满 60 周岁") == "closed"
    letter = held(young, number)["declined"].data
    assert "行政许可法" not in letter["basis"] and "60日内" in letter["rights"]


def test_a_grandson_does_not_get_the_card_of_his_grandmother(cast, elder, monkeypatch):
    number = applied(cast.wang, "elder_card/card", ELDER, uploads=UPLOADS)
    with pytest.raises(rules.NotHis):
        give(cast.liu, number, "grant")
    monkeypatch.setattr(rules, "fits_mask", lambda _number, _masked: True)
    assert give(cast.liu, number, "grant") == "decided"


@given(st.dates(date(1900, 1, 1), date(2010, 12, 31)), st.integers(0, 110))
def test_the_birthday_is_the_first_day_of_that_age(born, age):
    def years(day):
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    turned = rules.birthday(born, age)
    assert years(turned) == age and (age == 0 or years(turned - timedelta(days=1)) == age - 1)


@given(st.integers(0, 120), st.integers(0, 120))
def test_who_is_older_never_has_less(one, other):
    younger, older = sorted((one, other))
    day = date(2026, 11, 2)
    assert set(rules.benefits(younger, day)) <= set(rules.benefits(older, day))


@given(st.integers(0, 120))
def test_every_local_benefit_says_that_nobody_read_its_age(age):
    law = {words for words, _ in rules.BY_LAW}
    assert all(one in law or one.endswith("（待核实）") for one in rules.benefits(age, date(2026, 11, 2)))


def test_what_refuses_was_read_and_code_and_files_agree():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        assert [(span.since, span.value.value, span.value.how) for span in own[key].spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
    assert own["age_from"].on(date(2026, 11, 2)).how == "read"
    assert standards.parameter(MATTER.promise).on(date(2026, 11, 2)).value == 1
    assert MATTER.visits == 0 and MATTER.national.online_handle_depth == "4"


def test_what_officials_wrote_down_holds():
    assert [one.says for one in run_scenarios(PACK) if not one.passed] == []


def test_the_flow_calls_its_outcomes_by_their_names():
    assert dict(casework.flows["elder_card/card"].words)["granted"] == "予以发证"
