from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.data.conditions.api import FUNCTIONS
from yiwang.kernel.ids import CitizenId

from .vectors import VECTORS


@pytest.mark.parametrize(("name", "arguments", "expected"), VECTORS)
def test_edges(name, arguments, expected):
    found = FUNCTIONS[name].python(*arguments)
    assert found == expected


@given(st.dates(date(1800, 1, 1), date(2999, 12, 31)), st.dates())
def test_age_is_the_same_as_that_of_an_identity_number(born, day):
    of_number = CitizenId("", 0, born, "male").age_on(day)
    assert FUNCTIONS["age_on"].python(born, day) == of_number


def test_every_function_has_edge_vectors():
    assert {name for name, _, _ in VECTORS} == set(FUNCTIONS)


def test_the_vectors_notice_bankers_rounding_and_naive_months():
    assert any(name == "round_cents" and round(args[0], 2) != wanted for name, args, wanted in VECTORS)
    naive = lambda a, b: (b.year - a.year) * 12 + b.month - a.month  # noqa: E731
    assert any(name == "months_between" and naive(*args) != wanted for name, args, wanted in VECTORS)
    assert round(Decimal("0.125"), 2) == Decimal("0.12")
    assert naive(date(2024, 1, 31), date(2024, 2, 1)) == 1
