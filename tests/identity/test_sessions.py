"""Where one is logged in, ending it there, a new password, and the way back for who forgot the old one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.models import User
from yiwang.toolbox.identity import recovering, rules
from yiwang.toolbox.identity.models import Recovery
from yiwang.toolbox.notices import api as notices
from yiwang.toolbox.notices.models import Sms
from yiwang.toolbox.notices.testing import Phone, deliver_all

PASSWORD, NEW, NUMBER = "翠湖边的小吃店", "又换了一个新的长密码", "530102199003070016"


def with_password(username: str) -> User:
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def wang(db) -> User:
    testing.cast()
    return with_password("wang")


def log_in(password: str = PASSWORD, username: str = "wang", **said: str) -> Client:
    browser = Client(**said)
    browser.post("/login/", {"username": username, "password": password})
    return browser


def inside(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_every_device_is_listed_and_one_is_ended(wang):
    here = log_in(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36")
    there = log_in(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger/8 Safari", REMOTE_ADDR="10.9.8.7")
    page = here.get("/account/sessions/").content.decode()
    assert "Windows 电脑 · Chrome" in page and "iPhone · 微信" in page and "10.9.8.7" in page and "就是这台" in page
    (number,) = re.findall(r'name="number" value="(\d+)"', page)
    assert here.post("/account/sessions/", {"number": number})["Location"] == "/account/sessions/"
    assert inside(here) and not inside(there)
    assert here.post("/account/sessions/", {"number": number}).status_code == 404


def test_all_others_are_ended_at_once(wang):
    here, *others = log_in(), log_in(), log_in()
    assert here.post("/account/sessions/")["Location"] == "/account/sessions/"
    assert inside(here) and not any(inside(one) for one in others)


def test_nobody_ends_what_is_anothers(wang):
    with_password("li")
    mine, stranger = log_in(), log_in(username="li")
    number = re.findall(r'id="session-(\d+)"', mine.get("/account/sessions/").content.decode())[0]
    assert stranger.post("/account/sessions/", {"number": number}).status_code == 404
    assert inside(mine)


def test_a_new_password_ends_the_others_and_not_this_one(wang):
    here, there = log_in(), log_in()
    for wrong in (
        {"oldpassword": "x"},
        {"password1": "short", "password2": "short"},
        {"password2": "another one here"},
    ):
        sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | wrong
        assert here.post("/account/password/", sent).status_code == 422
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.get("/account/password/").status_code == 200
    assert here.post("/account/password/", sent)["Location"] == "/account/protection/"
    assert inside(here) and not inside(there)
    assert inside(log_in(NEW)) and not inside(log_in())
    assert "就是这台" in here.get("/account/sessions/").content.decode()


def test_using_a_session_does_not_make_it_longer(wang):
    here = log_in()
    inside(here)
    until = here.session["_session_expiry"]
    session = here.session
    session["seen"] = 0
    session.save()
    inside(here)
    assert here.session["seen"] > 0 and here.session["_session_expiry"] == until


@pytest.mark.parametrize(
    ("agent", "words"),
    [("", "没有说明的设备"), ("curl/8", "没有说明的设备"), ("Mozilla (Linux; Android 14) Chrome", "安卓手机 · Chrome")],
)
def test_a_device_is_called_as_people_call_it(agent, words):
    assert rules.device_words(agent) == words


@pytest.fixture
def phone(own_database) -> Iterator[Phone]:
    made = Phone()
    with transaction.atomic():
        testing.cast()
        with_password("wang")
    with notices.providers.only(rehearsal=made):
        yield made


def code_of(phone: Phone) -> str:
    deliver_all()
    return re.findall(r"\d{6}", phone.calls[-1][1])[0]


def ask(browser: Client, username: str = "wang", number: str = NUMBER):
    return browser.post("/login/recover/", {"username": username, "identifier": number})


def reset(browser: Client, code: str, password: str = NEW):
    return browser.post("/login/recover/code/", {"code": code, "password1": password, "password2": password})


def test_who_forgot_it_comes_back_by_his_phone(phone):
    there, browser = log_in(), Client()
    assert browser.get("/login/recover/").status_code == 200
    assert ask(browser)["Location"] == "/login/recover/code/"
    assert browser.get("/login/recover/code/").status_code == 200
    code = code_of(phone)
    assert phone.calls[0][0] == "15400000001"
    assert "密码改好了" in reset(browser, code).content.decode()
    assert inside(log_in(NEW)) and not inside(there) and not inside(log_in())
    assert reset(browser, code)["Location"] == "/login/recover/", "the way is used up"


def test_the_code_lies_nowhere_in_clear(phone):
    ask(Client())
    tables = ("notices_sms", "operations_outbox", "security_trail", "identity_recovery", "django_session")
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT one::text FROM {table} one" for table in tables))  # noqa: S608
        before = " ".join(str(row[0]) for row in cursor.fetchall())
    code = code_of(phone)
    with security.viewing(security.SYSTEM):
        kept = Sms.objects.get()
    assert "******" in before and f"验证码 {code}" not in before and code not in kept.text and kept.code_sealed is None
    assert code in phone.calls[0][1] and len(phone.calls[0][1]) <= 70


def test_no_answer_tells_who_is_there(phone):
    answers = [
        ask(Client(), *pair)
        for pair in (("wang", NUMBER), ("wang", "532901198511200029"), ("nobody", NUMBER), ("liu", NUMBER))
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/login/recover/code/")}
    deliver_all()
    assert len(phone.calls) == 1


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(phone):
    browser = Client()
    ask(browser)
    code = code_of(phone)
    for _ in range(5):
        assert reset(browser, "000000" if code != "000000" else "111111").status_code == 422
    assert reset(browser, code).status_code == 422
    assert not inside(log_in(NEW))


def test_without_the_count_the_sixth_would_do(phone, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(recovering, "TRIES", 10**6)
    with pytest.raises(AssertionError):
        test_five_wrong_codes_and_the_right_one_is_worth_nothing(phone)


def test_a_code_is_good_for_ten_minutes_and_once(phone):
    browser = Client()
    ask(browser)
    code = code_of(phone)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert reset(browser, code).status_code == 422
    assert reset(browser, code).status_code == 200
    again = Client()
    session = again.session
    session["recover"] = User.objects.get(username="wang").pk
    session.save()
    assert reset(again, code, "第三个更新的长密码了").status_code == 422


def test_a_weak_password_costs_no_try(phone):
    browser = Client()
    ask(browser)
    code = code_of(phone)
    for sent in ({"password1": "short", "password2": "short"}, {"password1": NEW, "password2": "x"}, {}):
        assert browser.post("/login/recover/code/", {"code": code, **sent}).status_code == 422
    with security.viewing(security.SYSTEM):
        assert Recovery.objects.get().tries == 0
    assert reset(browser, code).status_code == 200


def test_asking_is_counted_and_says_so(phone):
    browser = Client()
    assert browser.post("/login/recover/", {"username": "wang"}).status_code == 422
    answers = [ask(browser).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert notices.provider() is phone
