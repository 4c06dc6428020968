"""Calling out, and where it must not lead; polling over a line of our own."""

from __future__ import annotations

import http.client
import socket

import pytest

from yiwang.applications.service.elsewhere import calling, definition, ministry, polling
from yiwang.applications.service.elsewhere.errors import NotThere
from yiwang.applications.service.elsewhere.models import Connection, Mirror, News, RehearsalFile
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

from .test_elsewhere import MATTER, SYSTEM, cast, subject  # noqa: F401

HOST = "ministry.example"


class Answered:
    def __init__(self, status=200, body=b"{}"):
        self.status, self.body = status, body

    def read(self, most):
        return self.body[:most]

    def getheaders(self):
        return [("X-Nonce", "n")]


def world(monkeypatch, place="93.184.216.34", answer=None):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", (place, 443))])
    monkeypatch.setattr(http.client.HTTPSConnection, "request", lambda self, *given: asked.append((self.place, given)))
    monkeypatch.setattr(http.client.HTTPSConnection, "getresponse", lambda _self: answer or Answered())
    return asked


def post(address):
    return calling.Https().post(address, HOST, {}, b"")


def test_the_declared_host_is_called_at_the_address_that_was_checked(monkeypatch):
    asked = world(monkeypatch)
    assert post(f"https://{HOST}/a").headers == {"x-nonce": "n"}
    assert asked[0][0] == "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [f"http://{HOST}/", "https://evil.example/", f"https://{HOST}:8443/", f"https://{HOST}@evil.example/",
     f"https://user@{HOST}/", f"https://{HOST}.evil.example/", "file:///etc/passwd"],
)  # fmt: skip
def test_no_other_address_is_called(monkeypatch, address):
    asked = world(monkeypatch)
    with pytest.raises(NotThere):
        post(address)
    assert not asked


@pytest.mark.parametrize(
    "place", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"]
)
def test_a_name_that_leads_inside_is_not_called(monkeypatch, place):
    asked = world(monkeypatch, place)
    with pytest.raises(NotThere, match="内部网络"):
        post(f"https://{HOST}/")
    assert not asked


def test_without_the_look_at_the_address_it_would_lead_inside(monkeypatch):
    asked = world(monkeypatch, "169.254.169.254")
    monkeypatch.setattr(calling, "_public_address", lambda _host: "169.254.169.254")
    post(f"https://{HOST}/")
    assert asked[0][0] == "169.254.169.254"


def test_redirections_and_floods_are_not_followed(monkeypatch):
    world(monkeypatch, answer=Answered(302))
    with pytest.raises(NotThere, match="302"):
        post(f"https://{HOST}/")
    world(monkeypatch, answer=Answered(200, b"x" * (calling.LARGEST + 5)))
    with pytest.raises(NotThere, match="1 MB"):
        post(f"https://{HOST}/")


@pytest.fixture
def polled(cast, subject):  # noqa: F811
    system = definition.systems[SYSTEM].model_copy(update={"how": "poll"})
    with definition.systems.plus(**{SYSTEM: system}):
        yield subject


def noted(subject):  # noqa: F811
    from yiwang.kernel import clock

    RehearsalFile.objects.create(number="BW9", system=SYSTEM, matter=MATTER, subject=subject, seq=1, status="已收件",
                                 made_at=clock.now())  # fmt: skip


def test_who_does_not_call_is_asked(polled):
    from yiwang.applications.service.elsewhere import placing

    noted(polled)
    assert polling.poll_all() == 1
    assert polling.poll_all() == 0
    placing.place_all()
    testing.enter(security.SYSTEM)
    assert Mirror.objects.get().number == "BW9" and Connection.objects.get(pk=SYSTEM).cursor == "BW9"


def test_an_answer_signed_by_nobody_is_not_believed(polled, monkeypatch):
    noted(polled)
    whole = ministry.RehearsalLine.post

    def unsigned(self, *given):
        answer = whole(self, *given)
        return calling.Answer(answer.status, answer.body, {**answer.headers, "x-signature": "00"})

    monkeypatch.setattr(ministry.RehearsalLine, "post", unsigned)
    assert polling.poll_all() == 0
    testing.enter(security.SYSTEM)
    assert not News.objects.exists() and "签名" in Connection.objects.get(pk=SYSTEM).problem


def test_who_does_not_answer_is_noted(polled, monkeypatch):
    def dead(*_):
        raise OSError

    monkeypatch.setattr(ministry.RehearsalLine, "post", dead)
    assert polling.poll_all() == 0
    testing.enter(security.SYSTEM)
    assert Connection.objects.get(pk=SYSTEM).problem == "没有应答"
