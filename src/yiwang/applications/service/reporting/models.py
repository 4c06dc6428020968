"""What is due to be reported, what went in which batch, what became of it; and the rehearsal platform's own tables."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.pillars.security.base import api as security

OPEN = ("prepared", "sent")


class Due(models.Model):
    """An object whose reported rows may have to change. `wanted` counts what happened to it, `taken` up to where batches
    have it; `seen` is the revision of the case at that time, so that a step nobody announced is found too. `again`:
    rows that were refused are to be tried anew."""

    kind = models.CharField(max_length=20)
    object = models.CharField(max_length=80)
    case = models.OneToOneField("casework.Case", models.PROTECT, null=True, related_name="+")
    wanted = models.IntegerField(default=1)
    taken = models.IntegerField(default=0)
    seen = models.IntegerField(default=-1)
    again = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint("kind", "object", name="an_object_is_due_once"),
            CheckConstraint(condition=Q(taken__lte=F("wanted")), name="no_batch_is_ahead_of_what_happened"),
        ]
        indexes = [
            models.Index(fields=["kind", "since"], condition=Q(wanted__gt=F("taken")), name="what_is_due_oldest_first")
        ]


class Batch(models.Model):
    """Rows of one kind, frozen under a number and a digest. One of a kind is under way at a time: so each knows what became
    of the one before, and what happens meanwhile gathers for the next."""

    number = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=20)
    day = models.DateField()
    serial = models.IntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="prepared")
    rows_sent = models.IntegerField()
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    accepted = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    receipt = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint("kind", "day", "serial", name="batches_of_a_day_are_numbered"),
            UniqueConstraint("kind", condition=Q(state__in=OPEN), name="one_batch_of_a_kind_is_under_way"),
            CheckConstraint(condition=Q(state__in=["prepared", "sent", "received", "settled"]),
                            name="a_batch_stands_somewhere"),
            CheckConstraint(condition=Q(state__in=OPEN) | Q(received_at__isnull=False), name="a_receipt_says_when"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["-day", "kind"], name="batches_by_day")]


class Ticket(models.Model):
    """Refused rows of one object, as a case at the agency concerned. `asked`: it was sent anew since the clerk said so."""

    kind = models.CharField(max_length=20)
    object = models.CharField(max_length=80)
    case = models.OneToOneField("casework.Case", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    opened_at = models.DateTimeField()
    asked = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                "kind", "object", condition=Q(closed_at__isnull=True), name="an_object_has_one_open_ticket"
            )
        ]


class Row(models.Model):
    """A row as it went, for ever. "held": our own check found a fault, so it never left."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    place = models.IntegerField()
    object = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    table = models.CharField(max_length=40)
    guid = models.CharField(max_length=32)
    operation = models.CharField(max_length=1)
    body = models.JSONField()
    sealed = models.TextField(blank=True)
    content = models.CharField(max_length=64)
    division = models.BigIntegerField()
    agency = models.ForeignKey("standards.Agency", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    code = models.CharField(max_length=20, blank=True)
    column = models.CharField(max_length=40, blank=True)
    says = models.CharField(max_length=300, blank=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="rows")

    class Meta:
        constraints = [
            UniqueConstraint("batch", "guid", name="a_row_is_in_a_batch_once"),
            CheckConstraint(condition=Q(state__in=["waiting", "accepted", "refused", "held"]), name="a_row_stands_somewhere"),
            CheckConstraint(condition=Q(operation__in=["I", "U", "D"]), name="a_row_comes_changes_or_goes"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["object", "table"], name="rows_of_an_object"),
            models.Index(
                fields=["batch"],
                condition=Q(state__in=["refused", "held"], ticket__isnull=True),
                name="refused_and_no_ticket",
            ),
        ]


class Standing(models.Model):
    """How a row stands on the other side, as far as its receipts say."""

    guid = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=20)
    object = models.CharField(max_length=80)
    table = models.CharField(max_length=40)
    tried = models.CharField(max_length=64)
    there = models.BooleanField(default=False)
    good = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "object"], name="standing_of_an_object")]


class Correction(models.Model):
    """What a clerk wrote over a reported value, because the object itself cannot say it otherwise."""

    kind = models.CharField(max_length=20)
    object = models.CharField(max_length=80)
    column = models.CharField(max_length=40)
    value = models.TextField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint("kind", "object", "column", name="a_column_is_written_over_once")]


for _model in (Ticket, Row, Correction):
    security.protect(_model, division="division")


class RehearsalStation(models.Model):
    """The rehearsal platform itself: its key, and how badly it is made to behave."""

    name = models.CharField(max_length=20, primary_key=True, default="rehearsal")
    public = models.BinaryField()
    private_sealed = models.BinaryField()
    out_until = models.DateTimeField(null=True)
    lose_answers = models.IntegerField(default=0)


class RehearsalBatch(models.Model):
    """A batch number the rehearsal platform remembers, with the receipt it gave."""

    number = models.CharField(max_length=32, primary_key=True)
    digest = models.CharField(max_length=64)
    receipt = models.JSONField()
    came_at = models.DateTimeField()


class RehearsalRow(models.Model):
    """A row on the rehearsal platform. `arrivals` counts how often it was taken in: more often than we sent it would be a
    doubling."""

    guid = models.CharField(max_length=32, primary_key=True)
    table = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60, blank=True)
    body = models.JSONField()
    there = models.BooleanField(default=True)
    arrivals = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["table", "about"], name="rehearsal_rows_about")]


security.classify(Due, "L2")
security.classify(Batch, "L2")
security.classify(Ticket, "L2", L3="asked")
security.classify(Row, "L2", L3="body", L4="sealed")
security.classify(Standing, "L2")
security.classify(Correction, "L2", L3="value")
security.classify(RehearsalStation, "L2", L4="private_sealed")
security.classify(RehearsalBatch, "L2")
security.classify(RehearsalRow, "L2", L3="body")
security.sealed(RehearsalStation, "private_sealed", key="reporting_rehearsal", bound="name")


def _reported(party: UUID) -> Q:
    """Rows that were reported of a party's cases."""
    return Q(object__in=apps.get_model("casework", "Case").objects.filter(party=party).values("number"))


security.retain(Row, "cases", "报给上级平台的数据", rows=_reported, term="case_keep", since="batch__made_at", blank="body sealed",
                marked="title", busy=Q(state__in=["waiting", "held"]))  # fmt: skip
security.retain(Correction, "cases", "上报时改过的数", rows=_reported, term="case_keep", since="at", marked="value")
security.retain_nothing(Ticket, "只记有没有重送过")
security.retain_nothing("reporting_rehearsalrow reporting_rehearsalstation", "演练用的平台，代表外面的系统")
