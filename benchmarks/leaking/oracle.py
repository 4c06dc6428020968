"""What the declarations mean, worked out again in plain Python over plain rows. Imports nothing of the product but
declarations: which columns bound a table, which kinds and roles an action is for. No `visible`, no `within`, no SQL of
theirs, no row-level security: the rows are read as the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from yiwang.pillars.security.base.api import actions, boundaries

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Who:
    """A principal as his rows say: no reach worked out yet."""

    name: str
    kind: str
    user: int | None = None
    party: Any = None
    agency: int | None = None
    division: int | None = None
    roles: frozenset[str] = frozenset()


@dataclass
class Oracle:
    """`rows` by table and key; `parents` of agencies."""

    rows: dict[str, dict[Any, Row]]
    parents: dict[int, int | None]
    _reach: dict[int, frozenset[int]] = field(default_factory=dict)

    def may_see(self, who: Who, label: str, key: Any, code: str = "", purpose: bool = False) -> bool:
        declared, row = boundaries[label], self.rows[label][key]
        if declared.through:
            foot = apps.get_model(label)._meta.get_field(declared.through)
            above = foot.related_model._meta.label  # type: ignore[union-attr]
            return self.may_see(who, above, row[foot.attname], code, purpose)  # type: ignore[union-attr]
        if declared.party and who.party and str(row[_attname(declared.party)]) == str(who.party):
            return True
        if declared.user and who.user and row[declared.user] == who.user:
            return True
        if declared.code and code and row[declared.code] == code:
            return True
        if declared.purpose and purpose and who.kind == "staff":
            return True
        if not declared.division or who.kind != "staff" or who.division is None or row[declared.division] is None:
            return False
        if not below(who.division, row[declared.division]):
            return False
        return not declared.agency or row[declared.agency] in self.agencies(who.agency)

    def agencies(self, top: int | None) -> frozenset[int]:
        """An agency and all below it, found by walking up from each."""
        if top is None:
            return frozenset()
        if top not in self._reach:
            self._reach[top] = frozenset(one for one in self.parents if top in self._up(one))
        return self._reach[top]

    def _up(self, agency: int | None) -> Iterable[int]:
        while agency is not None:
            yield agency
            agency = self.parents.get(agency)


def _attname(column: str) -> str:
    return "id" if column in ("id", "pk") else column


def below(place: int, code: int) -> bool:
    """Does a 12-digit code lie in a place? Codes are cut 2-2-2-3-3; a place's own digits end where only zeros follow."""
    text = f"{place:012d}"
    cut = next(length for length in (2, 4, 6, 9, 12) if not int(text[length:] or 0))
    return f"{code:012d}"[:cut] == text[:cut]


def enters(who: Who, action: str, kinds: frozenset[str]) -> bool:
    """May he come through a door that says this?"""
    if action:
        declared = actions[action]
        if who.kind not in declared.kinds:
            return False
        return who.kind != "staff" or not declared.roles or bool(declared.roles & who.roles)
    return not kinds or who.kind in kinds


def read_as_owner(connection: Any) -> Oracle:
    """Every protected row and every agency, by a connection that owns the tables."""
    rows = {}
    for label in boundaries:
        meta = apps.get_model(label)._meta
        names = [(one.attname, one.column) for one in meta.concrete_fields]
        listed = ", ".join(f'"{column}"' for _, column in names)
        found = connection.execute(f'SELECT {listed} FROM "{meta.db_table}"').fetchall()  # noqa: S608
        plain = [dict(zip([name for name, _ in names], row, strict=True)) for row in found]
        rows[label] = {row[meta.pk.attname]: row for row in plain}  # type: ignore[union-attr]
    parents = dict(connection.execute("SELECT id, parent_id FROM standards_agency").fetchall())
    return Oracle(rows, parents)
