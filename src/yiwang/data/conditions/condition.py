"""A compiled condition, the thing everybody holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .evaluate import ask
from .explain import Clause, Teller, clauses
from .shaping import names, shape
from .sql import Writer
from .tree import Node, Param, every
from .types import Schema, Type

NOTHING: Mapping[str, Any] = {}
THE_DAY = {"day": Type.DATE}


@dataclass(frozen=True)
class Condition:
    """A yes-or-no question about a record, checked against the names and types it may use."""

    text: str
    tree: Node

    @property
    def names(self) -> frozenset[str]:
        """What of the record it looks at."""
        return names(self.tree)

    @property
    def params(self) -> frozenset[str]:
        """Which `:parameters` it needs."""
        return frozenset(node.name for node in every(self.tree) if isinstance(node, Param))

    def evaluate(self, record: Mapping[str, Any], params: Mapping[str, Any] = NOTHING) -> bool | None:
        """True, False, or None where the record does not know enough. A name that is absent or None is not known.

        Values are Python's (int, Decimal, str, date, bool, list of str) or their JSON form (decimal and date as text).
        Raises `WrongValue` for a value of another kind and `MissingParameter`.
        """
        verdict: bool | None = ask(self.tree, record, params)
        return verdict

    def explain(
        self, record: Mapping[str, Any], params: Mapping[str, Any] = NOTHING, titles: Mapping[str, str] = NOTHING
    ) -> tuple[Clause, ...]:
        """The clauses joined by the outermost AND, in Chinese, with verdicts; `titles` are the names' own titles."""
        return clauses(self.tree, Teller(record, params, titles))

    def to_sql(self, columns: Mapping[str, str], params: Mapping[str, Any] = NOTHING) -> tuple[str, list[Any]]:
        """PostgreSQL with `%s` and its parameters.

        `columns` maps each name to a trusted SQL expression of its type (numeric or an integer type, text, date,
        boolean, text[]), quoted, with `%` doubled. Raises `MissingParameter`, `LookupError` for a name not mapped.
        """
        piece = Writer(columns, params).write(self.tree)
        return piece.sql, list(piece.params)


def compile_condition(text: str, schema: Schema, params: Schema = THE_DAY) -> Condition:
    """Read `text` against `schema` (name → `Type`) and `params`.

    Raises `NotUnderstood` (also `UnknownName`, `WrongType`) with the word and its place, and `TooLong`.

        >>> of_age = compile_condition("age_on(birth, :day) >= 80", {"birth": Type.DATE})
        >>> of_age.evaluate({"birth": "1940-05-01"}, {"day": "2025-01-01"})
        True
        >>> of_age.evaluate({}, {"day": "2025-01-01"}) is None
        True
    """
    return _compile(text, tuple(sorted(schema.items())), tuple(sorted(params.items())))


@lru_cache(maxsize=2048)
def _compile(text: str, schema: tuple[tuple[str, Type], ...], params: tuple[tuple[str, Type], ...]) -> Condition:
    return Condition(text, shape(text, dict(schema), dict(params)))
