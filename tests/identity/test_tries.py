"""Tries are counted so that guessing ends soon, and no stranger shuts an owner out."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.cache.backends.filebased import FileBasedCache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.models import User
from yiwang.toolbox.identity import counting, guarding, rules

PASSWORD = "五华区的窗口一号"
MARKS = st.sampled_from(["a", "b", "c"])
TRIES = st.tuples(
    st.sampled_from(["password", "code"]), MARKS, st.sampled_from(["1", "2"]), st.sampled_from(["", "x", "y"])
)


def count(tries: list[tuple[str, str, str, str]], now: float) -> dict[str, list[float]]:
    """What the counters hold after these failures, all of them a second ago."""
    found: dict[str, list[float]] = {}
    for one in tries:
        for key in rules.doors(*one):
            found.setdefault(key, []).append(now - 1)
    return found


@given(st.lists(TRIES, max_size=200), st.sampled_from(["password", "code"]), MARKS)
def test_no_stranger_ever_makes_the_owners_own_device_wait(tries, what, account):
    """Whatever others try, from wherever, with whatever device of theirs: the owner's device is looked at."""
    own = rules.doors(what, account, "1", "own")
    assert rules.wait(count(tries, 1000.0), own, 1000.0) == 0


@given(st.lists(st.floats(0, 5000), max_size=40), st.floats(0, 5000))
def test_who_waits_as_long_as_he_is_told_is_looked_at_then(times, now):
    known = {"door": rules.Limit(5, 900)}
    seconds = rules.wait({"door": times}, known, now)
    later = now + seconds
    assert rules.wait({"door": [one for one in times if one <= now]}, known, later) == 0
    recent = [one for one in times if now - 900 < one <= now]
    assert (seconds > 0) == (len(recent) >= 5) and seconds <= 900


@pytest.fixture
def liu(db) -> User:
    testing.cast()
    user = User.objects.get(username="liu")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(browser: Client, password: str, username: str = "liu", address: str = "10.0.0.1"):
    return browser.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address)


def shut_by_strangers(address: str = "10.0.0.1") -> None:
    stranger = Client()
    for _ in range(5):
        assert log_in(stranger, "wrong", address=address).status_code == 422
    answer = log_in(stranger, PASSWORD, address=address)
    assert answer.status_code == 429 and "分钟以后再试" in answer.content.decode()


def test_five_failures_from_one_place_and_even_the_right_password_waits(liu):
    shut_by_strangers()
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert log_in(Client(), PASSWORD).status_code == 302


def test_the_owner_comes_in_by_his_own_device_and_from_elsewhere_while_strangers_guess(liu):
    owner = Client()
    assert log_in(owner, PASSWORD).status_code == 302
    owner.post("/logout/")
    shut_by_strangers()
    assert log_in(owner, PASSWORD).status_code == 302, "the same address, the known device"
    assert log_in(Client(), PASSWORD, address="10.0.0.2").status_code == 302, "a new device elsewhere"


def test_without_the_device_he_would_be_shut_out(liu, monkeypatch):
    """Planted fault: the cookie is not looked at."""
    owner = Client()
    log_in(owner, PASSWORD)
    owner.post("/logout/")
    monkeypatch.setattr(guarding, "device_of", lambda *_: "")
    shut_by_strangers()
    assert log_in(owner, PASSWORD).status_code == 429


def test_a_cookie_of_ones_own_opens_no_other_account(liu):
    user = User.objects.get(username="he")
    user.set_password(PASSWORD)
    user.save()
    thief = Client()
    assert log_in(thief, PASSWORD, "he").status_code == 302
    thief.post("/logout/")
    for _ in range(5):
        log_in(thief, "wrong")
    assert log_in(thief, PASSWORD).status_code == 429


def test_a_made_up_cookie_is_nothing(liu):
    shut_by_strangers()
    forger = Client()
    forger.cookies["device"] = guarding.signing.dumps(["x", [guarding.mark("liu")]], salt="another")
    assert log_in(forger, PASSWORD).status_code == 429


def test_one_address_guessing_at_many_accounts_is_stopped(liu):
    guesser = Client()
    answers = [log_in(guesser, "wrong", f"user{n}").status_code for n in range(61)]
    assert answers[:60] == [422] * 60 and answers[60] == 429
    assert log_in(guesser, PASSWORD).status_code == 429


def test_ones_own_password_does_not_wipe_out_what_one_tried_at_others(liu):
    """Planted fault's twin: a right password in between must not set the address's counter back."""
    guesser = Client()
    for n in range(59):
        log_in(guesser, "wrong", f"user{n}")
    assert log_in(Client(), PASSWORD).status_code == 302
    log_in(guesser, "wrong", "user59")
    assert log_in(guesser, "wrong", "user60").status_code == 429


def test_names_that_do_not_exist_are_counted_alike(liu):
    for _ in range(5):
        assert log_in(Client(), "wrong", "nobody-here").status_code == 422
    assert log_in(Client(), "wrong", "nobody-here").status_code == 429


@pytest.fixture
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(counting, "cache", FileBasedCache(str(tmp_path / "cache"), {}))


def test_many_at_once_are_all_counted(files):
    """Files have no atomic step of their own: the lock makes one of reading and writing."""
    assert many_at_once() == 40


def test_without_the_lock_some_would_be_lost(files, monkeypatch):
    """Planted fault: nobody holds the counters."""
    monkeypatch.setattr(counting, "held", nullcontext)
    slow = counting.failures

    def slowly(keys):
        found = slow(keys)
        time.sleep(0.01)
        return found

    monkeypatch.setattr(counting, "failures", slowly)
    assert many_at_once() < 40


def many_at_once() -> int:
    door = {"door": rules.Limit(100, 900)}

    def one(at: int) -> None:
        with counting.held():
            counting.put(door, 1000.0 + at / 100)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(counting.failures(door)["door"])


def test_what_is_kept_names_nobody(liu, client):
    log_in(client, PASSWORD)
    assert "liu" not in guarding.signing.loads(client.cookies["device"].value, salt=guarding.SALT)[1]
