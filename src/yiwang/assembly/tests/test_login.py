"""Logging in, the second factor, changing hats, leaving; and what machines ask for."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from allauth.account.internal import stagekit
from django.db import connection, transaction
from django.test import Client

from yiwang.kernel import clock
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.models import Appointment, User
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.identity import forms

PASSWORD = "五华区的窗口一号"


@pytest.fixture
def liu(db) -> User:
    testing.cast()
    user = User.objects.get(username="liu")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(browser: Client, password: str = PASSWORD, onward: str = ""):
    return browser.post("/login/", {"username": "liu", "password": password, "next": onward})


def test_a_wrong_password_says_what_to_look_at(liu, client):
    answer = log_in(client, "wrong")
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("onward", "goes"), [("/account/", "/account/"), ("https://elsewhere.example/", "/desk/"), ("", "/desk/")]
)
def test_one_goes_on_where_one_wanted_but_never_outside(liu, client, onward, goes):
    assert log_in(client, onward=onward)["Location"] == goes


def turn_on_totp(browser: Client, moment: str) -> pyotp.TOTP:
    page = browser.get("/account/totp/").content.decode()
    secret = re.findall(r"otpauth:[^<]*secret=(\w+)", page)[0]
    code = pyotp.TOTP(secret)
    with clock.frozen(moment):
        answer = browser.post("/account/totp/", {"code": code.at(clock.now())})
    assert answer["Location"] == "/account/codes/"
    return code


def test_a_code_is_asked_for_and_counts_once(liu, client):
    with clock.frozen("2026-03-02"):
        log_in(client)
    code = turn_on_totp(client, "2026-03-02")
    with clock.frozen("2026-03-03"):
        now, first, second = code.at(clock.now()), Client(), Client()
        for browser in (first, second):
            assert log_in(browser)["Location"] == "/login/code/"
            assert browser.get("/login/code/").status_code == 200
        wrong = f"{(int(now) + 1) % 10**6:06}"
        assert first.post("/login/code/", {"code": wrong}).status_code == 422
        assert first.post("/login/code/", {"code": now})["Location"] == "/desk/"
        assert second.post("/login/code/", {"code": now}).status_code == 422
    assert "_auth_user_id" not in second.session


def test_two_who_send_one_code_at_the_same_moment_are_not_both_let_in(own_database, monkeypatch):
    """Both are on their way before either used it: the row is held by the first, the second sees the step used."""
    with transaction.atomic():
        testing.cast()
    user = User.objects.get(username="liu")
    user.set_password(PASSWORD)
    user.save()
    first, second, third = Client(), Client(), Client()
    log_in(third)
    code = turn_on_totp(third, "2026-03-02")

    def slowly(secret: str, typed: str, after: int) -> int | None:
        time.sleep(0.5)
        return 7 if typed == "1" and after != 7 else None

    for one in (first, second):
        assert log_in(one)["Location"] == "/login/code/"
    assert code
    monkeypatch.setattr(forms, "step_of", slowly)

    def send(browser: Client) -> int:
        try:
            return browser.post("/login/code/", {"code": "1"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(send, (first, second))) == [302, 422]


def test_five_minutes_after_the_password_it_is_asked_again(liu, client, monkeypatch):
    with clock.frozen("2026-03-02"):
        log_in(client)
    turn_on_totp(client, "2026-03-02")
    late, now = Client(), time.time()
    log_in(late)
    assert late.get("/login/code/").status_code == 200
    monkeypatch.setattr(stagekit.time, "time", lambda: now + 302)
    assert late.get("/login/code/")["Location"] == "/login/"


def test_a_hat_is_worn_only_by_who_has_it(liu, client):
    agency = standards.Agency.objects.get(division_id=testing.DALI)
    post = standards.Post.objects.create(agency=agency, title="兼", roles=["examiner"])
    log_in(client)
    client.post("/account/hat/", {"hat": f"post:{post.pk}"})
    assert "hat" not in client.session
    Appointment.objects.create(user=liu, post=post, since="2024-01-01")
    client.post("/account/hat/", {"hat": f"post:{post.pk}"})
    assert client.session["hat"] == f"post:{post.pk}"


def test_who_leaves_is_nobody(liu, client):
    log_in(client)
    assert client.get("/desk/").status_code == 200
    client.post("/logout/")
    assert client.get("/desk/")["Location"].startswith("/login/")


def test_machines_are_answered(db, client):
    assert client.get("/health/live/").content == b"ok"
    ready = client.get("/health/ready/")
    assert ready.status_code in (200, 503)
    assert {"database", "events"} <= set(ready.json())
    assert b"yiwang_request_seconds" in client.get("/metrics").content


def test_a_wrong_password_leaves_a_row_in_the_trail(db, client):
    client.post("/login/", {"username": "nobody", "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, payload FROM security_trail WHERE verdict = 'refused'")
        ((action, payload),) = cursor.fetchall()
    assert action == "security.log_in" and "nobody" not in payload and "wrong" not in payload


@pytest.mark.parametrize(
    ("role", "place"), [("clerk", "/desk/"), ("auditor", "/console/trail/"), ("data_steward", "/console/matters/")]
)
def test_everybody_begins_where_his_post_lets_him_in(liu, client, role, place):
    post = Appointment.objects.get(user=liu).post
    standards.Post.objects.filter(pk=post.pk).update(roles=[role])
    answer = log_in(client)
    assert answer["Location"] == place
    assert client.get(place).status_code == 200
