"""Calling out, and where it must not lead; polling over a line of our own."""

from __future__ import annotations

import pytest

from yiwang.applications.service.elsewhere import calling, definition, ministry, polling
from yiwang.applications.service.elsewhere.models import Connection, Mirror, News, RehearsalFile
from yiwang.infrastructure.outgoing.api import NotThere
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

from .test_elsewhere import MATTER, SYSTEM, cast, subject  # noqa: F401

HOST = "ministry.example"


def test_a_system_is_called_by_the_guarded_line_and_at_its_own_host_alone(monkeypatch):
    asked = []
    answered = calling.Answer(200, b"{}", {})
    monkeypatch.setattr(calling.outgoing, "post", lambda *given: asked.append(given) or answered)
    assert calling.lines["https"].post(f"https://{HOST}/a", HOST, {"X-Key": "k"}, b"{}") is answered
    assert asked == [(f"https://{HOST}/a", {HOST}, {"X-Key": "k"}, b"{}")]


def test_no_other_address_is_called():
    with pytest.raises(NotThere):
        calling.lines["https"].post("https://evil.example/", HOST, {}, b"")


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
