"""Whole lists brought in: every row accounted for, nothing lost, nothing twice, found at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yiwang.applications.service.matters import api
from yiwang.applications.service.matters.importing import mapping, reading, running, writing
from yiwang.applications.service.matters.models import Edition, Item
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.testing import cast

LISTS = Path(__file__).parent / "lists"
PORTAL = (LISTS / "portal.jsonl").read_bytes()
PUBLISHED = Path(os.environ.get("YIWANG_PUBLISHED", "published"), "services")
pytestmark = pytest.mark.django_db


def bring(data: bytes = PORTAL, **how) -> running.Done:
    return api.import_list(security.SYSTEM, data, api.built_in_mapping("guangdong"), **how)


def counts(done: running.Done) -> dict[str, int]:
    return {what: count for what, count in done.counts.items() if count}


def without(title: str, data: bytes = PORTAL) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if title.encode() not in line)


def test_every_line_is_accounted_for():
    done = bring()

    assert counts(done) == {"new": 9, "refused": 2}
    assert [one.line for one in done.outcomes] == list(range(1, 12))
    assert [(one.line, one.why[:9]) for one in done.outcomes if one.what == "refused"] == [
        (4, "这一行不是完整的 "), (11, "事项编码的前 18"),
    ]  # fmt: skip
    assert Item.objects.filter(task_code__startswith="115301020151001192").count() == 6


def test_a_second_time_changes_nothing():
    bring()
    before = list(Edition.objects.order_by("pk").values_list("pk", flat=True))

    assert counts(bring()) == {"unchanged": 9, "refused": 2}
    assert list(Edition.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_without_the_comparison_everything_would_come_twice(monkeypatch):
    bring()
    monkeypatch.setattr(writing, "digest_of", lambda body: "0" * 64)
    assert counts(bring())["changed"] == 9


def test_a_changed_row_is_a_new_edition_and_the_old_one_stays():
    bring()
    assert counts(bring(PORTAL.replace("3个工作日".encode(), "2个工作日".encode())))["changed"] == 1

    editions = Edition.objects.filter(item__task_code="1153010201510011924530120005000").order_by("number")
    assert [(one.number, one.body["promise_day"]) for one in editions] == [(1, 3), (2, 2)]


def test_what_vanished_is_said_and_stays_unless_told_otherwise():
    bring()
    shorter = without("断在半路", without("校车使用许可"))

    assert counts(bring(shorter)) == {"unchanged": 8, "refused": 1, "vanished": 1}
    assert api.search("校车使用许可")
    assert counts(bring(shorter, withdraw_missing=True)) == {"unchanged": 8, "refused": 1, "withdrawn": 1}
    assert not [one for one in api.search("校车使用许可") if one.matter.title == "校车使用许可"]
    assert Edition.objects.get(item__task_code__endswith="0008000").withdrawn_why == running.GONE
    assert counts(bring(PORTAL))["changed"] == 1  # it is back
    assert api.search("校车使用许可")[0].matter.title == "校车使用许可"


def test_nothing_is_withdrawn_while_a_line_cannot_be_read():
    bring()
    with pytest.raises(running.LinesUnread):
        bring(without("校车使用许可"), withdraw_missing=True)
    assert not Edition.objects.exclude(withdrawn_on=None).exists()


def test_a_refused_row_is_still_in_the_list():
    bring()
    wrong = PORTAL.replace("校车使用许可".encode(), "校".encode() * 501)

    assert "vanished" not in counts(bring(wrong))


def test_a_dry_run_writes_nothing():
    assert counts(bring(dry=True)) == {"new": 9, "refused": 2}
    assert not Item.objects.filter(task_code__startswith="1153000001510").exists()


def test_an_imported_matter_is_a_guide_only():
    bring()
    found = api.search("小餐饮登记")[0]

    assert found.guide_only and found.task_code == "1153010201510011924530120005000"
    assert Item.objects.get(task_code=found.task_code).binding == ""


def test_the_trail_holds_and_says_how_many():
    bring()
    while security.seal():
        pass
    assert security.verify().broken is None


def test_staff_without_the_post_are_refused():
    with pytest.raises(Refused):
        api.import_list(cast().liu, PORTAL, api.built_in_mapping("guangdong"))
    assert not Item.objects.filter(task_code__startswith="1153000001510").exists()


def test_the_report_opens_in_excel_and_holds_no_formula():
    evil = PORTAL.replace("小餐饮登记".encode(), b"=HYPERLINK(1)")
    text = api.import_report(bring(evil))

    assert text.startswith(b"\xef\xbb\xbf")
    rows = text.decode("utf-8-sig").splitlines()
    assert rows[0] == "行号,编码,事项,结果,说明" and len(rows) == 12
    assert any(",'=HYPERLINK(1),新增," in row for row in rows)


def test_progress_is_told_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 4)
    seen = []
    bring(progress=lambda at, of: seen.append((at, of)))
    assert seen == [(4, 9), (8, 9), (9, 9)]


def test_a_break_in_the_middle_is_made_good_by_the_next_run(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 4)
    keep, calls = writing.keep, []

    def falter(rows):
        calls.append(len(rows))
        if len(calls) == 2:
            raise OSError("power")
        return keep(rows)

    monkeypatch.setattr(writing, "keep", falter)
    with pytest.raises(OSError, match="power"):
        bring()
    monkeypatch.setattr(writing, "keep", keep)
    assert counts(bring()) == {"unchanged": 4, "new": 5, "refused": 2}


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_a_county_spreadsheet_comes_in_by_mapping_alone(name):
    text = (
        "编码;办什么;谁来办;几天办好;俗称一;俗称二\n"
        "1153010201510011924530720011000;独生子女父母奖励;五华区卫生健康局;十个工作日;独生子女费;-\n"
        "1153010201510011924530720012000;流动人口登记;五华区卫生健康局;马上;;\n"
    )
    done = api.import_list(security.SYSTEM, text.encode(name), api.read_mapping(LISTS / "town.csv.yaml"))

    assert counts(done) == {"new": 2}
    assert done.outcomes[1].why == "几天办好：“马上”不是看得懂的时限，没有填"
    assert api.search("独生子女费")[0].matter.title == "独生子女父母奖励"


def test_a_workbook_that_is_none_is_said():
    told = mapping.ListMapping(title="x", format="xlsx", fields={"task_code": "a", "task_name": "b"})
    with pytest.raises(reading.NoList):
        api.import_list(security.SYSTEM, b"PK nothing", told)


needs_list = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="set YIWANG_PUBLISHED to the folder of published data")


@needs_list
def test_the_whole_published_list_goes_in_and_six_are_refused_for_their_check_digits():
    data = (PUBLISHED / "guangdong_items_2021.jsonl").read_bytes()
    done = bring(data)

    assert counts(done) == {"new": 2256, "refused": 6}
    whys = [one.why for one in done.outcomes if one.what == "refused"]
    assert [one.line for one in done.outcomes if one.what == "refused"] == [1834, 1932, 1933, 1934, 1958, 1994]
    assert sum("最后一位和前面 17 位对不上" in why for why in whys) == 3 == sum("不用字母 V" in why for why in whys)
    assert not [one for one in done.outcomes if one.why and one.what == "new"]
    assert counts(bring(data)) == {"unchanged": 2256, "refused": 6}
    for text, title in (
        ("考驾照", "驾驶证"),
        ("去香港", "港澳通行证"),
        ("个税证明", "个人所得税纳税记录"),
        ("残疾证", "残疾人证"),
    ):
        assert any(title in one.matter.title for one in api.search(text)[:3]), text


@needs_list
def test_the_second_style_goes_in_by_mapping_alone():
    data = (PUBLISHED / "zhongshan_items_2021.jsonl").read_bytes()
    done = api.import_list(security.SYSTEM, data, api.read_mapping(LISTS / "zhongshan.yaml"))

    assert counts(done) == {"new": 40}
    assert not [one for one in done.outcomes if one.why]
    bodies = [one.body for one in Edition.objects.filter(made_shown="导入：中山政务服务")]
    assert {(one["promise_day"], one["promise_type"]) for one in bodies} == {(1, "1"), (5, "1")}
    assert {one["is_fee"] for one in bodies} == {False}
