"""How often one may ask: the rule by itself, then the door."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from yiwang.assembly import access_matrix, limiting, rules
from yiwang.assembly.rules import Limit

limits = st.builds(Limit, st.integers(1, 50), st.integers(1, 120))


class Asker:
    """Counts as the door does, at moments of our choosing."""

    def __init__(self, limit):
        self.limit, self.windows = limit, {}

    def asks(self, now: float) -> int:
        number = rules.window(self.limit, now)
        self.windows[number] = self.windows.get(number, 0) + 1
        return rules.wait(self.limit, self.windows.get(number - 1, 0), self.windows[number], now)


@tried(max_examples=300, deadline=None)
@given(limits, st.lists(st.floats(0, 30), min_size=1, max_size=120))
def test_never_do_more_pass_than_twice_the_limit_and_who_waits_as_told_passes(limit, gaps):
    asker, now, passed = Asker(limit), 1e6, []
    for gap in gaps:
        now += gap
        if seconds := asker.asks(now):
            now += seconds
            assert asker.asks(now) == 0, seconds
        passed.append(now)
        assert sum(now - one < limit.seconds for one in passed) <= 2 * limit.often


@given(limits, st.floats(0, 1e6))
def test_as_many_as_allowed_pass_from_rest_and_the_next_does_not(limit, start):
    asker = Asker(limit)
    start = (start // limit.seconds) * limit.seconds
    assert [asker.asks(start) for _ in range(limit.often)] == [0] * limit.often
    assert 1 <= asker.asks(start) <= 2 * limit.seconds


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "who"),
    [
        ("1.2.3.4", "", 0, "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4", 0, ""),
        ("10.0.0.1", "1.2.3.4", 1, "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4", 1, "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4", 2, ""),
        ("10.0.0.1", "", 1, ""),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(address, forwarded, proxies, who):
    assert rules.caller(address, forwarded, proxies) == who


def test_every_limit_is_of_a_route_there_is():
    assert set(limiting.LIMITS) <= {route.name for route in access_matrix.routes()}


@pytest.fixture
def tight(monkeypatch, settings):
    settings.LIMITED = True
    caches["default"].clear()
    monkeypatch.setattr(limiting.time, "time", lambda: 1e9)
    monkeypatch.setattr(limiting, "LIMITS", {"suggest": Limit(2), "elsewhere-status": Limit(1), "ratings": Limit(1)})
    yield
    caches["default"].clear()


def asked(client, address="/matters/suggest/?q=x", times=3, **more):
    return [client.get(address, **more) for _ in range(times)][-1]


def test_too_many_are_told_in_words_when_to_come_again(db, tight):
    answer = asked(Client())
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "请稍等一会儿" in page and f"请过 {answer['Retry-After']} 秒再试" in page and "12345" in page


def test_other_people_and_other_pages_are_not_held_up(db, tight):
    asked(Client())
    assert asked(Client(), REMOTE_ADDR="10.9.8.7", times=1).status_code == 200
    assert asked(Client(), "/ratings/", times=1).status_code == 200


def test_a_system_is_told_in_its_own_language(db, tight):
    answer = asked(Client(), "/api/elsewhere/x/status/", times=2)
    assert answer.status_code == 429 and answer.json()["code"] == "limiting.too_many"


def test_without_the_counting_all_would_pass(db, tight, monkeypatch):
    monkeypatch.setattr(limiting, "counted", lambda *_: 0)
    assert asked(Client()).status_code == 200


def test_a_cache_that_is_away_lets_everybody_pass(db, tight, monkeypatch):
    monkeypatch.setattr(limiting, "_counts", lambda *_: 1 / 0)
    assert asked(Client()).status_code == 200


def test_a_proxy_nobody_declared_does_not_make_all_people_one(db, tight):
    assert asked(Client(), HTTP_X_FORWARDED_FOR="1.2.3.4").status_code == 200


def test_behind_a_declared_proxy_people_are_told_apart(db, tight, settings):
    settings.PROXIES = 1
    assert asked(Client(), HTTP_X_FORWARDED_FOR="1.2.3.4").status_code == 429
    assert asked(Client(), times=1, HTTP_X_FORWARDED_FOR="1.2.3.4, 4.3.2.1").status_code == 200


def test_no_address_is_kept(db, tight, monkeypatch):
    marks = []
    monkeypatch.setattr(limiting, "_counts", lambda mark, *_: marks.append(mark) or (0, 1))
    asked(Client(), REMOTE_ADDR="10.9.8.7")
    assert len(set(marks)) == 1 and "10.9.8.7" not in marks[0]
