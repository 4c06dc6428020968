"""The desk's monthly counts, seen by who decides and by who is above."""

from __future__ import annotations

import pytest

from tests.journeys.test_food_licence import apply, decide

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_what_came_and_what_became_of_it(walk):
    _, number = apply(walk)
    clerk = walk("clerk")
    decide(clerk, number, "accept")
    clerk.go("/desk/counts/").reads("还在办").look("70-counts")
    supervisor = walk("supervisor")
    supervisor.go("/desk/counts/?by=agency&by=matter&by=channel&months=12").reads("五华区市场监管局").look(
        "71-counts-above"
    )
    phone = walk("approver", phone=True)
    phone.go("/desk/counts/").look("72-counts-phone")
