"""A list's way: written by its agency, checked from above, in force from a day, stopped on a day; and what is offered."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from yiwang.applications.service.matters import api as library
from yiwang.applications.service.matters import checking, errors, keeping
from yiwang.applications.service.matters.models import Draft, Edition, Item, Step
from yiwang.applications.service.matters.testing import DALI, FOOD, WUHUA, list_of, writers
from yiwang.applications.service.matters.testing import library as kept
from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.testing import cast as make_cast
from yiwang.pillars.standards.base import api as standards

TODAY = clock.today()  # the entries of the packs count from the day the suite's database was made


@pytest.fixture
def people(db):
    make_cast()
    kept()
    library.adopt_everywhere(security.SYSTEM)
    return writers()


def seen(by, code):
    with security.viewing(by):
        return Draft.objects.get(item__task_code=code)


def prepared(by, code, **changes):
    library.begin(by, code)
    draft = seen(by, code)
    return library.edit(by, code, revision=draft.revision, body={**draft.body, **changes})


def submitted(by, code, **changes):
    library.submit(by, code, revision=prepared(by, code, **changes))
    return seen(by, code).revision


def offer(division=WUHUA, day=TODAY):
    return library.offered_at(FOOD, division, day)


def test_a_county_drafts_the_province_publishes_and_only_that_county_changes(people):
    wuhua, dali = list_of("market", WUHUA), list_of("market", DALI)
    revision = submitted(people.wuhua, wuhua.task_code, promise_day=6)
    assert offer().promise_days is None, "a draft is nobody's guide"
    assert library.publish(people.checker, wuhua.task_code, revision=revision, on=TODAY) == 2
    assert (offer().task_code, offer().number, offer().promise_days, offer().open) == (wuhua.task_code, 2, 6, True)
    assert (offer(DALI).task_code, offer(DALI).number, offer(DALI).promise_days) == (dali.task_code, 1, None)
    assert not Draft.objects.exists()
    with security.viewing(people.checker):
        assert list(Step.objects.order_by("id").values_list("what", flat=True)) == ["begin", "submit", "publish"]


def test_what_is_published_for_a_day_to_come_counts_from_that_day(people):
    code, later = list_of("market", WUHUA).task_code, TODAY + timedelta(days=7)
    library.publish(people.checker, code, revision=submitted(people.wuhua, code, promise_day=6), on=later)
    assert (offer().number, offer().promise_days) == (1, None)
    assert (offer(day=later).number, offer(day=later).promise_days) == (2, 6)
    item = Item.objects.get(task_code=code)
    assert library.edition_on(item, TODAY).number == 1
    assert library.edition_on(item, TODAY - timedelta(days=1)) is None
    revision = submitted(people.wuhua, code, promise_day=5)
    with pytest.raises(errors.TooEarly, match=str(later)):
        library.publish(people.checker, code, revision=revision, on=TODAY)


def test_faulty_is_kept_and_not_handed_in(people):
    code = list_of("market", WUHUA).task_code
    revision = prepared(people.wuhua, code, promise_day=15)
    with pytest.raises(errors.StillFaulty, match="只能比基本目录短"):
        library.submit(people.wuhua, code, revision=revision)
    assert seen(people.wuhua, code).body["promise_day"] == 15


def test_the_basic_entry_may_have_changed_while_it_waited(people, monkeypatch):
    code = list_of("market", WUHUA).task_code
    revision = submitted(people.wuhua, code)
    real = library.matters[FOOD]
    monkeypatch.setitem(library.matters._items, FOOD, real.model_copy(update={"title": "食品经营许可（新）"}))
    assert library.keep_catalogue(security.SYSTEM) == 1
    with pytest.raises(errors.StillFaulty, match="事项名称要和基本目录相同"):
        library.publish(people.checker, code, revision=revision, on=TODAY)


def test_nobody_writes_anothers_list_nor_checks_his_own(people):
    code = list_of("market", WUHUA).task_code
    with pytest.raises(errors.NotYours):
        library.begin(people.dali, code)
    with pytest.raises(Refused):
        library.begin(people.second, code)
    revision = submitted(people.wuhua, code, promise_day=6)
    with pytest.raises(Refused):
        library.publish(people.wuhua, code, revision=revision, on=TODAY)


def own_entry(people):
    """The provincial checker, who writes as well, writes the basic entry himself."""
    library.begin(people.checker, "530131024000")
    with security.viewing(people.checker):
        draft = Draft.objects.get(item=None)
    library.submit(people.checker, "530131024000", revision=draft.revision)
    return draft.revision + 1


def test_who_submitted_does_not_publish(people):
    revision = own_entry(people)
    with pytest.raises(errors.OwnWork):
        library.publish(people.checker, "530131024000", revision=revision, on=TODAY)
    assert library.publish(people.second, "530131024000", revision=revision, on=TODAY) == 2


def test_the_database_holds_it_where_the_program_forgot(people, monkeypatch):
    revision = own_entry(people)
    real = checking._submitted

    def forgetful(by, what, act):
        draft = what.the_draft(by)
        return draft if draft.made_by_id == by.user else real(by, what, act)

    monkeypatch.setattr(checking, "_submitted", forgetful)
    with pytest.raises(IntegrityError, match="nobody_checks_his_own_edition"):
        library.publish(people.checker, "530131024000", revision=revision, on=TODAY)


def test_a_prefecture_checks_its_counties_and_nobody_elses(people):
    wuhua, dali = list_of("market", WUHUA).task_code, list_of("market", DALI).task_code
    there = submitted(people.dali, dali, promise_day=6)
    with pytest.raises(errors.NoDraft):
        library.publish(people.kunming, dali, revision=there, on=TODAY)
    library.publish(people.kunming, wuhua, revision=submitted(people.wuhua, wuhua, promise_day=6), on=TODAY)
    with pytest.raises(errors.NotAbove):
        library.withdraw(people.kunming, dali, on=TODAY, why="试")


def test_a_draft_is_its_places_own(people):
    code = list_of("market", WUHUA).task_code
    prepared(people.wuhua, code, promise_day=6)
    with security.viewing(people.dali):
        assert not Draft.objects.exists() and not Step.objects.exists()
    with security.viewing(people.checker):
        assert Draft.objects.exists()
    with security.viewing(make_cast().wang):
        assert not Draft.objects.exists()


def test_two_at_one_draft_the_second_is_told(people):
    code = list_of("market", WUHUA).task_code
    prepared(people.wuhua, code, promise_day=6)
    with pytest.raises(errors.Overtaken, match="五华编写"):
        library.edit(people.wuhua, code, revision=0, body=seen(people.wuhua, code).body)


def test_returned_with_a_reason_changed_and_handed_in_again(people):
    code = list_of("market", WUHUA).task_code
    submitted(people.wuhua, code, promise_day=6)
    with pytest.raises(errors.NotNow, match="等审核"):
        library.edit(people.wuhua, code, revision=2, body={})
    with pytest.raises(errors.SayWhy):
        library.give_back(people.checker, code, why=" ")
    library.give_back(people.checker, code, why="说明要写清楚")
    draft = seen(people.wuhua, code)
    assert (draft.state, draft.why) == ("returned", "说明要写清楚")
    with pytest.raises(errors.NotNow, match="退回修改"):
        library.publish(people.checker, code, revision=draft.revision, on=TODAY)
    library.submit(people.wuhua, code, revision=draft.revision)
    assert seen(people.wuhua, code).state == "submitted"


def test_withdrawn_it_is_not_offered_and_the_reason_is_said(people):
    code, friday = list_of("market", WUHUA).task_code, TODAY + timedelta(days=4)
    with pytest.raises(errors.SayWhy):
        library.withdraw(people.checker, code, on=friday, why="")
    library.withdraw(people.checker, code, on=friday, why="并入“开办餐饮一件事”")
    assert offer().open and offer(DALI, friday).open
    closed = offer(day=friday)
    assert not closed.open and "并入“开办餐饮一件事”" in closed.says and "按原来的规定办完" in closed.says
    with pytest.raises(errors.NothingInForce):
        library.withdraw(people.checker, code, on=friday, why="再来一次")
    revision = submitted(people.wuhua, code)
    library.publish(people.checker, code, revision=revision, on=friday)
    assert offer(day=friday).open


def test_one_announced_can_be_taken_back_before_its_day(people):
    code, later = list_of("market", WUHUA).task_code, TODAY + timedelta(days=7)
    library.publish(people.checker, code, revision=submitted(people.wuhua, code, promise_day=6), on=later)
    assert library.withdraw(people.checker, code, on=TODAY, why="日期写错了", number=2) == 2
    assert (offer(day=later).number, offer(day=later).open) == (1, True)


def test_the_basic_entry_withdrawn_nobody_offers_it(people):
    library.withdraw(people.checker, "530131024000", on=TODAY, why="取消许可")
    assert not offer().open and not offer(DALI).open


def test_a_published_edition_never_changes(people):
    edition = Edition.objects.filter(item=None).first()
    for change in ({"body": {}}, {"number": 9}, {"effective_on": TODAY}, {"made_shown": "别人"}):
        if change.get("effective_on") == edition.effective_on:
            change = {"effective_on": TODAY + timedelta(days=1)}
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).delete()


def test_a_reason_once_given_for_a_withdrawal_stays(people):
    code = list_of("market", WUHUA).task_code
    library.withdraw(people.checker, code, on=TODAY, why="停办")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Edition.objects.filter(item__task_code=code).update(withdrawn_why="没说过")


def test_without_a_list_of_its_own_the_basic_entry_is_offered(db):
    make_cast()
    kept()
    found = offer()
    assert (found.task_code, found.number, found.promise_days, found.open) == ("", 1, None, True)
    assert library.offered_at("no/such", WUHUA, TODAY) is None
    before = offer(day=date(2000, 1, 1))
    assert (before.number, before.open) == (0, True), "before anything was kept the declaration itself is offered"


def test_a_list_not_bound_is_a_guide_only(people):
    Item.objects.filter(pk=list_of("market", WUHUA).pk).update(binding="")
    assert not offer().open and "到窗口办理" in offer().says


def test_the_same_click_twice_publishes_once(people):
    code = list_of("market", WUHUA).task_code
    revision = submitted(people.wuhua, code, promise_day=6)
    numbers = [library.publish(people.checker, code, revision=revision, on=TODAY, key="one") for _ in range(2)]
    assert numbers == [2, 2] and Edition.objects.filter(item__task_code=code).count() == 2


def test_the_catalogue_follows_the_declarations_and_is_quiet_when_nothing_changed(db, monkeypatch):
    kept()
    assert library.keep_catalogue(security.SYSTEM) == 0
    real = library.matters[FOOD]
    monkeypatch.setitem(library.matters._items, FOOD, real.model_copy(update={"plain": "换了一句话"}))
    assert library.keep_catalogue(security.SYSTEM) == 1
    assert offer().number == 2 and offer().body["plain"] == "换了一句话"


def test_a_county_begins_a_list_it_has_not(db):
    make_cast()
    kept()
    people = writers()
    code = library.begin(people.wuhua, "530131024000", own=True)
    assert code == "115301020000000015" + "4" + "530131024000"
    revision = submitted(people.wuhua, code, promise_day=6)
    library.publish(people.checker, code, revision=revision, on=TODAY)
    assert (offer().number, offer().promise_days) == (1, 6)


def test_what_agencies_of_the_sample_say_has_no_fault(people):
    above = {one.basic_id: one.body for one in Edition.objects.filter(item=None)}
    for edition in Edition.objects.filter(item__isnull=False).select_related("item"):
        assert library.faults(edition.body, above[edition.basic_id]) == [], edition.item.task_code


def test_every_county_gets_its_lists_within_two_seconds(db):
    kept()
    rows = [county for _prefecture, below in standards.counties() for county in below]
    standards.Agency.objects.bulk_create(
        standards.Agency(uscc=f"{code}MARKET", name=f"{name}市场监督管理局", short_name=name, line="market", level=4,
                         division_id=code, synthetic=True) for code, name in rows
    )  # fmt: skip
    began = time.perf_counter()
    made = library.adopt_everywhere(security.SYSTEM)
    assert made >= 129 and time.perf_counter() - began < 2 * max(1, made / 129)
    assert library.adopt_everywhere(security.SYSTEM) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_edition WHERE item_id IS NOT NULL AND digest <> ''")
        assert cursor.fetchone()[0] == made
    assert keeping.levels("7") == (2, 3, 4)
