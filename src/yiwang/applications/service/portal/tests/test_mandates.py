"""谁能替我办, as pages: who sees what, what is refused in which words, what another person never finds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.test_bad_input import at, finished, text
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.identity import api as identity

WANG, LI = "530102199003070016", "532901198511200029"
FIRM = "91350100M000100Y43"
LAST = date.today() + timedelta(days=30)
BODY = {
    "name": "李邻居",
    "identifier": LI,
    "last.year": str(LAST.year),
    "last.month": str(LAST.month),
    "last.day": str(LAST.day),
}


@pytest.fixture
def cast(db):
    people = testing.cast()
    mark = security.mark_of("person", WANG).hex()
    security.new_party("firm", "翠湖小吃", FIRM, facts={"representative_mark": mark}).save()
    with for_everybody():
        yield people


def helping(cast, *scope: str) -> tuple[Client, int]:
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST, scope=scope))
    client = at(cast.li)
    client.post(reverse("hat"), {"hat": f"for:{mandate}"})
    return client, mandate


def test_given_on_the_page_and_ended_after_one_more_question(cast):
    client = at(cast.wang)
    half = client.post(reverse("my-mandates"), {**BODY, "name": "李四"})
    assert half.status_code == 422 and "没有对上" in text(half) and LI in half.content.decode()
    assert client.post(reverse("my-mandates"), BODY).status_code == 302
    mandate = security.Mandate.objects.get()
    assert "李邻居" in text(client.get(reverse("my-mandates")))
    place = reverse("my-mandate-end", args=[mandate.pk])
    assert "李邻居" in text(client.get(place))
    assert security.Mandate.objects.get().ended_at is None, "looking ends nothing"
    assert client.post(place, {"why": "自己办"}).status_code == 302
    assert security.Mandate.objects.get().ended_why == "自己办"
    assert client.get(place).status_code == 404


def test_another_persons_mandate_is_not_found(cast):
    _, mandate = helping(cast)
    testing.enter(security.SYSTEM)
    stranger = security.new_party("person", "周某", "530102194001010025")
    stranger.save()
    user = security.User.objects.create(username="zhou", display_name="周某", party=stranger)
    other = at(security.actor_as(user))
    place = reverse("my-mandate-end", args=[mandate])
    assert other.get(place).status_code == 404 and other.post(place).status_code == 404
    assert "王" not in text(other.get(reverse("my-mandates"))).split("我能替谁办")[1].split("演示")[0]


def test_a_helper_neither_gives_on_nor_sees_who_else(cast):
    client, _ = helping(cast)
    page = text(client.get(reverse("my-mandates")))
    assert "让家人、帮办员替我办" not in page and "谁替我办过什么" not in page
    assert client.post(reverse("my-mandates"), BODY).status_code == 403


def test_an_ended_mandate_is_said_once_and_the_hat_is_gone(cast):
    client, mandate = helping(cast)
    _, _, number = finished(cast)
    assert client.get(f"/my/cases/{number}/").status_code == 200
    identity.end(cast.wang, mandate)
    told = client.post("/matters/food_operation.licence/start/")
    assert told.status_code == 403 and "授权" in text(told) and "已经结束" in text(told)
    assert client.get(f"/my/cases/{number}/").status_code == 404
    assert client.get("/my/cases/").status_code == 200, "he is himself again"


def test_a_term_that_is_over_is_said_in_the_same_words(cast):
    client, mandate = helping(cast)
    long_ago = date.today() - timedelta(days=9)
    security.Mandate.objects.filter(pk=mandate).update(since=long_ago, until=date.today())
    told = client.get("/my/cases/")
    assert told.status_code == 403 and f"授权{date.today():%Y-%m-%d}已经结束" in text(told)


def test_the_guard_says_why(cast, monkeypatch):
    """Planted fault: without it he would go on under his own name and not know why nothing is there."""
    client, mandate = helping(cast)
    identity.end(cast.wang, mandate)
    monkeypatch.setattr("yiwang.pillars.security.base.middleware.lapsed", lambda request: "")
    assert client.get("/my/cases/").status_code == 200


def test_another_matter_is_refused_in_words(cast):
    client, _ = helping(cast, "other/matter")
    told = client.post("/matters/food_operation.licence/start/")
    assert told.status_code == 403 and "给您的授权不包括“食品经营许可" in text(told)
    _, draft, number = finished(cast)
    assert client.get(f"/my/cases/{number}/").status_code == 404


def test_a_firm_is_claimed_by_its_head_alone(cast):
    refused = at(cast.li).post(reverse("my-firm-claim"), {"uscc": FIRM, "name": "翠湖小吃"})
    assert refused.status_code == 403 and "法定代表人或者经营者本人" in text(refused) and "综合窗口" in text(refused)
    wrong = at(cast.wang).post(reverse("my-firm-claim"), {"uscc": FIRM[:-1] + "9", "name": "翠湖小吃"})
    assert wrong.status_code == 422 and FIRM[:-1] + "9" in wrong.content.decode()
    client = at(cast.wang)
    assert client.post(reverse("my-firm-claim"), {"uscc": FIRM, "name": "翠湖小吃"}).status_code == 302
    assert "翠湖小吃" in text(client.get(reverse("account")))
    head = security.Mandate.objects.get()
    client.post(reverse("hat"), {"hat": f"for:{head.pk}"})
    assert client.post(reverse("my-mandates"), BODY).status_code == 302
    assert "企业经办人" in text(client.get(reverse("my-mandates")))
    assert security.Mandate.objects.get(kind="clerk").principal_name == "翠湖小吃"


def test_how_the_result_comes_is_chosen_and_changed(cast):
    client, _, number = finished(cast)
    assert "只要电子证照" in text(client.get(f"/my/cases/{number}/"))
    place = reverse("my-delivery", args=[number])
    half = client.post(place, {"delivery-way": "post", "delivery-recipient": "王小吃"})
    assert half.status_code == 422 and "地址" in text(half)
    assert (
        client.post(
            place, {"delivery-way": "post", "delivery-recipient": "王小吃", "delivery-address": "翠湖东路 1 号 402"}
        ).status_code
        == 302
    )
    assert at(cast.li).post(place, {"delivery-way": "window"}).status_code == 404
    desk = at(cast.liu).get(f"/desk/cases/{number}/")
    assert "邮寄到家" in text(desk) and "402" not in text(desk)


def test_the_desk_notes_what_left_the_house(cast):
    _, _, number = finished(cast)
    place = reverse("desk-delivery", args=[number])
    assert at(cast.liu).post(place, {"tracking": "12345678901", "carrier": "邮政"}).status_code == 409
    assert at(cast.liu).post(place, {"collector": "", "tail": "12"}).status_code == 422
    assert at(cast.he).post(place, {"tail": "0016"}).status_code == 403
    assert at(cast.yang).post(place, {"purpose": "好奇"}).status_code == 404
    assert at(cast.liu).post(place, {"purpose": "写寄件地址"}).status_code == 200
