"""线上线下无差别: the same answers through every door are the same case, but for the door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.walker import photo
from tests.test_bad_input import MATTER, at
from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.intake import sitting as sittings
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.identity import api as identity

FOOD = "food_operation/licence"
WANG, LI = "530102199003070016", "532901198511200029"
PHONE = "Mozilla/5.0 (Linux; Android 14) Mobile"
DIFFERS = {"number", "channel", "filed_by", "draft", "submitted_at", "answers", "id", "sealed"}
PAGES: list[dict] = [
    {"operator": "翠湖小吃", "uscc": "91110000600037341L", "head": "王小吃", "registered_address": "翠湖东路 1 号",
     "revoked": "no"},
    {"county": "530102000000", "premises": "翠湖东路 1 号一层", "area": "46"},
    {"business_form": "餐饮服务经营者"},
    {"items_catering": ["热食类食品制售"], "online": "no"},
    {"manager": "王小吃", "staff": "3", "handlers": "2", "healthy": "2", "systems": ["食品安全自查"]},
    {"agent": "no"},
    {"contact": "王小吃", "mobile": "15400000001"},
]  # fmt: skip
POSTED = {"delivery-way": "post", "delivery-recipient": "王小吃", "delivery-address": "昆明市五华区翠湖东路 1 号"}


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


def pictures() -> dict[str, SimpleUploadedFile]:
    return {f"{slot}.new": SimpleUploadedFile(f"{slot}.jpg", photo()["buffer"]) for slot in ("layout", "steps")}


def online(client: Client, pages=PAGES, **headers) -> str:
    """Page by page, as an applicant does."""
    draft = client.post(f"{MATTER}start/", headers=headers)["Location"].removesuffix("1/")
    for number, answers in enumerate(pages, 1):
        files = pictures() if "agent" in answers else {}
        sent = client.post(f"{draft}{number}/", {**answers, **files}, headers=headers)
        assert sent.status_code == 302, sent.content.decode()[-3000:]
    done = client.post(f"{draft}check/", POSTED, headers=headers)
    assert done.status_code == 302, done.content.decode()[-3000:]
    return done["Location"].split("/")[3]


def begun(clerk: Client, door: str = "window", **facts) -> str:
    shown = {"matter": FOOD, "kind": "person", "identifier": WANG, "name": "王小吃", "channel": door, **facts}
    opened = clerk.post("/desk/intake/", shown)
    assert opened.status_code == 302, opened.content.decode()[-3000:]
    return opened["Location"]


def at_the_desk(clerk: Client, door: str, pages=PAGES) -> str:
    """All on one sheet, as a clerk does."""
    place = begun(clerk, door)
    answers = {key: value for page in pages for key, value in page.items()}
    clerk.post(place, {**answers, "do": "keep"})  # what is asked depends on what was answered
    done = clerk.post(place, {**answers, **pictures(), **POSTED, "do": "take"})
    if done.status_code != 302:
        done = clerk.post(place, {**answers, **POSTED, "do": "take"})
    assert done.status_code == 302, done.content.decode()[-3000:]
    testing.enter(security.SYSTEM)
    return intake.find(security.actor_as(security.User.objects.get(username="liu")), place.split("/")[3]).case_number


def helping(cast) -> Client:
    last = date.today() + timedelta(days=30)
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(last))
    client = at(cast.li)
    assert client.post("/account/hat/", {"hat": f"for:{mandate}"}).status_code == 302
    return client


def at_a_kiosk(cast) -> Client:
    client = at(cast.wang)
    session = client.session
    session[intake.KIOSK] = "1"
    session.save()
    return client


DOORS = {
    "web": lambda cast, pages: online(at(cast.wang), pages),
    "mobile": lambda cast, pages: online(at(cast.wang), pages, user_agent=PHONE),
    "kiosk": lambda cast, pages: online(at_a_kiosk(cast), pages),
    "helper": lambda cast, pages: online(helping(cast), pages, user_agent=PHONE),
    "window": lambda cast, pages: at_the_desk(at(cast.liu), "window", pages),
    "hotline": lambda cast, pages: at_the_desk(at(cast.liu), "hotline", pages),
}


def case_at(cast, number: str) -> Any:
    testing.enter(security.SYSTEM)
    return casework.case_view(security.SYSTEM, number).case


def same(cast, number: str) -> dict:
    """Everything of a case that must not depend on the door; files by what is in them."""
    case = case_at(cast, number)
    marks = {one.mark: one.file for one in case.attachments.all()}

    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        return marks.get(value, value) if isinstance(value, str) else value

    facts = {key: value for key, value in model_to_dict(case).items() if key not in DIFFERS}
    facts["answers"] = {key: plain(value) for key, value in case.answers.items()}
    facts["files"] = sorted((one.slot, one.name, one.file, one.media_type) for one in case.attachments.all())
    tasks = case.tasks.all()
    facts["tasks"] = [(one.step, one.role, one.agency_id, one.due_on, one.state, one.party_id) for one in tasks]
    return facts


def test_the_same_answers_through_every_door_are_the_same_case(cast):
    found = {}
    for door, come in DOORS.items():
        number = come(cast, PAGES)
        assert case_at(cast, number).channel == door
        found[door] = same(cast, number)
    assert len(found["web"]["files"]) == 2 and found["web"]["delivery"]["way"] == "post"
    for door, case in found.items():
        assert case == found["web"], door


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    area=st.integers(1, 100_000), staff=st.integers(1, 300), door=st.sampled_from(["mobile", "window", "hotline"]),
    items=st.sets(st.sampled_from(["热食类食品制售", "生食类食品制售", "半成品制售"]), min_size=1),
)  # fmt: skip
def test_whatever_is_answered_the_door_makes_no_difference(cast, area, staff, door, items):
    pages = [dict(one) for one in PAGES]
    pages[1]["area"], pages[3]["items_catering"] = str(area), sorted(items)
    pages[4] |= {"staff": str(staff), "handlers": "1", "healthy": "1"}
    assert same(cast, DOORS[door](cast, pages)) == same(cast, DOORS["web"](cast, pages))


def test_a_door_with_a_softer_check_is_found(cast, monkeypatch):
    """Planted fault: a window that filled in something of its own would not hand in the same case."""
    whole = sittings.application

    def softer(journey, party, **facts):
        from dataclasses import replace

        made = whole(journey, party, **facts)
        return replace(made, answers={**made.answers, "area": "20"})

    monkeypatch.setattr(sittings, "application", softer)
    assert same(cast, DOORS["window"](cast, PAGES)) != same(cast, DOORS["web"](cast, PAGES))
