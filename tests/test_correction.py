"""A licence that says the wrong thing is put right by a case of its own: proposed by one, decided by another."""

from __future__ import annotations

import pytest

from tests.test_bad_input import at, finished, text
from yiwang.applications.collaboration.desk import correcting
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import deciding
from yiwang.toolbox.documents import api as documents

RECORD = dict.fromkeys(
    ("clean", "room", "layout", "wash", "separate", "manager", "place", "cold", "pests", "air", "hands", "waste"),
    "符合",
)


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


def give(by, number, verdict, **more):
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(
        by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}{by.user}"
    )


def held(cast, number, kind):
    with security.viewing(cast.duan):
        return next(one for one in documents.of_case(cast.duan, number) if one.kind.endswith(kind))


@pytest.fixture
def licensed(cast) -> str:
    _, _, number = finished(cast)
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    for officer in (cast.pu, cast.ma):
        give(officer, number, "passed", facts={**RECORD, "conclusion": "合格"})
    give(cast.duan, number, "grant")
    give(cast.liu, number, "delivered")
    return number


def proposed(cast, number, way="更正", by=None, **typed) -> str:
    licence = held(cast, number, "/licence")
    typed = typed or {"head": "王小池"}
    return correcting.propose(
        by or cast.he, number, licence.id, way, "负责人的名字写错了一个字", typed, key=f"{way}{typed}"
    )


def test_a_licence_is_corrected_and_the_old_one_says_so(cast, licensed):
    old = held(cast, licensed, "/licence")
    number = proposed(cast, licensed)
    assert documents.verify(old.verify_code).state == "valid"  # nothing changes before the other person agreed
    assert give(cast.duan, number, "correct") == "decided"

    new = held(cast, number, "/licence")
    assert (new.data["head"], new.number, new.valid_until) == ("王小池", f"{old.number}-更1", old.valid_until)
    assert {**new.data, "head": ""} == {**old.data, "head": ""}
    verdict = documents.verify(old.verify_code)
    assert verdict.state == "revoked" and new.number in verdict.says and "写错了一个字" in verdict.says
    assert documents.verify(new.verify_code).state == "valid"
    letter = held(cast, number, "/notice")
    assert "王小池" in letter.data["shown"] and letter.data["origin"] == licensed
    assert give(cast.liu, number, "delivered") == "closed"
    with security.viewing(cast.wang):
        assert casework.case_view(cast.wang, number).outcome == "已经更正"


def test_who_proposed_it_does_not_agree_to_it(cast, licensed):
    number = proposed(cast, licensed, by=cast.duan)
    with pytest.raises(casework.SamePerson, match="提出"):
        give(cast.duan, number, "correct")
    with security.viewing(cast.duan):
        assert "您提出的" in casework.case_view(cast.duan, number).why_not


def test_without_the_second_person_one_would_do(cast, licensed, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(deciding, "_another_person", lambda *_: None)
    number = proposed(cast, licensed, by=cast.duan)
    assert give(cast.duan, number, "correct") == "decided"


def test_a_licence_that_should_not_be_is_revoked_with_its_reason(cast, licensed):
    old = held(cast, licensed, "/licence")
    number = proposed(cast, licensed, "撤销")
    with security.viewing(cast.duan):
        assert [one.key for one in casework.case_view(cast.duan, number).offered] == ["revoke", "decline"]
    with pytest.raises(casework.ReasonMissing):
        give(cast.duan, number, "revoke")
    assert give(cast.duan, number, "revoke", reason="发给了另一家同名的店") == "closed"
    verdict = documents.verify(old.verify_code)
    assert verdict.state == "revoked" and "另一家同名" in verdict.says


def test_not_agreed_leaves_everything_as_it_was(cast, licensed):
    old = held(cast, licensed, "/licence")
    assert give(cast.duan, proposed(cast, licensed), "decline", reason="原来的是对的") == "closed"
    assert documents.verify(old.verify_code).state == "valid"
    assert proposed(cast, licensed, head="王小驰")  # and it can be proposed anew


def test_a_correction_can_itself_be_corrected(cast, licensed):
    first = proposed(cast, licensed)
    give(cast.duan, first, "correct")
    second = proposed(cast, first, head="王晓池")
    give(cast.duan, second, "correct")
    assert held(cast, second, "/licence").number.endswith("-更2")
    assert documents.verify(held(cast, first, "/licence").verify_code).state == "revoked"


def test_what_is_missing_is_said_and_nothing_is_opened(cast, licensed):
    licence = held(cast, licensed, "/licence")
    with pytest.raises(correcting.NothingChanged):
        correcting.propose(cast.he, licensed, licence.id, "更正", "写错了", {"head": licence.data["head"]}, key="1")
    with pytest.raises(correcting.WhyMissing):
        correcting.propose(cast.he, licensed, licence.id, "更正", " ", {"head": "王"}, key="2")
    with pytest.raises(Refused):
        correcting.propose(cast.luo, licensed, licence.id, "撤销", "越级", {}, key="3")
    with pytest.raises(NotFound):
        correcting.propose(cast.yang, licensed, licence.id, "撤销", "别的县", {}, key="4")
    number = proposed(cast, licensed)
    with pytest.raises(correcting.AlreadyProposed, match=number):
        proposed(cast, licensed, "撤销")


def test_the_desk_shows_the_fields_and_what_changes(cast, licensed):
    desk = at(cast.he)
    assert "更正、撤销结果" in text(desk.get(f"/desk/cases/{licensed}/"))
    page = desk.get(f"/desk/cases/{licensed}/correct/").content.decode()
    licence = held(cast, licensed, "/licence")
    assert "经营者名称" in page and licence.data["head"] in page
    body = {"document": str(licence.id), "way": "更正", "f.head": "王小池"}
    again = desk.post(f"/desk/cases/{licensed}/correct/", body)
    assert again.status_code == 422 and "<ins>王小池</ins>" in again.content.decode()
    sent = desk.post(f"/desk/cases/{licensed}/correct/", {**body, "why": "写错了一个字"})
    assert sent.status_code == 302
    shown = text(desk.get(sent["Location"]))
    assert "另一个人复核" in shown and "改为“王小池”" in shown and licensed in shown
    assert desk.post(f"/desk/cases/{licensed}/correct/", {"document": "x"}).status_code == 404
    assert at(cast.duan).get(f"/desk/cases/{licensed}/").status_code == 200
    holder = text(at(cast.wang).get("/my/cases/"))
    assert "更正：食品经营许可核发" in holder
