"""For tests of this unit and of who stands on it: people who write and check lists, and a library with lists.

people = writers(cast)          # 五华区's and 大理市's editors, 昆明's checker, the province's editor and two checkers
adopt(cast)                     # each agency of the cast has its list
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .keeping import keep_catalogue
from .library import matters
from .models import Basic, Item

PROVINCE, KUNMING, WUHUA, DALI = 530000_000000, 530100_000000, 530102_000000, 532901_000000
FOOD = "food_operation/licence"


@contextmanager
def for_everybody(name: str = FOOD) -> Iterator[None]:
    """The matter as if persons and firms both had it: for tests of what is the same whoever applies."""
    with matters.plus(**{name: matters[name].model_copy(update={"audience": ("person", "firm")})}):
        yield


@dataclass(frozen=True)
class Writers:
    wuhua: security.Actor
    dali: security.Actor
    province: security.Actor
    kunming: security.Actor
    checker: security.Actor
    second: security.Actor


def writers() -> Writers:
    """Posts at the market bureaus of the cast, and at service bureaus above them."""
    kunming = _agency("11530100MB000000X1", "昆明市政务服务管理局", KUNMING, 3)
    above = _agency("11530000MB000000X2", "云南省政务服务管理局", PROVINCE, 2)
    return Writers(
        wuhua=_at(standards.agency_for("market", WUHUA), "五华编写", "matters_editor"),
        dali=_at(standards.agency_for("market", DALI), "大理编写", "matters_editor"),
        province=_at(standards.agency_for("market", PROVINCE), "省局编写", "matters_editor"),
        kunming=_at(kunming, "昆明审核", "matters_checker"),
        checker=_at(above, "省审核", "matters_checker", "matters_editor"),
        second=_at(above, "省审核二", "matters_checker"),
    )


def _agency(uscc: str, name: str, place: int, level: int) -> standards.Agency:
    facts = {
        "name": name,
        "short_name": name,
        "line": "service",
        "division_id": place,
        "level": level,
        "synthetic": True,
    }
    return standards.Agency.objects.get_or_create(uscc=uscc, defaults=facts)[0]


def _at(agency: standards.Agency, name: str, *roles: str) -> security.Actor:
    user, _ = security.User.objects.get_or_create(username=name, defaults={"display_name": name, "password": "!"})
    post, _ = standards.Post.objects.get_or_create(agency=agency, title=name, defaults={"roles": list(roles)})
    security.Appointment.objects.get_or_create(user=user, post=post, since=date(2020, 1, 1))
    return security.actor_as(user)


def library() -> Basic:
    """The catalogue kept, and the entry of the licence."""
    keep_catalogue(security.SYSTEM)
    return Basic.objects.get(matter=FOOD)


def list_of(line: str, division: int) -> Item:
    return Item.objects.get(agency=standards.agency_for(line, division), basic__matter=FOOD)
