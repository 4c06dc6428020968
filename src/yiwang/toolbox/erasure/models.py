"""Requests for erasure, and what holds erasure back. They outlive what was erased, so they say nothing of its contents."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain_nothing

from .rules import HOLDS, OPEN, STATES


def new_code() -> str:
    return secrets.token_hex(10)


class Request(models.Model):
    """Somebody asked that `groups` of his data go. `code` opens it also when his account is gone; `counts` says how many
    rows of what went, `document` is the certificate."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20, unique=True, default=new_code)
    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    groups = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=list(STATES.items()))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_post = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_post = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    agency = models.ForeignKey("standards.Agency", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    document = models.UUIDField(null=True)
    verify_code = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint("party", condition=Q(state__in=OPEN), name="a_party_asks_for_erasure_once_at_a_time"),
            CheckConstraint(condition=Q(state__in=list(STATES)), name="a_request_stands_somewhere"),
            CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("checked_by")), name="two_people_let_data_go"
            ),
            CheckConstraint(
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("asked_by")))
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by"))),
                name="nobody_lets_his_own_data_go",
            ),
            CheckConstraint(
                condition=~Q(state__in=["approved", "done"])
                | Q(approved_by__isnull=False, checked_by__isnull=False, agency__isnull=False),
                name="what_is_erased_two_people_said",
            ),
            CheckConstraint(condition=~Q(state="declined") | ~Q(why=""), name="what_is_declined_says_why"),
            CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False, document__isnull=False),
                name="what_is_erased_is_certified",
            ),
        ]
        indexes = [models.Index(fields=["division", "state", "asked_at"], name="erasures_by_place")]


class Hold(models.Model):
    """Nothing of a party's goes while this stands: a lawsuit, an audit. `why` is for officials."""

    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=list(HOLDS.items()))
    why = models.CharField(max_length=300)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(why=""), name="a_hold_says_why"),
            CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lifted_why="")),
                name="a_lifted_hold_says_who_and_why",
            ),
        ]


protect(Request, division="division", party="party_id", code="code")
protect(Hold, division="division")
classify(Request, "L2", L3="code verify_code")
classify(Hold, "L2", L3="why lifted_why")
retain_nothing(Request, "只有编号、数目和经办的人，是删除过的凭据")
retain_nothing(Hold, "为什么暂缓删除的记录，留作凭据")
