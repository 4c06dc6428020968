"""The pages of ratings: what each shows, to whom, and what it leaves behind."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.test_bad_input import at, text
from yiwang.applications.service.ratings import api as ratings
from yiwang.applications.service.ratings import handling
from yiwang.applications.service.ratings.models import Rating
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

from .test_ratings import cast, closed, rated, visit

__all__ = ["cast"]


def only() -> Rating:
    testing.enter(security.SYSTEM)
    return Rating.objects.get()


def test_five_grades_and_one_answer(cast):
    address = f"/rate/{visit(cast)}/"
    page = Client().get(address)
    assert "非常不满意" in text(page) and "不用登录" not in text(page)
    empty = Client().post(address, {"words": "这句要还在"})
    assert empty.status_code == 422 and "请选一个满意程度" in text(empty) and "这句要还在" in text(empty)
    sent = Client().post(
        address, {"grade": "5", "words": "让我跑了三趟", "named": "no", "via": "qr", "indicators": ["manner"]}
    )
    assert sent.status_code == 302
    assert (only().channel, only().indicators, only().named) == ("qr", ["manner"], False)
    assert "让我跑了三趟" in text(Client().get(address)) and "服务态度" in text(Client().get(address))
    assert Client().post(address, {"grade": "1"}).status_code == 409


def test_a_broken_link_says_where_to_look(cast):
    assert Client().get("/rate/not-ours/").status_code == 404
    assert Client().get("/rate/not-ours/code.svg").status_code == 404
    assert Client().post(reverse("rate", args=["not-ours"]), {"grade": "1"}).status_code == 404
    assert Client().post("/rate/not-ours/withdraw/").status_code == 404


def test_taking_it_back(cast):
    rated(cast)
    answer = Client().post(reverse("rate-withdraw", args=[visit(cast)]))
    assert answer.status_code == 302 and only().state == "withdrawn"
    assert "撤回了这条评价" in text(Client().get(f"/rate/{visit(cast)}/"))
    assert Client().post(reverse("rate-withdraw", args=[visit(cast)])).status_code == 409


def test_at_a_terminal_everything_is_large(cast):
    assert "data-elder" in Client().get(f"/rate/{visit(cast)}/?via=terminal").content.decode()
    assert "data-elder" not in Client().get(f"/rate/{visit(cast)}/?via=sms").content.decode().split("<head>")[0]


def test_the_case_page_leads_to_it_once_it_is_closed(cast):
    number = closed(cast)
    page = at(cast.wang).get(f"/my/cases/{number}/").content.decode()
    assert "评价这次服务" in page and "/rate/" in page


def test_the_slip_for_the_window(cast):
    number = closed(cast)
    page = at(cast.liu).get(reverse("desk-ratings-slip", args=[number]))
    assert "扫一扫" in text(page)
    picture = Client().get(reverse("rate-code", args=[visit(cast)]))
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg xmlns" in picture.content


def test_too_few_are_not_ranked_and_say_so(cast):
    rated(cast)
    assert "评价太少，不排名" in text(Client().get(reverse("ratings")))
    page = text(Client().get(f"/ratings/{cast.liu.agency}/"))
    assert "评价太少" in page and "只有 1 条" in page
    assert Client().get("/ratings/999999/").status_code == 404


def test_with_enough_the_share_comes_with_its_interval(cast):
    for serial in range(30):
        ratings.rate(
            security.NOBODY, visit(cast, f"R-{serial}"), ratings.Given(5 if serial < 3 else 1), key=str(serial)
        )
    page = text(Client().get(f"/ratings/{cast.liu.agency}/"))
    assert "90.0%" in page and "74.4% 到 96.5%" in page
    assert "74.4–96.5" in text(Client().get("/ratings/?place=530100000000"))
    assert "还没有评价" in text(Client().get("/ratings/?place=532900000000"))


def test_an_agency_without_ratings_has_a_page(cast):
    assert "没有评价" in text(Client().get(f"/ratings/{cast.yang.agency}/"))


@pytest.mark.parametrize(
    ("act", "body", "shown"),
    [
        ("appeal", {"choice": "abuse", "text": "只有骂人的话"}, "复核中"),
    ],
)
def test_what_an_agencys_head_does(cast, act, body, shown):
    row = rated(cast, by=cast.wang, anonymous=False)
    address = f"/desk/ratings/{row.pk}/"
    desk = at(cast.duan)
    assert row.ref in text(desk.get("/desk/ratings/?view=todo"))
    wrong = desk.post(address, {"act": act, "text": "只写了话"})
    assert wrong.status_code == 422 and "请选" in text(wrong) and "只写了话" in text(wrong)
    assert desk.post(address, {"act": act, **body}).status_code == 302
    assert shown in text(desk.get(address))
    assert desk.post(address, {"act": "delete"}).status_code == 404


def test_who_is_above_looks_at_it_again(cast):
    row = rated(cast)
    handling.appeal(cast.duan, row.pk, "malicious", "同一人当天评了九次", key="a")
    desk = at(cast.luo)
    address = reverse("desk-rating", args=[row.pk])
    assert "不计入的，选理由" in text(desk.get(address))
    assert desk.post(address, {"act": "exclude", "text": "没有选理由"}).status_code == 422
    assert desk.post(address, {"act": "exclude", "choice": "malicious", "text": "证据充分"}).status_code == 302
    assert "经上级单位复核" in text(Client().get(f"/rate/{visit(cast)}/"))


def test_every_view_of_the_list(cast):
    rated(cast)
    for view in ("todo", "visit", "review", "bad", "all", "nonsense"):
        assert at(cast.duan).get(reverse("desk-ratings"), {"view": view, "page": "2"}).status_code == 200


def test_a_rating_on_the_phone(cast):
    number = closed(cast)
    desk = at(cast.luo)
    assert desk.get("/desk/ratings/phone/").status_code == 200
    missing = desk.post("/desk/ratings/phone/", {"number": "530102-2603-999999", "grade": "1"})
    assert "还没有办结" in text(missing)
    assert desk.post("/desk/ratings/phone/", {"number": number}).status_code == 422
    answer = desk.post("/desk/ratings/phone/", {"number": number, "grade": "2", "words": "还行", "named": "yes"})
    assert "已经记下" in text(answer) and only().ref == number
    own = at(cast.liu).post("/desk/ratings/phone/", {"number": number, "grade": "1"})
    assert own.status_code == 403
