"""Nobody sees a row he should not, nor misses one he should see: draws of (principal, endpoint, object) against an oracle
that knows only the declarations. `benchmarks/leak.py` draws 200,000."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.leaking import faults, oracle, town
from benchmarks.leaking.oracle import Oracle
from benchmarks.leaking.sweep import Sweep
from benchmarks.leaking.town import Principal
from yiwang.pillars.security.base import api as security

DECLARATIONS = {"actions", "boundaries"}


@pytest.fixture
def settled(own_database, as_owner) -> Iterator[tuple[list[Principal], Oracle, psycopg.Connection]]:
    logging.disable(logging.CRITICAL)
    people = town.build()
    yield people, oracle.read_as_owner(as_owner), as_owner
    logging.disable(logging.NOTSET)


def test_the_sweep_finds_nothing(settled):
    people, known, _ = settled
    found = Sweep(people, known).run(1500)
    assert found.differences == {} and found.broken == {}
    assert found.positive > 100, "much of what is drawn is in reach, or finding nothing would be easy"


def test_a_batch_named_on_a_page_is_not_the_rows_in_it(settled):
    """A number of another, open table that a row only points at does not show the row."""
    people, known, _ = settled
    assert Sweep(people, known, seed=5).run(80, "console-reporting").differences == {}


@pytest.mark.slow
def test_the_sweep_finds_nothing_in_many_draws(settled):
    people, known, _ = settled
    found = Sweep(people, known, seed=2).run(20_000)
    assert found.differences == {} and found.broken == {}


@pytest.mark.slow
def test_without_the_filter_the_database_lets_nothing_out(settled):
    people, known, _ = settled
    with faults.no_filter():
        found = Sweep(people, known, seed=3).run(4_000)
    assert found.leaked == 0 and found.total > 0


QUICK = "a policy dropped"


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] if one != QUICK else []) for one in faults.FAULTS]
)
def test_a_planted_fault_is_found(settled, name):
    people, known, owner = settled
    fault, where = faults.FAULTS[name]
    with fault(owner):
        assert Sweep(people, known, seed=4).run(500, where).total
    assert Sweep(people, known, seed=4).run(200, where).total == 0, "and without it nothing is"


def test_the_oracle_imports_nothing_of_the_product_but_declarations():
    tree = ast.parse(Path(oracle.__file__).read_text())
    taken = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yiwang")
        for name in node.names
    }  # fmt: skip
    assert taken == DECLARATIONS


def test_every_kind_of_visitor_and_every_role_is_among_the_principals(settled):
    people, _, _ = settled
    assert {one.who.kind for one in people} == {"nobody", "person", "firm", "staff"}
    assert {role for one in people for role in one.who.roles} == set(security.role_titles)


def test_every_protected_table_has_rows_some_see_and_others_do_not(settled):
    people, known, _ = settled
    for label, rows in known.rows.items():
        seen = {one.who.name: sum(known.may_see(one.who, label, key) for key in rows) for one in people}
        assert rows and seen["nobody"] == 0 and any(0 < many < len(rows) for many in seen.values()), label


def test_places_below_one_another_by_hand():
    assert oracle.below(530000000000, 530102001003) and oracle.below(530102000000, 530102001003)
    assert oracle.below(530102001000, 530102001003) and oracle.below(530102001003, 530102001003)
    assert not oracle.below(530102000000, 530103001003) and not oracle.below(530102001003, 530102001000)
