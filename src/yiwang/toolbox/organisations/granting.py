"""Giving, extending, confirming, ending an appointment; moving somebody to another post. All of it leaves a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules, words
from .actions import CONFIRM, GRANT
from .errors import HeldAlready, LastAdministrator, NotWhole
from .models import Step

Appointment = security.Appointment


@dataclass(frozen=True)
class Grant:
    """Whom (`staff` is his account), into which post, from when to which day (both included), on which ground. `name`
    is for an account that is not there yet."""

    staff: str
    post: int
    since: date | None = None
    last: date | None = None
    ground: str = ""
    name: str = ""


def in_force(today: date | None = None) -> Q:
    day = today or clock.today()
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def granter(by: security.Actor) -> rules.Granter:
    below = standards.Agency.objects.filter(parent_id=by.agency or 0).values_list("pk", flat=True)
    return rules.Granter(by.user or 0, by.roles, frozenset({by.agency or 0, *below}))


def held_roles(user: int) -> set[str]:
    """What he holds or will hold."""
    rows = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=clock.today()), user=user)
    return {role for roles in rows.values_list("post__roles", flat=True) for role in roles}


def why_not_give(
    by: security.Actor, post: standards.Post, holder: int, powers: dict[str, frozenset[str]] | None = None
) -> str:
    """The sentence that says why `by` may not give `post` to `holder` (0: somebody new); empty when he may."""
    place = rules.Place(post.agency_id, frozenset(post.roles))
    return rules.problem(granter(by), place, holder, held_roles(holder), words.role_title, powers)


def _allowed(
    by: security.Actor, post: standards.Post, holder: int, powers: dict[str, frozenset[str]] | None = None
) -> None:
    if why := why_not_give(by, post, holder, powers):
        raise Refused(why=why)


def give(by: security.Actor, what: Grant, key: str = "") -> int:
    """Appoint; returns the appointment. Raises `Refused` (not his to give), `NotWhole`, `HeldAlready`, `NotFound`."""
    since = what.since or clock.today()
    if says := rules.term_problem(since, what.last, clock.today()):
        raise NotWhole(where="期限", problem=says)
    if not what.ground.strip():
        raise NotWhole(where="依据", problem="请写任职文件的名称或者文号")
    body = [what.staff, what.post, since.isoformat(), what.last and what.last.isoformat()]
    with security.acting(by, GRANT, security.Ref("post", str(what.post)), key=key or None, body=body) as record:
        if record.replayed:
            return int(record.outcome)
        post = open_post(what.post)
        user = account(record, what.staff, what.name)
        _allowed(by, post, user.pk)
        return int(record.done(appoint(record, user, post, since, what.last, what.ground).pk))


def open_post(key: int) -> standards.Post:
    found = standards.Post.objects.select_related("agency").filter(pk=key, until__isnull=True).first()
    if found is None or found.agency.until is not None:
        raise NotFound
    return found


def account(record: security.Record, number: str, name: str) -> security.User:
    """The account of a member of staff, locked; made without a password where it is not there and `name` is given."""
    number = number.strip()
    found = security.User.objects.select_for_update().filter(username=number).first()
    if found is not None and not found.is_active:
        raise NotWhole(where="工号", problem=f"“{number}”已经停用")
    if found is not None:
        return found
    if not number or not name.strip():
        raise NotWhole(where="工号", problem=f"没有“{number}”这个工号。新来的人，请同时填姓名")
    record.note(new_account=number)
    return security.User.objects.create(username=number[:80], display_name=name.strip()[:80], password="!")  # noqa: S106


def appoint(
    record: security.Record, user: security.User, post: standards.Post, since: date, last: date | None, ground: str
) -> Appointment:
    overlapping = Q(until__isnull=True) | Q(until__gt=since)
    if Appointment.objects.filter(overlapping, user=user, post=post).exists():
        raise HeldAlready(who=user.display_name or user.username, post=post.title)
    review_by = max(since, clock.today()) + timedelta(days=words.setting("rights_review_every"))
    made = Appointment.objects.create(
        user=user, post=post, since=since, until=rules.until(last), ground=ground.strip()[:300],
        given_by_id=record.by.user, review_by=review_by,
    )  # fmt: skip
    to = f"到 {last:%Y-%m-%d}" if last else "长期"
    line(record, made, "given", f"任“{post.agency.name} {post.title}”，自 {since:%Y-%m-%d} {to}。{ground.strip()}")
    return made


def line(record: security.Record, one: Appointment, verb: str, says: str) -> None:
    """The history's line, the trail's note."""
    Step.objects.create(
        appointment=one, user_id=one.user_id, agency_id=one.post.agency_id, division=one.post.agency.division_id, verb=verb,
        says=says[:300], who=words.shown(record.by), at=clock.now(),
    )  # fmt: skip
    record.note(appointment=one.pk, verb=verb, user=one.user_id, post=one.post_id)


def locked(key: int) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("post__agency", "user")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound
    if found.until is not None and found.until <= clock.today():
        raise NotWhole(where="岗位", problem="这一任已经结束。要再任，请重新任命")
    return found


def extend(by: security.Actor, key: int, last: date | None, ground: str) -> None:
    """Give an appointment another last day (None: no end)."""
    with security.acting(by, GRANT, security.Ref("appointment", str(key))) as record:
        one = locked(key)
        _allowed(by, one.post, one.user_id)
        if last is not None and (last < clock.today() or last < one.since):
            raise NotWhole(where="到哪一天", problem="不能早于今天和开始的日子。要马上停，请用“结束”")
        if not ground.strip():
            raise NotWhole(where="依据", problem="请写任职文件的名称或者文号")
        one.until = rules.until(last)
        one.save(update_fields=["until"])
        line(record, one, "extended", (f"期限改到 {last:%Y-%m-%d}。" if last else "改为长期。") + ground.strip())


def confirm(by: security.Actor, key: int) -> date:
    """The head says that it is still needed; returns the day of the next review."""
    with security.acting(by, CONFIRM, security.Ref("appointment", str(key))) as record:
        one = locked(key)
        _allowed(by, one.post, one.user_id, rules.CONFIRMS)
        one.review_by = clock.today() + timedelta(days=words.setting("rights_review_every"))
        one.warned_on = None
        one.save(update_fields=["review_by", "warned_on"])
        line(record, one, "confirmed", f"复核过，仍然需要；下次在 {one.review_by:%Y-%m-%d} 前复核")
        return one.review_by


def end(by: security.Actor, key: int, why: str) -> None:
    """It ends today. What was done from it stays as it was done. Raises `LastAdministrator`."""
    with security.acting(by, GRANT, security.Ref("appointment", str(key))) as record:
        one = locked(key)
        _allowed(by, one.post, one.user_id)
        if not why.strip():
            raise NotWhole(where="原因", problem="请写为什么结束")
        close(record, one, clock.today(), why.strip())


def close(record: security.Record, one: Appointment, on: date, why: str) -> None:
    if is_last_administrator(one):
        raise LastAdministrator
    one.until = max(on, one.since + timedelta(days=1))
    one.ended_why = why[:300]
    one.save(update_fields=["until", "ended_why"])
    line(record, one, "ended", f"自 {one.until:%Y-%m-%d} 起不再任这个岗位：{why}")


def is_last_administrator(one: Appointment) -> bool:
    """Would nobody be left who can appoint anybody? Every administrator's row is held until this change is done."""
    if "administrator" not in one.post.roles:
        return False
    rows = Appointment.objects.select_for_update(of=("self",)).filter(in_force(), user__is_active=True)
    return not [row for row in rows.filter(post__roles__contains=["administrator"]) if row.user_id != one.user_id]


