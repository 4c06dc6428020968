"""The declared sets (`national.yaml`), read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from .rules import Column, Table

FILE = Path(__file__).with_name("national.yaml")


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name, in the order in which rows of them may depend on each other."""
    read = yaml.safe_load(FILE.read_text())
    return {name: _table(name, one) for name, one in read.items()}


def _table(name: str, one: dict[str, object]) -> Table:
    columns = {
        key: Column(**{**facts, "codes": tuple(facts.get("codes", ()))})
        for key, facts in one["columns"].items()  # type: ignore[attr-defined]
    }
    return Table(name, str(one["title"]), str(one["kind"]), columns, str(one.get("of", "")))


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(table.columns) for name, table in tables().items()}
