"""Where, who by office, and when: plain reference tables, the same for every reader, without row-level boundary."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

HOW_SURE = [("read", "已核对原文"), ("remembered", "待核实")]


class Division(models.Model):
    """A place on today's map. `initials` sorts and finds by pinyin (五华区: whq)."""

    code = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=200)
    level = models.SmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    initials = models.CharField(max_length=80)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["level", "initials"], name="divisions_by_level_and_sound")]
        constraints = [
            CheckConstraint(condition=Q(code__gte=10**11, code__lt=10**12), name="a_division_code_has_12_digits"),
            CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="a_division_has_a_level_1_to_5"),
            CheckConstraint(condition=Q(level=1) | Q(parent__isnull=False), name="only_a_province_has_nothing_above"),
        ]

    def __str__(self) -> str:
        return self.name


class DivisionChange(models.Model):
    """`old` became `new` on a day. Old codes live on in ID cards, files and statistics, and are never given again."""

    old = models.BigIntegerField()
    old_name = models.CharField(max_length=80)
    new = models.ForeignKey(Division, models.PROTECT)
    on = models.DateField()
    ground = models.CharField(max_length=300)
    how_sure = models.CharField(max_length=10, choices=HOW_SURE)

    class Meta:
        constraints = [UniqueConstraint("old", name="an_old_code_became_one_new_one")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new_id}"


class Agency(models.Model):
    """A body of government. `line` 条线 says whose branch it is; `level` as GB/T 39046 A.2: 2 省 3 市 4 县 5 乡.

    `until` is the first day it no longer is; it stays, because what it decided names it."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    line = models.SlugField(max_length=40)
    division = models.ForeignKey(Division, models.PROTECT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.SmallIntegerField()
    until = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["line", "division"], name="agencies_by_line_and_place")]
        constraints = [
            CheckConstraint(condition=Q(level__gte=1, level__lte=7), name="an_agency_has_a_level_1_to_7"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What posts may be given; actions name roles by key."""

    key = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """A post 岗位 of an agency, filled or not; people come and go, the post and what it may do stay."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    roles = ArrayField(models.SlugField(max_length=40), default=list)
    until = models.DateField(null=True)

    class Meta:
        constraints = [UniqueConstraint("agency", "title", name="a_post_has_one_title_in_its_agency")]

    def __str__(self) -> str:
        return self.title


class CalendarYear(models.Model):
    """A year's arrangement. `announced` False: entered ahead as a draft, counts for nothing."""

    year = models.SmallIntegerField(primary_key=True)
    announced = models.BooleanField(default=False)
    number = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: off, or a make-up working day. `year` is the notice's."""

    day = models.DateField(primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    kind = models.CharField(max_length=4, choices=[("off", "放假"), ("work", "上班")])
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [CheckConstraint(condition=Q(kind__in=["off", "work"]), name="a_calendar_day_is_off_or_work")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
