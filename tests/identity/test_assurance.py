"""What is momentous asks once more who it is, and goes on where one was with what was typed."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pyotp
import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import actions, assurance, testing
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import session as sessions
from yiwang.pillars.security.base.models import User
from yiwang.toolbox.identity import api as identity

PASSWORD, NOW = "翠湖边的小吃店", 1_000_000.0
WHEN = st.none() | st.floats(0, 2 * NOW)


@given(st.booleans(), WHEN, WHEN, st.booleans(), st.booleans(), st.integers(1, 60))
def test_a_level_is_what_was_proved(known, second, password, has_second, strict, minutes):
    """Said again in other words: 3 only with a proof inside the window, and a password never where more is there."""
    proved = {"second": second, "password": password, "has_second": has_second}
    found = assurance.level(known, proved, NOW, minutes, strict=strict)
    window = [at for at in (second, password) if at is not None and NOW - minutes * 60 <= at <= NOW]
    if not known:
        assert found == 1
    elif not window:
        assert found == 2
    elif has_second or strict:
        assert (found == 3) == (second in window)
    else:
        assert found == 3


@given(st.dictionaries(st.text(max_size=9), st.none() | st.text() | st.lists(st.integers())))
def test_a_session_of_an_older_release_is_nothing_special(proved):
    proved = {key: one for key, one in proved.items() if key not in ("second", "password")}
    assert assurance.level(True, proved, NOW, 15, strict=False) == 2


@pytest.fixture
def wang(db) -> User:
    testing.cast()
    user = User.objects.get(username="wang")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def inside(wang, client) -> Client:
    client.post("/login/", {"username": "wang", "password": PASSWORD})
    return client


def later(browser: Client, seconds: int = 16 * 60) -> None:
    """The proof of this session is so much older."""
    session = browser.session
    proved = session[security.PROVED]
    session[security.PROVED] = {
        key: one - seconds if key in ("password", "second") else one for key, one in proved.items()
    }
    session.save()


def authorise(browser: Client):
    last = clock.today() + timedelta(days=90)
    term = {"last.year": last.year, "last.month": last.month, "last.day": last.day}
    who = {"identifier": "532901198511200029", "name": "李邻居", "password": "x"}
    return browser.post("/my/mandates/", {**who, **term})


def test_just_logged_in_is_sure_enough_and_a_while_later_is_not(inside):
    assert inside.get("/account/password/").status_code == 200
    later(inside)
    assert inside.get("/account/password/")["Location"] == "/account/confirm/?next=%2Faccount%2Fpassword%2F"
    assert inside.get("/account/confirm/?next=/account/password/").status_code == 200
    assert inside.post("/account/confirm/", {"password": "wrong", "next": "/account/password/"}).status_code == 422
    sent = {"password": PASSWORD, "next": "/account/password/"}
    assert inside.post("/account/confirm/", sent)["Location"] == "/account/password/"
    assert inside.get("/account/password/").status_code == 200


def test_a_refusal_for_want_of_sureness_is_recorded(inside):
    later(inside)
    inside.get("/account/password/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, payload FROM security_trail WHERE verdict = 'refused'")
        ((action, payload),) = cursor.fetchall()
    assert action == "identity.change_password" and "security.step_up" in payload


def test_without_the_question_it_would_be_done(inside, monkeypatch):
    """Planted fault: whoever is in is sure enough."""
    later(inside)
    monkeypatch.setattr(sessions, "level", lambda *_, **__: 3)
    assert inside.get("/account/password/").status_code == 200


def test_a_password_is_not_enough_where_there_is_a_second_factor(inside):
    page = inside.get("/account/totp/").content.decode()
    code = pyotp.TOTP(re.findall(r"secret=(\w+)", page)[0])
    inside.post("/account/totp/", {"code": code.at(clock.now())})
    later(inside)
    assert inside.get("/account/totp/off/")["Location"].startswith("/account/confirm/")
    assert (
        inside.get("/account/confirm/?next=/account/totp/off/")["Location"]
        == "/account/confirm/code/?next=%2Faccount%2Ftotp%2Foff%2F"
    )
    assert inside.post("/account/confirm/", {"password": PASSWORD, "next": "/account/totp/off/"}).status_code == 302
    assert inside.get("/account/totp/off/")["Location"].startswith("/account/confirm/"), "the password did not count"
    assert inside.get("/account/confirm/code/?next=/account/totp/off/").status_code == 200
    assert inside.post("/account/confirm/code/", {"code": "000000"}).status_code == 422
    with clock.frozen(clock.now().replace(microsecond=0) + timedelta(seconds=60)):
        sent = {"code": code.at(clock.now()), "next": "/account/totp/off/"}
        assert inside.post("/account/confirm/code/", sent)["Location"] == "/account/totp/off/"
    assert inside.get("/account/totp/off/").status_code == 200


def test_a_house_may_want_a_second_factor_of_everybody(inside, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert inside.get("/account/password/")["Location"].startswith("/account/confirm/")


def test_what_was_typed_is_sent_again_by_who_typed_it(inside):
    later(inside)
    answer = authorise(inside)
    assert answer["Location"] == "/account/confirm/?next=%2Faccount%2Fconfirm%2Fon%2F"
    assert identity.given(security.actor_as(User.objects.get(username="wang"))) == []
    kept = inside.session["kept"]
    assert "李邻居" not in kept and "532901" not in kept, "sealed"
    inside.post("/account/confirm/", {"password": PASSWORD, "next": "/account/confirm/on/"})
    page = inside.get("/account/confirm/on/").content.decode()
    fields = dict(re.findall(r'name="([\w.]+)" value="([^"]*)"', page))
    assert fields["name"] == "李邻居" and "password" not in fields
    fields.pop("csrfmiddlewaretoken")
    assert inside.post("/my/mandates/", fields).status_code == 302
    with security.viewing(security.actor_as(User.objects.get(username="wang"))):
        assert len(identity.given(security.actor_as(User.objects.get(username="wang")))) == 1


def test_a_piece_of_a_page_sends_the_whole_page_and_back_to_where_it_stood(inside):
    later(inside)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/my/mandates/?x=1"}
    asked = inside.get("/account/password/", headers=headers)
    assert asked.status_code == 204
    assert asked["HX-Redirect"] == "/account/confirm/?next=%2Fmy%2Fmandates%2F%3Fx%3D1"


def test_there_is_nothing_to_go_on_with_where_nothing_was_typed(inside):
    assert inside.get("/account/confirm/on/")["Location"] == "/account/"


def test_who_nobody_has_matched_is_told_where_to_go():
    actor = security.Actor("person", user=1, assurance=1)
    with pytest.raises(Refused, match="实名"):
        security.require(actor, identity.AUTHORISE)
    security.require(security.Actor("person", user=1, assurance=3), identity.AUTHORISE)


def test_opening_sealed_values_asks_for_it(wang):
    by = security.Actor("staff", user=wang.pk, post=1, assurance=2)
    with pytest.raises(security.StepUp, match="查看完整的个人信息"):
        security.disclose(by, wang.party_id, "identifier", "试")


def test_every_request_is_measured(inside):
    """Who comes by a session is as sure as that says, never as the program."""
    assert inside.get("/account/").wsgi_request.actor.assurance == 3
    later(inside)
    assert inside.get("/account/").wsgi_request.actor.assurance == 2
    bare = Client()
    bare.force_login(User.objects.get(username="wang"))
    assert bare.get("/account/").wsgi_request.actor.assurance == 2


def test_momentous_acts_say_so():
    want = {key: one.assurance for key, one in actions.actions.items() if one.assurance > 1}
    assert want.items() >= {
        "identity.authorise": 3, "identity.record_authority": 3, "identity.end_mandate": 2, "security.disclose": 3,
        "identity.change_password": 3, "security.turn_on_totp": 3, "identity.turn_off_totp": 3, "identity.add_passkey": 3,
        "identity.remove_passkey": 3, "identity.new_recovery_codes": 3, "identity.see_recovery_codes": 3,
    }.items()  # fmt: skip
    assert time.time() > NOW


def test_who_has_neither_password_nor_key_proves_it_where_he_came_from(wang):
    User.objects.filter(pk=wang.pk).update(password="!")
    browser = Client()
    browser.force_login(User.objects.get(pk=wang.pk))
    for path in ("/account/confirm/", "/account/confirm/code/", "/account/confirm/passkey/"):
        assert "退出以后" in browser.get(path).content.decode()
        assert browser.post(path, {"password": "x", "code": "1"}).status_code in (200, 422)
    assert browser.get("/account/").wsgi_request.actor.assurance == 2
