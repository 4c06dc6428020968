"""The library's tables: a basic catalogue entry, its implementation lists, their editions, and what is being prepared.

Guides are for everybody, so entries, items and editions are plain tables. A draft is nobody's business outside its
place: it has a boundary. A draft is a row of its own, so that an edition is only ever added, never changed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

SOURCES = [("pack", "应用包"), ("import", "导入"), ("browser", "页面编制")]


class Basic(models.Model):
    """A basic catalogue entry 基本目录项. `matter` is the declaration it runs on; empty: a guide only.
    `declared` is the digest of what that declaration said when an edition was last made from it."""

    catalog_code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=500)
    task_type = models.CharField(max_length=4)
    use_level = models.CharField(max_length=20)
    line = models.CharField(max_length=40, blank=True)
    matter = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=10, choices=SOURCES)
    declared = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint("matter", condition=~Q(matter=""), name="a_matter_has_one_basic_entry"),
            CheckConstraint(condition=Q(source__in=["pack", "import", "browser"]), name="a_basic_entry_came_somehow"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """An implementation list 实施清单: one agency's way of a basic entry. `agency` is empty for a foreign, imported one.

    `binding` names the matter it runs on; empty: a guide only, until its agency binds it."""

    task_code = models.CharField(max_length=60, unique=True)
    basic = models.ForeignKey(Basic, models.PROTECT, related_name="items")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, null=True, related_name="+")
    division = models.BigIntegerField()
    dept_name = models.CharField(max_length=200)
    dept_code = models.CharField(max_length=40, blank=True)
    binding = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint("basic", "agency", condition=Q(agency__isnull=False), name="an_agency_has_an_entry_once"),
        ]
        indexes = [
            models.Index(fields=["division", "basic"], name="items_by_place"),
            models.Index(fields=["dept_name"], name="items_by_department"),
        ]

    def __str__(self) -> str:
        return self.task_code


class Edition(models.Model):
    """A published version of an item, or (`item` empty) of the basic entry itself. It never changes; only the day it is
    withdrawn on is added. Whether it is in force is a question of the day: `rules.in_force`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    basic = models.ForeignKey(Basic, models.PROTECT, related_name="editions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="editions")
    number = models.IntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    effective_on = models.DateField()
    published_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_shown = models.CharField(max_length=200)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_shown = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.TextField(blank=True)
    withdrawn_shown = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint("item", "number", condition=Q(item__isnull=False), name="editions_of_an_item_are_numbered"),
            UniqueConstraint("basic", "number", condition=Q(item__isnull=True), name="editions_of_an_entry_are_numbered"),
            CheckConstraint(condition=Q(number__gte=1), name="editions_are_numbered_from_one"),
            CheckConstraint(condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_why=""), name="a_withdrawal_says_why"),
            CheckConstraint(condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("made_by")),
                            name="nobody_checks_his_own_edition"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["item", "-effective_on", "-number"], name="editions_by_day")]


class Draft(models.Model):
    """What an agency prepares: at most one for an item, one for a basic entry. Published, it becomes an edition."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    basic = models.ForeignKey(Basic, models.PROTECT, related_name="+")
    item = models.OneToOneField(Item, models.PROTECT, null=True, related_name="draft")
    division = models.BigIntegerField()
    body = models.JSONField()
    state = models.CharField(
        max_length=10, default="draft", choices=[(s, s) for s in ("draft", "submitted", "returned")]
    )
    why = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_shown = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint("basic", condition=Q(item__isnull=True), name="an_entry_has_one_draft"),
            CheckConstraint(condition=Q(state__in=["draft", "submitted", "returned"]), name="a_draft_stands_somewhere"),
            CheckConstraint(condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                            name="what_was_submitted_says_when"),
        ]  # fmt: skip


security.protect(Draft, division="division")


class Step(models.Model):
    """What was done to an item's drafts and editions, by whom and why. The trail proves it; this is for reading."""

    basic = models.ForeignKey(Basic, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="steps")
    division = models.BigIntegerField()
    number = models.IntegerField()
    what = models.CharField(max_length=12)
    why = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shown = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "-at"], name="steps_of_an_item")]


security.protect(Step, division="division")
for _model in (Basic, Item, Edition):
    security.classify(_model, "L1")
security.classify(Draft, "L2", L2="made_shown")
security.classify(Step, "L2", L2="shown")

from .search.models import Entry, Term  # noqa: E402, F401  the search's side table, in a folder of its own
