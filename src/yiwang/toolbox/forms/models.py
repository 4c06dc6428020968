"""What is kept of forms: the versions that were used, and what people have not finished."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain, sealed


class FormVersion(models.Model):
    """A form as it was when somebody first used it. Never changed: a running case keeps its version."""

    digest = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=90)
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="form_versions_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:8]}"


class Draft(models.Model):
    """Answers not handed in yet: of a party, or of a member of staff filling in for somebody. L4 answers are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("security.Party", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    uploads = models.JSONField(default=dict)
    page = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(party__isnull=False, user__isnull=True) | Q(party__isnull=True, user__isnull=False),
                name="a_draft_is_of_a_party_or_of_staff",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-updated_at"], name="drafts_of_a_party"),
            models.Index(fields=["user", "-updated_at"], name="drafts_of_staff"),
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"


protect(Draft, party="party_id", user="user_id")
classify(FormVersion, "L1")
classify(Draft, "L2", L3="answers uploads", L4="sealed")
sealed(Draft, "sealed", key="personal", bound="id")
retain(Draft, "drafts", "草稿", party="party_id", files="uploads answers", trail="draft:pk")
