"""The registry of systems: who may, what is refused, a secret told once, two secrets for a week, stopping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.provider import api as provider
from yiwang.toolbox.provider.models import Secret, System

from . import town
from .test_tokens import error, trail


@pytest.fixture
def cast(own_database):
    return town.people()


@pytest.fixture
def registrar(cast):
    return town.administrator(cast.liu)


@pytest.fixture
def desk(registrar) -> Client:
    return town.browser_of(registrar)


def form(**changes):
    return {
        "name": "不动产查询", "kind": "confidential", "contact": "张工", "until": "2099-01-01", "addresses": town.BACK,
        "partings": town.PARTED, "scope": ["openid", "profile"], "why-openid": "认出是同一个人", "why-profile": "称呼您",
        "key": uuid7().hex,
    } | changes  # fmt: skip


def secret_on(page: str) -> str:
    return page.split('<pre class="mono">')[1].split("<")[0]


def number_in(page: str) -> str:
    return page.split('（client_id）</dt><dd class="mono">')[1].split("<")[0]


def test_a_system_is_registered_and_its_secret_told_once(desk, cast):
    assert desk.get("/console/systems/new/").status_code == 200
    sent = form()
    answer = desk.post("/console/systems/new/", sent)
    page = answer.content.decode()
    secret, number = secret_on(page), number_in(page)
    assert answer["Cache-Control"] == "no-store" and len(secret) == 43
    assert secret not in desk.get(f"/console/systems/{number}/").content.decode()
    assert "不动产查询" in desk.get("/console/systems/").content.decode()
    again = desk.post("/console/systems/new/", sent).content.decode()
    assert "<pre" not in again and number in again, "sent twice it is registered once, and the secret not told again"
    assert town.App(number, secret, town.browser_of(cast.wang)).tokens(scope="openid profile")["id_token"]


@pytest.mark.parametrize("changes", [
    {"name": " "}, {"kind": "other"}, {"addresses": ""}, {"addresses": "http://app.example.cn/"}, {"until": "2020-01-01"},
    {"until": "x"}, {"contact": ""}, {"scope": []}, {"scope": ["profile"]}, {"scope": ["openid", "everything"]},
    {"why-openid": ""}, {"addresses": "https://a.cn/x https://b.cn/y"}, {"partings": "https://b.cn/"}, {"agency": "0" * 18},
    {"kind": "machine"}, {"addresses": " ".join(f"https://a.cn/{n}" for n in range(11))},
])  # fmt: skip
def test_what_cannot_be_registered_is_said_and_what_was_typed_stays(desk, changes):
    answer = desk.post("/console/systems/new/", form(**changes))
    assert answer.status_code == 422 and "有 1 处需要修改" in answer.content.decode()
    if "name" not in changes:
        assert 'value="不动产查询"' in answer.content.decode()
    with security.viewing(security.SYSTEM):
        assert not System.objects.exists()


def test_only_an_administrator_who_just_proved_who_he_is(cast, registrar, desk):
    clerk = town.browser_of(cast.liu)
    for path in ("/console/systems/", "/console/systems/new/"):
        assert clerk.get(path).status_code == 403
    assert clerk.post("/console/systems/new/", form()).status_code == 403
    with pytest.raises(Refused):
        town.registered(cast.he)
    session = desk.session
    session[security.PROVED] = {"password": 1.0}
    session.save()
    for path in ("/console/systems/new/", "/console/systems/key/"):
        assert desk.post(path, form())["Location"].startswith("/account/confirm/")


def test_an_administrator_elsewhere_sees_none_of_it(cast, registrar):
    number, _ = town.registered(registrar)
    stranger = town.administrator(cast.yang, "dali")
    browser = town.browser_of(stranger)
    assert "不动产查询" not in browser.get("/console/systems/").content.decode()
    assert browser.get(f"/console/systems/{number}/").status_code == 404
    assert browser.post(f"/console/systems/{number}/secret/").status_code == 404
    assert browser.post(f"/console/systems/{number}/stop/", {"why": "x"}).status_code == 404
    for call in (lambda: provider.renew(stranger, number), lambda: provider.suspend(stranger, number, "x")):
        with pytest.raises(NotFound):
            call()
    with security.viewing(stranger):
        assert not System.objects.exists() and not Secret.objects.exists()
    above = town.administrator(cast.luo, "province")
    assert "不动产查询" in town.browser_of(above).get("/console/systems/").content.decode()


def test_it_can_be_registered_for_an_agency_below(cast):
    above = town.administrator(cast.luo, "province")
    number, _ = town.registered(above, agency="115301020000000015")
    with security.viewing(cast.liu):
        assert System.objects.get(number=number).agency_id == cast.liu.agency


def test_two_secrets_hold_for_a_week_and_then_one(cast, registrar, desk):
    app = town.app(registrar, cast.wang)
    page = desk.post(f"/console/systems/{app.number}/secret/").content.decode()
    new = town.App(app.number, secret_on(page), app.browser)
    assert "旧的，用到" in page and app.tokens() and new.tokens()
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert error(app.token(grant_type="refresh_token")) == (401, "invalid_client")
        assert error(new.token(grant_type="refresh_token")) == (400, "invalid_grant")


def test_an_old_secret_would_hold_for_ever(cast, registrar, desk, monkeypatch):
    """Planted fault: the overlap has no end."""
    from yiwang.toolbox.provider import systems

    monkeypatch.setattr(systems, "OVERLAP", timedelta(days=9999))
    with pytest.raises(AssertionError):
        test_two_secrets_hold_for_a_week_and_then_one(cast, registrar, desk)


def test_a_system_that_was_stopped_gets_nothing_from_that_moment(cast, registrar, desk):
    app = town.app(registrar, cast.wang)
    got = app.tokens()
    assert desk.post(f"/console/systems/{app.number}/stop/", {"why": " "}).status_code == 422
    assert app.userinfo(got["access_token"]).status_code == 200
    assert desk.post(f"/console/systems/{app.number}/stop/", {"why": "密钥泄露"}).status_code == 302
    assert app.userinfo(got["access_token"]).status_code == 401
    assert error(app.refresh(got["refresh_token"])) == (401, "invalid_client")
    assert app.browser.get(app.address()).status_code == 400
    page = desk.get(f"/console/systems/{app.number}/").content.decode()
    assert "已停用" in page and "发一把新密钥" not in page


def test_a_system_past_its_day_gets_nothing(cast, registrar):
    app = town.app(registrar, cast.wang, until=clock.today())
    got = app.tokens()
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert app.userinfo(got["access_token"]).status_code == 401
        assert app.browser.get(app.address()).status_code == 400


def test_a_public_system_is_given_no_secret(registrar, desk):
    number, secret = town.registered(registrar, kind="public")
    assert secret == "" and desk.post(f"/console/systems/{number}/secret/").status_code == 422


def test_the_key_is_changed_by_page_and_by_whom_is_known(desk, cast, registrar):
    assert desk.post("/console/systems/key/").status_code == 302
    assert "正在用" in desk.get("/console/systems/").content.decode()
    assert trail() == ["provider.order_key", "provider.rotate_key"]
    assert town.browser_of(cast.liu).post("/console/systems/key/").status_code == 403
    testing.just_proved(desk)
