"""Lists that are kept, shared and taken out of the house: only ever what may be seen by who looks."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from yiwang.applications.collaboration.desk import exporting, keeping, worklists
from yiwang.applications.collaboration.desk.errors import NameMissing, NameTaken, PurposeMissing, TooManyLists
from yiwang.applications.collaboration.desk.models import KeptList
from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.tests.test_moves import FLOW, FORM, applied
from yiwang.toolbox.forms import api as forms


@pytest.fixture
def cast(db):
    with (
        casework.flows.plus(**{"test/flow": FLOW}),
        forms.forms.plus(**{"test/form": FORM}),
        clock.frozen("2026-03-02"),
    ):
        yield testing.cast()


def at(actor: security.Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(security.User.objects.get(pk=actor.user), backend="yiwang.pillars.security.base.backends.ByName")
    testing.just_proved(client)
    return client


def names(viewer) -> tuple[list[str], list[str]]:
    with security.viewing(viewer):
        found = keeping.lists(viewer)
    return [one.name for one in found.mine], [one.name for one in found.shared]


def test_a_shared_list_is_seen_by_colleagues_and_not_elsewhere_and_a_private_one_by_nobody(cast):
    keeping.keep(cast.liu, "最急的", "view=mine&light=red", shared=True, key="a")
    keeping.keep(cast.liu, "自己看", "view=mine", shared=False, key="b")
    assert names(cast.liu) == (["最急的", "自己看"], [])
    assert names(cast.he) == ([], ["最急的"])
    assert names(cast.yang) == names(cast.luo) == ([], [])


def test_a_shared_list_shows_each_only_his_own_rows(cast):
    here, there = applied(cast), applied(cast, key="k2", division=testing.DALI)
    query = keeping.cleaned("view=reach&who=nobody&size=99&evil=1", worklists.VIEWS)
    assert query == "view=reach&who=nobody"
    shown = {name: at(actor).get(f"/desk/?{query}").content.decode() for name, actor in
             (("liu", cast.liu), ("yang", cast.yang), ("luo", cast.luo))}  # fmt: skip
    assert here in shown["liu"] and there not in shown["liu"]
    assert there in shown["yang"] and here not in shown["yang"]
    assert here in shown["luo"] and there in shown["luo"]


def test_a_name_is_asked_for_once_only_and_a_second_click_keeps_one(cast):
    first = keeping.keep(cast.liu, " 最急的 ", "view=mine", shared=False, key="a")
    assert keeping.keep(cast.liu, "最急的", "view=mine", shared=False, key="a") == first
    for name, error in (("最急的", NameTaken), ("", NameMissing), ("长" * 41, NameMissing)):
        with pytest.raises(error):
            keeping.keep(cast.liu, name, "view=mine", shared=False, key=None)
    assert keeping.keep(cast.he, "最急的", "view=mine", shared=False, key="a")


def test_so_many_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    keeping.keep(cast.liu, "一", "view=mine", shared=False, key=None)
    with pytest.raises(TooManyLists):
        keeping.keep(cast.liu, "二", "view=mine", shared=False, key=None)


def test_only_who_made_it_changes_or_drops_it(cast):
    one = keeping.keep(cast.liu, "最急的", "view=mine", shared=True, key=None)
    for other in (cast.he, cast.yang, cast.luo):
        with pytest.raises(NotFound):
            keeping.change(other, one, name="我的", shared=False, usual=True)
        with pytest.raises(NotFound):
            keeping.drop(other, one)
    keeping.change(cast.liu, one, name="急", shared=False, usual=True)
    assert (names(cast.liu), names(cast.he)) == ((["急"], []), ([], []))
    keeping.drop(cast.liu, one)
    assert names(cast.liu) == ([], [])


def test_one_list_opens_first(cast):
    first = keeping.keep(cast.liu, "一", "view=closed", shared=False, key=None)
    second = keeping.keep(cast.liu, "二", "view=reach", shared=False, key=None)
    keeping.change(cast.liu, first, name="一", shared=False, usual=True)
    keeping.change(cast.liu, second, name="二", shared=False, usual=True)
    answer = at(cast.liu).get("/desk/")
    assert answer.status_code == 302 and answer["Location"] == "/desk/?view=reach"
    assert at(cast.liu).get("/desk/?view=mine").status_code == 200
    assert at(cast.he).get("/desk/").status_code == 200


def test_the_database_hides_lists_of_other_agencies_even_where_the_filter_is_forgotten(cast, monkeypatch):
    keeping.keep(cast.liu, "最急的", "view=mine", shared=True, key=None)
    with security.viewing(cast.yang):
        assert KeptList.objects.count() == 0
    with security.viewing(cast.he):
        assert KeptList.objects.count() == 1


def test_the_pages_keep_change_and_drop(cast):
    desk = at(cast.liu)
    applied(cast)
    assert desk.get("/desk/?light=grey&light=green&more=1&agency=x").status_code == 200
    kept = desk.post("/desk/lists/", {"name": "停表", "query": "view=reach&light=grey", "shared": "1", "key": "k"})
    assert kept["Location"] == "/desk/?view=reach&light=grey"
    assert "停表" in desk.get("/desk/").content.decode() and "停表" in at(cast.he).get("/desk/lists/").content.decode()
    again = desk.post("/desk/lists/", {"name": "停表", "query": "view=mine", "key": "k2"})
    assert again.status_code == 409 and "换个名字" in again.content.decode()
    testing.enter(security.SYSTEM)
    one = KeptList.objects.get().pk
    assert at(cast.he).post(f"/desk/lists/{one}/drop/").status_code == 404
    assert desk.post(f"/desk/lists/{one}/change/", {"name": ""}).status_code == 422
    assert desk.post(f"/desk/lists/{one}/change/", {"name": "停"}).status_code == 302
    assert desk.post(f"/desk/lists/{one}/drop/").status_code == 302


def file_of(by, **asked) -> list[list[str]]:
    from django.http import QueryDict

    content = exporting.exported(by, QueryDict(asked.pop("query", "view=reach")), "csv", "周例会")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_has_the_rows_of_the_list_masked_as_the_page_and_says_what_for(cast):
    number = applied(cast)
    applied(cast, key="k2", division=testing.DALI)
    head, row, _, whole, what_for = file_of(cast.liu)
    assert head[0] == "编号" and row[0] == number and row[2] == "王*吃"
    assert (whole, what_for) == (["共 1 件"], ["用途：周例会"])
    with security.viewing(security.SYSTEM):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT purpose, payload FROM security_trail WHERE action = %s", [exporting.EXPORT])
            ((purpose, payload),) = cursor.fetchall()
    assert purpose == "周例会" and '"rows":1' in str(payload).replace(" ", "")


def test_nothing_leaves_without_a_purpose_nor_for_who_may_not(cast):
    from django.http import QueryDict

    with pytest.raises(PurposeMissing):
        exporting.exported(cast.liu, QueryDict("view=mine"), "csv", " ")
    with pytest.raises(Refused):
        exporting.exported(cast.wang, QueryDict("view=mine"), "csv", "看看")
    answer = at(cast.liu).post("/desk/export/", {"query": "view=mine", "kind": "csv", "purpose": ""})
    assert answer.status_code == 422 and "审计" in answer.content.decode()


def test_a_file_that_is_cut_says_so(cast, monkeypatch):
    monkeypatch.setattr(worklists, "MOST", 1)
    for key in ("a", "b"):
        applied(cast, key=key, answers={"name": key})
    assert any("只有前 1 件" in cell for row in file_of(cast.liu) for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
def test_no_text_is_a_formula(cast, text, monkeypatch):
    """And a planted fault: without the guard it would be one."""
    number = applied(cast, title=text)
    (row,) = [row for row in file_of(cast.liu) if row[:1] == [number]]
    assert row[1].startswith("'")
    monkeypatch.setattr(workbooks, "FORMULA", workbooks.re.compile("(?!)"))
    (row,) = [row for row in file_of(cast.liu) if row[:1] == [number]]
    assert not row[1].startswith("'")


def test_what_there_is_to_choose_from_comes_from_ones_own_cases(cast):
    applied(cast, title="这里的事")
    applied(cast, key="k2", division=testing.DALI, matter="test/elsewhere", title="那里的事")
    page = at(cast.liu).get("/desk/?view=reach&more=1").content.decode()
    assert "这里的事" in page and "那里的事" not in page
    assert "那里的事" in at(cast.luo).get("/desk/?view=reach&more=1").content.decode()
    with security.viewing(cast.liu):
        assert casework.choices(cast.liu, "reach")["step"] == {"intake": "受理"}


def test_a_large_list_is_counted_no_further_than_it_is_worth(cast, monkeypatch):
    from yiwang.toolbox.casework import queries

    for key in "abc":
        applied(cast, key=key)
    monkeypatch.setattr(queries, "CAP", 1)
    monkeypatch.setattr(worklists, "CAP", 1)
    assert "1,000 件以上" in at(cast.liu).get("/desk/").content.decode()
    found = at(cast.liu).get("/desk/?format=json").json()
    assert (found["total"], found["capped"], len(found["cases"])) == (1, True, 3)


def test_pages_follow_one_another_by_their_links(cast, monkeypatch):
    monkeypatch.setattr(worklists, "SIZES", (2, 50))
    numbers = sorted(applied(cast, key=key) for key in "abcde")
    desk, met, address = at(cast.liu), [], "?size=2&sort=number"
    while address:
        page = desk.get(f"/desk/{address}&format=json").json()
        met += [one["number"] for one in page["cases"]]
        address = page["after"]
    assert met == numbers
    page = desk.get(f"/desk/{page['before']}&format=json").json()
    assert [one["number"] for one in page["cases"]] == numbers[2:4]


def test_one_value_of_several_can_be_taken_off(cast):
    page = (
        at(cast.liu).get("/desk/?view=reach&light=red&light=grey&matter=a&matter=b&matter=c&matter=d").content.decode()
    )
    assert 'href="/desk/?view=reach&amp;matter=a&amp;matter=b&amp;matter=c&amp;matter=d&amp;light=grey"' in page
    assert "4 个" in page and 'name="light" value="grey"' in page


def test_no_text_of_a_case_is_markup_in_the_list(cast, monkeypatch):
    """And a planted fault: without the escaping it would be."""
    from yiwang.applications.collaboration.desk import shown

    evil = "<script>alert(1)</script>"
    applied(cast, title=evil, party_shown='"><img src=x>')
    page = at(cast.liu).get("/desk/").content.decode()
    assert evil not in page and "&lt;script&gt;" in page and "<img src=x>" not in page
    monkeypatch.setattr(shown, "escape", str)
    assert evil in at(cast.liu).get("/desk/").content.decode()
