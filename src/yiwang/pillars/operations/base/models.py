from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    """What happened, waiting to be told. Partitioned by month; made in SQL (first migration)."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    name = models.TextField()
    body = models.JSONField()
    tries = models.IntegerField()
    next_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "operations_outbox"
