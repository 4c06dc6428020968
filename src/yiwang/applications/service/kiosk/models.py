"""Terminals: where, when, for what; and how each stands by its own last report."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q

from yiwang.pillars.security.base.api import classify, retain_nothing, sealed

PLACES = [("hall", "政务大厅"), ("community", "社区"), ("mall", "商场"), ("bank", "银行网点")]


class Terminal(models.Model):
    """A terminal. `hours` as a hall's, empty: around the clock. `matters` empty: all. Its key is sealed: it signs reports."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PLACES, default="hall")
    address = models.CharField(max_length=200)
    division = models.BigIntegerField()
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    hours = models.JSONField(default=dict)
    matters = ArrayField(models.CharField(max_length=120), default=list)
    key_sealed = models.BinaryField()
    said_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    paper = models.SmallIntegerField(default=0)
    faults = ArrayField(models.CharField(max_length=20), default=list)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["division"], name="terminals_by_place")]
        constraints = [CheckConstraint(condition=Q(paper__gte=0, paper__lte=100), name="paper_is_a_percentage")]

    def __str__(self) -> str:
        return self.code


classify(Terminal, "L1", L2="said_at heard_at paper faults", L4="key_sealed")  # a terminal's address is no person's
sealed(Terminal, "key_sealed", key="terminals", bound="code")
retain_nothing(Terminal, "终端机的密钥，不是谁的个人信息")
