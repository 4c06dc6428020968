"""The pages of halls: what each shows, to whom, and what it answers to what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from yiwang.applications.service.halls.models import Appointment, Hall, Receipt, Ticket
from yiwang.applications.service.halls.tests.hall import FOOD, MONDAY, Built, build
from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards

SLUG = FOOD.replace("/", ".")


@pytest.fixture
def place(own_database) -> Iterator[Built]:
    with clock.frozen(MONDAY):
        with transaction.atomic():
            built = build()
        yield built


def at(actor: security.Actor | None = None) -> Client:
    client = Client()
    if actor:
        user = security.User.objects.get(pk=actor.user)
        client.force_login(user, backend="yiwang.pillars.security.base.backends.ByName")
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def first(model):
    with security.viewing(security.SYSTEM):
        return model.objects.order_by("pk").first()


def test_everybody_sees_halls_and_how_full_they_are(place):
    page = text(at().get("/halls/"))
    assert "五华区政务服务中心" in page and "0 人" in page and "这件事没有窗口开着" in page
    assert "五华区政务服务中心" not in text(at().get("/halls/", {"place": "532900000000"}))
    assert "正在开门" in text(at().get(reverse("hall", args=[place.pk])))
    assert at().get(reverse("hall", args=[999])).status_code == 404


def test_booking_asks_one_thing_a_page(place):
    wang = at(place.people.wang)
    there = reverse("hall-book", args=[place.pk])
    assert "约哪件事" in text(wang.get(there))
    assert "3月3日" in text(wang.get(there, {"matter": SLUG}))
    assert "还有 2 位" in text(wang.get(there, {"matter": SLUG, "day": "2026-03-03"}))
    assert "约不了" in text(wang.get(there, {"matter": SLUG, "day": "2026-03-07"}))
    body = {"matter": SLUG, "stage": "intake", "day": "2026-03-03", "starts": "09:30", "key": "k"}
    assert "核对后预约" in text(wang.get(there, body))
    answer = wang.post(there, body)
    made = first(Appointment)
    assert answer["Location"] == reverse("my-appointment", args=[made.pk])
    assert wang.post(there, body)["Location"] == answer["Location"], "the second click is the same booking"
    again = wang.post(there, {**body, "starts": "10:00", "key": "k2"})
    assert again.status_code == 409 and "已经约了" in text(again)
    assert wang.post(there, {"matter": SLUG, "key": "k3"}).status_code == 422
    assert f"{made.code[:4]} {made.code[4:]}" in text(wang.get(answer["Location"]))
    assert "食品经营许可" in text(wang.get(reverse("my-appointments")))
    assert at(place.people.li).get(answer["Location"]).status_code == 404
    assert wang.post(answer["Location"]).status_code == 302
    assert "已取消" in text(wang.get(answer["Location"]))


def test_the_machine_at_the_door_gives_numbers_to_anybody(place):
    machine, there = at(), reverse("hall-number", args=[place.pk])
    refused = machine.post(there, {"pick": f"{SLUG}:intake", "key": "a"})
    assert refused.status_code == 403 and "门口的取号机" in text(refused)
    assert machine.get(there, {"door": "wrong"}).status_code == 404
    assert machine.get(there, {"door": "door-key"}).status_code == 302
    answer = machine.post(there, {"pick": f"{SLUG}:intake", "ground": "elder", "key": "b"})
    slip = text(machine.get(answer["Location"]))
    assert "A001" in slip and "身份证" in slip
    assert machine.post(there, {"by": "code", "code": "", "key": "c"}).status_code == 422
    assert "A001" in text(at().get(reverse("hall-screen", args=[place.pk])))


def test_the_cookie_of_one_door_opens_no_other(place):
    """Planted fault: the hall's key is changed, the device keeps its old proof."""
    machine, there = at(), reverse("hall-number", args=[place.pk])
    machine.get(there, {"door": "door-key"})
    with transaction.atomic():
        Hall.objects.update(door="another")
    assert machine.post(there, {"pick": f"{SLUG}:intake", "key": "a"}).status_code == 403


