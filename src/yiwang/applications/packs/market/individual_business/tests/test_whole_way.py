"""A shop from its application to its licence, on the spot and not, by the house's own engines."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from .cast import PASSED, SHOP, TODAY, UPLOADS

FORM = "individual_business/apply"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-23 09:00"):
        yield testing.cast()


def applied(cast, **change):
    form = forms.forms[FORM]
    parsed = forms.parse(form, {**SHOP, **change}, TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, FORM).pk
    facts = {
        "matter": "individual_business/register", "title": "个体工商户设立登记", "flow": "individual_business/register",
        "line": "market", "division": testing.WUHUA, "form": FORM, "version": version,
        "answers": forms.final(form, parsed.answers, TODAY), "party": cast.wang.party, "party_shown": "王*吃",
    }  # fmt: skip
    return casework.submit(cast.wang, casework.Application(**facts), key=str(change))


def give(by, number, verdict, **more):
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


def papers(cast, number):
    with security.viewing(cast.wang):
        return {one.kind.partition("/")[2]: one for one in documents.of_case(cast.wang, number)}


def test_a_shop_is_registered_on_the_spot_and_its_owner_can_act_for_it_at_once(cast):
    number = applied(cast)
    assert give(cast.liu, number, "grant", facts=PASSED) == "decided"
    with security.viewing(cast.liu):
        case = casework.case_view(cast.liu, number)
        assert case.case.accepted_on == case.case.decided_on == clock.today() and case.outcome == "准予登记"
    held = papers(cast, number)
    assert set(held) == {"licence", "granted", "next"}
    licence = held["licence"]
    assert licence.data["name"].endswith("区阿岚米线店") and licence.number.startswith("92530102YX")
    assert held["granted"].data["heading"] == "准予登记决定书" and "登准" in held["granted"].number
    assert held["next"].data["count"] == "1" and "食品经营许可证" in held["next"].data["steps"][0]
    assert documents.verify(licence.verify_code).state == "valid" and licence.valid_until is None
    assert give(cast.liu, number, "delivered") == "closed"
    with security.viewing(cast.wang):
        owner = security.user_named("wang")
        hat = next(one for one in security.hats(owner) if one.where == licence.data["name"])
        shop = security.actor_as(owner, hat.key)
    assert shop.kind == "firm"
    with security.viewing(shop):
        known = security.own_facts(security.own_party(shop))
    assert (known["party.identifier"], known["party.representative"]) == (licence.number, "王小吃")


@pytest.mark.parametrize("gone", ["verified", "unique", "complete"])
def test_nothing_is_registered_on_the_spot_while_one_of_the_three_is_no(cast, gone):
    number = applied(cast)
    with pytest.raises(casework.NotSo, match="三样都是"):
        give(cast.liu, number, "grant", facts={**PASSED, gone: False})
    with pytest.raises(casework.NotSo):
        give(cast.liu, number, "grant")
    assert papers(cast, number) == {}


def test_what_cannot_be_done_on_the_spot_is_done_in_three_working_days(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    with security.viewing(cast.liu):
        assert casework.case_view(cast.liu, number).case.due_on.isoformat() == "2026-11-26"
    assert "3个工作日内（最迟2026年11月26日）" in papers(cast, number)["accepted"].data["limit"]
    assert give(cast.he, number, "grant", facts=PASSED) == "decided"
    assert "licence" in papers(cast, number)


def test_a_refusal_gives_the_reason_and_the_way_to_review(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    reason = "同一登记机关已有同行业、同字号的名称（企业名称登记管理规定第十七条）"
    give(cast.he, number, "refuse", reason=reason, facts={**PASSED, "unique": False})
    told = papers(cast, number)["refused"].data
    assert (
        told["heading"] == "不予登记决定书" and told["reason"].startswith("同一登记机关") and "60日内" in told["rights"]
    )


def test_missing_papers_are_named_at_once(cast):
    number = applied(cast)
    give(cast.liu, number, "supplement", reason="请补齐", items=("场所的证明：看不清",))
    assert papers(cast, number)["supplement"].data["items"] == ["场所的证明：看不清"]
