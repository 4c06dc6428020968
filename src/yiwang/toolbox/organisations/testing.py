"""Somebody of personnel, an administrator, an auditor, beside the cast of `security`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards


@dataclass(frozen=True)
class House:
    """`hr` is of 五华区, `hr_top` of the province, `admin` and `auditor` of another body."""

    cast: testing.Cast
    hr: security.Actor
    hr_top: security.Actor
    admin: security.Actor
    auditor: security.Actor


def house() -> House:
    people = testing.cast()
    body, _ = standards.Agency.objects.get_or_create(
        uscc="11530000MA00000001", defaults={"name": "平台管理机构", "short_name": "平台", "line": "platform",
                                             "division_id": testing.PROVINCE, "level": 2},
    )  # fmt: skip
    return House(
        cast=people,
        hr=seated("hr", "人事员", people.liu.agency or 0, "personnel"),
        hr_top=seated("hr_top", "省局人事", people.luo.agency or 0, "personnel"),
        admin=seated("admin1", "管理员", body.pk, "administrator"),
        auditor=seated("auditor1", "审计员", body.pk, "auditor"),
    )


def seated(username: str, name: str, agency: int, *roles: str, title: str = "") -> security.Actor:
    """An actor in a post of his own."""
    user, _ = security.User.objects.get_or_create(username=username, defaults={"display_name": name, "password": "!"})
    post, _ = standards.Post.objects.get_or_create(
        agency_id=agency, title=title or f"{name}的岗位", defaults={"roles": list(roles)}
    )
    security.Appointment.objects.get_or_create(user=user, post=post, since=date(2020, 1, 1))
    return security.actor_as(user, f"post:{post.pk}")
