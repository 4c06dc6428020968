"""A first password, and a lost one without a phone: by a code from an official, two where there is a password already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from tests.test_bad_input import at, text
from tests.test_pages import go, send
from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import api as identity
from yiwang.toolbox.identity import given, rules
from yiwang.toolbox.identity.errors import Oneself, SecondNeeded, WrongLoginCode
from yiwang.toolbox.identity.models import LoginCode
from yiwang.toolbox.organisations import codes, granting
from yiwang.toolbox.organisations.testing import House, house, seated

NEW = "一句只有我知道的长话"


@dataclass
class Scene:
    house: House
    other: security.Actor
    appointment: int


@pytest.fixture
def scene(db) -> Iterator[Scene]:
    """五华区's two of personnel, and a clerk whose account has no password."""
    people = house()
    other = seated("hr2", "人事员乙", people.cast.liu.agency or 0, "personnel")
    key = security.Appointment.objects.get(user=people.cast.liu.user).pk
    yield Scene(people, sure(other), key)


def sure(actor: security.Actor) -> security.Actor:
    return replace(actor, assurance=3)


def hr(scene: Scene) -> security.Actor:
    return sure(scene.house.hr)


def first(browser: Client, code: str, password: str = NEW, username: str = "liu", again: str | None = None):
    body = {
        "username": username,
        "code": code,
        "password1": password,
        "password2": password if again is None else again,
    }
    return browser.post("/login/first/", body)


def lets_in(password: str = NEW) -> bool:
    browser = Client()
    browser.post("/login/", {"username": "liu", "password": password})
    return browser.get("/account/").status_code == 200


def test_who_opened_the_account_hands_a_code_over_and_its_owner_sets_his_own_password(scene):
    page = send(at(scene.house.hr), "console-login-code", scene.appointment)
    (code,) = re.findall(r'<b class="mono">([^<]+)</b>', page.content.decode())
    assert "no-store" in page["Cache-Control"] and not lets_in()
    answer = first(Client(), code.lower().replace(" ", "-"))
    assert answer.status_code == 200 and lets_in()
    browser = Client()
    browser.post("/login/", {"username": "liu", "password": NEW})
    told = text(browser.get("/account/"))
    assert "给过您的登录码" in told and "人事员" in told and "用它设了密码" in told


