"""One row of any table, filled in just enough to be kept: so that a table protected tomorrow is tested tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yiwang.kernel import clock
from yiwang.pillars.security.base.api import new_party
from yiwang.pillars.security.base.testing import WUHUA

FILLED: dict[type[models.Field], Any] = {
    models.BooleanField: True,
    models.DateTimeField: clock.now,  # before the date: it is one
    models.DateField: clock.today,
    models.BinaryField: b"-",
    models.JSONField: dict,
    models.IntegerField: 1,
    models.FloatField: 1.0,
    models.TimeField: lambda: clock.now().time(),
    ArrayField: list,
    models.GenericIPAddressField: "10.0.0.1",
}
OF_WHICH_ONE_HAS_MANY = {"mfa.Authenticator": "webauthn"}  # of its other kinds everybody has one


def make(kind: type[models.Model], /, **given: Any) -> models.Model:
    """A kept row. `given` holds values by attribute name; foreign keys that must be there are made, the rest is left out."""
    facts = {}
    for field in kind._meta.concrete_fields:
        if field.attname in given:
            facts[field.attname] = given[field.attname]
        elif not (
            field.null
            or field.blank
            or field.has_default()
            or field.primary_key
            or getattr(field, "auto_now_add", False)
        ):
            facts[field.attname] = _allowed(kind, field) or _value(field)
    if kind._meta.label == "security.Party":
        row: models.Model = new_party("person", "某人", uuid4().hex[:18], **given)
    else:
        row = kind(**facts)
    if isinstance(kind._meta.pk, models.CharField) and not row.pk:
        row.pk = (uuid4().hex * 2)[: kind._meta.pk.max_length]
    row.save(force_insert=True)
    return row


def _allowed(kind: type[models.Model], field: models.Field) -> Any:
    """One of the values a constraint of the table names; None where it names none."""
    for constraint in kind._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            for name, value in _leaves(constraint.condition):
                if name == f"{field.name}__in":
                    return value[0]
    return None


def _leaves(condition: models.Q) -> Iterator[tuple[str, Any]]:
    for child in condition.children:
        if isinstance(child, tuple):
            yield child
        elif isinstance(child, models.Q):
            yield from _leaves(child)


def _value(field: models.Field) -> Any:
    if isinstance(field, models.ForeignKey) and field.related_model._meta.label == "standards.Division":
        return WUHUA  # places are the real ones
    if isinstance(field, models.ForeignKey):
        return make(field.related_model).pk
    if field.choices and field.model._meta.label in OF_WHICH_ONE_HAS_MANY:
        return OF_WHICH_ONE_HAS_MANY[field.model._meta.label]
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.BinaryField) and field.unique:
        return uuid4().bytes
    if isinstance(field, models.CharField | models.TextField):
        return uuid4().hex[: field.max_length]
    value = next((value for kind, value in FILLED.items() if isinstance(field, kind)), None)
    assert value is not None, field
    return value() if callable(value) else value