def transfer(by: security.Actor, key: int, post: int, on: date | None, ground: str) -> int:
    """Move somebody to another post from a day on: one ends, the other begins. Nothing done before moves with him."""
    since = on or clock.today()
    if says := rules.term_problem(since, None, clock.today()):
        raise NotWhole(where="哪天起", problem=says)
    if not ground.strip():
        raise NotWhole(where="依据", problem="请写任职文件的名称或者文号")
    with security.acting(by, GRANT, security.Ref("appointment", str(key))) as record:
        one, to = locked(key), open_post(post)
        _allowed(by, one.post, one.user_id)
        held_elsewhere(one, since)
        _allowed(by, to, one.user_id)
        if to.pk == one.post_id:
            raise HeldAlready(who=one.user.display_name or one.user.username, post=to.title)
        close(record, one, since, f"调任“{to.agency.name} {to.title}”")
        return appoint(record, one.user, to, since, None, ground).pk


def held_elsewhere(one: Appointment, since: date) -> None:
    if since <= one.since:
        raise NotWhole(where="哪天起", problem=f"要晚于现在这一任开始的日子 {one.since:%Y-%m-%d}")


def appointments_at(agency: int) -> QuerySet[Appointment]:
    """Who is or will be in a post of an agency."""
    rows = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=clock.today()), post__agency=agency)
    return rows.select_related("user", "post__agency").order_by("post_id", "since", "pk")


def appointment(key: int) -> Appointment:
    found = Appointment.objects.select_related("user", "post__agency__division", "given_by").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def steps_of(by: security.Actor, one: Appointment) -> Sequence[Any]:
    """The history of an appointment, newest first, as far as `by` reaches it."""
    return list(security.visible(Step.objects.filter(appointment=one), by).order_by("-at", "-pk")[:100])
