"""The bare machine: plain Django and PostgreSQL writing a case and its first task in one transaction. No number, no
check, no rights, no trail, no event: what nobody who uses this framework and this database can go below."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction


class BareCase(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.CharField(max_length=50, unique=True)
    title = models.CharField(max_length=200)
    division = models.BigIntegerField()
    answers = models.JSONField()
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "benchmarks"


class BareTask(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(BareCase, models.PROTECT)
    role = models.CharField(max_length=40)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "benchmarks"


def make_tables() -> None:
    from yiwang.infrastructure.database import api as database

    with database.as_owner(), connection.schema_editor() as editor:
        editor.create_model(BareCase)
        editor.create_model(BareTask)
    database.protect_tables()


def insert(title: str, division: int, answers: dict[str, Any]) -> None:
    with transaction.atomic():
        case = BareCase(number=uuid4().hex, title=title, division=division, answers=answers)
        case.save(force_insert=True)
        BareTask(case=case, role="clerk").save(force_insert=True)
