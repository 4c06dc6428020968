"""A hall is registered on screens by the agency that runs it; what is typed wrong is said where it is."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.halls import registering, rules
from yiwang.applications.service.halls import windows as seats
from yiwang.applications.service.halls.models import Authority, Hall, Window
from yiwang.applications.service.halls.tests.hall import FOOD, Built
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from .test_pages import at, place, text  # noqa: F401

HOURS = {f"hours-{day}": "9:00-12:00 13：00－17:00" for day in range(5)}
TYPED = {"name": "样例政务服务中心", "address": "翠湖东路 9 号", "phone": "12345", "capacity": "4", **HOURS}


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("", []),
        ("休息", []),
        ("9:00-12:00 13:00-17:00", [["09:00", "12:00"], ["13:00", "17:00"]]),
        ("13：30－17：30，8:30至11:30", [["08:30", "11:30"], ["13:30", "17:30"]]),
    ],
)
def test_hours_are_read_as_people_write_them(said, spans):
    assert rules.spans_in(said) == spans


@pytest.mark.parametrize("said", ["上午", "9-12", "25:00-26:00", "12:00-9:00", "9:00-12:00 11:00-13:00", "9:60-10:00"])
def test_what_are_no_hours_is_said(said):
    with pytest.raises(rules.Unclear):
        rules.spans_in(said)


@given(st.lists(st.times().map(lambda at: time(at.hour, at.minute)), min_size=2, max_size=6, unique=True))
def test_hours_typed_back_are_the_same(moments):
    ordered = sorted(moments)[: len(moments) // 2 * 2]
    spans = [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in zip(ordered[::2], ordered[1::2], strict=True)]
    assert rules.spans_in(rules.as_typed({"3": spans}, 3)) == spans


def rows(model):
    with security.viewing(security.SYSTEM):
        return list(model.objects.order_by("pk"))


def registered(place: Built) -> Hall:  # noqa: F811
    at(place.tian).post(reverse("console-hall-new"), TYPED)
    return rows(Hall)[-1]


def test_a_manager_registers_a_hall_and_people_find_it(place):  # noqa: F811
    desk = at(place.tian)
    assert "还没有填" in text(desk.post("/console/halls/new/", {**TYPED, "address": " "}))
    assert "看不懂" in text(desk.post(reverse("console-hall-new"), {**TYPED, "hours-2": "上午"}))
    hall = registered(place)
    assert (hall.name, hall.slot_capacity, hall.hours["4"][1]) == ("样例政务服务中心", 4, ["13:00", "17:00"])
    assert "样例政务服务中心" in text(at().get(reverse("halls")))
    assert "本单位已经有叫这个名字的大厅" in text(desk.post(reverse("console-hall-new"), TYPED))
    assert "还没有窗口" in text(desk.get(reverse("console-hall-setup", args=[hall.pk])))


def test_windows_and_authorities_decide_what_a_clerk_is_given(place):  # noqa: F811
    hall, desk = registered(place), at(place.tian)
    page = reverse("console-hall-setup", args=[hall.pk])
    assert "至少选一段" in text(desk.post(page, {"do": "window", "number": "1", "title": "综合窗口"}))
    seat = {"do": "window", "number": "1", "title": "综合窗口", "stages": ["intake", "acceptance"]}
    assert desk.post(page, seat).status_code == 302
    window = rows(Window)[-1]
    assert (window.hall_id, window.stages) == (hall.pk, ["intake", "acceptance"])

    def may() -> str:
        with security.viewing(place.song):
            return seats.may_accept(place.song, window.pk, FOOD)

    assert may()  # a clerk of the hall without an authority of the market bureau
    given = {"do": "authority", "line": "market", "stages": ["intake", "acceptance"], "since": "2026-01-01"}
    assert "没有依据不能代收" in text(desk.post(page, given))
    assert desk.post(page, {**given, "ground": "委托书 2026-3"}).status_code == 302
    authority = rows(Authority)[-1]
    assert (authority.line, authority.ground) == ("market", "委托书 2026-3")
    end = reverse("console-hall-authority-end", args=[hall.pk, authority.pk])
    assert desk.post(end).status_code == 302 and rows(Authority)[-1].until is not None
    assert "已结束" in text(desk.get(page))


def test_a_window_is_changed_under_its_number(place):  # noqa: F811
    page = reverse("console-hall-setup", args=[place.pk])
    changed = {"do": "window", "number": "1", "title": "老年人窗口", "stages": ["intake"], "accessible": "1"}
    assert at(place.tian).post(page, changed).status_code == 302
    first = next(one for one in rows(Window) if one.pk == place.windows[1])
    assert (first.name, first.accessible, len(rows(Window))) == ("老年人窗口", True, 4)


def test_a_hall_is_set_up_by_its_own_agency_only(place):  # noqa: F811
    page = reverse("console-hall-setup", args=[place.pk])
    assert at(place.people.luo).get(page).status_code == 404
    assert at(place.people.liu).get(page).status_code == 403


def test_without_the_agency_any_supervisor_would(place, monkeypatch):  # noqa: F811
    """Planted fault."""
    with pytest.raises(NotFound), security.viewing(place.people.luo):
        registering.own_hall(place.people.luo, place.pk)
    monkeypatch.setattr(registering, "own_hall", lambda _by, pk, **_: Hall.objects.get(pk=pk))
    registering.put_window(place.people.luo, place.pk, registering.Seat(9, "外来窗口", ("intake",), ()))
    assert len(rows(Window)) == 5
