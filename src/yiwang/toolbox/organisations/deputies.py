"""代理: while one is away, what waits for him by name goes to a colleague. No right is lent: the colleague has the roles
already, and signs with his own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import granting, rules
from .actions import STAND_IN
from .errors import NotWhole
from .models import Deputy

LONGEST = 365


@dataclass(frozen=True)
class Absence:
    """Who is away, who stands in, to which day (included)."""

    id: int
    who: str
    stands_in: str
    since: date
    last: date
    reason: str
    over: bool


def appoint_deputy(by: security.Actor, staff: str, since: date | None, last: date | None, reason: str) -> int:
    """`by` is away from `since` to `last`; `staff` (an account) stands in. Raises `NotWhole`."""
    start = since or clock.today()
    if last is None:
        raise NotWhole(where="到哪一天", problem="请写最后一天。代理要有期限")
    if says := rules.term_problem(start, last, clock.today()):
        raise NotWhole(where="期限", problem=says)
    if (last - start).days >= LONGEST:
        raise NotWhole(where="期限", problem=f"最长 {LONGEST} 天")
    if not reason.strip():
        raise NotWhole(where="原因", problem="请写为什么请人代理，例如休假、出差")
    with security.acting(by, STAND_IN, security.Ref("user", str(by.user))) as record:
        other = security.User.objects.filter(username=staff.strip(), is_active=True).first()
        if other is None or not _able(by, other):
            raise NotWhole(where="请谁代理", problem="要同一机构里、有您这个岗位全部角色的同事。请填他的工号")
        taken = Deputy.objects.filter(user=by.user, ended_at__isnull=True, since__lte=last, last__gte=start)
        if taken.exists():
            raise NotWhole(where="期限", problem="这几天您已经请了人代理。要换人，先结束原来的")
        made = Deputy.objects.create(
            user_id=by.user or 0, stands_in=other, agency_id=by.agency or 0, division=(by.divisions or (0, 0))[0],
            since=start, last=last, reason=reason.strip()[:200],
        )  # fmt: skip
        record.note(deputy=made.pk, stands_in=other.pk, since=start.isoformat(), last=last.isoformat())
        return made.pk


def _able(by: security.Actor, other: security.User) -> bool:
    """Does he hold all roles of `by`'s post at the same agency already?"""
    if other.pk == by.user:
        return False
    posts = security.Appointment.objects.filter(granting.in_force(), user=other, post__agency=by.agency)
    held = {role for roles in posts.values_list("post__roles", flat=True) for role in roles}
    return by.roles <= held


def holds(user: int, agency: int, role: str) -> bool:
    """Has `user` that role at that agency today?"""
    posts = security.Appointment.objects.filter(granting.in_force(), user=user, user__is_active=True)
    return posts.filter(post__agency=agency, post__roles__contains=[role]).exists()


def role_at(user: int, agency: int, roles: Sequence[str]) -> str:
    """The first of `roles` that `user` has at that agency today; "" where none."""
    posts = security.Appointment.objects.filter(
        granting.in_force(), user=user, user__is_active=True, post__agency=agency
    )
    held = {role for one in posts.values_list("post__roles", flat=True) for role in one}
    return next((role for role in roles if role in held), "")


def staffed(agency: int, role: str) -> bool:
    """Has anybody that role at that agency today?"""
    posts = security.Appointment.objects.filter(granting.in_force(), user__is_active=True, post__agency=agency)
    return posts.filter(post__roles__contains=[role]).exists()


def colleagues_with(by: security.Actor, *roles: str) -> list[tuple[str, str]]:
    """Who else at `by`'s agency has one of these roles today: account and name."""
    rows = security.Appointment.objects.filter(granting.in_force(), post__agency=by.agency, user__is_active=True)
    rows = rows.filter(post__roles__overlap=list(roles)).exclude(user=by.user)
    users = [one.user for one in rows.select_related("user").order_by("user__username")]
    return list({one.username: (one.username, one.display_name or one.username) for one in users}.values())


def end_deputy(by: security.Actor, key: int) -> None:
    """Back already. Only who asked for it ends it."""
    with security.acting(by, STAND_IN, security.Ref("deputy", str(key))) as record:
        one = Deputy.objects.select_for_update().filter(pk=key, user=by.user, ended_at__isnull=True).first()
        if one is None:
            raise NotFound
        one.ended_at = clock.now()
        one.save(update_fields=["ended_at"])
        record.note(deputy=one.pk)


def stands_in_for(user: int | None, agency: int | None) -> frozenset[int]:
    """Users of that agency whose named tasks `user` does today. Inside a transaction of somebody who reaches them."""
    today = clock.today()
    rows = Deputy.objects.filter(stands_in=user or 0, agency=agency or 0, ended_at__isnull=True)
    return frozenset(rows.filter(since__lte=today, last__gte=today).values_list("user_id", flat=True))


def absences(by: security.Actor) -> tuple[list[Absence], list[Absence]]:
    """Those `by` asked for, and those of others he stands in for; newest first."""
    rows = security.visible(Deputy.objects.select_related("user", "stands_in"), by).order_by("-since", "-pk")
    own = [_absence(one) for one in rows.filter(user=by.user)[:50]]
    return own, [_absence(one) for one in rows.filter(stands_in=by.user)[:50]]


def _absence(one: Deputy) -> Absence:
    away, there = (who.display_name or who.username for who in (one.user, one.stands_in))
    over = one.ended_at is not None or one.last < clock.today()
    return Absence(one.pk, away, there, one.since, one.last, one.reason, over)


def colleagues(by: security.Actor) -> list[tuple[str, str]]:
    """Whom `by` may ask to stand in: account and name."""
    rows = security.Appointment.objects.filter(granting.in_force(), post__agency=by.agency).select_related("user")
    users = {one.user_id: one.user for one in rows if one.user_id != by.user}
    return [(one.username, one.display_name or one.username) for one in users.values() if _able(by, one)]
