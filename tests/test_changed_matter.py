"""A county changes a matter while a case under the old guide is on its way: the case runs to its end as it began."""

from __future__ import annotations

import pytest

from tests.test_bad_input import at
from yiwang.applications.service.intake import journey as journeys
from yiwang.applications.service.intake.tests.test_doors import MATTER, PAGES, POSTED, online, pictures
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.matters import testing as lists
from yiwang.applications.service.matters.models import Draft
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case


@pytest.fixture
def house(db):
    cast, people = testing.cast(), lists.writers()
    lists.library()
    library.adopt_everywhere(security.SYSTEM)
    testing.enter(security.SYSTEM)
    with lists.for_everybody():
        yield cast, people, lists.list_of("market", lists.WUHUA).task_code


def publish(people, code: str, days: int) -> int:
    library.begin(people.wuhua, code)
    with security.viewing(people.wuhua):
        draft = Draft.objects.get(item__task_code=code)
    revision = library.edit(people.wuhua, code, revision=draft.revision, body={**draft.body, "promise_day": days})
    revision = revision if isinstance(revision, int) else draft.revision + 1
    library.submit(people.wuhua, code, revision=revision)
    with security.viewing(people.checker):
        revision = Draft.objects.get(item__task_code=code).revision
    return library.publish(people.checker, code, revision=revision, on=clock.today())


def case(number: str) -> Case:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number)


def who(cast, role: str) -> security.Actor:
    return next(one for one in vars(cast).values() if role in one.roles and one.agency == cast.liu.agency)


def accept(by, number: str) -> None:
    casework.decide(by, number, casework.Opinion("accept", case(number).revision), key=f"accept {number}")


def test_a_running_case_keeps_the_guide_it_was_applied_for_under(house):
    cast, people, code = house
    before = online(at(cast.wang))
    assert publish(people, code, 4) == 2
    after = online(at(cast.wang))
    for number in (before, after):
        accept(cast.liu, number)
    old, new = case(before), case(after)
    assert (old.edition, new.edition) == (f"{code}@1", f"{code}@2")
    assert (old.limit["promise"], new.limit["promise"]) == (10, 4)
    assert new.promised_on < old.promised_on
    for by, verdict, reason in (
        ("examiner", "no_visit", "只有管理项目"),
        ("approver", "grant", ""),
        ("clerk", "delivered", ""),
    ):
        opinion = casework.Opinion(verdict, case(before).revision, reason=reason)
        casework.decide(who(cast, by), before, opinion, key=f"{before} {verdict}")
    ended = case(before)
    assert (ended.status, ended.outcome, ended.edition) == ("closed", "granted", f"{code}@1")


def test_without_the_edition_both_would_be_promised_the_same(house, monkeypatch):
    cast, people, code = house
    publish(people, code, 4)
    monkeypatch.setattr(journeys.matters, "offered_at", lambda *_: None)
    number = online(at(cast.wang))
    accept(cast.liu, number)
    assert case(number).limit["promise"] == 10


def test_what_a_county_stopped_cannot_be_handed_in_there_and_what_was_typed_stays(house):
    cast, people, code = house
    running = online(at(cast.wang))
    client = at(cast.wang)
    draft = client.post(f"{MATTER}start/")["Location"].removesuffix("1/")
    for number, answers in enumerate(PAGES, 1):
        client.post(f"{draft}{number}/", {**answers, **(pictures() if "agent" in answers else {})})
    library.withdraw(people.checker, code, on=clock.today(), why="并入一件事办理")
    refused = client.post(f"{draft}check/", POSTED)
    assert refused.status_code == 422 and "并入一件事办理" in refused.content.decode()
    assert client.get(f"{draft}2/").status_code == 200
    accept(cast.liu, running)
    assert case(running).status == "accepted"
