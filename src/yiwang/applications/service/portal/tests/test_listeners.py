"""What the portal hears from one unit and tells another of the same height."""

from __future__ import annotations

import pytest

from yiwang.applications.service.halls import api as halls
from yiwang.applications.service.portal.listeners import invite_to_rate
from yiwang.applications.service.ratings import api as ratings
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.notices import api as notices


@pytest.fixture
def cast(db):
    with clock.frozen("2026-03-02"):
        yield testing.cast()


def served(cast, party: object = "", ticket: str = "T-9") -> halls.Served:
    return halls.Served(ticket, "A012", 1, cast.liu.agency, "test/matter", "accept", str(party))


def test_a_visit_at_a_window_brings_the_visitor_one_link(cast):
    for key in ("h1", "h1", "h2"):
        invite_to_rate(served(cast, cast.wang.party), key)
    with security.viewing(cast.wang):
        (sent,) = notices.messages(cast.wang)
    service, found = ratings.by_link(sent.link.split("/")[2])
    assert (service.kind, service.ref, service.agency, found) == ("visit", "T-9", cast.liu.agency, None)


def test_who_is_not_known_is_sent_nothing(cast):
    invite_to_rate(served(cast), "h1")
    with security.viewing(cast.wang):
        assert notices.messages(cast.wang) == []
