"""The screens, at the door: what is typed gets there, what is wrong is said on the page and kept."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as cast_
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations import deputies
from yiwang.toolbox.organisations.models import Deputy
from yiwang.toolbox.organisations.testing import house, seated

PAPER = "五编〔2026〕1号"


@pytest.fixture
def here(db):
    with clock.frozen("2026-03-02"):
        yield house()


def at(actor: security.Actor) -> Client:
    client = Client()
    client.force_login(security.User.objects.get(pk=actor.user), backend="yiwang.pillars.security.base.backends.ByName")
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_rights_are_looked_up_and_compared(here):
    client = at(here.admin)
    assert "先找一个人" in text(client.get("/console/rights/"))
    assert "何（he）" in text(client.get("/console/rights/?q=何"))
    one = text(client.get("/console/rights/?who=staff:he"))
    assert "审查" in one and "需要窗口受理岗位" in one and "2020-01-01" in one
    both = text(client.get("/console/rights/?who=staff:he&with=role:clerk"))
    assert "处不同" in both and both.index("不同") < both.index("一样", both.index("代收申请"))
    assert client.get("/console/rights/?who=staff:nobody").status_code == 404
    assert at(here.hr).get("/console/rights/?who=staff:yang").status_code == 404


@pytest.mark.parametrize("who", ["wang", "liu"])
def test_everybody_sees_his_own(here, who):
    answer = at(getattr(here.cast, who)).get("/account/rights/")
    assert answer.status_code == 200 and "我能办什么" in text(answer)


def test_an_agency_below_is_registered_renamed_and_closed_on_the_screen(here):
    client, agency = at(here.hr), here.cast.liu.agency
    assert "五华区市场监督管理局" in text(client.get("/console/organisation/?q=五华"))
    assert "设一个岗位" in text(client.get(f"/console/organisation/{agency}/"))
    typed = {"do": "agency", "uscc": "11530102YW07000198", "name": "华山所", "division": "530102001", "ground": PAPER}
    wrong = client.post(f"/console/organisation/{agency}/change/", typed)
    assert wrong.status_code == 422 and "对不上" in text(wrong) and "11530102YW07000198" in wrong.content.decode()
    right = client.post(f"/console/organisation/{agency}/change/", {**typed, "uscc": "11530102YW07000199"})
    assert right.status_code == 302
    made = standards.Agency.objects.get(uscc="11530102YW07000199")
    change = f"/console/organisation/{made.pk}/change/"
    assert client.post(change, {"do": "post", "title": "窗口", "roles": ["clerk"], "ground": PAPER}).status_code == 302
    post = standards.Post.objects.get(agency=made)
    assert (
        client.post(change, {"do": "rename-post", "post": post.pk, "title": "一号窗口", "ground": PAPER}).status_code
        == 302
    )
    assert client.post(change, {"do": "close-post", "post": post.pk, "ground": PAPER}).status_code == 302
    assert (
        client.post(change, {"do": "rename", "name": "华山市场所", "on": "2026-03-09", "ground": PAPER}).status_code
        == 302
    )
    assert client.post(change, {"do": "close", "on": "31/3/2026", "ground": PAPER}).status_code == 422
    assert client.post(change, {"do": "close", "ground": PAPER}).status_code == 302
    past = text(client.get(f"/console/organisation/{made.pk}/"))
    assert "撤销" in past and "还没到日子" in past
    assert at(here.cast.liu).post(change, {"do": "rename", "name": "x", "ground": PAPER}).status_code == 403
    assert "设一个岗位" not in text(at(here.cast.liu).get(f"/console/organisation/{agency}/"))


def test_somebody_is_appointed_extended_moved_and_ended_on_the_screen(here):
    client, agency = at(here.hr), here.cast.liu.agency
    post = standards.Post.objects.create(agency_id=agency, title="二号窗口", roles=["clerk"])
    address = f"/console/posts/{post.pk}/"
    assert "任命" in text(client.get(address))
    unknown = client.post(address, {"staff": "new1", "ground": PAPER})
    assert unknown.status_code == 422 and "请同时填姓名" in text(unknown)
    assert client.post(address, {"staff": "new1", "name": "新来的", "ground": PAPER, "key": "k"}).status_code == 302
    one = security.Appointment.objects.get(post=post)
    address = f"/console/appointments/{one.pk}/"
    assert client.post(address, {"do": "extend", "last": "2026-12-31", "ground": PAPER}).status_code == 302
    assert client.post(address, {"do": "extend", "last": "2026-01-31", "ground": PAPER}).status_code == 422
    assert (
        client.post(
            address, {"do": "move", "post": here.cast.liu.post, "on": "2026-04-01", "ground": PAPER}
        ).status_code
        == 302
    )
    assert client.post(address, {"do": "end", "ground": ""}).status_code == 422
    page = text(client.get(address))
    assert "期限改到 2026-12-31" in page and "调任" in page
    assert "不能给自己" in text(
        client.get(f"/console/appointments/{security.Appointment.objects.get(user=here.hr.user).pk}/")
    )
    assert client.get("/console/appointments/999999/").status_code == 404


def test_reviews_are_confirmed_one_by_one(here):
    mine = security.Appointment.objects.get(user=here.cast.he.user)
    client = at(here.hr)
    assert "何" in text(client.get("/console/reviews/"))
    assert client.post("/console/reviews/", {"appointment": mine.pk}).status_code == 302
    cast_.enter(security.SYSTEM)
    mine.refresh_from_db()
    assert mine.review_by == date(2026, 8, 29)
    assert client.post("/console/reviews/", {"appointment": "x"}).status_code == 404
    assert "没有人能复核的机构" in text(at(here.admin).get("/console/reviews/?all=1"))


def test_somebody_away_asks_a_colleague(here):
    seated("other_clerk", "柏", here.cast.liu.agency, "clerk")
    client = at(here.cast.liu)
    assert "柏（other_clerk）" in text(client.get("/account/absence/"))
    assert client.post("/account/absence/", {"staff": "other_clerk", "last": "", "reason": "休假"}).status_code == 422
    asked = client.post("/account/absence/", {"staff": "other_clerk", "last": "2026-03-06", "reason": "休假"})
    assert asked.status_code == 302
    cast_.enter(security.SYSTEM)
    one = Deputy.objects.get()
    assert client.post("/account/absence/", {"do": "end", "deputy": one.pk}).status_code == 302
    assert "已结束" in text(client.get("/account/absence/"))


def test_without_looking_at_roles_an_examiner_would_stand_in(here, monkeypatch):
    """Planted fault: what refuses him is the look at his roles."""
    ask = {"staff": "he", "last": "2026-03-06", "reason": "休假"}
    assert at(here.cast.liu).post("/account/absence/", ask).status_code == 422
    monkeypatch.setattr(deputies, "_able", lambda *_: True)
    assert at(here.cast.liu).post("/account/absence/", ask).status_code == 302
