"""A factory from its application to the first spade, and the ways to a no, by the house's own engines."""

from __future__ import annotations

import pytest

from yiwang.applications.packs.economy.construction_permit import rules
from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from .cast import FIT, TODAY, UNFIT, UNITS, UPLOADS, typed

FORM = "construction_permit/apply"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-23 09:00"):
        yield testing.cast()


def applied(cast, **change):
    """The cast's agencies are of the line market; which line a matter goes to is the portal's to read from it."""
    form = forms.forms[FORM]
    parsed = forms.parse(form, typed(**change), TODAY, uploads=UPLOADS)
    assert parsed.errors == {}
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, FORM).pk
    facts = {
        "matter": "construction_permit/permit", "title": "建筑工程施工许可", "flow": "construction_permit/permit",
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


def permitted(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.he, number, "fit", facts=FIT)
    assert give(cast.duan, number, "grant") == "decided"
    give(cast.liu, number, "delivered")
    return number


def test_a_factory_gets_its_permit_within_seven_days_and_begins(cast):
    number = permitted(cast)
    with security.viewing(cast.liu):
        case = casework.case_view(cast.liu, number).case
        assert (case.limit["days"], case.limit["unit"], case.limit["how"]) == (7, "natural", "read")
    held = papers(cast, number)
    assert "7日内" in held["accepted"].data["limit"]
    assert held["permit"].number.startswith("530102" + "20261123" + "01")
    assert held["permit"].data["start_by"] == "2027年2月23日"
    assert held["permit"].data["supervision"] == ["某某监理公司"]
    assert give(cast.liu, number, "started", facts={"started": True, "started_on": "2026-11-23"}) == "closed"
    assert documents.verify(held["permit"].verify_code).state == "valid"


def test_who_does_not_begin_after_two_extensions_loses_the_permit_and_not_before(cast):
    number = permitted(cast)
    waiting = {"started": False, "last_day": "2027-02-23", "months": "3"}
    with pytest.raises(casework.NotSo, match="还没有过"):
        give(cast.liu, number, "lapse", reason="没有开工", facts=waiting)
    give(cast.liu, number, "extend", reason="土方单位没有进场", facts=waiting)
    assert papers(cast, number)["extension"].data["left"] == "还可以延期1次。"
    give(cast.liu, number, "extend", reason="雨季", facts={**waiting, "last_day": "2027-05-23"})
    with security.viewing(cast.liu):
        offered = [one.key for one in casework.case_view(cast.liu, number).offered]
    assert "extend" not in offered
    with clock.frozen("2027-08-24 09:00"):
        done = {"started": False, "last_day": "2027-08-23"}
        assert give(cast.liu, number, "lapse", reason="到期没有开工，延期已经用完", facts=done) == "closed"
        held = papers(cast, number)
        assert documents.verify(held["permit"].verify_code).state == "revoked"
        assert held["lapsed"].data["last_day"] == "2027年8月23日"


def test_an_extension_is_of_one_to_three_months(cast):
    number = permitted(cast)
    for months in ("4", "0"):
        with pytest.raises(casework.NotSo, match="一到三个月"):
            give(cast.liu, number, "extend", reason="雨季", facts={"started": False, "months": months})


def test_what_the_applicant_has_not_got_yet_cannot_be_granted(cast):
    number = applied(cast, funds="no")
    give(cast.liu, number, "accept")
    give(cast.he, number, "fit", facts=FIT)
    with pytest.raises(casework.NotSo, match="第八条"):
        give(cast.duan, number, "grant")


def test_no_permit_names_a_supervisor_that_is_the_builder_and_nothing_stays_of_the_attempt(cast):
    same = [*UNITS[:3], {**UNITS[3], "unit_uscc": UNITS[2]["unit_uscc"]}]
    number = applied(cast, units=same)
    give(cast.liu, number, "accept")
    give(cast.he, number, "fit", facts=FIT)
    with pytest.raises(rules.UnitsWrong, match="监理单位不能就是施工单位"):
        give(cast.duan, number, "grant")
    with security.viewing(cast.duan):
        assert casework.case_view(cast.duan, number).case.status == "accepted"
    assert "permit" not in papers(cast, number)


def test_a_refusal_follows_the_review_and_who_examined_does_not_decide(cast):
    number = applied(cast)
    give(cast.liu, number, "accept")
    with pytest.raises(casework.NotSo):
        give(cast.he, number, "fit", facts=UNFIT)
    give(cast.he, number, "unfit", reason="没有消防设计图纸", facts=UNFIT)
    with pytest.raises(casework.NotSo):
        give(cast.duan, number, "grant")
    with pytest.raises(Refused):
        give(cast.he, number, "refuse", reason="不符合")
    give(cast.duan, number, "refuse", reason="没有满足施工需要的消防设计图纸（消防法第十二条）")
    assert "消防法" in papers(cast, number)["refused"].data["reason"]
    assert give(cast.liu, number, "delivered") == "closed"
