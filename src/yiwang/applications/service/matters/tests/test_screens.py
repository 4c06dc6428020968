"""The library's pages: the list and its file, writing with the basic entry beside, checking, stopping; and the guide."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yiwang.applications.service.matters import api as library
from yiwang.applications.service.matters import typed
from yiwang.applications.service.matters.fields import whole
from yiwang.applications.service.matters.models import Basic, Draft, Edition, Item
from yiwang.applications.service.matters.testing import FOOD, WUHUA, list_of, writers
from yiwang.applications.service.matters.testing import library as kept
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.testing import cast as make_cast

ENTRY = "530131024000"


@pytest.fixture
def cast(db):
    cast = make_cast()
    kept()
    library.adopt_everywhere(security.SYSTEM)
    return cast


@pytest.fixture
def people(cast):
    return writers()


def at_work(actor) -> Client:
    client = Client()
    client.force_login(security.User.objects.get(pk=actor.user))
    return client


def said(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


@pytest.fixture
def code(people):
    return list_of("market", WUHUA).task_code


PAGES = {
    "": "console-matter", "begin": "console-matter-begin", "edit": "console-matter-edit", "check": "console-matter-check",
    "submit": "console-matter-submit", "drop": "console-matter-drop", "withdraw": "console-matter-withdraw",
    "history": "console-matter-history", "editions": "console-matter-edition",
}  # fmt: skip


def page(code, which="", *more):
    return reverse(PAGES[which], args=[code, *more])


def draft_of(people, code):
    with security.viewing(people.checker):
        return Draft.objects.get(item__task_code=code)


def sent(body, **changes):
    """The edit page's form as a browser sends it back."""
    data = {}
    for one in typed.FIELDS:
        value = body[one.key]
        data[one.key] = value if one.kind == "choices" else {True: "1", False: "0", None: ""}.get(value, value) if (
            one.kind == "yes_no" or value is None) else value  # fmt: skip
    for name, columns in typed.LISTS.items():
        data[f"{name}.count"] = len(body[name])
        for number, row in enumerate(body[name]):
            for one in columns:
                value = row[one.key]
                data[f"{name}.{number}.{one.key}"] = "" if value is None else {True: "1", False: "0"}.get(value, value) if (
                    one.kind == "yes_no") else value  # fmt: skip
    return {**data, **changes}


def test_from_draft_to_guide(people, code):
    writer, checker, anyone = at_work(people.wuhua), at_work(people.checker), Client()
    assert writer.post(page(code, "begin")).headers["Location"] == page(code, "edit")
    form = said(writer.get(page(code, "edit")))
    assert "基本目录：10" in form and "设定依据" in form
    draft = draft_of(people, code)
    longer = sent(draft.body, promise_day="15", revision=draft.revision)
    faulty = said(writer.post(page(code, "edit"), longer, follow=True))
    assert "还有 1 处要改" in faulty and "承诺办结时限只能比基本目录短：基本目录 10，现在写的是 15" in faulty
    hint = {"materials.3.fill_explain": "手机拍平面图就行", "promise_day": "6"}
    draft = draft_of(people, code)
    done = writer.post(page(code, "edit"), sent(draft.body, revision=draft.revision, do="submit", **hint))
    assert done.headers["Location"] == page(code) + "?said=submitted"
    assert "手机拍平面图就行" not in said(anyone.get("/matters/food_operation.licence/?at=530102"))
    seen = said(checker.get(page(code, "check")))
    assert "<del>10</del>" in seen and "<ins>6</ins>" in seen
    assert "手机拍平面图就行" in re.sub("<del>.*?</del>|<ins>|</ins>", "", seen)
    draft = draft_of(people, code)
    sent_on = {"do": "publish", "revision": draft.revision, "on": clock.today().isoformat()}
    assert checker.post(page(code, "check"), sent_on).headers["Location"] == page(code) + "?said=published"
    here = said(anyone.get("/matters/food_operation.licence/?at=530102"))
    assert "6 个工作日" in here and "手机拍平面图就行" in here and "第 2 版" in here and "五华区市场监督管理局" in here
    there = said(anyone.get("/matters/food_operation.licence/?at=532901"))
    assert "10 个工作日" in there and "手机拍平面图就行" not in there and "第 1 版" in there
    told = said(writer.get(page(code, "history")))
    assert "五华编写，五华区市场监督管理局 编写，省审核，云南省政务服务管理局 审核" in told and "<ins>6</ins>" in told
    assert "<del>10</del>" in said(writer.get(page(code, "editions", "2")))


