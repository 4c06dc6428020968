from __future__ import annotations

from django.db import models

from yiwang.pillars.security.base.api import classify, retain_nothing


class StoredFile(models.Model):
    """One content, once. Who may see it is decided by the row that points here, so nothing here says whose it is."""

    digest = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "文件"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="a_stored_file_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="a_digest_is_64_hex_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


classify(StoredFile, "L3")  # a photograph, a scanned certificate: what is in it nobody has looked at
retain_nothing(StoredFile, "没有一行再指向它的时候，连内容一起删")
