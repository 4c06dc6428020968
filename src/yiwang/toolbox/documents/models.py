from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base.api import classify, protect, retain

STATUS = [("valid", "有效"), ("revoked", "已撤销"), ("replaced", "已换发")]


class Document(models.Model):
    """One issued document. What is printed never changes; only its standing does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    holder = models.ForeignKey("security.Party", models.PROTECT, null=True, related_name="documents")
    holder_shown = models.CharField(max_length=200, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="documents")
    division = models.BigIntegerField()
    data = models.JSONField(default=dict)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True)
    signature = models.BinaryField()
    key_id = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    status = models.CharField(max_length=8, choices=STATUS, default="valid")
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=500, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    verify_code = models.CharField(max_length=16, unique=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "文书"
        indexes = [
            models.Index(fields=["case_number"], name="documents_by_case", condition=~Q(case_number="")),
            models.Index(fields=["division", "agency", "issued_at"], name="documents_by_place"),
        ]
        constraints = [
            UniqueConstraint("kind", "number", name="a_number_is_given_once_a_kind"),
            CheckConstraint(condition=Q(status__in=["valid", "revoked", "replaced"]), name="a_document_has_a_standing"),
            CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="a_document_ends_after_it_begins",
            ),
            CheckConstraint(
                condition=Q(status="valid", revoked_at__isnull=True)
                | (~Q(status="valid") & Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="what_is_over_says_when_and_why",
            ),
            CheckConstraint(
                condition=~Q(status="replaced") | Q(replaced_by__isnull=False), name="what_is_replaced_says_by_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


protect(Document, division="division", agency="agency_id", party="holder_id", code="verify_code")
classify(Document, "L2", L2="holder_shown", L3="data file_id verify_code")
retain(
    Document, "papers", "证照和文书", party="holder_id", term="case_keep", since="issued_at", files="file_id", trail="document:pk",
    busy=lambda today: Q(status="valid") & (Q(valid_until__isnull=True) | Q(valid_until__gte=today)),
    blank="data file_id", marked="holder_shown",
)  # fmt: skip
