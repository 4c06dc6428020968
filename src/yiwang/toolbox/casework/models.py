"""Cases and what moves in them. State is rows: no step is ever only in a program's memory."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

STATUSES = [(one, one) for one in ("submitted", "supplementing", "accepted", "paused", "decided", "closed")]


class Definition(models.Model):
    """A version of a flow. Once a case runs under it, it never changes: another text is another version."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [UniqueConstraint("name", "digest", name="a_definition_version_is_kept_once")]


class Case(models.Model):
    """One application from arrival to archive. `applicant` is what the desk sees of the party without opening its
    record: kind and masked numbers. `limit` is the law's number as it stood on the day of acceptance. Work between
    agencies has no `party`; whom a case `concerns` that an agency opened itself is its party once he was told.
    `edition` names the guide it was applied for under, `promise_days` what that promised; `origin` is the case this one
    goes back to, `part_of` the number of the one that opened it as its sub-case; `delivery` how the result gets to the
    applicant, and how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=50, unique=True)
    definition = models.ForeignKey(Definition, models.PROTECT)
    matter = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    party = models.ForeignKey("security.Party", models.PROTECT, null=True)
    concerns = models.ForeignKey("security.Party", models.PROTECT, null=True, related_name="+")
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="descendants")
    part_of = models.CharField(max_length=50, blank=True)
    edition = models.CharField(max_length=80, blank=True)
    promise_days = models.SmallIntegerField(null=True)
    party_shown = models.CharField(max_length=200)
    applicant = models.JSONField(default=dict)
    delivery = models.JSONField(default=dict)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    division = models.BigIntegerField()
    channel = models.CharField(max_length=12, default="mobile")
    status = models.CharField(max_length=14, choices=STATUSES, default="submitted")
    step = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, blank=True)
    form = models.CharField(max_length=120)
    form_version = models.CharField(max_length=64)
    answers = models.JSONField()
    sealed = models.BinaryField(null=True)
    draft = models.UUIDField(null=True, unique=True)
    submitted_at = models.DateTimeField()
    received_on = models.DateField()
    accepted_on = models.DateField(null=True)
    limit = models.JSONField(null=True)
    extended_days = models.IntegerField(default=0)
    due_on = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    promised_on = models.DateField(null=True)
    urgent_on = models.DateField(null=True)
    urgent_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=0)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(status__in=["submitted", "supplementing", "accepted", "paused", "decided", "closed"]),
                name="a_case_stands_somewhere",
            ),
            CheckConstraint(condition=~Q(status="closed") | Q(closed_at__isnull=False), name="a_closed_case_says_when"),
            CheckConstraint(
                condition=Q(status__in=["submitted", "supplementing", "closed"]) | Q(accepted_on__isnull=False),
                name="what_is_under_way_was_accepted",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-submitted_at"], name="cases_of_a_party"),
            models.Index(
                fields=["urgent_on", "submitted_at"], condition=~Q(status="closed"), name="open_cases_by_urgency"
            ),
            models.Index(fields=["agency", "urgent_on"], condition=~Q(status="closed"), name="open_cases_of_an_agency"),
            models.Index(fields=["-closed_at"], condition=Q(status="closed"), name="closed_cases_newest_first"),
            models.Index(fields=["agency", "submitted_at"], name="cases_of_an_agency_by_day"),
            models.Index(fields=["submitted_at", "id"], name="cases_by_arrival"),
            models.Index(fields=["party_shown"], name="cases_by_name_shown"),
            models.Index(
                fields=["due_on", "submitted_at"], condition=~Q(status="closed"), name="open_cases_by_last_day"
            ),
            models.Index(fields=["matter", "urgent_on"], condition=~Q(status="closed"), name="open_cases_of_a_matter"),
            models.Index(
                fields=["matter", "-closed_at"], condition=Q(status="closed"), name="closed_cases_of_a_matter"
            ),
            models.Index(fields=["step", "urgent_on"], condition=~Q(status="closed"), name="open_cases_at_a_step"),
            models.Index(fields=["status", "urgent_on"], condition=~Q(status="closed"), name="open_cases_of_a_status"),
        ]


TASK_STATES = [(one, one) for one in ("planned", "open", "done", "dropped")]
TASK_KINDS = [
    (one, one)
    for one in ("main", "seat", "before", "beside", "after", "delegate", "consult", "read", "copy", "urge", "oversee")
]


class Task(models.Model):
    """Work waiting for a role at an agency, or for one person. The `main` one is the step's own decision; the other kinds
    are asked beside it (`of`), by the flow (`seat`) or by the `asker`, who says what for (`asks`); `said` is the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    division = models.BigIntegerField()
    party = models.ForeignKey("security.Party", models.PROTECT, null=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, default="main", choices=TASK_KINDS)
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="asides")
    seat = models.CharField(max_length=60, blank=True)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asks = models.TextField(blank=True)
    said = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="open", choices=TASK_STATES)
    verdict = models.CharField(max_length=60, blank=True)
    draft = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint("case", condition=Q(state="open", kind="main"), name="a_case_has_one_open_decision"),
            UniqueConstraint("case", "kind", "assignee", name="nobody_is_asked_twice_at_once",
                             condition=Q(state__in=["open", "planned"], assignee__isnull=False) & ~Q(kind="main")),
            CheckConstraint(condition=Q(kind="main", of__isnull=True) | ~Q(kind="main") & Q(of__isnull=False),
                            name="what_is_asked_is_asked_beside_a_decision"),
            CheckConstraint(condition=~Q(state="done") | Q(done_by__isnull=False) | Q(verdict__in=["deemed", "silent"])
                            | Q(role="system"), name="what_is_done_somebody_did"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["agency", "role", "due_on"], condition=Q(state="open"), name="open_tasks_of_a_role"),
        ]


