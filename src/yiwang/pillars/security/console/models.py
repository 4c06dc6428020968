"""Checks of the chain that were asked for: how far, and what came of it. They hold nobody's data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify


class ChainCheck(models.Model):
    """One walk over the whole trail. `rows` of `total` are done; `why` says what is broken, at place `broken`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shown = models.CharField(max_length=200)
    state = models.CharField(
        max_length=8, default="waiting", choices=[(one, one) for one in ("waiting", "running", "done")]
    )
    rows = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    broken = models.BigIntegerField(null=True)
    row = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="a_done_check_says_when"),
        ]


classify(ChainCheck, "L2", L2="shown")
