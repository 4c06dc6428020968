"""Ratings on their way out: who gave his name, and nobody else; gone over there when taken back here."""

from __future__ import annotations

from django.apps import apps

from yiwang.applications.service.ratings import api as ratings
from yiwang.applications.service.reporting import listeners, rounds
from yiwang.applications.service.reporting.models import RehearsalRow, Row
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework

from . import shop
from .test_tickets import cast, lists  # noqa: F401

Rating = apps.get_model("ratings", "Rating")


def rated(cast, *, anonymous):  # noqa: F811
    number = shop.applied(cast)
    shop.give(cast.liu, number, "decline", reason="只卖预包装食品，办备案即可")
    with security.viewing(cast.wang):
        token = ratings.token_of(casework.case_view(cast.wang, number))
    given = ratings.Given(4, words="等得太久", anonymous=anonymous)
    ratings.rate(cast.wang, token, given, key=number)
    testing.enter(security.SYSTEM)
    return number, token


def reported():
    rounds.gather()
    testing.enter(security.SYSTEM)
    return [one.body for one in RehearsalRow.objects.filter(table="pro_evaluate", there=True)]


def test_a_named_rating_is_reported_without_the_rater(lists):  # noqa: F811
    number, _ = rated(lists, anonymous=False)
    (row,) = reported()
    assert (row["project_no"], row["satisfaction"], row["evaluate_channel"]) == (number, "4", "PC端")
    assert "王" not in str(row) and not Row.objects.exclude(state="accepted").exists()
    assert len(reported()) == 1 and Row.objects.filter(table="pro_evaluate").count() == 1


def test_an_anonymous_rating_stays_here(lists):  # noqa: F811
    rated(lists, anonymous=True)
    assert reported() == []


def test_a_rating_taken_back_goes_over_there_too(lists):  # noqa: F811
    _, token = rated(lists, anonymous=False)
    assert len(reported()) == 1
    ratings.withdraw(lists.wang, token, key="back")
    testing.enter(security.SYSTEM)
    handled = ratings.RatingHandled(str(Rating.objects.get().pk), "withdrawn", lists.liu.agency)
    listeners.rating_handled(handled, "test")
    assert reported() == []
