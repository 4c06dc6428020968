"""What somebody was told, on the site and by phone, and which documents reached whom."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain, sealed
from yiwang.toolbox.notices.rules import METHODS

STATES = [("waiting", "等待发送"), ("sent", "已发出"), ("rehearsed", "演练，没有发出"), ("given_up", "过时未发")]


class Message(models.Model):
    """An in-site message, in the words of the day it was written. `link` is a path on this site."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    text = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    body = models.TextField()
    case_number = models.CharField(max_length=50, blank=True)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "消息"
        constraints = [
            CheckConstraint(condition=Q(link="") | Q(link__regex=r"^/[^/\\]"), name="a_message_leads_nowhere_outside")
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="messages_of_a_party"),
            models.Index(fields=["party"], condition=Q(read_at__isnull=True), name="unread_messages"),
        ]


class Sms(models.Model):
    """One text to a phone. The number is kept masked here; it is unsealed from the party when it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    mobile_masked = models.CharField(max_length=40)
    text = models.CharField(max_length=70)
    code_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    provider = models.CharField(max_length=40, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    queued_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "短信"
        constraints = [
            CheckConstraint(condition=Q(state__in=[state for state, _ in STATES]), name="a_text_stands_somewhere"),
            CheckConstraint(
                condition=Q(state="waiting") | Q(settled_at__isnull=False), name="a_settled_text_says_when"
            ),
        ]


class Delivery(models.Model):
    """Service of one document on its party by one method, and why it counts as served."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.UUIDField()
    title = models.CharField(max_length=200)
    case_number = models.CharField(max_length=50, blank=True)
    party = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    method = models.CharField(max_length=14, choices=list(METHODS.items()))
    consented = models.BooleanField()
    channel = models.CharField(max_length=12, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    deemed_on = models.DateField(null=True)
    ground = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = "送达"
        constraints = [
            UniqueConstraint("document", "party", "method", name="a_document_is_served_once_a_way"),
            CheckConstraint(condition=~Q(method="electronic") | Q(consented=True), name="by_wire_only_with_consent"),
            CheckConstraint(
                condition=Q(deemed_on__isnull=True) | (~Q(ground="") & Q(how__in=["read", "remembered"])),
                name="what_counts_as_served_says_why",
            ),
        ]
        indexes = [models.Index(fields=["case_number"], condition=~Q(case_number=""), name="deliveries_of_a_case")]


protect(Message, party="party_id")
protect(Sms, party="party_id", purpose=True)
protect(Delivery, division="division", agency="agency_id", party="party_id")
classify(Message, "L2", L3="title body")
classify(Sms, "L2", L3="text mobile_masked receipt", L4="code_sealed")
classify(Delivery, "L2", L3="title ground how channel")
sealed(Sms, "code_sealed", key="notices.code", bound="id")


def _served(party: UUID) -> Q:
    """Messages that served a document: they are part of its record."""
    return Q(party_id=party) & Q(Exists(Delivery.objects.filter(message=OuterRef("pk"))))


def _only_said(party: UUID) -> Q:
    return Q(party_id=party) & ~Q(Exists(Delivery.objects.filter(message=OuterRef("pk"))))


retain(
    Sms, "messages", "短信记录", party="party_id", busy=Q(state="waiting"), trail="sms:pk",
    blank="mobile_masked text receipt code_sealed",
)  # fmt: skip
retain(Message, "messages", "站内消息", rows=_only_said, blank="title body link")
retain(
    Message, "papers", "送达文书的消息", name="served", rows=_served, term="case_keep", since="created_at",
    blank="title body link",
)  # fmt: skip
retain(
    Delivery, "papers", "送达记录", party="party_id", term="case_keep", since="sent_at", blank="channel",
    marked="title ground",
)  # fmt: skip
