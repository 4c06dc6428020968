"""What of a party's data can go today and what must stay, row by row, from the declarations beside the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, Case, DateField, F, Field, JSONField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .models import Hold

LAST = "account"


@dataclass(frozen=True)
class Plan:
    """`held` are the kinds of hold that stand; then nothing goes."""

    lines: list[rules.Line]
    held: list[str]

    @property
    def choices(self) -> list[str]:
        return [] if self.held else rules.may_go(self.lines, LAST)

    @property
    def groups(self) -> list[tuple[str, str, list[rules.Line], bool]]:
        """For a page: each group that holds anything, its title, its lines, and whether it may be chosen."""
        choices = self.choices
        return [
            (key, title, lines, key in choices)
            for key, title in security.GROUPS.items()
            if (lines := [one for one in self.lines if one.group == key and one.count])
        ]


def ordered() -> list[security.Retained]:
    """All declarations in the order they are erased: what an account is goes last of all."""
    groups = list(security.GROUPS)
    return sorted(security.retained.values(), key=lambda one: (groups.index(one.group), one.last))


def plan(party: UUID, today: date | None = None) -> Plan:
    """What becomes of each kind of `party`'s data. Seen with the system's eyes: whose it is, not who asks, decides."""
    with security.viewing(security.SYSTEM):
        return plan_inside(party, today or clock.today())


def plan_inside(party: UUID, today: date) -> Plan:
    """The same inside a change of the system."""
    lines = rules.together(line for one in ordered() for line in _lines(one, party, today))
    others = [one for one in lines if one.group != LAST]
    if any(one.how != "goes" for one in others):
        lines = [*others, *(_waiting(one) for one in lines if one.group == LAST)]
    return Plan(lines, holds(party))


def holds(party: UUID) -> list[str]:
    standing = Hold.objects.filter(party=party, lifted_at__isnull=True)
    return list(dict.fromkeys(standing.order_by("placed_at").values_list("kind", flat=True)))


def _waiting(line: rules.Line) -> rules.Line:
    return line if line.how != "goes" else rules.Line(line.group, line.what, "last", line.count)


def _lines(one: security.Retained, party: UUID, today: date) -> Iterator[rules.Line]:
    limit = limit_of(one, today)
    for how, last, _key in fates(one, party, today, limit):
        yield rules.Line(one.group, one.what, how, 1, last, limit.ground if limit else "")


def limit_of(one: security.Retained, today: date) -> rules.Limit | None:
    if not one.term:
        return None
    value = standards.parameter(one.term).on(today)
    return rules.Limit(int(value.value), value.unit, value.ground, standards.binding(value))


def fates(
    one: security.Retained, party: UUID, today: date, limit: rules.Limit | None
) -> list[tuple[rules.How, date | None, Any]]:
    """What becomes of each row that still says something, with its key."""
    rows = one.of(party).filter(~_emptied(one)).annotate(erasure_busy=_busy(one, today), erasure_since=_since(one))
    found = rows.values_list("erasure_busy", "erasure_since", "pk")
    return [(*rules.fate(busy, since, limit, today), key) for busy, since, key in found]


def _busy(one: security.Retained, today: date) -> Any:
    wanted = one.busy_on(today)
    if not wanted:
        return Value(False, BooleanField())
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())


def _since(one: security.Retained) -> Any:
    if not one.since:
        return Value(None, DateField())
    return Cast(F(one.since) if isinstance(one.since, str) else one.since, DateField())


def _emptied(one: security.Retained) -> Q:
    """Rows that were blanked before. What is removed is not there, and what gets fresh values is looked at once more."""
    if one.removes or one.fresh:
        return Q(pk__in=[])
    empty = Q()
    for column in one.blank:
        value = nothing(field_of(one, column))
        empty &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    for column in one.marked:
        empty &= Q(**{f"{column}__in": ["", security.ERASED]})
    return empty


def field_of(one: security.Retained, column: str) -> Field[Any, Any]:
    return apps.get_model(one.model)._meta.get_field(column)  # type: ignore[return-value]


def nothing(column: Field[Any, Any]) -> Any:
    """What an emptied column holds."""
    if isinstance(column, JSONField):
        return [] if column.default is list else {}
    if column.null:
        return None
    return b"" if column.get_internal_type() == "BinaryField" else ""


def rows_of(one: security.Retained) -> QuerySet[Any]:
    return apps.get_model(one.model)._default_manager.all()