def test_the_code_stands_nowhere_and_counts_once(scene):
    code = codes.give_code(hr(scene), scene.appointment)
    with connection.cursor() as cursor:
        for table in (
            "identity_logincode",
            "security_trail",
            "operations_outbox",
            "security_command",
            "organisations_step",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", [code.replace(" ", " ?")])  # noqa: S608
            assert cursor.fetchone() == (0,), table
    assert first(Client(), code).status_code == 200
    assert first(Client(), code, "另外一句很长的话呀").status_code == 422 and lets_in()


def test_an_old_a_late_and_a_wrong_code_all_say_the_same(scene):
    old = codes.give_code(hr(scene), scene.appointment)
    new = codes.give_code(hr(scene), scene.appointment)
    said = {text(first(Client(), *one)).split("有 1 处需要修改")[1][:90] for one in ((old, NEW), ("AAAA AAAA AAAA", NEW),
            (new, NEW, "nobody-here"))}  # fmt: skip
    assert len(said) == 1
    with clock.frozen(clock.now() + timedelta(hours=72, minutes=1)), pytest.raises(WrongLoginCode):
        given.use("liu", new, NEW)
    assert first(Client(), new).status_code == 200


def test_without_the_look_at_its_end_a_late_code_would_count(scene, monkeypatch):
    code = codes.give_code(hr(scene), scene.appointment)
    monkeypatch.setattr(
        given, "_good", lambda user, mac: bytes(LoginCode.objects.filter(user=user).last().code_mac) == mac
    )
    with clock.frozen(clock.now() + timedelta(days=30)):
        given.use("liu", code, NEW)
    assert lets_in()


def test_a_weak_password_is_told_and_the_code_stays_good(scene):
    code = codes.give_code(hr(scene), scene.appointment)
    assert first(Client(), code, "short").status_code == 422
    assert first(Client(), code, NEW, again="x").status_code == 422
    assert first(Client(), "").status_code == 422 and Client().get("/login/first/").status_code == 200
    assert first(Client(), code).status_code == 200


def with_password() -> security.User:
    user = security.User.objects.get(username="liu")
    user.set_password("以前的一句很长的话")
    user.save()
    return user


def test_where_there_is_a_password_a_second_official_confirms(scene):
    with_password()
    by = hr(scene)
    assert codes.give_code(by, scene.appointment) == ""
    with pytest.raises(SecondNeeded):
        codes.give_code(by, scene.appointment)
    shown = text(go(at(scene.other), "console-appointment", scene.appointment))
    assert "等另一位确认" in shown and "确认，给登录码" in shown
    code = codes.give_code(scene.other, scene.appointment)
    before = Client()
    before.post("/login/", {"username": "liu", "password": "以前的一句很长的话"})
    assert before.get("/account/").status_code == 200
    assert first(Client(), code).status_code == 200 and lets_in()
    assert before.get("/account/").status_code == 302, "who was in with the old password is out"


def test_the_database_holds_the_second_apart_too(scene, monkeypatch):
    """Planted fault: the rule is gone."""
    user = with_password()
    codes.give_code(hr(scene), scene.appointment)
    row = LoginCode.objects.get(user=user)
    row.second_id = row.asked_by_id
    with pytest.raises(IntegrityError, match="the_second_is_another"), transaction.atomic():
        row.save()
    monkeypatch.setattr(security.User, "has_usable_password", lambda _user: False)
    assert codes.give_code(hr(scene), scene.appointment), "without the question one alone would give it"


def test_nobody_gives_one_to_himself_nor_where_he_may_not_appoint(scene):
    own = security.Appointment.objects.get(user=scene.house.hr.user).pk
    with pytest.raises((Refused, Oneself)):
        codes.give_code(hr(scene), own)
    far = security.Appointment.objects.get(user=scene.house.cast.yang.user).pk
    with pytest.raises(Refused):
        codes.give_code(hr(scene), far)
    with pytest.raises(Refused):
        codes.give_code(scene.house.cast.he, scene.appointment)
    with pytest.raises(security.StepUp):
        codes.give_code(replace(scene.house.hr, assurance=2), scene.appointment)


def test_without_the_rule_he_would(scene, monkeypatch):
    far = security.Appointment.objects.get(user=scene.house.cast.yang.user).pk
    monkeypatch.setattr(granting, "why_not_give", lambda *_: "")
    with pytest.raises(ProgrammingError, match="row-level security"):  # the second wall: the boundary of his division
        codes.give_code(hr(scene), far)


def test_tries_end_and_are_counted_by_account(scene):
    code = codes.give_code(hr(scene), scene.appointment)
    answers = [first(Client(), "AAAA AAAA AAAA").status_code for _ in range(7)]
    assert answers[0] == 422 and answers[-1] == 429
    assert first(Client(REMOTE_ADDR="10.8.7.6"), code).status_code == 200, "a stranger shuts nobody out"


def test_who_reads_the_row_of_another_county_sees_nothing(scene):
    codes.give_code(hr(scene), scene.appointment)
    stranger = seated("hr3", "外", scene.house.cast.yang.agency or 0, "personnel")
    with security.viewing(stranger):
        assert not LoginCode.objects.exists() and identity.told(stranger) == []


@pytest.mark.parametrize(
    ("typed", "code"), [(" 7k3m-q9xw pt2h", "7K3MQ9XWPT2H"), ("７Ｋ３Ｍ", "7K3M"), ("", ""), ("—/", "")]
)
def test_codes_are_read_as_people_type_them(typed, code):
    assert rules.code_typed(typed) == code and rules.code_typed(rules.in_fours(code)) == code
