"""Every appointment is confirmed by a day, or it ends on that day: told ahead, never silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import granting, rules, words
from .actions import KEEP

PORTION = 200


@dataclass(frozen=True)
class Due:
    """An appointment somebody should look at. `why_not`: why `by` may not confirm it himself; empty when he may."""

    one: security.Appointment
    told: bool
    days: int
    why_not: str

    @property
    def roles(self) -> list[str]:
        return [words.role_title(role) for role in self.one.post.roles]


def due(by: security.Actor, *, all_of_them: bool = False) -> list[Due]:
    """What `by` has to confirm in his agency and those directly below (an administrator: everywhere), soonest first."""
    who = granting.granter(by)
    rows = security.Appointment.objects.filter(granting.in_force()).select_related("user", "post__agency")
    if "administrator" not in by.roles:
        rows = rows.filter(post__agency__in=who.near)
    if not all_of_them:
        rows = rows.filter(Q(warned_on__isnull=False) | Q(review_by__isnull=True))
    found = rows.order_by("review_by", "pk")[:500]
    return [
        Due(one, one.warned_on is not None, (one.review_by - clock.today()).days if one.review_by else 0,
            granting.why_not_give(by, one.post, one.user_id, rules.CONFIRMS))
        for one in found
    ]  # fmt: skip


def waiting(by: security.Actor) -> int:
    """How many were told of and wait for `by`."""
    return sum(not one.why_not for one in due(by) if one.told) if security.can(by, "organisations.confirm") else 0


def keep_reviews() -> int:
    """One portion of the daily round; how many appointments it moved, 0 when there is nothing left to do today."""
    today, every, notice = clock.today(), words.setting("rights_review_every"), words.setting("rights_review_notice")
    moved = 0
    with security.acting(security.SYSTEM, KEEP, security.Ref("round", today.isoformat())) as record:
        rows = security.Appointment.objects.select_for_update(of=("self",), skip_locked=True).filter(
            granting.in_force()
        )
        for one in (
            rows.select_related("user", "post__agency").filter(_to_look_at(today, notice)).order_by("pk")[:PORTION]
        ):
            found = rules.review(one.since, one.review_by, one.warned_on, today, every, notice)
            moved += _carry_out(record, one, found, today)
        record.note(moved=moved)
    return moved


def _to_look_at(today: date, notice: int) -> Q:
    ahead = standards_days(today, notice)
    return (Q(review_by__isnull=True) | Q(warned_on__isnull=True, review_by__lte=ahead)
            | Q(review_by__lte=today, warned_on__lte=standards_days(today, -notice)))  # fmt: skip


def standards_days(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _carry_out(record: security.Record, one: security.Appointment, found: rules.Review, today: date) -> int:
    if found.do == "set":
        one.review_by = found.by
        one.save(update_fields=["review_by"])
        return 1
    if found.do == "tell":
        one.review_by, one.warned_on = found.by, today
        one.save(update_fields=["review_by", "warned_on"])
        granting.line(record, one, "told", f"要复核：{found.by:%Y-%m-%d} 前没有复核，这一天起停用")
        return 1
    if found.do == "end":
        if granting.is_last_administrator(one):  # told again instead: a house nobody can open helps nobody
            one.review_by, one.warned_on = standards_days(today, words.setting("rights_review_notice")), today
            one.save(update_fields=["review_by", "warned_on"])
            granting.line(
                record, one, "told", f"最后一位系统管理员，没有停用。请在 {one.review_by:%Y-%m-%d} 前任命另一位来复核"
            )
            return 1
        granting.close(record, one, today, "到期没有复核")
        return 1
    return 0


def agencies_without_confirmer() -> list[standards.Agency]:
    """Agencies with people in posts where neither they nor the one above have anybody who may confirm."""
    rows = security.Appointment.objects.filter(granting.in_force()).values_list(
        "post__agency_id", "post__roles", "user_id"
    )
    peopled = {agency for agency, _, _ in rows}
    able = {agency for agency, roles, _ in rows if set(roles) & {"approver", "personnel"}}
    found = standards.Agency.objects.filter(pk__in=peopled - able).exclude(parent_id__in=able)
    return list(found.order_by("division_id", "name")[:100])
