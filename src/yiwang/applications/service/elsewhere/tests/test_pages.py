"""The pages, and the door for programs."""

from __future__ import annotations

import pytest
from django.test import Client

from yiwang.applications.service.elsewhere import ministry
from yiwang.applications.service.elsewhere.models import News
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

from .test_elsewhere import PATH, SYSTEM, administrator, cast, subject, told  # noqa: F401


def logged_in(actor) -> Client:
    client = Client()
    client.force_login(security.User.objects.get(pk=actor.user))
    return client


def sent(request) -> dict[str, str]:
    return {
        "HTTP_X_TIMESTAMP": request.timestamp, "HTTP_X_NONCE": request.nonce, "HTTP_X_SIGNATURE": request.signature.hex(),
    }  # fmt: skip


def test_consent_leads_there_and_back(cast):  # noqa: F811
    client = logged_in(cast.wang)
    assert "演练" in client.get("/elsewhere/").content.decode()
    assert "同意并过去" in client.get("/elsewhere/elsewhere_mirror.sample/").content.decode()
    assert client.post("/elsewhere/elsewhere_mirror.sample/", {"fields": ["name"]}).status_code == 422
    answer = client.post("/elsewhere/elsewhere_mirror.sample/", {"fields": ["name", "identifier"]})
    assert answer.status_code == 302
    door = client.get(answer.url)
    assert "进入办理" in door.content.decode()
    ticket = answer.url.partition("ticket=")[2]
    inside = client.post("/rehearsal/ministry/", {"ticket": ticket}, follow=True)
    assert "王*吃" in inside.content.decode() and "0016" in inside.content.decode()
    assert client.post("/rehearsal/ministry/", {"ticket": ticket}).status_code == 410
    place = inside.redirect_chain[-1][0]
    assert "已收下" in client.post(place, {"status": "已收件"}).content.decode()
    assert "签名核对不上" in client.post(place, {"status": "已收件", "forged": "1"}).content.decode()
    assert (
        "对方已收件" in client.get("/my/cases/").content.decode() or "演练" in client.get("/my/cases/").content.decode()
    )
    assert client.get("/rehearsal/ministry/files/BW0/").status_code == 404


def test_an_unknown_matter_is_not_found(cast):  # noqa: F811
    assert logged_in(cast.wang).get("/elsewhere/no.such/").status_code == 404


def test_programs_are_answered_in_json(cast, subject):  # noqa: F811
    request = ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1))
    client = Client(enforce_csrf_checks=True)
    answer = client.post(PATH, request.body, content_type="application/json", **sent(request))
    assert (answer.status_code, answer.json()) == (200, {"kept": "kept"})
    again = client.post(PATH, request.body, content_type="application/json", **sent(request))
    assert (again.status_code, again.json()["code"]) == (409, "elsewhere.replayed")
    bare = client.post(PATH, b"{}", content_type="application/json")
    assert bare.status_code == 401
    assert client.post("/api/elsewhere/no.such/status/", b"{}", content_type="application/json").status_code == 404
    redeem = "/api/elsewhere/elsewhere_mirror.ministry/redeem/"
    request = ministry.signed(SYSTEM, redeem, {"ticket": "x"})
    answer = client.post(redeem, request.body, content_type="application/json", **sent(request))
    assert (answer.status_code, answer.json()["code"]) == (401, "elsewhere.forged")


def test_the_console_shows_what_somebody_must_look_at(cast, subject):  # noqa: F811
    testing.enter(security.SYSTEM)
    request = ministry.signed(SYSTEM, PATH, told(subject, "转圈中", 1))
    Client().post(PATH, request.body, content_type="application/json", **sent(request))
    client = logged_in(administrator(cast))
    page = client.get("/console/elsewhere/").content.decode()
    assert "转圈中" in page and "部委系统（演练）" in page and "再对一次" in page
    testing.enter(security.SYSTEM)
    news = News.objects.get().pk
    assert client.post(f"/console/elsewhere/news/{news}/retry/").status_code == 302
    typed = {"address": "", "key": "", "on": ""}
    assert client.post("/console/elsewhere/elsewhere_mirror.exam_centre/connect/", typed).status_code == 302
    assert logged_in(cast.liu).get("/console/elsewhere/").status_code == 403


@pytest.mark.parametrize("name", ["elsewhere-consent", "elsewhere-redeem"])
def test_addresses_have_names(name):
    from django.urls import reverse

    assert reverse(name, args=["a.b"])


def test_a_ministry_that_was_never_set_up_says_so(db):
    assert Client().post("/rehearsal/ministry/", {"ticket": "x"}).status_code == 409
