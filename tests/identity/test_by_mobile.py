"""A verified mobile logs in as the name does, under the same limits; nobody learns whose it is, or whether anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.identity.test_sessions import NUMBER, PASSWORD, ask, code_of, inside, log_in, with_password
from tests.test_bad_input import text
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.identity import by_mobile, rules
from yiwang.toolbox.identity.models import Mobile
from yiwang.toolbox.notices import api as notices
from yiwang.toolbox.notices.testing import Phone, deliver_all

HIS, UNKNOWN = "15400000001", "15499999999"


@pytest.fixture
def phone(own_database) -> Iterator[Phone]:
    made = Phone()
    with transaction.atomic():
        testing.cast()
        with_password("wang")
        with_password("li")
    with notices.providers.only(rehearsal=made):
        yield made


def verified(phone: Phone, username: str = "wang") -> Client:
    browser = log_in(username=username)
    assert browser.post("/account/mobile/", {"do": "send"}).status_code == 302
    assert browser.post("/account/mobile/", {"code": code_of(phone)}).status_code == 302
    return browser


def test_a_number_logs_in_only_after_its_owner_verified_it(phone):
    assert not inside(log_in(username=HIS))
    browser = verified(phone)
    assert phone.calls[-1][0] == HIS and "用手机号登录" in phone.calls[-1][1] and len(phone.calls[-1][1]) <= 70
    assert inside(log_in(username=HIS)) and inside(log_in(username=" +86 154-0000-0001 ")) and inside(log_in())
    assert not inside(log_in("a wrong password", HIS))
    assert "可以用它登录" in text(browser.get("/account/mobile/"))
    browser.post("/account/mobile/", {"do": "end"})
    assert not inside(log_in(username=HIS)) and inside(log_in())


def test_wrong_and_late_codes_verify_nothing(phone):
    browser = log_in()
    browser.post("/account/mobile/", {"do": "send"})
    code = code_of(phone)
    wrong = "000000" if code != "000000" else "111111"
    answer = browser.post("/account/mobile/", {"code": wrong})
    assert answer.status_code == 422 and not Mobile.objects.filter(mark__isnull=False).exists()
    wang = security.actor_as(security.User.objects.get(username="wang"))
    with clock.frozen(clock.now() + timedelta(minutes=11)), pytest.raises(by_mobile.WrongCode):
        by_mobile.verify(wang, code)
    for _ in range(5):
        browser.post("/account/mobile/", {"code": wrong})
    assert browser.post("/account/mobile/", {"code": code}).status_code == 422, "guessed at too often"


def test_without_the_count_it_could_be_guessed(phone, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(by_mobile, "TRIES", 10**6)
    with pytest.raises(AssertionError):
        test_wrong_and_late_codes_verify_nothing(phone)


def test_no_answer_tells_whose_number_it_is_or_whether(phone):
    verified(phone)
    said = set()
    for name in (HIS, UNKNOWN, "wang", "nobody-here"):
        answer = Client(REMOTE_ADDR=f"10.1.{len(said)}.9").post(
            "/login/", {"username": name, "password": "wrong wrong"}
        )
        said.add((answer.status_code, re.sub(r"\s+", " ", text(answer)).replace(name, "")))
    assert len(said) == 1
    assert {(one.status_code, one["Location"]) for one in (ask(Client(), HIS), ask(Client(), UNKNOWN, NUMBER))} == {
        (302, "/login/recover/code/")
    }


def counted_as_one() -> None:
    browser = Client(REMOTE_ADDR="10.3.3.3")
    answers = [
        browser.post("/login/", {"username": name, "password": "wrong wrong"}).status_code
        for name in ("wang", HIS, "wang", HIS, "wang", HIS)
    ]
    assert answers[0] == 422 and answers[-1] == 429


def test_tries_by_number_and_by_name_are_counted_as_one(phone):
    verified(phone)
    counted_as_one()


def test_without_the_name_behind_it_the_limits_would_be_doubled(phone, monkeypatch):
    """Planted fault: the number is counted as itself."""
    verified(phone)
    monkeypatch.setattr(by_mobile, "account_of", lambda typed: typed)
    with pytest.raises(AssertionError):
        counted_as_one()


def test_who_verifies_a_number_last_has_it(phone):
    verified(phone)
    with security.acting(security.SYSTEM, by_mobile.ASK) as record:
        li = security.User.objects.get(username="li")
        party = li.party
        party.mobile_sealed = security.vault().encrypt("personal", HIS.encode(), party.id.bytes)
        party.save(update_fields=["mobile_sealed"])
        record.note(changed=True)
    verified(phone, "li")
    assert by_mobile.account_of(HIS) == "li"
    assert Mobile.objects.get(user__username="wang").mark is None
    kept = Mobile.objects.get(user=li)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mobile.objects.filter(user__username="wang").update(mark=bytes(kept.mark), verified_at=clock.now())


def test_a_name_that_looks_like_a_number_stays_its_owners(phone):
    verified(phone)
    security.User.objects.create(username=HIS, password="!")
    assert by_mobile.account_of(HIS) == HIS


def test_the_number_lies_nowhere_in_clear(phone):
    verified(phone)
    deliver_all()
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        for table in ("identity_mobile", "security_trail", "operations_outbox", "notices_sms", "security_user"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{HIS}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table


def test_who_left_no_number_is_told(phone):
    with_password("liu")
    staff = log_in(username="liu")
    assert "还没有留过手机号" in text(staff.get("/account/mobile/"))
    assert staff.post("/account/mobile/", {"do": "send"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("154 0000 0001", HIS),
        ("+8615400000001", HIS),
        ("１５４00000001", HIS),
        ("wang", ""),
        ("25400000001", ""),
        ("1540000000", ""),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert rules.mobile_typed(typed) == number


@given(st.text(max_size=30))
def test_anything_else_is_no_number(typed):
    found = rules.mobile_typed(typed)
    assert found == "" or re.fullmatch(r"1[0-9]{10}", found)


def test_the_password_is_the_same(phone):
    verified(phone)
    assert inside(log_in(PASSWORD, HIS))
