"""A hall of 五华区 for tests: run by the service bureau, with windows for the market bureau's and its own clerks.

1 general, intake · 2 market, intake and acceptance · 3 general, all stages · 4 handout
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiwang.applications.service.halls.models import Authority, Hall, Window
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards

FOOD = "food_operation/licence"
WEEK = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}
MONDAY = "2026-03-02T10:00:00"


@dataclass(frozen=True)
class Built:
    """The hall, its windows by number, its own clerk 宋 and manager 田, and the market bureau's second clerk 苏."""

    pk: int
    windows: dict[int, int]
    song: security.Actor
    su: security.Actor
    tian: security.Actor
    people: testing.Cast


def build(authority: bool = False) -> Built:
    """Inside a transaction, as the system."""
    people = testing.cast()
    bureau = testing._agency("11530102000000020X", "五华区政务服务管理局", testing.WUHUA, None, 4)
    standards.Agency.objects.filter(pk=bureau.pk).update(line="service")
    market = standards.Agency.objects.get(pk=people.liu.agency)
    hall = Hall.objects.create(
        name="五华区政务服务中心", division=testing.WUHUA, agency=bureau, address="翠湖东路 2 号", hours=WEEK,
        slot_capacity=2, door="door-key",
    )  # fmt: skip
    made = {}
    for number, stages, lines in (
        (1, ["intake"], []), (2, ["intake", "acceptance"], ["market"]), (3, ["intake", "acceptance", "handout"], []),
        (4, ["handout"], []),
    ):  # fmt: skip
        made[number] = Window.objects.create(
            hall=hall, number=number, name=f"窗口{number}", stages=stages, lines=lines
        ).pk
    if authority:
        Authority.objects.create(hall=hall, line="market", stages=["intake"], ground="委托书", since=date(2026, 1, 1))
    return Built(
        hall.pk, made, testing._staff("song", "宋", bureau, "clerk"), testing._staff("su", "苏", market, "clerk"),
        testing._staff("tian", "田", bureau, "supervisor"), people,
    )  # fmt: skip