def test_the_form_loses_nothing_it_was_not_told_to_change(people, code):
    library.begin(people.wuhua, code)
    draft = draft_of(people, code)
    at_work(people.wuhua).post(page(code, "edit"), sent(draft.body, revision=draft.revision))
    assert draft_of(people, code).body == draft.body


def test_what_comes_from_the_basic_entry_cannot_be_typed_over(people, code):
    library.begin(people.wuhua, code)
    draft = draft_of(people, code)
    forged = sent(draft.body, revision=draft.revision, task_name="别的事", by_law="本局规定", dept_name="别的局")
    at_work(people.wuhua).post(page(code, "edit"), forged)
    assert draft_of(people, code).body == draft.body


def test_a_material_is_dropped_and_a_question_added(people, code):
    library.begin(people.wuhua, code)
    draft = draft_of(people, code)
    many = len(draft.body["faqs"])
    changes = {
        "materials.7.drop": "1",
        "faqs.count": many + 1,
        f"faqs.{many}.question": "在几楼？",
        f"faqs.{many}.answer": "二楼",
    }
    at_work(people.wuhua).post(page(code, "edit"), sent(draft.body, revision=draft.revision, **changes))
    body = draft_of(people, code).body
    assert [one["key"] for one in body["materials"]] == [one["key"] for one in draft.body["materials"][:7]]
    assert body["faqs"][-1] == {"question": "在几楼？", "answer": "二楼"}


def test_somebody_else_saved_meanwhile_and_nothing_typed_is_lost(people, code):
    library.begin(people.wuhua, code)
    draft = draft_of(people, code)
    library.edit(people.wuhua, code, revision=0, body={**draft.body, "promise_day": 8})
    shown = at_work(people.wuhua).post(page(code, "edit"), sent(draft.body, revision=0, promise_day="7"))
    assert "五华编写" in said(shown, 409) and 'value="7"' in said(shown, 409)


def test_what_is_no_number_is_said_beside_the_field_and_kept(people, code):
    library.begin(people.wuhua, code)
    draft = draft_of(people, code)
    shown = said(
        at_work(people.wuhua).post(page(code, "edit"), sent(draft.body, revision=0, promise_day="十天"), follow=True)
    )
    assert "承诺办结时限要写 0 到 9999 的整数" in shown and 'value="十天"' in shown


def test_the_checker_returns_with_a_reason_and_says_a_day(people, code):
    library.begin(people.wuhua, code)
    library.submit(people.wuhua, code, revision=0)
    checker = at_work(people.checker)
    assert "请写明理由" in said(checker.post(page(code, "check"), {"do": "return", "why": ""}), 422)
    for day in ("昨天", "2020-01-01", ""):
        early = checker.post(page(code, "check"), {"do": "publish", "revision": 1, "on": day})
        assert "生效日期最早是" in said(early, 422)
    checker.post(page(code, "check"), {"do": "return", "why": "地址写全"})
    assert "地址写全" in said(at_work(people.wuhua).get(page(code)))


