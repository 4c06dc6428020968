"""The window: who is found, who is registered, what is not taken in, what goes over to the applicant."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.urls import reverse

from tests.test_bad_input import at, text
from yiwang.applications.service.intake import listeners
from yiwang.applications.service.intake.events import DraftHandedOver, IntakeDeclined
from yiwang.applications.service.intake.models import Sitting
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity
from yiwang.toolbox.notices import api as notices

from .test_doors import FOOD, LI, PAGES, WANG, at_the_desk, begun, online

__all__ = ["online"]
NOBODY = "530102194001010025"


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


def sitting(place: str) -> Sitting:
    testing.enter(security.SYSTEM)
    return Sitting.objects.get(pk=place.split("/")[3])


def told(actor: security.Actor) -> list[str]:
    with security.viewing(actor):
        return [f"{one.title} {one.body}" for one in notices.messages(actor, None, 30)]


def test_what_is_known_is_filled_in_and_the_look_is_recorded(cast):
    place = begun(at(cast.liu))
    page = at(cast.liu).get(place)
    assert "15400000001" in page.content.decode(), "the mobile of the register need not be typed"
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose FROM security_trail WHERE verdict = 'read' AND action = 'intake.take'")
        assert cursor.fetchall() == [("窗口收件：食品经营许可核发",)]


def test_who_is_not_known_is_registered_by_a_number_that_fits(cast):
    clerk = at(cast.liu)
    wrong = clerk.post(
        "/desk/intake/", {"matter": FOOD, "kind": "person", "identifier": NOBODY[:-1] + "6", "name": "赵奶奶"}
    )
    assert wrong.status_code == 422 and "对不上" in text(wrong) and "赵奶奶" in wrong.content.decode()
    place = begun(clerk, identifier=NOBODY, name="赵奶奶")
    testing.enter(security.SYSTEM)
    party = security.Party.objects.get(pk=sitting(place).party_id)
    assert (party.name, str(party.birth), party.sex) == ("赵奶奶", "1940-01-01", "女")
    assert begun(clerk, identifier=NOBODY, name="赵奶奶") != place
    testing.enter(security.SYSTEM)
    assert security.Party.objects.filter(identifier_mark=security.mark_of("person", NOBODY)).count() == 1


def test_another_name_on_the_same_number_is_not_taken(cast):
    sent = at(cast.liu).post("/desk/intake/", {"matter": FOOD, "kind": "person", "identifier": WANG, "name": "王大吃"})
    assert sent.status_code == 422 and "登记的不一样" in text(sent)
    assert "王小吃" not in sent.content.decode(), "nobody learns a name by a number"


def test_a_matter_of_another_line_is_not_offered(cast):
    sent = at(cast.liu).post(
        "/desk/intake/", {"matter": "no/such", "kind": "person", "identifier": WANG, "name": "王小吃"}
    )
    assert sent.status_code == 422 and "名单" in text(sent)


def test_only_a_window_takes_in(cast):
    for who in (cast.he, cast.duan, cast.wang):
        assert at(who).get(reverse("intake")).status_code == 403
    place = begun(at(cast.liu))
    assert at(cast.yang).get(place).status_code == 404, "another county's window"


def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast):
    clerk = at(cast.liu)
    place = begun(clerk)
    sent = clerk.post(place, {**PAGES[0], "area": "许多", "do": "take"})
    assert sent.status_code == 422 and "许多" in sent.content.decode()
    sent = clerk.post(place, {**PAGES[0], **PAGES[1], "do": "take"})
    assert sent.status_code == 422 and "处需要修改" in text(sent)
    assert sitting(place).state == "open"
    assert "翠湖东路 1 号一层" in clerk.get(place).content.decode()


def test_elsewhere_is_said_with_the_name_of_who_handles_it(cast):
    clerk = at(cast.liu)
    place = begun(clerk)
    answers = {key: value for page in PAGES for key, value in page.items()} | {"county": "532901000000"}
    clerk.post(place, {**answers, "do": "keep"})
    from .test_doors import pictures

    clerk.post(place, {**answers, **pictures(), "do": "keep"})
    marks = dict(re.findall(r'name="(layout|steps)" value="(\w+)"', clerk.get(place).content.decode()))
    sent = clerk.post(place, {**answers, **marks, "do": "take"})
    assert sent.status_code == 422 and "大理市市场监督管理局" in text(sent), text(sent)[-2500:]


def test_the_receipt_says_number_materials_and_days(cast):
    clerk = at(cast.liu)
    number = at_the_desk(clerk, "window")
    testing.enter(security.SYSTEM)
    place = Sitting.objects.get(case_number=number).pk
    page = clerk.get(reverse("intake-receipt", args=[place]))
    words = text(page)
    assert number in words and "layout.jpg" in words and "steps.jpg" in words and "工作日" in words
    assert "data:image/svg+xml" in page.content.decode()
    assert clerk.get(f"/desk/intake/{place}/").status_code == 302
    assert at(cast.yang).get(f"/desk/intake/{place}/receipt/").status_code == 404


def test_a_second_click_takes_in_once(cast):
    number = at_the_desk(at(cast.liu), "window")
    testing.enter(security.SYSTEM)
    place = Sitting.objects.get(case_number=number).pk
    assert at(cast.liu).post(f"/desk/intake/{place}/", {"do": "take"}).status_code in (302, 404, 409)
    testing.enter(security.SYSTEM)
    assert Sitting.objects.filter(case_number=number).count() == 1


def test_not_taking_in_needs_a_reason_and_the_applicant_reads_it(cast):
    clerk = at(cast.liu)
    place = begun(clerk)
    assert clerk.post(place, {"do": "decline", "reason": " "}).status_code == 422
    assert clerk.post(place, {"do": "decline", "reason": "门店还没有租好，租好再来"}).status_code == 302
    assert sitting(place).state == "declined"
    listeners.tell_why_declined(IntakeDeclined(place.split("/")[3]), key="d1")
    listeners.tell_why_declined(IntakeDeclined(place.split("/")[3]), key="d1")
    assert [one for one in told(cast.wang) if "租好再来" in one] != []
    assert len(told(cast.wang)) == 1
    assert clerk.get(place).status_code == 409


def test_what_was_filled_in_goes_over_to_the_applicant(cast):
    clerk = at(cast.liu)
    place = begun(clerk)
    clerk.post(place, {**PAGES[0], **PAGES[1], "do": "hand"})
    listeners.give_the_draft(DraftHandedOver(place.split("/")[3]), key="h1")
    draft = sitting(place).draft
    with security.viewing(cast.wang):
        assert forms.resume(cast.wang, draft).answers["premises"] == "翠湖东路 1 号一层"
    assert at(cast.wang).get(f"/apply/{draft}/2/").status_code == 200
    assert at(cast.li).get(f"/apply/{draft}/2/").status_code == 404
    assert any("接着填" in one for one in told(cast.wang))


def test_an_authority_given_at_the_window_is_told_to_both(cast):
    clerk = at(cast.liu)
    body = {
        "principal": WANG, "principal_name": "王小吃", "helper": LI, "helper_name": "李邻居", "shown": "身份证",
        "facts": ["photo", "address"], "document_no": "授 2026-1", "reason": "腿脚不便", "last.year": "2027",
        "last.month": "1", "last.day": "31",
    }  # fmt: skip
    half = clerk.post(reverse("intake-authority"), {**body, "facts": ["photo"]})
    assert half.status_code == 422 and "至少选 2 项" in text(half) and "授 2026-1" in half.content.decode()
    assert clerk.post(reverse("intake-authority"), body).status_code == 302
    assert at(cast.he).get(reverse("intake-authority")).status_code == 403
    mandate = security.Mandate.objects.get()
    listeners.tell_of_a_mandate(identity.MandateGiven(mandate.pk, at_window=True), key="m1")
    for who in (cast.wang, cast.li):
        assert any("李*居可以替王*吃办事" in one for one in told(who)), told(who)
    page = text(at(cast.wang).get("/my/mandates/"))
    assert "腿脚不便" in page and "说出了登记的住址" in page and "五华区市场监督管理局" in page
