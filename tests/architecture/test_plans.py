"""Under row-level security the lists people wait for still use an index, with a province's worth of other rows around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.casework.tests import test_moves as walk
from yiwang.toolbox.forms import api as forms

MANY = 24_000
LARGE = {"casework_case", "casework_task"}


def multiply(owner: psycopg.Connection, kind: Any, changed: dict[str, str], source: str) -> None:
    """Copies of the one row there is, with some columns of their own. As the owner, set-based."""
    columns = [field.column for field in kind._meta.concrete_fields]
    values = ", ".join(changed.get(column, f'one."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = kind._meta.db_table
    owner.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) one, {source}")  # type: ignore[arg-type]


@pytest.fixture
def province(own_database, as_owner) -> Iterator[testing.Cast]:
    """24,000 open cases and tasks: one in a hundred of 五华区's, the rest of 大理市's."""
    declared = casework.flows.plus(**{"test/flow": walk.FLOW}), forms.forms.plus(**{"test/form": walk.FORM})
    with declared[0], declared[1], clock.frozen("2026-03-02"):
        with transaction.atomic():
            people = testing.cast()
        walk.applied(people)
        here = "g % 100 = 0"
        place = f"CASE WHEN {here} THEN {testing.WUHUA} ELSE {testing.DALI} END"
        agency = f"CASE WHEN {here} THEN {people.liu.agency} ELSE {people.yang.agency} END"
        own = {"id": "gen_random_uuid()", "division": place, "agency_id": agency}
        multiply(as_owner, Case, {**own, "number": "'P' || g", "draft": "NULL"}, f"generate_series(1, {MANY}) g")
        multiply(as_owner, Task, {"id": "gen_random_uuid()", "case_id": "c.id", "division": "c.division",
                                  "agency_id": "c.agency_id"},
                 "casework_case c WHERE c.number LIKE 'P%'")  # fmt: skip
        for table in LARGE:
            as_owner.execute(f"ANALYZE {table}")  # type: ignore[arg-type]
        yield people


def walked_through(by: security.Actor, look: Any) -> set[str]:
    """Large tables that some statement of `look` reads from end to end."""
    whole: set[str] = set()
    with security.viewing(by):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            look()
        for query in seen.captured_queries:
            if query["sql"].lstrip().upper().startswith("SELECT") and any(table in query["sql"] for table in LARGE):
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"])
                    plan = cursor.fetchone()[0]
                whole |= _whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return whole


def _whole(node: dict[str, Any]) -> set[str]:
    found = {node["Relation Name"]} & LARGE if node["Node Type"].endswith("Seq Scan") else set()
    for below in node.get("Plans", []):
        found |= _whole(below)
    return found


def test_the_worklist_uses_an_index_under_row_level_security(province):
    """And shows all that wait there: the cast's first case and one in a hundred."""
    lines: list[Any] = []
    assert walked_through(province.liu, lambda: lines.append(casework.worklist(province.liu))) == set()
    assert lines[0][1] == MANY // 100 + 1


NARROWED: list[dict[str, str]] = [
    {"q": "P1000"}, {"q": "王*吃x"}, {"matter": "test/matter"}, {"step": "decide"}, {"status": "paused"}, {"light": "red"},
    {"light": "yellow"}, {"from": "2026-03-01", "to": "2026-03-02"}, {"due": "2026-03-09"}, {"who": "me"}, {"who": "he"},
    {"sort": "received"}, {"sort": "due"}, {"sort": "number"}, {"agency": "0"},
]  # fmt: skip


def test_no_filter_and_no_order_walks_the_table(province):
    for said in NARROWED:
        what = casework.read_asked({key: [value] for key, value in said.items()})
        for view in ("mine", "reach", "closed"):
            look = partial(casework.listing, province.liu, what, view=view)
            assert walked_through(province.liu, look) == set(), (said, view)


def test_one_case_is_found_by_an_index(province):
    assert walked_through(province.liu, lambda: casework.case_view(province.liu, "P100")) == set()


def test_a_persons_own_cases_are_found_by_an_index(province):
    assert walked_through(province.li, lambda: casework.cases_of(province.li)) == set()


def test_without_its_index_the_worklist_would_walk_the_table(province, as_owner):
    """Planted fault."""
    for index in ("open_tasks_of_a_role", "open_cases_of_an_agency"):
        as_owner.execute(f"DROP INDEX {index}")  # type: ignore[arg-type]
    for table in LARGE:
        for (name,) in as_owner.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%agency%%'", [table]
        ).fetchall():
            as_owner.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]
    assert walked_through(province.liu, lambda: casework.worklist(province.liu)) != set()
