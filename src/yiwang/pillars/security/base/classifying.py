"""How sensitive each column of each table is: L1 public, L2 business, L3 personal, L4 numbers that open doors.

    classify(Case, "L2", L3="answers delivery", L4="sealed")

The second word is the level of the columns not named. A table that Django has no model for is named by its own name. The
highest level a content can have is the level of its column 就高从严; `docs/fields.md` lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from yiwang.kernel.registry import Registry

Level = Literal["L1", "L2", "L3", "L4"]
LEVELS: tuple[Level, ...] = ("L1", "L2", "L3", "L4")


@dataclass(frozen=True)
class Classified:
    """`rest` is the level of columns not named in `columns`."""

    table: str
    rest: Level
    columns: dict[str, Level] = field(default_factory=dict)
    model: str = ""

    def level(self, column: str) -> Level:
        return self.columns.get(column, self.rest)


classified: Registry[Classified] = Registry("classification")


def classify(table: type[Model] | str, rest: Level, **levels: str) -> None:
    """Declare the levels of a table's columns: words apart by spaces, by level. Raises `ValueError` for a column that a
    model does not have, or that is named twice."""
    columns: dict[str, Level] = {}
    for level in LEVELS:
        for column in levels.pop(level, "").split():
            if column in columns:
                raise ValueError(f"{column} is named twice")
            columns[column] = level
    if levels:
        raise ValueError(f"no such level: {', '.join(levels)}")
    if isinstance(table, str):
        classified.add(table, Classified(table, rest, columns))
        return
    known = {one.column for one in table._meta.concrete_fields}
    if strange := set(columns) - known:
        raise ValueError(f"{table._meta.label} has no column {', '.join(sorted(strange))}")
    name = table._meta.db_table
    classified.add(name, Classified(name, rest, columns, table._meta.label))


@dataclass(frozen=True)
class Sealed:
    """A column of ciphertext: by which key, and what its text is bound to: the bytes of a UUID, else of its writing.
    `inside` names the places of a JSON column that hold it, in hexadecimal; none: the whole column."""

    model: str
    column: str
    key: str
    bound: str
    inside: tuple[str, ...] = ()

    def bytes_of(self, row: Model) -> bytes:
        value = getattr(row, self.bound)
        return value.bytes if isinstance(value, UUID) else str(value).encode()


sealed_columns: Registry[Sealed] = Registry("sealed column")


def sealed(table: type[Model], columns: str, *, key: str, bound: str, inside: str = "") -> None:
    """Declare how the sealed columns of a table are opened, so that they can be sealed anew when the key rotates."""
    for column in columns.split():
        name = f"{table._meta.db_table}.{column}"
        sealed_columns.add(name, Sealed(table._meta.label, column, key, bound, tuple(inside.split())))


def level_of(model: type[Model] | str, column: str) -> Level:
    """The level of one column. Raises `LookupError` for a table nobody classified."""
    kind = apps.get_model(model) if isinstance(model, str) else model
    return classified[kind._meta.db_table].level(column)
