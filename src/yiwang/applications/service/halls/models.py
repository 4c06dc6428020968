"""Halls, their windows and queues. A ticket is a number and no person: whose it is stands apart, behind a boundary."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

APPOINTMENT_STATES = [("booked", "已约"), ("arrived", "已到"), ("missed", "没来"), ("cancelled", "已取消")]
TICKET_STATES = [
    ("waiting", "等候"), ("called", "已叫号"), ("serving", "办理中"), ("done", "办结"), ("missed", "过号"),
    ("transferred", "已转窗口"), ("left", "日终未办"),
]  # fmt: skip
AT_WINDOW = ("called", "serving")


class Hall(models.Model):
    """A place where government is met in person. `hours`: weekday → spans; `door`: what its number machine proves itself by."""

    name = models.CharField(max_length=120)
    division = models.BigIntegerField()
    agency = models.ForeignKey("standards.Agency", models.PROTECT)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(default=dict)
    slot_capacity = models.SmallIntegerField(default=6)
    door = models.CharField(max_length=40)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["division"], name="halls_by_place")]
        constraints = [UniqueConstraint("agency", "name", name="an_agency_names_a_hall_once")]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A window: which stages, which lines or matters. None of both: a general window 综合窗口."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="windows")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=60)
    stages = ArrayField(models.CharField(max_length=12))
    lines = ArrayField(models.CharField(max_length=40), default=list)
    matters = ArrayField(models.CharField(max_length=120), default=list)
    accessible = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint("hall", "number", name="a_hall_numbers_its_windows_once")]


class Authority(models.Model):
    """综合窗口授权: an agency lets the hall's own clerks take its matters, at some stages, for a time."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="authorities")
    line = models.CharField(max_length=40, blank=True)
    matter = models.CharField(max_length=120, blank=True)
    stages = ArrayField(models.CharField(max_length=12))
    ground = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [CheckConstraint(condition=~Q(line="", matter=""), name="an_authority_names_a_line_or_a_matter")]


class Sitting(models.Model):
    """Who sat at which window when, from which post. A sample's sitter has no account."""

    window = models.ForeignKey(Window, models.CASCADE, related_name="sittings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    post = models.ForeignKey("standards.Post", models.PROTECT)
    shown = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint("window", condition=Q(until__isnull=True), name="one_clerk_sits_at_a_window"),
            UniqueConstraint("user", condition=Q(until__isnull=True), name="a_clerk_sits_at_one_window"),
        ]


class Slot(models.Model):
    """Half an hour of a hall. The count stands in the row, so that no two can take the last place."""

    hall = models.ForeignKey(Hall, models.CASCADE)
    day = models.DateField()
    starts = models.TimeField()
    capacity = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint("hall", "day", "starts", name="a_half_hour_is_counted_once"),
            CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="no_half_hour_is_overfull"),
        ]


class Appointment(models.Model):
    """Who comes when for what. `code` opens it at the hall's number machine, where nobody is logged in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hall = models.ForeignKey(Hall, models.PROTECT)
    division = models.BigIntegerField()
    party = models.ForeignKey("security.Party", models.PROTECT)
    party_shown = models.CharField(max_length=200)
    matter = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=12)
    ground = models.CharField(max_length=12, blank=True)
    day = models.DateField()
    starts = models.TimeField()
    code = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=APPOINTMENT_STATES, default="booked")
    booked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["party", "day"], name="appointments_of_a_party"),
            models.Index(fields=["day"], condition=Q(state="booked"), name="appointments_still_to_come"),
        ]
        constraints = [
            UniqueConstraint("party", "matter", "day", condition=Q(state__in=["booked", "arrived"]),
                             name="one_live_appointment_a_person_matter_day"),
            UniqueConstraint("hall", "day", "code", name="an_appointment_code_is_given_once_a_day"),
        ]  # fmt: skip


class Series(models.Model):
    """The last number of a letter on a day. One locked row: numbers have no gap."""

    hall = models.ForeignKey(Hall, models.CASCADE)
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint("hall", "day", "letter", name="a_series_is_counted_once_a_day")]


class Ticket(models.Model):
    """A number in the queue, at one stage (`leg`: it was handed on). `arrived_at` orders, `since` is when this wait began."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hall = models.ForeignKey(Hall, models.PROTECT)
    day = models.DateField()
    number = models.CharField(max_length=8)
    leg = models.SmallIntegerField(default=1)
    stage = models.CharField(max_length=12)
    matter = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    line = models.CharField(max_length=40)
    ground = models.CharField(max_length=12, blank=True)
    due = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    since = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    window = models.ForeignKey(Window, models.PROTECT, null=True)
    state = models.CharField(max_length=12, choices=TICKET_STATES, default="waiting")
    calls = models.SmallIntegerField(default=0)
    missed = models.SmallIntegerField(default=0)
    passed = models.SmallIntegerField(default=0)
    told_low = models.SmallIntegerField(null=True)
    told_high = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["hall", "day", "state"], name="tickets_of_a_day"),
            models.Index(fields=["hall", "done_at"], name="tickets_done"),
        ]
        constraints = [
            UniqueConstraint("hall", "day", "number", "leg", name="a_number_is_given_once_a_day"),
            UniqueConstraint("window", condition=Q(state__in=AT_WINDOW), name="a_window_serves_one_at_a_time"),
        ]


class Holder(models.Model):
    """Whose number it is, where that is known. A walk-in has none."""

    ticket = models.OneToOneField(Ticket, models.CASCADE)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True)
    division = models.BigIntegerField()
    party = models.ForeignKey("security.Party", models.PROTECT)
    shown = models.CharField(max_length=200)
    code = models.CharField(max_length=8, blank=True)


class Receipt(models.Model):
    """收件凭证: what was handed over. No decision on acceptance, and it says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.OneToOneField(Ticket, models.PROTECT)
    division = models.BigIntegerField()
    party = models.ForeignKey("security.Party", models.PROTECT, null=True)
    party_shown = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, unique=True)
    received = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    agency_name = models.CharField(max_length=120)


security.protect(Appointment, division="division", party="party_id", code="code")
security.protect(Holder, division="division", party="party_id", code="code")
security.protect(Receipt, division="division", party="party_id")
security.classify(Hall, "L1")
security.classify(Window, "L1")
security.classify(Slot, "L1")
security.classify(Authority, "L2")
security.classify(Series, "L2")
security.classify(Ticket, "L2")
security.classify(Sitting, "L2", L2="shown")  # an official at his work
security.classify(Appointment, "L2", L2="party_shown", L3="code")
security.classify(Holder, "L2", L2="shown", L3="code")
security.classify(Receipt, "L2", L2="party_shown", L3="received note")
security.retain(
    Holder,
    "visits",
    "取过的号",
    party="party_id",
    busy=lambda today: ~Q(ticket__state__in=["done", "missed", "left"]) & Q(ticket__day__gte=today),
)
security.retain(
    Receipt, "cases", "窗口收件的凭证", party="party_id", term="case_keep", since="issued_at", blank="received note",
    marked="party_shown", trail="ticket:ticket_id",
)  # fmt: skip
security.retain(Appointment, "visits", "预约", party="party_id", trail="appointment:pk",
                busy=lambda today: Q(state="booked", day__gte=today))  # fmt: skip
