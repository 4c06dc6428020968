"""Terminals: who is nearest, who is believed, and what the next person finds of the one before: nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import acos, cos, degrees, pi, radians, sin

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.kiosk import api, errors, rules, sharing, terminals
from yiwang.applications.service.kiosk.models import Terminal
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

NOON = "2026-03-02T12:00:00"
FOOD = "food_operation/licence"


# ---- the heart ----

spots = st.lists(
    st.builds(
        rules.Spot, st.uuids().map(str), st.integers(0, 4), st.booleans(), st.booleans(), st.booleans(),
        st.frozensets(st.sampled_from(["a", "b", "c"])),
        st.one_of(st.none(), st.tuples(st.floats(21, 29), st.floats(97, 106))),
    ), max_size=12,
)  # fmt: skip


@given(spots, st.sampled_from(["", "a", "b"]), st.one_of(st.none(), st.just((25.04, 102.71))), st.booleans())
@settings(deadline=None)
def test_only_what_is_open_works_and_can_do_it_and_the_nearest_first(every, matter, here, prints):
    found = rules.nearest_open(every, matter, here, prints=prints)
    right = [one for one in every if one.open and one.working and (not one.matters or not matter or matter in one.matters)
             and (one.prints or not prints)]  # fmt: skip
    assert sorted(one.key for one in found) == sorted(one.key for one in right)
    known = [one for one in found if here and one.point]
    assert found[: len(known)] == known
    distances = [rules.kilometres(here, one.point) for one in known]
    assert distances == sorted(distances)
    assert [one.far for one in found[len(known) :]] == sorted(one.far for one in found[len(known) :])


def test_without_the_guard_a_closed_terminal_would_be_found():
    """Planted fault: the same terminal, called open."""
    shut = rules.Spot("x", 0, False, True, True)
    assert rules.nearest_open([shut], "") == []
    assert rules.nearest_open([rules.Spot("x", 0, True, True, True)], "") != []


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(-80, 80), st.floats(-179, 179))
@settings(deadline=None)
def test_kilometres_are_those_of_the_other_formula(a, b, c, d):
    """The spherical law of cosines, which loses precision where places are very near."""
    inner = sin(radians(a)) * sin(radians(c)) + cos(radians(a)) * cos(radians(c)) * cos(radians(d - b))
    assert rules.kilometres((a, b), (c, d)) == pytest.approx(rules.EARTH_KM * acos(max(-1, min(1, inner))), abs=0.5)
    assert rules.kilometres((a, b), (c, d)) == rules.kilometres((c, d), (a, b))


def test_kilometres_known_from_the_globe():
    assert rules.kilometres((0, 0), (0, 90)) == pytest.approx(rules.EARTH_KM * pi / 2)
    assert rules.kilometres((10, 20), (10, 20)) == 0
    assert rules.kilometres((0, 0), (degrees(1 / rules.EARTH_KM), 0)) == pytest.approx(1)


def test_who_does_not_report_gets_nobody_sent():
    now = datetime.fromisoformat("2026-03-02T12:00:00+08:00")
    assert rules.standing(None, 90, [], now) == (True, False, False)
    assert rules.standing(now - timedelta(minutes=10), 90, [], now) == (False, True, True)
    assert rules.standing(now - timedelta(minutes=10, seconds=1), 90, [], now) == (True, False, False)
    assert rules.standing(now, 0, [], now) == (False, True, False)
    assert rules.standing(now, 90, ["printer"], now) == (False, True, False)
    assert rules.standing(now, 90, ["screen"], now) == (False, False, False)


# ---- reports ----


@dataclass(frozen=True)
class Placed:
    people: testing.Cast
    secret: bytes
    tian: security.Actor


@pytest.fixture
def placed(own_database) -> Iterator[Placed]:
    with clock.frozen(NOON):
        with transaction.atomic():
            people = testing.cast()
            agency = standards.Agency.objects.get(pk=people.liu.agency)
            tian = testing._staff("tian", "田", agency, "supervisor")
        secret = _register("wuhua-01", agency.pk, testing.WUHUA)
        _register("dali-01", agency.pk, testing.DALI)
        yield Placed(people, secret, tian)


def _register(code: str, agency: int, division: int, **more) -> bytes:
    return api.register(
        security.SYSTEM, api.Place(code, f"{code} 终端", "hall", "某路 1 号", division, agency, {}, **more)
    )


def told(at: str = f"{NOON}+08:00", paper: object = 80, faults: object = ()) -> bytes:
    return json.dumps(
        {"at": at, "paper": paper, "faults": list(faults) if isinstance(faults, tuple) else faults}
    ).encode()


def report(secret: bytes, body: bytes, code: str = "wuhua-01") -> None:
    api.hear(code, body, api.sign(secret, body))


def test_a_signed_report_is_believed_once(placed):
    report(placed.secret, told(paper=8, faults=("printer",)))
    one = Terminal.objects.get(code="wuhua-01")
    assert (one.paper, one.faults) == (8, ["printer"])
    with pytest.raises(errors.Stale):
        report(placed.secret, told(paper=8, faults=("printer",)))
    with clock.frozen("2026-03-02T12:01:00"):
        report(placed.secret, told("2026-03-02T12:01:00+08:00"))


def test_nobody_else_speaks_for_a_terminal(placed):
    body = told()
    for signature in ("", "00" * 32, api.sign(b"other", body), api.sign(placed.secret, body + b" ")):
        with pytest.raises(errors.WrongSignature):
            api.hear("wuhua-01", body, signature)
    with pytest.raises(errors.WrongSignature):
        report(placed.secret, body, code="dali-01")
    with pytest.raises(NotFound):
        report(placed.secret, body, code="none")
    assert Terminal.objects.get(code="wuhua-01").heard_at is None


def test_without_the_check_anybody_would_speak_for_it(placed, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(terminals.hmac, "compare_digest", lambda *_: True)
    api.hear("wuhua-01", told(), "")
    assert Terminal.objects.get(code="wuhua-01").heard_at is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        told(at="yesterday"),
        told(at=NOON),
        told(paper=101),
        told(paper=True),
        told(faults=("coffee",)),
        told(faults="no"),
    ],
)
def test_a_report_that_says_nothing_is_sent_back(placed, body):
    with pytest.raises(errors.Unreadable):
        report(placed.secret, body)


def test_a_report_of_another_time_is_sent_back(placed):
    for at in ("2026-03-02T11:54:59+08:00", "2026-03-02T12:05:01+08:00"):
        with pytest.raises(errors.Stale):
            report(placed.secret, told(at))


def test_the_key_is_not_in_the_table(placed):
    assert placed.secret not in bytes(Terminal.objects.get(code="wuhua-01").key_sealed)


# ---- pages ----


def at(actor: security.Actor | None = None, device: bool = False) -> Client:
    client = Client()
    if device:
        pair = terminals.pairing(Terminal.objects.get(code="wuhua-01"))
        assert client.get(reverse("kiosk", args=["wuhua-01"]), {"pair": pair}).status_code == 302
    if actor:
        enter(client, actor)
    return client


def enter(client: Client, actor: security.Actor) -> None:
    user = security.User.objects.get(pk=actor.user)
    client.force_login(user, backend="yiwang.pillars.security.base.backends.ByName")


def test_the_finder_shows_what_is_open_and_works_near_first(placed):
    page = at().get("/kiosks/", {"place": str(testing.WUHUA)}).content.decode()
    assert "没有开着的终端" in page
    report(placed.secret, told())
    page = (
        at()
        .get("/kiosks/", {"place": str(testing.DALI), "matter": FOOD.replace("/", "."), "prints": "1"})
        .content.decode()
    )
    assert "wuhua-01 终端" in page and "dali-01 终端" not in page
    assert at().get("/kiosks/", {"lat": "x", "lon": "1", "place": "9" * 30}).status_code == 200


def test_the_report_comes_in_by_its_own_door(placed):
    body, there = told(), reverse("kiosk-report", args=["wuhua-01"])
    client = Client(enforce_csrf_checks=True)
    sent = client.post(
        there, body, content_type="application/json", headers={"X-Signature": api.sign(placed.secret, body)}
    )
    assert sent.status_code == 204
    assert client.post(there, body, content_type="application/json").status_code == 403
    assert client.get(there).status_code == 405


def test_the_console_flags_the_silent_and_keeps_the_pairing_to_its_agency(placed):
    page = at(placed.tian).get(reverse("console-kiosks")).content.decode()
    assert "失联" in page and terminals.pairing(Terminal.objects.get(code="wuhua-01")) in page
    assert "dali-01" not in page
    report(placed.secret, told(paper=5))
    page = at(placed.tian).get(reverse("console-kiosks")).content.decode()
    assert "失联" not in page and "1 台缺纸" in page
    assert at(placed.people.liu).get(reverse("console-kiosks")).status_code == 403


def test_a_wrong_pairing_word_makes_no_terminal(placed):
    assert at().get(reverse("kiosk", args=["wuhua-01"]), {"pair": "0" * 32}).status_code == 404
    stranger = at()
    stranger.cookies[sharing.COOKIE] = "wuhua-01"
    assert "结束并清除" not in stranger.get("/").content.decode()


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return cursor.fetchone()[0]


def traces(client: Client) -> list[str]:
    """What the next person could find in the browser: cookies that still say something."""
    return sorted(name for name, one in client.cookies.items() if one.value and name != sharing.COOKIE)


@pytest.mark.parametrize("way", ["get", "post"])
def test_nothing_of_the_earlier_person_is_left(placed, way):
    kiosk, there = at(placed.people.wang, device=True), reverse("kiosk-mine", args=["wuhua-01"])
    kiosk.cookies["elder"] = "1"
    page = kiosk.get(there)
    assert "王小吃" in page.content.decode() and page["Cache-Control"] == "no-store"
    started = kiosk.post("/matters/food_operation.licence/start/")
    assert started.status_code == 302 and sessions() == 1
    key = kiosk.cookies["sessionid"].value

    ended = getattr(kiosk, way)(reverse("kiosk-end", args=["wuhua-01"]))
    assert ended.status_code == 302 and "storage" in ended["Clear-Site-Data"]
    assert traces(kiosk) == [] and sessions() == 0
    first = kiosk.get(reverse("kiosk", args=["wuhua-01"])).content.decode()
    assert "王小吃" not in first and "登录" in first
    assert kiosk.get(there)["Location"].startswith("/login/"), "the back button asks who it is"
    kiosk.cookies["sessionid"] = key
    assert kiosk.get(there)["Location"].startswith("/login/"), "the old key opens nothing"
    with security.viewing(placed.people.wang):
        assert len(forms.drafts(placed.people.wang)) == 1, "what was filled in is the person's and stays"


def test_without_the_wipe_the_next_would_be_the_earlier_person(placed, monkeypatch):
    """Planted fault."""
    kiosk = at(placed.people.wang, device=True)
    monkeypatch.setattr(sharing, "wipe", lambda *_: None)
    kiosk.get(reverse("kiosk-end", args=["wuhua-01"]))
    assert "王小吃" in kiosk.get(reverse("kiosk-mine", args=["wuhua-01"])).content.decode()


def test_every_page_at_a_terminal_is_kept_by_nobody_and_ends_by_itself(placed):
    kiosk = at(placed.people.wang, device=True)
    for page in ("/", "/my/cases/", "/matters/", "/my/licences/"):
        answer = kiosk.get(page)
        assert answer["Cache-Control"] == "no-store" and "结束并清除" in answer.content.decode(), page
        assert kiosk.session.get_expiry_age() <= sharing.WITHOUT_SCRIPT
    own = at(placed.people.wang)
    assert "结束并清除" not in own.get("/").content.decode()
    assert own.session.get_expiry_age() > sharing.WITHOUT_SCRIPT


def test_a_link_from_elsewhere_logs_nobody_out_of_his_own_browser(placed):
    own = at(placed.people.wang)
    assert own.get(reverse("kiosk-end", args=["wuhua-01"])).status_code == 302
    assert own.get("/my/cases/").status_code == 200


def test_touching_slides_the_session(placed):
    kiosk = at(placed.people.wang, device=True)
    assert kiosk.get(reverse("kiosk-alive", args=["wuhua-01"])).status_code == 204
    assert kiosk.get("/kiosk/none/alive/").status_code == 404


def test_the_sample_stands_in_the_counties_that_are_there(placed):
    with transaction.atomic():
        standards.Agency.objects.filter(pk=placed.people.liu.agency).update(line="service")
    assert api.sample(security.SYSTEM) == 2
    assert api.sample(security.SYSTEM) == 0


def test_what_is_handed_in_at_a_terminal_came_in_by_the_kiosk(placed):
    kiosk, own = at(placed.people.wang, device=True), at(placed.people.wang)
    for client in (kiosk, own):
        client.get("/my/cases/")
    assert (door(kiosk), door(own)) == ("kiosk", "web")
    kiosk.get(reverse("kiosk-end", args=["wuhua-01"]))
    assert intake.KIOSK not in kiosk.session


def test_who_only_looks_at_a_terminal_makes_no_session(placed):
    before = sessions()
    assert at(device=True).get(reverse("kiosk", args=["wuhua-01"])).status_code == 200
    assert sessions() == before


def door(client: Client) -> str:
    request = RequestFactory().post("/")
    request.session, request.actor = client.session, security.actor_as(security.User.objects.get(username="wang"))
    return intake.channel_of(request)


TYPED = {
    "code": "wuhua-new-1",
    "name": "样例终端",
    "kind": "community",
    "address": "翠湖东路 3 号",
    "hours": "8:00-20:00",
}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "五华 1"}, "只用小写字母"),
        ({"code": "wuhua-01"}, "已经有一台在用"),
        ({"name": " "}, "还没有填"),
        ({"kind": "moon"}, "请选一个"),
        ({"hours": "上午"}, "看不懂"),
        ({"latitude": "一", "longitude": "2"}, "两格都填数字"),
        ({"latitude": "102.7", "longitude": "25.0"}, "不在云南"),
    ],
)
def test_what_is_typed_wrong_about_a_terminal_is_said(placed, changed, says):
    answer = at(manager(placed)).post(reverse("console-kiosk-new"), {**TYPED, **changed})
    assert answer.status_code == 422 and says in answer.content.decode()


def test_a_terminal_registered_on_the_screen_signs_with_the_key_shown_once(placed):
    desk = at(manager(placed))
    page = desk.post(
        reverse("console-kiosk-new"), {**TYPED, "latitude": "25.05", "longitude": "102.71"}
    ).content.decode()
    secret = bytes.fromhex(re.search(r"<pre class=\"mono\">([0-9a-f]{64})</pre>", page)[1])
    body = json.dumps({"at": clock.now().isoformat(), "paper": 90, "faults": []}).encode()
    terminals.hear("wuhua-new-1", body, terminals.sign(secret, body))
    with security.viewing(security.SYSTEM):
        made = Terminal.objects.get(code="wuhua-new-1")
        assert (made.paper, made.hours["6"]) == (90, [["08:00", "20:00"]])
    assert secret.hex() not in desk.get("/console/kiosks/new/").content.decode()


def manager(placed) -> security.Actor:
    agency = standards.Agency.objects.get(pk=placed.people.liu.agency)
    return testing._staff("kiosk_manager", "终端管理", agency, "supervisor")


def test_a_report_sent_as_a_form_is_refused_in_words(placed):
    answer = Client().post(reverse("kiosk-report", args=["wuhua-01"]), {"at": "now"})
    assert answer.status_code == 422 and "报告要写" in answer.content.decode()
