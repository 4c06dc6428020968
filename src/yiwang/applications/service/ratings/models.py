"""Ratings, what was done about them, and the public counts. An anonymous rating does not know its case."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

STATES = [(one, one) for one in ("counted", "review", "withdrawn", "excluded")]


class Rating(models.Model):
    """One rating of one service. `code` is the keyed pseudonym of the service: it holds the rating to one a service and
    opens it to who has the link, and nobody can go back from it to the case. `ref` and `party` are kept only where the
    rater gave his name. A bad one is put right in the case `handled_in`; `said` is what came of the visit.
    `words` are kept with long numbers taken out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    ref = models.CharField(max_length=60, blank=True)
    moment = models.CharField(max_length=40, blank=True)
    named = models.BooleanField()
    party = models.ForeignKey("security.Party", models.PROTECT, null=True)
    grade = models.SmallIntegerField()
    channel = models.CharField(max_length=10)
    indicators = ArrayField(models.CharField(max_length=12), default=list)
    words = models.TextField(blank=True)
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    division = models.BigIntegerField()
    matter = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    served_on = models.DateField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="counted")
    ground = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True)
    replied_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=12, blank=True)
    handled_in = models.CharField(max_length=60, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="a_grade_is_one_to_five"),
            CheckConstraint(condition=Q(named=True) | Q(party__isnull=True, ref=""), name="who_is_anonymous_stays_so"),
            CheckConstraint(condition=~Q(state="excluded") | ~Q(ground=""), name="what_is_excluded_says_why"),
            CheckConstraint(condition=Q(state__in=[key for key, _ in STATES]), name="a_rating_stands_somewhere"),
        ]
        indexes = [
            models.Index(fields=["agency", "due_on"], condition=Q(grade__gte=4, replied_at__isnull=True),
                         name="bad_ratings_unanswered"),
            models.Index(fields=["agency", "-made_at"], name="ratings_of_an_agency"),
            models.Index(fields=["handled_in"], condition=~Q(handled_in=""), name="ratings_put_right"),
        ]  # fmt: skip


class Step(models.Model):
    """What was done about a rating: replied, visited, appealed, kept, excluded, withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    agency = models.ForeignKey("standards.Agency", models.PROTECT, null=True, related_name="+")
    user = models.BigIntegerField(null=True)
    choice = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    public = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["rating", "at"], name="steps_of_a_rating")]


class Served(models.Model):
    """A service that could be rated, counted once. It says nothing of whether it was."""

    kind = models.CharField(max_length=8)
    ref = models.CharField(max_length=60)
    moment = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    division = models.BigIntegerField()
    matter = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [UniqueConstraint("kind", "ref", "moment", name="a_service_is_counted_once")]


class Tally(models.Model):
    """Public counts by agency, matter and month. `what`: g1 to g5, served, bad_named, visited, pleased, bad, replied."""

    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    matter = models.CharField(max_length=120)
    month = models.DateField()
    what = models.CharField(max_length=10)
    many = models.IntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint("agency", "month", "matter", "what", name="one_count_of_each")]


security.protect(Rating, division="division", agency="agency_id", party="party_id", code="code")
security.protect(Step, through="rating")
security.protect(Served, division="division", agency="agency_id")
security.classify(Rating, "L2", L3="words code")
security.classify(Step, "L2", L3="text")
security.classify(Served, "L2")
security.classify(Tally, "L1")
security.retain(
    Step,
    "ratings",
    "评价的答复和回访",
    party="rating__party_id",
    marked="text",
    trail="rating:rating_id rating:rating__code:16",
)
security.retain(Rating, "ratings", "评价里写的话", party="party_id", blank="words", trail="rating:pk rating:code:16",
                busy=Q(state="review"))  # fmt: skip