def test_a_draft_is_handed_in_from_its_own_page_or_let_go(people, code):
    writer = at_work(people.wuhua)
    library.begin(people.wuhua, code)
    assert writer.post(page(code, "submit"), {"revision": 0}).headers["Location"] == page(code) + "?said=submitted"
    said(writer.post(page(code, "drop")), 409)
    library.give_back(people.checker, code, why="再想想")
    assert "删除草稿" in said(writer.get(page(code)))
    assert writer.post(page(code, "drop")).headers["Location"] == page(code) + "?said=dropped"
    assert "没有草稿" in said(writer.get(page(code))) and "生效的版本没有变" in said(
        writer.get(page(code) + "?said=dropped")
    )


def test_who_may_not_is_told_why_and_sees_no_button(people, code, cast):
    clerk = at_work(cast.liu)
    assert "编写新的一版" not in said(clerk.get(page(code))) and "停办</a>" not in said(clerk.get(page(code)))
    said(clerk.post(page(code, "begin")), 403)
    said(at_work(people.wuhua).get(page(code, "check")), 403)
    said(at_work(people.dali).post(page(code, "begin")), 403)
    assert Client().get("/console/matters/").status_code == 302
    said(at_work(cast.wang).get("/console/matters/"), 403)


def test_drafts_of_another_county_are_not_shown(people, code):
    library.begin(people.wuhua, code)
    assert "没有草稿" in said(at_work(people.dali).get(page(code)))
    assert "继续编写" in said(at_work(people.wuhua).get(page(code)))


def test_stopped_the_guide_says_so_and_the_console_says_what_happens_to_cases(people, code):
    checker = at_work(people.checker)
    assert "已经提交的办件照常办完" in said(checker.get(page(code, "withdraw")))
    assert "请写明理由" in said(checker.post(page(code, "withdraw"), {"on": clock.today().isoformat(), "why": ""}), 422)
    checker.post(page(code, "withdraw"), {"on": clock.today().isoformat(), "why": "并入一件事"})
    guide = said(Client().get("/matters/food_operation.licence/?at=530102"))
    assert "并入一件事" in guide and "开始申请" not in guide
    assert "开始申请" in said(Client().get("/matters/food_operation.licence/?at=532901"))
    assert "已停办" in said(checker.get(page(code)))


def test_one_announced_is_taken_back(people, code):
    library.begin(people.wuhua, code)
    library.submit(people.wuhua, code, revision=0)
    library.publish(people.checker, code, revision=1, on=clock.today() + timedelta(days=9))
    checker = at_work(people.checker)
    assert "收回这一版" in said(checker.get(page(code)))
    form = {"on": clock.today().isoformat(), "why": "日期写错", "number": "2"}
    checker.post(page(code, "withdraw"), form)
    assert Edition.objects.get(item__task_code=code, number=2).withdrawn_on == clock.today()
    assert library.offered_at(FOOD, WUHUA, clock.today() + timedelta(days=9)).number == 1


def test_the_list_is_filtered_and_comes_as_a_file_that_another_program_reads(people, code):
    checker = at_work(people.checker)
    assert "五华区市场监督管理局" in said(checker.get("/console/matters/"))
    assert "五华区市场监督管理局" not in said(checker.get("/console/matters/?at=532901"))
    assert "没有这样的清单" in said(checker.get("/console/matters/?state=submitted"))
    library.begin(people.wuhua, code)
    library.submit(people.wuhua, code, revision=0)
    assert "等审核" in said(checker.get("/console/matters/?state=submitted&q=食品"))
    assert ENTRY in said(checker.get("/console/matters/?kind=entries"))
    file = checker.get(f"/console/matters/export/?at=530102&q={code}")
    (head, line) = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert head[:3] == ["编码", "事项名称", "实施主体"] and line[:4] == [
        code,
        "食品经营许可核发",
        "五华区市场监督管理局",
        1,
    ]
    assert line[7] == "等审核"


def test_a_county_sees_its_own_place_only(people):
    shown = said(at_work(people.wuhua).get("/console/matters/"))
    assert "五华区市场监督管理局" in shown and "大理市市场监督管理局" not in shown


