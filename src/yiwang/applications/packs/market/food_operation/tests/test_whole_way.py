"""A noodle shop from its application to its licence, and the ways to a no, by the house's own engines."""

from __future__ import annotations

import pytest

from yiwang.applications.packs.market.food_operation import rules
from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from .cast import RECORD, SHOP, TODAY, UPLOADS

FORM = "food_operation/apply"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield testing.cast()


def applied(cast, **change):
    form = forms.forms[FORM]
    parsed = forms.parse(form, {**SHOP, **change}, TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, FORM).pk
    facts = {
        "matter": "food_operation/licence", "title": "食品经营许可核发", "flow": "food_operation/licence", "line": "market",
        "division": testing.WUHUA, "form": FORM, "version": version, "answers": forms.final(form, parsed.answers, TODAY),
        "party": cast.wang.party, "party_shown": "王*吃",
    }  # fmt: skip
    return casework.submit(cast.wang, casework.Application(**facts), key=str(change))


def give(by, number, verdict, **more):
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


def papers(cast, number):
    """What the applicant holds in the end, by kind, in the order of issue."""
    with security.viewing(cast.wang):
        return {one.kind.partition("/")[2]: one for one in documents.of_case(cast.wang, number)}


def inspected(cast, number, verdict="passed", **more):
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    assert give(cast.pu, number, verdict, **more) == "signed"
    assert give(cast.ma, number, verdict, **more) == "accepted"


def test_a_shop_gets_its_licence(cast):
    number = applied(cast)
    inspected(cast, number, facts={**RECORD, "conclusion": "合格"})
    give(cast.duan, number, "grant")
    assert give(cast.liu, number, "delivered") == "closed"

    held = papers(cast, number)
    assert list(held) == ["accepted", "licence", "granted"]
    licence = held["licence"]
    assert (licence.number, licence.valid_until.isoformat()) == ("JY25301022600015", "2031-11-01")
    assert licence.data["items"].startswith("热食类食品制售；冷食类食品制售（含冷荤类食品）")
    assert held["granted"].data["seen"] == "申请材料审查和现场核查"
    assert "2026年11月30日" in held["accepted"].data["limit"]
    assert documents.verify(licence.verify_code).state == "valid"


def test_a_refusal_names_what_was_found(cast):
    number = applied(cast)
    inspected(cast, number, "failed", reason="生熟不分", facts={**RECORD, "layout": "不符合", "conclusion": "不合格"})
    give(cast.duan, number, "refuse", reason="生熟食品在同一案板加工")
    assert give(cast.liu, number, "delivered") == "closed"
    held = papers(cast, number)
    assert list(held) == ["accepted", "refused"]
    assert held["refused"].data["failed"] == [rules.CHECKS["layout"][0]]
    assert "60日内" in held["refused"].data["rights"] and "待核实" not in held["refused"].data["rights"]


def test_what_the_inspectors_found_decides_what_can_be_decided(cast):
    """The heart changes the outcome: a failed record can be neither reported as passed nor granted."""
    number = applied(cast)
    failed = {**RECORD, "layout": "不符合", "conclusion": "不合格"}
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    with pytest.raises(casework.NotSo, match="不能报告合格"):
        give(cast.pu, number, "passed", facts=failed)
    give(cast.pu, number, "failed", reason="生熟不分", facts=failed)
    give(cast.ma, number, "failed", reason="生熟不分", facts=failed)
    with security.viewing(cast.duan):
        assert "grant" not in [one.key for one in casework.case_view(cast.duan, number).offered]
    with pytest.raises(casework.NotSo, match="不能准予许可"):
        give(cast.duan, number, "grant")


def test_who_decides_does_not_examine(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    with pytest.raises(Refused, match="审查"):
        give(cast.duan, number, "inspect")


def test_who_needs_no_licence_is_told_so_in_writing(cast):
    number = applied(cast, business_form=rules.SALE, items_sale=[rules.PACKAGED])
    assert (
        give(cast.liu, number, "decline", reason="仅销售预包装食品，依法不需要取得食品经营许可，应当备案") == "closed"
    )
    assert papers(cast, number)["declined"].data["basis"] == "第三十二条第一款第一项"


def test_missing_papers_are_named_in_one_letter(cast):
    number = applied(cast)
    give(cast.liu, number, "supplement", reason="请补齐", items=("操作流程图：看不清",))
    assert papers(cast, number)["supplement"].data["items"] == ["操作流程图：看不清"]
