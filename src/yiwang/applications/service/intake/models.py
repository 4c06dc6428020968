"""Somebody before a clerk: for what, on whose number, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain

from .rules import STATES


class Sitting(models.Model):
    """One application on its way in through a window or the hotline. What was not taken in stays, with its reason: its
    party reads it. `draft` is the clerk's until it becomes the case or goes over to the party."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    party_shown = models.CharField(max_length=200)
    applicant = models.JSONField(default=dict)
    matter = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=12)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="open", choices=list(STATES.items()))
    draft = models.UUIDField(unique=True)
    case_number = models.CharField(max_length=50, blank=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="what_was_declined_says_why"),
            CheckConstraint(condition=~Q(state="taken") | ~Q(case_number=""), name="what_was_taken_in_is_a_case"),
            CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False), name="a_sitting_that_is_over_says_when"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-opened_at"], name="sittings_of_an_agency")]


protect(Sitting, division="division", agency="agency_id", party="party_id")
classify(Sitting, "L2", L2="party_shown", L3="applicant reason")
retain(
    Sitting, "cases", "窗口收件的记录", party="party_id", term="case_keep", since="closed_at", busy=Q(state="open"),
    blank="applicant purpose", marked="party_shown reason", trail="sitting:pk",
)  # fmt: skip