def test_what_no_longer_equals_the_basic_entry_is_found(people, code, monkeypatch):
    checker = at_work(people.checker)
    assert "没有这样的清单" in said(checker.get("/console/matters/?state=faults"))
    real = library.matters[FOOD]
    monkeypatch.setitem(library.matters._items, FOOD, real.model_copy(update={"title": "食品经营许可（新）"}))
    library.keep_catalogue(security.SYSTEM)
    assert "1 处要改" in said(checker.get("/console/matters/?state=faults"))
    library.begin(people.wuhua, code)
    assert draft_of(people, code).body["task_name"] == "食品经营许可（新）", "a new draft begins in step"


def test_an_agency_without_a_list_begins_it_from_the_catalogue(people, code):
    Item.objects.filter(task_code=code).update(agency=None)
    writer = at_work(people.wuhua)
    assert "为本机关编写清单" in said(writer.get(page(ENTRY)))
    assert "为本机关编写清单" not in said(at_work(people.checker).get(page(ENTRY)))


@pytest.fixture
def foreign(db):
    """As the importer brings it: an entry without a matter, a list without an agency."""
    body = whole({
        "task_name": "排污许可注销", "dept_name": "广州市生态环境局", "transact_addr": "广州市越秀区 8 号窗口", "is_fee": False,
        "catalog_code": "440116030000", "user_topic_type": "环保绿化", "limit_scene_num": 0, "server_type": ["2"],
        "accept_condition": "不再排污", "link_way": "020-12345",
    })  # fmt: skip
    basic = Basic.objects.create(
        catalog_code="440116030000", title="排污许可注销", task_type="01", use_level="3", source="import"
    )
    item = Item.objects.create(task_code="114401000000000003440116030000", basic=basic, division=440100_000000,
                               dept_name="广州市生态环境局")  # fmt: skip
    Edition.objects.create(basic=basic, item=item, number=1, body=body, digest="x", effective_on=clock.today(),
                           published_at=clock.now(), made_shown="导入", checked_shown="")  # fmt: skip
    return item


def test_an_imported_list_has_a_guide_without_a_start_and_says_where_to_go(cast, foreign):
    for slug in (foreign.task_code, foreign.basic.catalog_code):
        guide = said(Client().get(f"/matters/{slug}/"))
        assert "排污许可注销" in guide and "不再排污" in guide and "8 号窗口" in guide and "020-12345" in guide
        assert "开始申请" not in guide


def test_one_browses_by_theme_department_and_place(cast, foreign):
    anyone = Client()
    everything = "".join(said(anyone.get(f"/matters/?page={page}")) for page in (1, 2))
    assert "食品经营许可核发" in everything and "排污许可注销" in everything and "环保绿化" in everything
    for choice, found, gone in (
        ("theme=环保绿化", "排污许可注销", "食品经营许可核发"), ("dept=广州市生态环境局", "排污许可注销", "食品经营许可核发"),
        ("dept=云南省市场监督管理局", "食品经营许可核发", "排污许可注销"), ("at=530102", "食品经营许可核发", "排污许可注销"),
    ):  # fmt: skip
        shown = "".join(said(anyone.get(f"/matters/?{choice}&page={page}")) for page in (1, 2))
        assert f"{found}</a>" in shown and f"{gone}</a>" not in shown, choice
    assert "?at=530102" in said(anyone.get("/matters/?at=530102"))
    assert "这样选没有事项" in said(anyone.get("/matters/?theme=没有的"))


def test_while_one_types_real_links_are_suggested(cast):
    assert "/matters/food_operation.licence/" in said(Client().get(reverse("suggest"), {"q": "食品经营"}))
    assert "/matters/" not in said(Client().get(reverse("suggest"), {"q": "食"}))


def test_what_is_no_place_is_the_whole_province(cast):
    for at in ("x", "999999", "110101", "5301020", "五华区", "000000"):
        assert "全省通用" in said(Client().get("/matters/food_operation.licence/", {"at": at}))
    said(Client().get("/matters/no.such/"), 404)
    said(Client().get("/matters/999999999999/"), 404)
