"""The outer boundary of rows, declared once and used twice: as a filter of every query, and as row-level security.

    protect(Case, division="division", agency="agency_id", party="party_id")

Somebody reaches a row when it is his own (`party`), when it lies in the divisions *and* agencies of his post, or when
he holds its secret code. The database enforces it even where a query forgot its filter; finer rights are the
application's. Settings are read in sub-selects, so that PostgreSQL evaluates them once a statement, not once a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q, QuerySet

from yiwang.kernel.registry import Registry

from . import among  # noqa: F401  the lookup
from .actor import Actor

M = TypeVar("M", bound=Model)
ROLES = ("yiwang_web", "yiwang_worker")


@dataclass(frozen=True)
class Boundary:
    """Columns of one table that decide who is near enough; `through` follows a foreign key to a protected table."""

    model: str
    division: str = ""
    agency: str = ""
    party: str = ""
    code: str = ""
    user: str = ""
    through: str = ""
    purpose: bool = False

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table


boundaries: Registry[Boundary] = Registry("boundary")


def protect(model: type[Model], **columns: Any) -> None:
    """Declare the boundary of a table. Columns are attribute names as a queryset filters them."""
    label = model._meta.label
    boundaries.add(label, Boundary(label, **columns))


def within(boundary: Boundary, actor: Actor, code: str = "", purpose: str = "") -> Q:
    """The boundary as a filter."""
    if actor.kind == "system":
        return Q()
    if boundary.through:
        above = apps.get_model(boundary.model)._meta.get_field(boundary.through).related_model
        inner = within(boundaries[above._meta.label], actor, code, purpose)  # type: ignore[union-attr]
        return Q(**{f"{boundary.through}__in": above._default_manager.filter(inner)})  # type: ignore[union-attr]
    near = Q(pk__in=[])
    if boundary.party and actor.party:
        near |= Q(**{boundary.party: actor.party})
    if boundary.user and actor.user:
        near |= Q(**{boundary.user: actor.user})
    if boundary.division and actor.is_staff and actor.divisions:
        low, high = actor.divisions
        reach = Q(**{f"{boundary.division}__gte": low, f"{boundary.division}__lte": high})
        if boundary.agency:
            reach &= Q(**{f"{boundary.agency}__among": sorted(actor.agencies)})
        near |= reach
    if boundary.code and code:
        near |= Q(**{boundary.code: code})
    if boundary.purpose and purpose and actor.is_staff:
        near |= ~Q(pk__in=[])
    return near


def visible(rows: QuerySet[M], actor: Actor, *, code: str = "", purpose: str = "") -> QuerySet[M]:
    """The rows of a protected table that `actor` may know of. Lists, counts, searches, exports and checks use this."""
    return rows.filter(within(boundaries[rows.model._meta.label], actor, code, purpose))


def setting(name: str, kind: str) -> str:
    return f"(SELECT nullif(current_setting('yiwang.{name}', true), '')::{kind})"


def condition(boundary: Boundary) -> str:
    """The boundary as SQL for a row-level policy."""
    model = apps.get_model(boundary.model)

    def column(attribute: str) -> str:
        return connection.ops.quote_name(model._meta.get_field(attribute.removesuffix("_id")).column)  # type: ignore[union-attr]

    if boundary.through:
        above = model._meta.get_field(boundary.through).related_model._meta.db_table  # type: ignore[union-attr]
        return f"EXISTS (SELECT 1 FROM {above} AS above WHERE above.id = {column(boundary.through)})"  # noqa: S608
    ways = []
    if boundary.party:
        ways.append(f"{column(boundary.party)} = {setting('party', 'uuid')}")
    if boundary.user:
        ways.append(f"{column(boundary.user)} = {setting('user', 'bigint')}")
    if boundary.division:
        reach = f"{column(boundary.division)} BETWEEN {setting('low', 'bigint')} AND {setting('high', 'bigint')}"
        if boundary.agency:
            reach += f" AND {column(boundary.agency)} = ANY({setting('agencies', 'bigint[]')}::bigint[])"
        ways.append(f"({reach})")
    if boundary.code:
        ways.append(f"{column(boundary.code)} = {setting('code', 'text')}")
    if boundary.purpose:
        ways.append(f"({setting('purpose', 'text')} IS NOT NULL AND {setting('kind', 'text')} = 'staff')")
    ways.append(f"{setting('kind', 'text')} = 'system'")
    return " OR ".join(ways)


def policies() -> list[str]:
    """SQL that brings every declared boundary into the database. Run by the owner after migrating; repeatable."""
    statements = []
    for boundary in boundaries.values():
        table = boundary.table
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS boundary ON {table}",
            f"CREATE POLICY boundary ON {table} TO {', '.join(ROLES)}"
            f" USING ({condition(boundary)}) WITH CHECK ({condition(boundary)})",
        ]
    return statements
