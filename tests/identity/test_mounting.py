"""allauth changes nothing outside an act, and what did not succeed leaves nothing behind."""

from __future__ import annotations

import re

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.models import User
from yiwang.pillars.security.base.scope import enter
from yiwang.toolbox.identity import adapters, mounting, views

PASSWORD = "五华区的窗口一号"


@pytest.fixture
def liu(db) -> User:
    testing.cast()
    user = User.objects.get(username="liu")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def inside(liu, client) -> Client:
    client.post("/login/", {"username": "liu", "password": PASSWORD})
    return client


def rows(verdict: str = "did") -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, actor, subject FROM security_trail WHERE verdict = %s ORDER BY id", [verdict])
        return cursor.fetchall()


def turn_on(browser: Client) -> pyotp.TOTP:
    page = browser.get("/account/totp/").content.decode()
    code = pyotp.TOTP(re.findall(r"secret=(\w+)", page)[0])
    assert browser.post("/account/totp/", {"code": code.at(clock.now())})["Location"] == "/account/codes/"
    return code


def codes(browser: Client) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", browser.get("/account/codes/").content.decode())


def test_a_login_is_the_act_of_who_came_in(liu, inside):
    post = security.actor_as(liu).post
    assert rows() == [("security.log_in", f"staff/{liu.pk}/post:{post}", str(liu.pk))]


def test_half_a_login_is_no_act_and_a_wrong_code_is_a_refusal(liu, inside):
    turn_on(inside)
    before, browser = rows(), Client()
    assert browser.post("/login/", {"username": "liu", "password": PASSWORD})["Location"] == "/login/code/"
    assert rows() == before
    assert browser.post("/login/code/", {"code": "000000"}).status_code == 422
    assert rows() == before
    assert rows("refused")[-1] == ("security.log_in", f"nobody/{liu.pk}", str(liu.pk))
    assert "_auth_user_id" not in browser.session


def test_a_view_that_fails_leaves_none_of_its_rows(liu):
    request = RequestFactory().post("/")
    by = security.actor_as(liu)

    def half_done(_request):
        Authenticator.objects.create(user=liu, type="totp", data={})
        return HttpResponse("again")

    def opening():
        return security.acting(by, views.TURN_ON_TOTP, mounting.about(by))

    assert mounting.change(request, half_done, opening).status_code == 422
    enter(by)
    assert not Authenticator.objects.exists() and rows() == []


def test_a_view_that_was_believed_would_keep_them(liu, monkeypatch):
    """Planted fault: every answer counts as done."""
    monkeypatch.setattr(mounting, "_done", lambda _: True)
    with pytest.raises(AssertionError):
        test_a_view_that_fails_leaves_none_of_its_rows(liu)


def test_a_view_of_allauth_that_nobody_wrapped_changes_nothing(liu):
    with pytest.raises(RuntimeError, match="outside"):
        mounting.record()


def test_second_factors_are_never_asked_for_where_they_cannot_be_seen(liu, inside, monkeypatch):
    """Planted fault: who gave his password does not reach his own rows. The house says so instead of letting him in."""
    turn_on(inside)
    monkeypatch.setattr(mounting, "half", lambda _user: security.NOBODY)
    browser = Client(raise_request_exception=False)
    assert browser.post("/login/", {"username": "liu", "password": PASSWORD}).status_code == 500
    assert "_auth_user_id" not in browser.session


def test_without_that_guard_the_second_factor_would_be_passed_by(liu, inside, monkeypatch):
    """Planted fault on top: nobody asks whose rows are in reach. So it is this guard that holds, and not luck."""
    turn_on(inside)
    monkeypatch.setattr(mounting, "half", lambda _user: security.NOBODY)
    monkeypatch.delattr(adapters.Factors, "is_mfa_enabled")
    browser = Client()
    browser.post("/login/", {"username": "liu", "password": PASSWORD})
    assert "_auth_user_id" in browser.session


def test_a_secret_is_sealed_for_its_owner(liu, inside):
    code = turn_on(inside)
    enter(security.actor_as(liu))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert code.secret not in kept
    with security.viewing(security.actor_as(liu)):
        assert adapters.Factors().decrypt(kept) == code.secret
    with security.viewing(security.actor_as(User.objects.get(username="he"))), pytest.raises(Exception, match=r"."):
        adapters.Factors().decrypt(kept)


def test_nobody_reaches_anothers_authenticators(liu, inside):
    turn_on(inside)
    with security.viewing(security.actor_as(User.objects.get(username="he"))):
        assert not Authenticator.objects.filter(user=liu).exists()
    with security.viewing(security.NOBODY):
        assert not Authenticator.objects.exists()
    with security.viewing(security.actor_as(liu)):
        assert Authenticator.objects.filter(user=liu).count() == 2


def test_recovery_codes_are_shown_once_and_each_counts_once(liu, inside):
    turn_on(inside)
    shown = codes(inside)
    assert len(shown) == 10 and codes(inside) == []
    for expected in (302, 422):
        browser = Client()
        browser.post("/login/", {"username": "liu", "password": PASSWORD})
        assert browser.post("/login/code/", {"code": shown[0]}).status_code == expected
    assert inside.get("/account/codes/new/").status_code == 200
    assert inside.post("/account/codes/new/")["Location"] == "/account/codes/"
    assert set(codes(inside)).isdisjoint(shown)


def test_what_is_shown_once_is_a_change_by_get(liu, inside, monkeypatch):
    """Planted fault: the view does not say that its GET changes something."""
    turn_on(inside)
    monkeypatch.setattr(views.codes, "changes_on_get", False)
    assert Client.get(inside, "/account/protection/").status_code == 200
    with pytest.raises(Exception, match=r"read-only|outermost|durable"):
        inside.get("/account/codes/")


def test_totp_is_turned_off_and_the_password_is_enough_again(liu, inside):
    turn_on(inside)
    assert "动态口令已开启" in inside.get("/account/protection/").content.decode()
    assert inside.get("/account/totp/")["Location"] == "/account/totp/off/"
    assert inside.get("/account/totp/off/").status_code == 200
    assert inside.post("/account/totp/off/")["Location"] == "/account/protection/"
    assert Client().post("/login/", {"username": "liu", "password": PASSWORD})["Location"] == "/desk/"
    assert [action for action, _, _ in rows()][-2:] == ["identity.turn_off_totp", "security.log_in"]


def test_a_suspended_account_is_not_let_in(liu, client):
    User.objects.filter(pk=liu.pk).update(is_active=False)
    assert client.post("/login/", {"username": "liu", "password": PASSWORD}).status_code == 422


def test_an_account_without_any_post_logs_in_and_may_do_nothing(db, client):
    user = User.objects.create(username="bare")
    user.set_password(PASSWORD)
    user.save()
    assert client.post("/login/", {"username": "bare", "password": PASSWORD})["Location"] == "/"
    assert client.get("/account/").status_code == 302


def test_a_key_without_a_device_says_so(inside, client):
    assert "data-options" in inside.get("/account/passkeys/new/").content.decode()
    assert inside.post("/account/passkeys/new/", {"credential": '{"id": "x"}'}).status_code == 422
    assert inside.get("/account/passkeys/")["Location"] == "/account/protection/"
    assert inside.get("/account/passkeys/1/remove/").status_code == 404
    stranger = Client()
    asked = stranger.get("/login/passkey/", HTTP_ACCEPT="application/json").json()
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    assert stranger.post("/login/passkey/", {"credential": '{"id": "x"}'}).status_code == 422
    assert rows("refused")[-1][0] == "security.log_in"
