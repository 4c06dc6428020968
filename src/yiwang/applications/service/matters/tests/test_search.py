"""Searching on a real database: the packs' matters and imported items together, kept up to date by the changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.applications.service.matters import api
from yiwang.applications.service.matters.models import Edition, Item
from yiwang.applications.service.matters.search import finding, index, stored, words
from yiwang.applications.service.matters.search.models import Entry, Term
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.testing import DALI, WUHUA

PORTAL = (Path(__file__).parent / "lists" / "portal.jsonl").read_bytes()
LISTED = ("食品添加剂生产许可", "特种设备作业人员资格认定", "特种设备作业人员资格认定（复审）",
          "动产抵押登记查询", "老年人优待证办理", "小餐饮登记",
          "户外广告设施设置许可", "困难残疾人生活补贴发放", "校车使用许可")  # fmt: skip
pytestmark = pytest.mark.django_db
quickly = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def library(db) -> None:
    api.import_list(security.SYSTEM, PORTAL, api.built_in_mapping("guangdong"))


def titles(text: str, **how) -> list[str]:
    return [one.matter.title for one in api.search(text, **how)]


@pytest.mark.parametrize("title", LISTED)
def test_a_title_finds_itself_first(library, title):
    assert titles(title)[0] == title


@pytest.mark.parametrize("title", LISTED)
def test_initials_and_pinyin_find_it(library, title):
    heard = words.sound(words.tight(title))
    assert title in titles("".join(one[0] for one in heard))[:3]
    assert title in titles("".join(heard))[:3]


@quickly
@given(st.sampled_from(LISTED), st.data())
def test_any_two_neighbours_find_it(library, title, data):
    tight = words.tight(title)
    at = data.draw(st.integers(0, len(tight) - 2))
    assert title in titles(tight[at : at + 2])


@quickly
@given(st.sampled_from(LISTED), st.data())
def test_one_wrong_character_still_finds_it(library, title, data):
    tight = words.tight(title)
    at, wrong = data.draw(st.integers(0, len(tight) - 1)), data.draw(st.sampled_from("呢哈翁吃"))
    assert title in titles(tight[:at] + wrong + tight[at + 1 :])[:3]


def test_without_the_loose_look_a_slip_finds_nothing(library, monkeypatch):
    monkeypatch.setattr(stored, "with_many", lambda *_: [])
    assert "校车使用许可" not in titles("校车驶用许可")


@pytest.mark.parametrize(
    ("text", "title"),
    [("叉车证", "特种设备作业人员资格认定"), ("老年证", "老年人优待证办理"), ("敬老卡", "老年人优待证办理"),
     ("招牌", "户外广告设施设置许可"), ("残疾补助", "困难残疾人生活补贴发放"),
     ("学校接送车", "校车使用许可"), ("车", "校车使用许可"), ("小饭馆", "小餐饮登记")],
)  # fmt: skip
def test_everyday_wording_finds_it(library, text, title):
    assert title in titles(text)[:3]


def test_a_pack_is_found_without_any_row(db):
    found = api.search("开饭店")[0]
    assert (found.name, found.guide_only, found.matter) == (
        "food_operation/licence", False, api.matter("food_operation/licence"),
    )  # fmt: skip


def test_what_a_list_of_results_shows_is_there(library):
    found = next(one for one in api.search("小餐饮登记") if one.guide_only)
    assert api.address(found.name) == found.task_code
    assert (found.matter.plain, found.matter.visits, found.matter.audience) == (
        "五华区政务服务局",
        0,
        ("person", "firm"),
    )


@pytest.mark.parametrize(
    "text", ["", "  ", "？！", "的", "\x00", "%", "'; DROP TABLE matters_entry; --", "\\", "龘" * 300]
)
def test_odd_queries_are_answered_quietly(library, text):
    assert isinstance(api.search(text), list)


def test_a_place_shows_its_own_and_what_those_above_offer(library):
    assert "小餐饮登记" in titles("小餐饮登记", division=WUHUA)
    assert "小餐饮登记" not in titles("小餐饮登记", division=DALI)
    assert "食品添加剂生产许可" in titles("食品添加剂", division=DALI)


def test_suggestions_come_from_the_second_character_on_and_are_few(library):
    assert api.suggest("校") == []
    assert [one.matter.title for one in api.suggest("校车")] == ["校车使用许可"]
    assert "校车使用许可" in [one.matter.title for one in api.suggest("xiaoc")]
    assert len(api.suggest("许可")) <= 8


def test_who_finds_nothing_gets_three_terms_that_find_something(library):
    near = api.near_terms("饭店开张典礼")
    assert len(near) == 3
    assert all(api.search(term) for term in near)


def test_a_bound_item_is_found_as_its_matter_only(library):
    item = Item.objects.get(task_code__endswith="0005000")
    with security.acting(security.SYSTEM, index.REBUILD) as record:
        Item.objects.filter(pk=item.pk).update(binding="food_operation/licence")
        assert api.reindex(record, [item.pk]) == 0
    assert "小餐饮登记" not in titles("小餐饮登记")


def counted() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(tokens), count(*) FROM matters_entry GROUP BY 1")
        return {**dict(cursor.fetchall()), index.ALL: Entry.objects.count()}


def kept() -> dict[int, int]:
    return dict(Term.objects.filter(count__gt=0).values_list("token", "count"))


def test_the_counts_stay_true_through_changes(library):
    assert kept() == counted()
    changed = PORTAL.replace("校车使用许可".encode(), "接送车使用许可".encode())
    api.import_list(security.SYSTEM, changed, api.built_in_mapping("guangdong"))
    assert kept() == counted()
    assert titles("接送车使用")[0] == "接送车使用许可"
    assert api.rebuild() == len(LISTED)
    assert kept() == counted()


def test_counts_that_were_forgotten_are_seen(library, monkeypatch):
    monkeypatch.setattr(index, "_count", lambda _change: None)
    api.import_list(
        security.SYSTEM, PORTAL.replace("校车".encode(), "班车".encode()), api.built_in_mapping("guangdong")
    )
    assert kept() != counted()


def test_rebuilding_brings_back_what_was_lost(library):
    with security.acting(security.SYSTEM, index.REBUILD):
        Entry.objects.all().delete()
        Term.objects.all().delete()
    assert "校车使用许可" not in titles("校车使用许可")
    assert api.rebuild() == len(LISTED)
    assert titles("校车使用许可")[0] == "校车使用许可"


def test_an_edition_is_found_from_the_day_it_takes_effect(library):
    item = Item.objects.get(task_code__endswith="0008000")
    tomorrow = clock.today() + timedelta(days=1)
    with security.acting(security.SYSTEM, index.REBUILD) as record:
        last = Edition.objects.get(item=item)
        body = {**last.body, "task_name": "幼童专用车备案"}
        Edition.objects.create(basic=item.basic, item=item, number=2, body=body, digest="x", effective_on=tomorrow,
                               published_at=clock.now(), made_shown="x", checked_shown="x")  # fmt: skip
        api.reindex(record, [item.pk])
    assert "幼童专用车备案" not in titles("幼童专用车")
    with clock.frozen(tomorrow.isoformat()):
        assert index.turn_the_day() > 0
        assert titles("幼童专用车")[0] == "幼童专用车备案"
        assert "校车使用许可" not in titles("校车使用许可")


def test_few_rows_are_looked_at_however_many_there_are(library, monkeypatch):
    seen = []
    real = stored._rows
    monkeypatch.setattr(stored, "_rows", lambda sql, values: seen.append(real(sql, values)) or seen[-1])
    monkeypatch.setattr(stored, "STRICT", 2)
    monkeypatch.setattr(stored, "LOOSE", 3)
    titles("许可")
    assert seen and all(len(rows) <= 3 for rows in seen)


def test_a_search_asks_the_database_a_few_times_only(library, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        finding.search("学校接送车办理")
