"""A fixed cast for tests: people who act, from real posts in two counties. Everything about them is invented.

    def test_…(cast):
        decide(cast.liu, …)

柳 window clerk, 何 examiner, 普 and 马 inspectors, 段 approver, all of 五华区; 杨 window clerk of 大理市; 罗 supervisor
of the province; 王小吃 keeps a shop in 五华区, 李邻居 does not.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Model

from yiwang.pillars.standards.base import api as standards

from .actor import SYSTEM, Actor
from .assurance import PROVED
from .models import Appointment, Party, User
from .people import new_party, party_with
from .scope import enter
from .session import actor_as

WUHUA, DALI, PROVINCE = 530102000000, 532901000000, 530000000000
HERE = 530102001000


@dataclass(frozen=True)
class Cast:
    liu: Actor
    he: Actor
    pu: Actor
    ma: Actor
    duan: Actor
    yang: Actor
    luo: Actor
    wang: Actor
    li: Actor


_kept: list[tuple[Cast, list[list[Model]]]] = []  # the cast and its rows, once somebody made them in this database


def cast() -> Cast:
    """Put the cast into the database (inside the test's transaction, as the system). Later calls bring back the same rows."""
    enter(SYSTEM)
    if User.objects.filter(username="liu").exists():
        return _made()
    if not _kept:
        made = _made()
        _kept.append((made, _rows(made)))
        return made
    made, rows = _kept[0]
    for same in rows:
        type(same[0])._default_manager.bulk_create(same)
    return made


def forget() -> None:
    """The next cast is for another database, where these rows' numbers are not taken."""
    _kept.clear()


def _rows(made: Cast) -> list[list[Model]]:
    """In the order in which they can be written."""
    users = [getattr(made, one.name).user for one in fields(made)]
    posts = standards.Post.objects.filter(appointment__user__in=users).order_by("pk")
    return [
        list(standards.Agency.objects.filter(synthetic=True, line="market").order_by("pk")), list(posts),
        list(Party.objects.filter(user__in=users).order_by("pk")), list(User.objects.filter(pk__in=users).order_by("pk")),
        list(Appointment.objects.filter(user__in=users).order_by("pk")),
    ]  # fmt: skip


def _made() -> Cast:
    top = _agency("11530000015100004R", "云南省市场监督管理局", PROVINCE, None, 2)
    wuhua = _agency("115301020000000015", "五华区市场监督管理局", WUHUA, top, 4)
    dali = _agency("115329010000000018", "大理市市场监督管理局", DALI, top, 4)
    return Cast(
        liu=_staff("liu", "柳", wuhua, "clerk"),
        he=_staff("he", "何", wuhua, "examiner"),
        pu=_staff("pu", "普", wuhua, "inspector"),
        ma=_staff("ma", "马", wuhua, "inspector"),
        duan=_staff("duan", "段", wuhua, "approver"),
        yang=_staff("yang", "杨", dali, "clerk"),
        luo=_staff("luo", "罗", top, "supervisor"),
        wang=_person("wang", "王小吃", "530102199003070016", "15400000001"),
        li=_person("li", "李邻居", "532901198511200029", "15400000002"),
    )


def just_proved(browser: Any) -> None:
    """A test's browser that was let in without a password is as sure as one that gave it this moment."""
    session = browser.session
    session[PROVED] = {"password": time.time(), "has_second": False}
    session.save()


def _agency(uscc: str, name: str, place: int, above: standards.Agency | None, level: int) -> standards.Agency:
    made, _ = standards.Agency.objects.get_or_create(
        uscc=uscc,
        defaults={"name": name, "short_name": name, "line": "market", "division_id": place, "parent": above,
                  "level": level, "synthetic": True},
    )  # fmt: skip
    return made


def _staff(username: str, name: str, agency: standards.Agency, role: str) -> Actor:
    user, _ = User.objects.get_or_create(username=username, defaults={"display_name": name, "password": "!"})
    title = f"{standards.role_titles_known()[role]}（{name}）"
    post, _ = standards.Post.objects.get_or_create(agency=agency, title=title, defaults={"roles": [role]})
    Appointment.objects.get_or_create(user=user, post=post, since=date(2020, 1, 1))
    return actor_as(user)


def _person(username: str, name: str, identifier: str, mobile: str) -> Actor:
    party = new_party("person", name, identifier, mobile, synthetic=True, division_id=HERE, address="翠湖东路 1 号")
    known = party_with("person", identifier)
    if known is None:
        party.save()
    defaults = {"display_name": name, "party": known or party, "password": "!"}
    user, _ = User.objects.get_or_create(username=username, defaults=defaults)
    return actor_as(user)
