"""Edges every engine must agree on: (function, arguments, result)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

VECTORS = [
    ("age_on", (date(1945, 6, 1), date(2025, 5, 31)), 79),
    ("age_on", (date(1945, 6, 1), date(2025, 6, 1)), 80),
    ("age_on", (date(2004, 2, 29), date(2022, 2, 27)), 17),
    ("age_on", (date(2004, 2, 29), date(2022, 2, 28)), 17),
    ("age_on", (date(2004, 2, 29), date(2022, 3, 1)), 18),
    ("age_on", (date(2004, 2, 29), date(2024, 2, 28)), 19),
    ("age_on", (date(2020, 1, 1), date(2020, 1, 1)), 0),
    ("age_on", (date(2020, 1, 2), date(2020, 1, 1)), -1),
    ("age_on", (date(2020, 1, 2), date(2018, 1, 1)), -3),
    ("months_between", (date(2024, 1, 31), date(2024, 2, 28)), 0),
    ("months_between", (date(2024, 1, 31), date(2024, 2, 29)), 1),
    ("months_between", (date(2024, 1, 31), date(2024, 2, 1)), 0),
    ("months_between", (date(2024, 2, 29), date(2024, 3, 28)), 0),
    ("months_between", (date(2024, 2, 29), date(2024, 3, 29)), 1),
    ("months_between", (date(2024, 3, 29), date(2024, 2, 29)), -1),
    ("months_between", (date(2023, 12, 31), date(2024, 12, 31)), 12),
    ("months_between", (date(1, 1, 1), date(9999, 12, 31)), 119987),
    ("days_between", (date(2024, 2, 28), date(2024, 3, 1)), 2),
    ("days_between", (date(2024, 3, 1), date(2024, 2, 28)), -2),
    ("days_between", (date(1, 1, 1), date(9999, 12, 31)), 3652058),
    ("share", (Decimal("100"), Decimal("3")), Decimal("3")),
    ("share", (Decimal("0.01"), Decimal("12.5")), Decimal("0.00125")),
    ("share", (Decimal("99999999999999.99"), Decimal("33.333")), Decimal("33332999999999.9966667")),
    ("round_cents", (Decimal("0.125"),), Decimal("0.13")),
    ("round_cents", (Decimal("0.135"),), Decimal("0.14")),
    ("round_cents", (Decimal("-0.005"),), Decimal("-0.01")),
    ("round_cents", (Decimal("2.675"),), Decimal("2.68")),
    ("round_cents", (Decimal("1.004999"),), Decimal("1.00")),
    ("round_cents", (Decimal("7"),), Decimal("7.00")),
    ("length", ("",), 0),
    ("length", ("甲乙",), 2),
    ("length", ("𨱑",), 1),
    ("length", ("e\u0301",), 2),
    ("contains", (["甲", "乙"], "甲"), True),
    ("contains", (["甲乙"], "甲"), False),
    ("contains", ([], "甲"), False),
]
