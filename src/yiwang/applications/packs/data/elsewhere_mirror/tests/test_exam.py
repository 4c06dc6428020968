"""The examining body, connected by its key alone, sends a driver's score through the signed door."""

from __future__ import annotations

import json
import secrets

import pytest
from django.test import Client

from yiwang.applications.packs.testing import applied, give, staffed
from yiwang.applications.service.elsewhere import api as elsewhere
from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

SYSTEM, MATTER = "elsewhere_mirror/exam_centre", "transport_qualification/licence"
PATH = "/api/elsewhere/elsewhere_mirror.exam_centre/status/"
DRIVER = {
    "kind": "道路货物运输", "light": "no", "city": "530102", "name": "王小吃", "identifier": "530102199003070016",
    "mobile": "13800002471", "photo": "u1", "class": "B2", "since": "2015-05-06",
}  # fmt: skip
CHECKED = {"age": "不超过", "licence": "相应", "accident": "不适用"}
SCORE = {"body": "昆明市道路运输考试中心", "exam_on": "2026-11-20", "score": 92, "passed": True, "certificate": "KM1"}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-23"):
        yield staffed("transport")


@pytest.fixture
def key(cast) -> bytes:
    """The administrator has entered the body's public key; it has the private one."""
    pair = crypto.sm2_generate()
    user, _ = security.User.objects.get_or_create(username="exam-admin", defaults={"password": "!"})
    agency = standards.agency(cast.luo.agency)
    post, _ = standards.Post.objects.get_or_create(agency=agency, title="系统", defaults={"roles": ["administrator"]})
    security.Appointment.objects.get_or_create(user=user, post=post, since="2020-01-01")
    client = Client()
    client.force_login(user)
    typed = {"address": "", "key": pair.public.hex(), "on": "1"}
    assert client.post("/console/elsewhere/elsewhere_mirror.exam_centre/connect/", typed).status_code == 302
    return pair.private


def send(key, content):
    body, timestamp, nonce = json.dumps(content).encode(), str(int(clock.now().timestamp())), secrets.token_hex(16)
    text = "\n".join((PATH, timestamp, nonce, security.sm3(body).hex())).encode()  # as the manual says it is made
    headers = {
        "HTTP_X_TIMESTAMP": timestamp,
        "HTTP_X_NONCE": nonce,
        "HTTP_X_SIGNATURE": crypto.sm2_sign(key, text).hex(),
    }
    answer = Client().post(PATH, body, content_type="application/json", **headers)
    testing.enter(security.SYSTEM)
    return answer


def registered(cast):
    number = applied(cast.wang, MATTER, DRIVER, uploads={"u1": {"name": "照片.jpg", "size": 90_000}})
    give(cast.liu, number, "accept")
    give(cast.he, number, "to_exam", facts=CHECKED)
    return number


def step(number):
    with security.viewing(security.SYSTEM):
        return casework.case_view(security.SYSTEM, number).case.step


def test_a_score_moves_the_case_that_waits_for_it(cast, key):
    number = registered(cast)
    message = {"kind": "message", "number": number, "step": "exam", "seq": 1, "facts": SCORE}
    assert send(key, message).json() == {"kept": "kept"}
    assert step(number) == "decide"
    assert send(key, message).json() == {"kept": "known"}
    assert give(cast.duan, number, "grant") == "decided"


def test_another_key_moves_nothing(cast, key):
    number = registered(cast)
    stranger = crypto.sm2_generate().private
    answer = send(stranger, {"kind": "message", "number": number, "step": "exam", "facts": SCORE})
    assert answer.status_code == 401 and step(number) == "exam"


def test_a_score_that_cannot_be_is_kept_for_somebody_to_look_at(cast, key):
    number = registered(cast)
    send(key, {"kind": "message", "number": number, "step": "exam", "seq": 1, "facts": {**SCORE, "score": 900}})
    assert step(number) == "exam"
    send(key, {"kind": "message", "number": number, "step": "exam", "seq": 2, "facts": SCORE})
    assert step(number) == "decide" and elsewhere.place_all() == 0
