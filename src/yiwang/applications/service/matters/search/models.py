"""The side table of the search: what an item is found under. Public as the items are, so without a boundary."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from yiwang.pillars.security.base.api import classify


class Entry(models.Model):
    """`names` and `sounds` are lines, the title first: scoring reads them. `tokens` are numbers, see `words.token`."""

    item = models.OneToOneField("matters.Item", models.CASCADE, related_name="found_under")
    division = models.BigIntegerField()
    names = models.TextField()
    sounds = models.TextField()
    plain = models.TextField(blank=True)
    rank = models.SmallIntegerField(default=0)
    tokens = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="entries_by_token", fastupdate=False),
            models.Index(fields=["rank", "id"], name="entries_by_rank"),
        ]

    def __str__(self) -> str:
        return self.names.split("\n")[0]


class Term(models.Model):
    """In how many entries a token is: the rarest are looked up first. The token of "" counts the entries."""

    token = models.IntegerField(primary_key=True)
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.token}: {self.count}"


classify(Entry, "L1")
classify(Term, "L1")
