"""A draft is erased after the days its owner could read beside it, not a day before, and never under his hands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import keeping
from yiwang.toolbox.forms.api import drafts
from yiwang.toolbox.forms.models import Draft

from .test_drafts import ANSWERS, NAME, _declared, li, other, save  # noqa: F401

BEGUN = date(2026, 3, 2)


@pytest.fixture
def left(li):  # noqa: F811
    """A draft of 2 March, its owner."""
    with clock.frozen(f"{BEGUN}T15:00:00+08:00"):
        save(li)
    return li


def on(day: date) -> int:
    with clock.frozen(f"{day}T01:20:00+08:00"):
        return keeping.erase_drafts()


def test_it_is_there_to_its_last_day_and_gone_the_day_after(left):
    with security.viewing(left):
        last = drafts(left)[0].kept_until
    assert last == BEGUN + timedelta(days=180)
    assert on(last) == 0
    assert on(last + timedelta(days=1)) == 1
    with security.viewing(left):
        assert drafts(left) == []


def test_who_goes_on_with_it_keeps_it(left, monkeypatch):
    """He saves between the look and the erasing."""
    write = keeping._eraser

    def late(ended):
        def inner(keys):
            Draft.objects.filter(pk__in=keys).update(updated_at=ended + timedelta(days=90))
            write(ended)(keys)

        return inner

    monkeypatch.setattr(keeping, "_eraser", late)
    on(BEGUN + timedelta(days=300))
    with security.viewing(left):
        assert len(drafts(left)) == 1


def test_what_a_clerk_fills_in_is_not_touched(left):
    with security.viewing(security.SYSTEM):
        draft = Draft.objects.get()
    with (
        security.actions.plus(**{"test.give": security.Action("交给", frozenset({"system"}))}),
        security.acting(security.SYSTEM, "test.give"),
    ):
        Draft.objects.filter(pk=draft.pk).update(party=None, user=left.user)
    assert on(BEGUN + timedelta(days=300)) == 0


def test_the_trail_says_how_many_and_nothing_of_whom(left):
    on(BEGUN + timedelta(days=300))
    with connection.cursor() as cursor:
        cursor.execute("SELECT verdict, payload FROM security_trail WHERE action = %s", [keeping.ERASE])
        [(verdict, payload)] = cursor.fetchall()
    assert verdict == "bulk" and '"rows":1' in payload
    assert "李" not in payload and str(left.party) not in payload


def test_without_the_day_everything_would_go(left, monkeypatch):
    """Planted fault: kept for no day at all."""
    monkeypatch.setattr(keeping, "_days", lambda: 0)
    assert on(BEGUN + timedelta(days=1)) == 1
