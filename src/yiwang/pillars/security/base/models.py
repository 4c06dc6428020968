"""Parties and users. These tables are fixed early: everything points at them.

A *party* is whom a matter is about and who holds rights: a person or a firm. A *user* is who logs in: always one
person. He acts for himself, for a firm by a mandate, or as staff from a post by an appointment.
"""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Cast, Coalesce

from yiwang.kernel.uuid7 import uuid7

from . import marking
from .boundary import protect
from .classifying import classify, sealed
from .retaining import retain, retain_nothing

DAY = models.DateField()


class Party(models.Model):
    """A person or a firm. ID numbers and phones (L4) are sealed; what is shown is masked; equality is a blind index.

    `identifier_mark_next` is the same index, but while it is being changed the one to come: both hold a number once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=[("person", "个人"), ("firm", "企业")])
    name = models.CharField(max_length=200)
    identifier_mark = models.BinaryField(max_length=32)
    identifier_mark_next = models.BinaryField(max_length=32)
    identifier_sealed = models.BinaryField()
    identifier_masked = models.CharField(max_length=40)
    mobile_sealed = models.BinaryField(null=True)
    mobile_masked = models.CharField(max_length=40, blank=True)
    birth = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    division = models.ForeignKey("standards.Division", models.PROTECT, null=True)
    address = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    synthetic = models.BooleanField(default=False)
    being_marked: str = ""  # the number of one that is new, until it is saved

    class Meta:
        constraints = [
            UniqueConstraint("kind", "identifier_mark", name="a_party_is_registered_once"),
            UniqueConstraint("kind", "identifier_mark_next", name="a_party_is_registered_once_while_marks_change"),
            CheckConstraint(condition=Q(kind__in=["person", "firm"]), name="a_party_is_a_person_or_a_firm"),
        ]

    def __str__(self) -> str:
        return f"party {self.id}"

    def save(self, *args: Any, **more: Any) -> None:
        if self._state.adding:
            marking.hold(self)
        super().save(*args, **more)


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account: a name to log in with and a password; second factors are `identity`'s. `display_name` is how the house
    greets him."""

    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    party = models.OneToOneField(Party, models.PROTECT, null=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = Users()

    def __str__(self) -> str:
        return f"user {self.pk}"


class Mandate(models.Model):
    """Who may act for another party: a firm's representative and its clerks, a helper 帮办 for a person.

    `scope` lists the matters it is for (empty: all); `ground` says how it was given, by whom and on what showing.
    It ends by its term or earlier by `ended_at`; the past stays.
    """

    user = models.ForeignKey(User, models.PROTECT)
    principal = models.ForeignKey(Party, models.PROTECT)
    principal_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=[(one, one) for one in ("representative", "clerk", "helper")])
    scope = models.JSONField(default=list)
    ground = models.CharField(max_length=300)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="a_mandate_ends_after_it_begins"
            ),
            UniqueConstraint(
                "user", "principal", condition=Q(ended_at__isnull=True), name="a_mandate_is_held_once_at_a_time"
            ),
        ]


class Appointment(models.Model):
    """A staff member in a post. Several at a time are usual; the past stays.

    `review_by`: the day it ends unless it is confirmed before; `warned_on`: when that day was told ahead."""

    user = models.ForeignKey(User, models.PROTECT)
    post = models.ForeignKey("standards.Post", models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True)
    ground = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    review_by = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="an_appointment_ends_after_it_begins"
            ),
            UniqueConstraint("user", "post", "since", name="an_appointment_is_made_once_a_day"),
        ]


protect(Party, party="id", purpose=True)
classify(
    Party,
    "L2",
    L1="kind",
    L2="identifier_masked mobile_masked",
    L3="name birth sex address facts",
    L4="identifier_sealed identifier_mark identifier_mark_next mobile_sealed",
)
sealed(Party, "identifier_sealed mobile_sealed", key="personal", bound="id")
classify(User, "L2", L3="username display_name last_login", L4="password")
classify(Mandate, "L2", L3="principal_name ground ended_why")
classify(Appointment, "L2")
for _table in ("division", "divisionchange", "agency", "role", "post", "calendaryear", "calendarday"):
    classify(f"standards_{_table}", "L1")  # below us, so declared here
classify("operations_outbox", "L2", L3="body")
classify("security_trail", "L2", L3="actor user_id payload")
classify("security_looked", "L2", L3="subject")
classify("security_link", "L2")
classify("security_seal", "L2")
classify("security_command", "L2", L3="actor outcome")


def _nobodys_mark(party: Party) -> bytes:
    """A blind index of no number; both columns get the same, as they have at rest."""
    party.being_marked = ""
    found: bytes = vars(party).setdefault("nobodys_mark", os.urandom(32))
    return found


# After the engines' own: what an account and a party are goes last.
retain(
    Mandate, "mandates", "授权的记录", party="principal_id", term="case_keep", since=Coalesce(Cast("ended_at", DAY), "until"),
    busy=lambda today: Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=today)),
    blank="ground", marked="principal_name ended_why", trail="mandate:pk",
)  # fmt: skip
retain(
    Mandate, "mandates", "替别人办的授权", name="held", party="user__party_id", term="case_keep",
    since=Coalesce(Cast("ended_at", DAY), "until"), blank="ground", marked="ended_why", trail="mandate:pk",
    busy=lambda today: Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=today)),
)  # fmt: skip
retain(
    Appointment, "account", "还在任的工作岗位", party="user__party_id", since="since", term="case_keep", marked="ended_why",
    busy=lambda today: Q(until__isnull=True) | Q(until__gt=today),
)  # fmt: skip
retain(
    User, "account", "登录用的账号", party="party_id", blank="display_name", trail="user:pk", last=True,
    fresh={
        "username": lambda user: f"-{user.pk}", "password": lambda _: "!", "is_active": lambda _: False,
        "last_login": lambda _: None,
    },
)  # fmt: skip
retain(
    Party, "account", "姓名、号码和住址", party="id", last=True, trail="party:pk",
    blank="name birth sex address facts identifier_masked mobile_masked identifier_sealed mobile_sealed",
    fresh={"identifier_mark": _nobodys_mark, "identifier_mark_next": _nobodys_mark, "division_id": lambda _: None},
)  # fmt: skip
retain_nothing("operations_outbox", "事件正文随有关的行一起清空")
retain_nothing("security_trail", "谁在什么时候做了什么永远保留；说明随有关的行清空，加盐的摘要留着，链照样核得上")
retain_nothing("security_looked", "只有带密钥的假名")
retain_nothing("security_command", "账号删除的时候，这个账号的结果一起清空")
