"""Writing a checked table: called by `acting_on_many`, a chunk in one transaction. What came in between refuses it whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import checking, rules, words
from .errors import NoSheet
from .models import Change, Sheet, Step


def write_agencies(by: security.Actor, rows: Sequence[checking.AgencyLine], sheet: UUID) -> None:
    """Level by level, so that what is above is there."""
    now, today = clock.now(), clock.today()
    for _level, some in groupby(sorted(rows, key=lambda row: row.level), key=lambda row: row.level):
        left = list(some)
        while left:
            known = dict(
                standards.Agency.objects.filter(uscc__in={row.above for row in left}).values_list("uscc", "pk")
            )
            ready, left = [row for row in left if row.above in known], [row for row in left if row.above not in known]
            if not ready:
                raise NoSheet(says="有机构找不到上级，没有写入。请重新检查")
            made = standards.Agency.objects.bulk_create(
                standards.Agency(uscc=row.uscc, name=row.name, short_name=row.short_name[:60], line=row.line,
                                 division_id=row.division, parent_id=known[row.above], level=row.level)
                for row in ready
            )  # fmt: skip
            Change.objects.bulk_create(
                Change(
                    agency=one, what="made", after=row.name, on=today, ground=row.ground, who=words.shown(by), at=now
                )
                for one, row in zip(made, ready, strict=True)
            )
    finish(sheet)


def write_staff(by: security.Actor, rows: Sequence[checking.StaffLine], sheet: UUID) -> None:
    """Accounts without a password where they are missing, then the appointments with a line of history each."""
    names = {row.number: row.name for row in rows}
    there = set(security.User.objects.filter(username__in=names).values_list("username", flat=True))
    security.User.objects.bulk_create(
        security.User(username=number, display_name=name, password="!")  # noqa: S106
        for number, name in names.items()
        if number not in there
    )
    users = {one.username: one for one in security.User.objects.filter(username__in=names)}
    posts = standards.Post.objects.select_related("agency").in_bulk({row.post for row in rows})
    every, now = timedelta(days=words.setting("rights_review_every")), clock.now()
    made = security.Appointment.objects.bulk_create(
        security.Appointment(
            user=users[row.number], post=posts[row.post], since=row.since, until=rules.until(row.last), ground=row.ground,
            given_by_id=by.user, review_by=max(row.since, clock.today()) + every,
        )
        for row in rows
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(appointment=one, user_id=one.user_id, agency_id=one.post.agency_id, division=one.post.agency.division_id,
             verb="given", says=f"由表格任“{one.post.agency.name} {one.post.title}”，自 {one.since:%Y-%m-%d}。{one.ground}"[:300],
             who=words.shown(by), at=now)
        for one in made
    )  # fmt: skip
    finish(sheet)


def finish(sheet: UUID) -> None:
    if not Sheet.objects.filter(pk=sheet, written_at__isnull=True).update(written_at=clock.now()):
        raise NoSheet(says="这张表已经写入过了")
