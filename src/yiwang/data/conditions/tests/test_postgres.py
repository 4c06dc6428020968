"""One text, two engines, one verdict: the language in Python against PostgreSQL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from yiwang.data.conditions import functions
from yiwang.data.conditions.api import FUNCTIONS, TooLong, Type, compile_condition

from . import drawn
from .vectors import VECTORS

CASTS = {Type.NUMBER: "numeric", Type.TEXT: "text", Type.DATE: "date", Type.BOOLEAN: "boolean", Type.LIST: "text[]"}
COLUMNS = {name: f'r."{name}"' for name in drawn.SCHEMA}


def answer(connection, asked, record, params):
    sql, values = asked.to_sql(COLUMNS, params)
    row = ", ".join(f"%s::{CASTS[kind]}" for kind in drawn.SCHEMA.values())
    names = ", ".join(f'"{name}"' for name in drawn.SCHEMA)
    given = [record[name] for name in drawn.SCHEMA]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM (VALUES ({row})) AS r({names})", [*values, *given])
        return cursor.fetchone()[0]


def both_engines(connection, text, record, params):
    asked = compile_condition(text, drawn.SCHEMA)
    return asked.evaluate(record, params), answer(connection, asked, record, params)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn.question, drawn.RECORDS, drawn.PARAMS)
def test_python_and_postgresql_give_the_same_verdict(connection, text, record, params):
    try:
        here, there = both_engines(connection, text, record, params)
    except TooLong:
        return
    assert here == there, text


@pytest.mark.parametrize(("name", "arguments", "expected"), VECTORS)
def test_edges_hold_in_postgresql(connection, name, arguments, expected):
    kinds = FUNCTIONS[name].takes
    template = FUNCTIONS[name].postgres
    slots = [f"%(a{i})s::{CASTS[kind]}" for i, kind in enumerate(kinds)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + template.format(*slots), {f"a{i}": value for i, value in enumerate(arguments)})
        assert cursor.fetchone()[0] == expected


def test_a_wrong_body_would_be_noticed(connection, monkeypatch):
    naive = functions.Function(
        "round_cents", (Type.NUMBER,), Type.NUMBER, lambda x: round(x, 2), "round({0}, 2)", "{0}"
    )
    monkeypatch.setitem(functions.FUNCTIONS, "round_cents", naive)
    record = dict.fromkeys(drawn.SCHEMA) | {"income": Decimal("0.125")}
    here, there = both_engines(connection, "round_cents(income) = 0.13 AND 1 = 1", record, {"day": date(2025, 1, 1)})
    assert (here, there) == (False, True)
