"""What happened to agencies, posts and appointments, who stands in for whom, and sheets waiting to be confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain_nothing

CHANGES = [(one, one) for one in ("made", "renamed", "closed")]
KINDS = [("agencies", "机构"), ("staff", "人员")]


class Change(models.Model):
    """A line of the history of an agency, or of one of its posts. Public, as agencies are. One whose day is still to
    come waits for it with `done` False."""

    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    post = models.ForeignKey("standards.Post", models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=8, choices=CHANGES)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    ground = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=200)
    at = models.DateTimeField()
    done = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["on"], condition=Q(done=False), name="changes_still_to_come")]


class Step(models.Model):
    """A line of the history of an appointment: given, extended, confirmed, told of, ended."""

    appointment = models.ForeignKey("security.Appointment", models.PROTECT, related_name="steps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    verb = models.CharField(max_length=12)
    says = models.CharField(max_length=300)
    who = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["appointment", "at"], name="history_of_an_appointment")]


class Deputy(models.Model):
    """代理: while `user` is away, what waits for him by name is done by `stands_in`, from the same agency."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stands_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    since = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(last__gte=F("since")), name="standing_in_ends_after_it_begins"),
            CheckConstraint(condition=~Q(user=F("stands_in")), name="nobody_stands_in_for_himself"),
        ]
        indexes = [models.Index(fields=["stands_in", "last"], name="whom_one_stands_in_for")]


class Sheet(models.Model):
    """An uploaded list, checked and waiting to be confirmed. Only who brought it sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint("user", "digest", name="a_sheet_is_kept_once")]


protect(Step, division="division", user="user_id")
protect(Deputy, division="division", user="user_id")
protect(Sheet, user="user_id")
classify(Change, "L1", L2="who")
classify(Step, "L2", L3="user_id")
classify(Deputy, "L2", L3="user_id stands_in_id reason")
classify(Sheet, "L2", L3="name rows user_id")
retain_nothing("organisations_step organisations_deputy organisations_sheet", "工作人员任职的记录，不是办事人的")