def test_the_window_from_seat_to_receipt(place):
    liu, act = at(place.people.liu), reverse("desk-window-act")
    machine = at()
    machine.get(reverse("hall-number", args=[place.pk]), {"door": "door-key"})
    slip = machine.post(reverse("hall-number", args=[place.pk]), {"pick": f"{SLUG}:intake", "key": "a"})["Location"]
    assert "选窗口" in text(liu.get(reverse("desk-window")))
    assert liu.post(act, {"verb": "next"}).status_code == 409
    assert liu.post(reverse("desk-window-sit"), {"window": place.windows[2]}).status_code == 302
    assert "叫下一个号" in text(liu.get(reverse("desk-window")))
    assert liu.post(act, {"verb": "next", "key": "n"}).status_code == 302
    ticket = first(Ticket)
    assert "请到 <b>2</b> 号窗口" in text(machine.get(slip))
    body = {"ticket": str(ticket.pk), "matter": FOOD}
    assert liu.post(act, {**body, "verb": "done"}).status_code == 409
    assert liu.post(act, {**body, "verb": "start"}).status_code == 302
    assert liu.post(act, {**body, "verb": "fly"}).status_code == 409
    assert liu.post(act, {**body, "verb": "transfer"}).status_code == 409
    bare = liu.post(act, {**body, "verb": "done", "receipt": "1"})
    assert bare.status_code == 422 and "请勾选收到的材料" in text(bare)
    assert liu.post(act, {**body, "verb": "done", "receipt": "1", "received": "layout"}).status_code == 302
    made = first(Receipt)
    assert "布局图" in text(liu.get(reverse("desk-window-receipt", args=[made.pk])))
    assert at(place.people.wang).get(reverse("my-hall-receipt", args=[made.pk])).status_code == 404
    assert liu.post(reverse("desk-window-sit"), {"leave": "1"}).status_code == 302
    assert liu.post(act, {"verb": "next", "ticket": "no"}).status_code == 409
    assert liu.post(act, {"verb": "done", "ticket": "no"}).status_code == 404


def test_a_missed_number_is_queued_again_from_the_slip(place):
    machine, liu, act = at(), at(place.people.liu), reverse("desk-window-act")
    machine.get(reverse("hall-number", args=[place.pk]), {"door": "door-key"})
    slip = machine.post(reverse("hall-number", args=[place.pk]), {"pick": f"{SLUG}:intake", "key": "a"})["Location"]
    liu.post(reverse("desk-window-sit"), {"window": place.windows[2]})
    liu.post(act, {"verb": "next", "key": "n"})
    liu.post(act, {"verb": "miss", "ticket": str(first(Ticket).pk)})
    assert "过号了" in text(machine.get(slip))
    assert machine.post(slip, {"key": "back"}).status_code == 302
    assert "您前面" in text(machine.get(slip))
    assert at().get(reverse("hall-slip", args=[uuid7()])).status_code == 404


def test_the_board_is_for_who_runs_halls_here(place):
    tian = at(place.tian)
    assert "五华区政务服务中心" in text(tian.get(reverse("console-halls")))
    there = reverse("console-hall", args=[place.pk])
    assert "door-key" in text(tian.get(there))
    with transaction.atomic():
        other = testing._staff("guan", "关", standards.Agency.objects.get(pk=place.people.liu.agency), "supervisor")
    assert "door-key" not in text(at(other).get(there)), "the door's key is for the agency that runs the hall"
    assert at(place.people.liu).get(there).status_code == 403


def test_a_board_of_another_place_is_not_found(place):
    with transaction.atomic():
        dali = standards.Agency.objects.get(pk=place.people.yang.agency)
        stranger = testing._staff("shao", "邵", dali, "supervisor")
    assert at(stranger).get(reverse("console-hall", args=[place.pk])).status_code == 404
    assert "五华区" not in text(at(stranger).get(reverse("console-halls")))