class Signature(models.Model):
    """One of several officers who sign the same verdict (two at an inspection)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="signatures")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    shown = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint("task", "user", name="an_officer_signs_a_task_once")]


class Stop(models.Model):
    """A stretch in which no day is counted, with its ground."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    reason = models.TextField()
    started_on = models.DateField()
    expected_days = models.IntegerField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint("case", condition=Q(ended_on__isnull=True), name="a_clock_stops_once_at_a_time")
        ]


class SubCase(models.Model):
    """What a case waits for at a step: the sub-case `child`, or why none could be opened (`says`). It belongs to the whole
    and mirrors what its people may know of the part: whose it is, how far, by when. `stands`: not replaced by a later try.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="subcases")
    step = models.CharField(max_length=60)
    key = models.CharField(max_length=70)
    place = models.SmallIntegerField(default=0)
    title = models.CharField(max_length=120)
    child = models.OneToOneField(Case, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=50, blank=True)
    agency_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, default="planned", choices=[(one, one) for one in ("planned", "open", "done")]
    )
    outcome = models.CharField(max_length=12, blank=True)
    says = models.CharField(max_length=300, blank=True)
    shared = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    stopped = models.BooleanField(default=False)
    stands = models.BooleanField(default=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint("case", "step", "key", condition=Q(stands=True), name="a_part_is_opened_once"),
            CheckConstraint(condition=~Q(state="done") | ~Q(outcome=""), name="a_part_that_is_over_says_how"),
            CheckConstraint(condition=~Q(state="open") | Q(child__isnull=False), name="a_part_under_way_is_a_case"),
        ]


class Relation(models.Model):
    """A case beside another: put into it, taken up again from it, or only named with it; and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one, one) for one in ("merged", "related", "reopened")])
    why = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            UniqueConstraint("case", "other", "kind", name="cases_are_related_once"),
            UniqueConstraint("case", condition=Q(kind="merged"), name="a_case_goes_into_one_other"),
            CheckConstraint(condition=~Q(case=models.F("other")), name="no_case_is_beside_itself"),
        ]


class Entry(models.Model):
    """One line of a case's history. Citizens see the `public` ones. `mandate`: by which right another did it for them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    mandate = models.ForeignKey("security.Mandate", models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=40)
    says = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    public = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="history_of_a_case")]


class Attachment(models.Model):
    """A file in a case: a material of the applicant's, or (`internal`) a record of the officials' own, which is not shown to
    the party: it may name who complained. `mark` is how answers name it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    slot = models.CharField(max_length=80)
    mark = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()
    replaced = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)


class Paper(models.Model):
    """A document issued in a case: a letter, or its result."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    document = models.UUIDField(unique=True)
    kind = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    result = models.BooleanField(default=False)
    issued_at = models.DateTimeField()


class Series(models.Model):
    """A gap-free run of numbers: one locked row, counted on in the change that uses the number."""

    name = models.CharField(max_length=120, primary_key=True)
    last = models.BigIntegerField(default=0)


security.protect(Case, division="division", agency="agency_id", party="party_id")
security.protect(Task, division="division", agency="agency_id", party="party_id")
for _model in (Signature, Stop, SubCase, Relation, Entry, Attachment, Paper):
    security.protect(_model, through="case")
security.classify(Definition, "L1")
security.classify(Case, "L2", L2="party_shown", L3="applicant answers delivery", L4="sealed")
security.sealed(Case, "sealed", key="personal", bound="id")
security.classify(Task, "L2", L3="draft asks said")
security.classify(Signature, "L2", L2="shown")
security.classify(Stop, "L2")
security.classify(SubCase, "L2", L2="agency_name")
security.classify(Relation, "L2", L3="why")
security.classify(Entry, "L2", L3="facts")
security.classify(Attachment, "L2", L3="name file")
security.classify(Paper, "L2")
security.classify(Series, "L2")
_over: Any = {
    "party": "case__party_id",
    "term": "case_keep",
    "since": "case__closed_at",
    "busy": ~Q(case__status="closed"),
}
security.retain(Attachment, "cases", "办件里的材料", blank="file", marked="name", files="file", **_over)
security.retain(Entry, "cases", "办件经过里的说明", blank="facts", marked="reason", **_over)
security.retain(
    Entry, "cases", "办件经过里代办人的名字", name="for another", only=Q(mandate__isnull=False), marked="who", **_over
)
security.retain(Relation, "cases", "为什么并案、关联", marked="why", **_over)
security.retain(Task, "cases", "办件里没有写完的意见和同事之间的话", blank="draft", marked="asks said", **_over)
security.retain(
    Case, "cases", "办件的申请内容", party="party_id", term="case_keep", since="closed_at", busy=~Q(status="closed"),
    blank="applicant delivery answers sealed", marked="party_shown", trail="case:number",
)  # fmt: skip
