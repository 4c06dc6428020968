"""A hairdresser gets the licence by commitment, keeps or breaks it, or goes the ordinary way, by the house's engines."""

from __future__ import annotations

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from .cast import FAILED, ORDINARY, PASSED, RECTIFY, SHOP, TODAY, UPLOADS

FORM = "public_hygiene/apply"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-23 09:00"):
        yield testing.cast()


def applied(cast, **change):
    """The cast's agencies are of the line market; which line a matter goes to is the portal's to read from it."""
    form = forms.forms[FORM]
    parsed = forms.parse(form, {**SHOP, **change}, TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, FORM).pk
    facts = {
        "matter": "public_hygiene/licence", "title": "公共场所卫生许可", "flow": "public_hygiene/licence", "line": "market",
        "division": testing.WUHUA, "form": FORM, "version": version, "answers": forms.final(form, parsed.answers, TODAY),
        "party": cast.wang.party, "party_shown": "王*吃",
    }  # fmt: skip
    return casework.submit(cast.wang, casework.Application(**facts), key=str(change))


def give(by, number, verdict, **more):
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


def both(cast, number, verdict, **more):
    assert give(cast.pu, number, verdict, **more) == "signed"
    return give(cast.ma, number, verdict, **more)


def papers(cast, number):
    with security.viewing(cast.wang):
        return {one.kind.partition("/")[2]: one for one in documents.of_case(cast.wang, number)}


def test_a_promise_gives_the_licence_at_once_and_two_officers_see_that_it_is_kept(cast):
    number = applied(cast)
    assert give(cast.liu, number, "commit") == "decided"
    held = papers(cast, number)
    assert set(held) == {"licence", "granted", "commitment"}
    assert held["licence"].number.startswith("云卫公证字〔2026〕第530102")
    assert held["licence"].valid_until.isoformat() == "2030-11-22"
    assert held["commitment"].data["check_by"] == "2027年1月22日"
    assert documents.verify(held["licence"].verify_code).state == "valid"
    assert both(cast, number, "kept", facts=PASSED) == "closed"
    assert documents.verify(held["licence"].verify_code).state == "valid"


def test_a_broken_promise_costs_the_licence(cast):
    number = applied(cast)
    give(cast.liu, number, "commit")
    licence = papers(cast, number)["licence"]
    assert both(cast, number, "rectify", reason="理发工具没有消毒", facts=RECTIFY) == "decided"
    assert both(cast, number, "broken", reason="整改以后，理发工具仍没有消毒", facts=FAILED) == "closed"
    assert documents.verify(licence.verify_code).state == "revoked"
    told = papers(cast, number)["revoked"].data
    assert "第六十九条" in told["basis"] and "理发工具" in told["reason"] and "60日内" in told["rights"]


@pytest.mark.parametrize(("verdict", "facts"), [("kept", FAILED), ("broken", PASSED), ("rectify", PASSED)])
def test_what_the_officers_wrote_down_decides_what_becomes_of_the_promise(cast, verdict, facts):
    number = applied(cast)
    give(cast.liu, number, "commit")
    with pytest.raises(casework.NotSo):
        give(cast.pu, number, verdict, reason="试一试", facts=facts)


def test_a_swimming_pool_whose_water_nobody_looked_at_has_not_kept_its_promise(cast):
    number = applied(cast, kind="游泳场（馆）")
    give(cast.liu, number, "commit")
    with pytest.raises(casework.NotSo, match="水质"):
        give(cast.pu, number, "kept", facts=PASSED)
    assert give(cast.pu, number, "kept", facts={**PASSED, "water": "符合"}) == "signed"


def test_who_broke_a_promise_gets_no_licence_on_the_spot(cast):
    number = applied(cast, broken="yes", **ORDINARY)
    with pytest.raises(casework.NotSo, match="一般程序"):
        give(cast.liu, number, "commit")
    assert papers(cast, number) == {}


def test_the_ordinary_way_looks_first_and_another_decides(cast):
    number = applied(cast, **ORDINARY)
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    assert both(cast, number, "passed", facts=PASSED) == "accepted"
    with pytest.raises(Refused):
        give(cast.he, number, "grant")
    assert give(cast.duan, number, "grant") == "decided"
    assert give(cast.liu, number, "delivered") == "closed"
    assert set(papers(cast, number)) == {"accepted", "licence", "granted"}


def test_the_ordinary_way_refuses_with_reasons(cast):
    number = applied(cast, **ORDINARY)
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    both(cast, number, "failed", reason="没有消毒设施", facts=FAILED)
    with pytest.raises(casework.NotSo, match="不能准予许可"):
        give(cast.duan, number, "grant")
    give(cast.duan, number, "refuse", reason="顾客用具不消毒（公共场所卫生管理条例第三条第五项）")
    assert papers(cast, number)["refused"].data["heading"] == "不予许可决定书"
