"""Connections, agreements and tickets; news as they came, and the cases that mirror what happens elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security


class Connection(models.Model):
    """What this installation knows of a declared system: where it is, the key it signs with, whether we talk to it."""

    system = models.CharField(max_length=120, primary_key=True)
    address = models.CharField(max_length=300, blank=True)
    public_key = models.CharField(max_length=130, blank=True)
    open = models.BooleanField(default=False)
    cursor = models.CharField(max_length=80, blank=True)
    heard_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(open=False) | ~Q(public_key=""), name="whom_we_talk_to_we_can_check")
        ]


class Agreement(models.Model):
    """Somebody agreed that these fields go to a system for a matter. `subject` is what he is called there: it says nothing
    to anybody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=120)
    matter = models.CharField(max_length=120)
    party = models.ForeignKey("security.Party", models.PROTECT)
    subject = models.CharField(max_length=64)
    fields = models.JSONField(default=list)
    at = models.DateTimeField()
    user = models.BigIntegerField(null=True)

    class Meta:
        constraints = [UniqueConstraint("system", "matter", "party", name="one_agreement_a_system_matter_and_party")]
        indexes = [models.Index(fields=["system", "matter", "subject"], name="agreements_by_subject")]


class Ticket(models.Model):
    """A ticket to go there with: once, within a minute. Only its digest is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="tickets")
    fields = models.JSONField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Nonce(models.Model):
    """A random number of a request that was taken."""

    system = models.CharField(max_length=120)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint("system", "nonce", name="a_nonce_counts_once")]
        indexes = [models.Index(fields=["at"], name="nonces_by_age")]


class Mirror(models.Model):
    """A case there and the case here that shows it."""

    system = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    case = models.OneToOneField("casework.Case", models.PROTECT, related_name="+")
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint("system", "number", name="a_case_there_is_mirrored_once")]


class News(models.Model):
    """What a system told, as it told it. "held": somebody must look; "late": newer news had come before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=80)
    seq = models.IntegerField()
    body = models.JSONField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=300, blank=True)
    division = models.BigIntegerField(default=530000_000000)

    class Meta:
        constraints = [
            UniqueConstraint("system", "kind", "number", "seq", name="news_are_kept_once"),
            CheckConstraint(condition=Q(state__in=["waiting", "placed", "held", "late"]), name="news_stand_somewhere"),
        ]
        indexes = [
            models.Index(fields=["system", "number", "seq"], condition=Q(state="waiting"), name="news_waiting"),
            models.Index(fields=["-at"], condition=Q(state__in=["held", "late"]), name="news_to_look_at"),
        ]


security.protect(Agreement, party="party_id")
security.protect(Ticket, through="agreement")
security.protect(Mirror, through="case")
security.protect(News, division="division")


class RehearsalMinistry(models.Model):
    """The ministry's system of the rehearsal: its key, nothing else."""

    name = models.CharField(max_length=120, primary_key=True)
    private_sealed = models.BinaryField()
    public = models.CharField(max_length=130)


class RehearsalFile(models.Model):
    """A case in the rehearsal ministry. What came along is kept masked."""

    number = models.CharField(max_length=80, primary_key=True)
    system = models.CharField(max_length=120)
    matter = models.CharField(max_length=120)
    subject = models.CharField(max_length=64)
    shown = models.JSONField(default=dict)
    seq = models.IntegerField(default=0)
    status = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()


security.classify(Connection, "L2", L2="address")
security.classify(Agreement, "L2", L3="subject")
security.classify(Ticket, "L2", L3="fields")
security.classify(Nonce, "L2")
security.classify(Mirror, "L2", L3="last")
security.classify(News, "L2", L3="body")
security.classify(RehearsalMinistry, "L2", L4="private_sealed")
security.classify(RehearsalFile, "L2", L3="subject shown")
security.sealed(RehearsalMinistry, "private_sealed", key="elsewhere_rehearsal", bound="name")


def _mirrored(party: UUID) -> Q:
    """News of cases there that are mirrored here for a party."""
    his = Mirror.objects.filter(system=OuterRef("system"), number=OuterRef("number"), case__party_id=party)
    return Q(Exists(his))


security.retain(
    News,
    "cases",
    "别的系统送来的进度",
    rows=_mirrored,
    term="case_keep",
    since="at",
    blank="body",
    busy=Q(state="waiting"),
)
security.retain(Ticket, "elsewhere", "去别的系统用的凭证", party="agreement__party_id")
security.retain(Agreement, "elsewhere", "同意送给别的系统的授权", party="party_id")
security.retain_nothing(Mirror, "只有一个进度号")
security.retain_nothing("elsewhere_rehearsalfile elsewhere_rehearsalministry", "演练用的，里面没有真的数据")
