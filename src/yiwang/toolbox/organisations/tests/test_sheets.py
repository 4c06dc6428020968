"""Agencies and staff from a table: every cell answered, nothing by halves, nothing twice, no way round the rules."""

from __future__ import annotations

import io
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.test_bad_input import at
from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as cast_
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations import api as organisations
from yiwang.toolbox.organisations import checking, rules, sheets
from yiwang.toolbox.organisations.models import Change, Step
from yiwang.toolbox.organisations.testing import house

PAPER = "五编〔2026〕1号"
FIRST, SECOND = "11530102YW07000199", "11530102YW07000274"


@pytest.fixture
def here(db):
    with clock.frozen("2026-03-02"):
        yield house()


def book(kind: str, *rows: list[object]) -> bytes:
    return workbooks.workbook("试", [sheets.HEADS[kind], *rows])


def looked(by, kind: str, *rows: list[object]) -> sheets.Checked:
    key = sheets.bring(by, kind, "试.xlsx", book(kind, *rows))
    with security.viewing(by):
        return sheets.checked(by, key)


def code(agency: int) -> str:
    return standards.agency(agency).uscc


def agency_row(here, uscc=FIRST, above="", place="530102001", name="华山所") -> list[object]:
    return [uscc, name, "", "", place, above or code(here.cast.liu.agency), PAPER]


def staff_row(here, number="e1", name="新一", title="", agency=0, since="2026-03-02", last="") -> list[object]:
    post = standards.Post.objects.get(pk=here.cast.liu.post)
    return [number, name, code(agency or here.cast.liu.agency), title or post.title, since, last, PAPER]


def test_a_whole_table_is_entered_once(here):
    one = looked(here.hr, "agencies", agency_row(here), agency_row(here, SECOND, FIRST, "530102001003", "社区站"))
    assert (one.problems, one.new, one.written) == ({}, 2, False)
    assert not standards.Agency.objects.filter(uscc=FIRST).exists(), "nothing before it is confirmed"
    assert sheets.enter(here.hr, one.id) == {"new": 2, "there": 0}
    made = standards.Agency.objects.get(uscc=SECOND)
    assert (made.parent.uscc, made.line, made.level) == (FIRST, "market", 5)
    assert Change.objects.filter(agency=made, what="made", ground=PAPER).count() == 1
    assert sheets.enter(here.hr, one.id) == {"new": 0, "there": 2}
    again = looked(
        here.hr,
        "agencies",
        agency_row(here),
        agency_row(here, SECOND, FIRST, "530102001003", "社区站"),
        ["", "", "", "", "", "", ""],
    )
    assert again.written or again.new == 0
    assert standards.Agency.objects.filter(uscc__in=[FIRST, SECOND]).count() == 2


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"uscc": FIRST[:-1] + "8"}, 0, "对不上"),
        ({"uscc": ""}, 0, "请填写统一社会信用代码"),
        ({"name": ""}, 1, "请填名称"),
        ({"name": "长" * 121}, 1, "最多 120 个字"),
        ({"place": "999999"}, 4, "没有这个区划"),
        ({"place": "532901"}, 4, "不在上级机构的辖区里"),
        ({"above": SECOND}, 5, "没有这个上级机构"),
        ({"above": "115329010000000018", "place": "532901"}, 5, "不在您的机构"),
    ],
)
def test_a_wrong_cell_is_said_in_words_and_nothing_is_written(here, change, column, says):
    one = looked(
        here.hr, "agencies", agency_row(here, **{"uscc": FIRST, **change}), agency_row(here, "11530102YW0700035Y")
    )
    assert list(one.problems) == [2] and says in one.problems[2][column]
    with pytest.raises(organisations.NoSheet, match="没有写入"):
        sheets.enter(here.hr, one.id)
    assert not standards.Agency.objects.filter(uscc="11530102YW0700035Y").exists()


def test_the_marked_table_comes_back_with_every_cell_that_was_typed(here):
    one = looked(here.hr, "agencies", agency_row(here, place="999999"), agency_row(here, SECOND))
    with security.viewing(here.hr):
        back = sheets.marked(here.hr, one.id)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    assert lines[0][0] == "要改的地方" and "区划代码：没有这个区划" in lines[1][0] and lines[2][0] == ""
    assert lines[1][1:] == [str(cell) for cell in agency_row(here, place="999999")]


def test_staff_are_appointed_by_the_rules_of_the_screen(here):
    one = looked(here.hr, "staff", staff_row(here), staff_row(here, "e2", "新二", last="2026-12-31"))
    assert one.problems == {}
    sheets.enter(here.hr, one.id)
    user = security.User.objects.get(username="e2")
    held = security.Appointment.objects.get(user=user)
    assert (user.display_name, str(held.until), held.given_by_id) == ("新二", "2027-01-01", here.hr.user)
    cast_.enter(security.SYSTEM)
    assert Step.objects.filter(appointment=held, verb="given").count() == 1
    assert security.actor_as(user).roles == {"clerk"}


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"number": "hr", "name": "人事员"}, 3, "不能给自己"),
        ({"title": "没有的岗位"}, 3, "没有这个岗位"),
        ({"title": "后门"}, 3, "不能给出“系统管理”"),
        ({"number": "he", "name": "别人"}, 0, "这个工号是“何”的"),
        ({"since": "3月2日"}, 4, "日期请写成"),
        ({"since": "2026-03-01"}, 4, "不能早于今天"),
        ({"last": "2026-03-01"}, 5, "最后一天"),
        ({"number": ""}, 0, "请填工号"),
    ],
)
def test_a_table_is_no_way_round_the_rules(here, change, column, says):
    standards.Post.objects.create(agency_id=here.cast.liu.agency, title="后门", roles=["administrator"])
    one = looked(here.hr, "staff", staff_row(here, **change))
    assert says in one.problems[2][column]


def test_without_the_rule_a_table_would_be_the_way_round(here, monkeypatch):
    """Planted fault."""
    standards.Post.objects.create(agency_id=here.cast.liu.agency, title="后门", roles=["administrator"])
    monkeypatch.setattr(rules, "problem", lambda *_: "")
    assert looked(here.hr, "staff", staff_row(here, title="后门")).problems == {}


def test_the_same_person_twice_and_powers_apart_across_lines_are_found(here):
    agency = here.admin.agency
    for title, role in (("审计", "auditor"), ("管理", "administrator")):
        standards.Post.objects.create(agency_id=agency, title=title, roles=[role])
    standards.Agency.objects.filter(pk=agency).update(uscc=SECOND)
    rows = [staff_row(here, "e1", "新一", "审计", agency), staff_row(here, "e1", "新一", "管理", agency)]
    one = looked(here.admin, "staff", *rows, rows[0])
    assert "不能由同一个人担任" in one.problems[3][3] and "和第 2 行重复" in one.problems[4][0]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", "工号,姓名".encode()])
def test_what_is_no_table_is_said_to_be_none(here, data):
    with pytest.raises(workbooks.NoWorkbook, match="不是 Excel"):
        sheets.bring(here.hr, "staff", "x.xlsx", data)


def test_a_table_with_another_head_or_too_many_lines_is_not_taken(here):
    with pytest.raises(organisations.NoSheet, match="表头要是"):
        sheets.bring(here.hr, "staff", "x", book("agencies", agency_row(here)))
    with pytest.raises(workbooks.NoWorkbook, match="最多 2000 行"):
        sheets.bring(here.hr, "staff", "x", book("staff", *[staff_row(here)] * 2001))


def test_a_sheet_is_only_his_who_brought_it(here):
    one = looked(here.hr, "agencies", agency_row(here))
    with pytest.raises(NotFound):
        sheets.enter(here.hr_top, one.id)
    for name in ("console-sheet", "console-sheet-file"):
        assert at(here.hr).get(reverse(name, args=[one.id])).status_code == 200
        assert at(here.hr_top).get(reverse(name, args=[one.id])).status_code == 404


def test_two_thousand_lines_ask_few_questions(here):
    """Time is the machine's; the count of questions is ours."""
    row = staff_row(here)
    rows = [[f"n{nth}", f"人{nth}", *row[2:]] for nth in range(2000)]
    begin = time.monotonic()
    one = looked(here.hr, "staff", *rows)
    with connection.execute_wrapper(_count := _Counted()):
        sheets.enter(here.hr, one.id)
    assert _count.asked < 60 and security.User.objects.filter(username__startswith="n").count() >= 2000
    print(f"2,000 lines in {time.monotonic() - begin:.1f} s")


class _Counted:
    asked = 0

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        return execute(sql, params, many, context)


def test_on_the_screen(here):
    client = Client()
    client.force_login(
        security.User.objects.get(pk=here.hr.user), backend="yiwang.pillars.security.base.backends.ByName"
    )
    assert client.get("/console/organisation/sheets/").status_code == 200
    empty = client.get("/console/organisation/sheets/agencies.xlsx").content
    assert client.get("/console/organisation/sheets/others.xlsx").status_code == 404
    sent = {"kind": "agencies", "file": SimpleUploadedFile("空.xlsx", empty)}
    assert "还没有内容" in client.post("/console/organisation/sheets/", sent).content.decode()
    wrong = book("agencies", agency_row(here, place="999999"))
    answer = client.post(
        "/console/organisation/sheets/", {"kind": "agencies", "file": SimpleUploadedFile("错.xlsx", wrong)}
    )
    assert "没有这个区划" in client.get(answer["Location"]).content.decode()
    assert client.get(f"{answer['Location']}marked.xlsx").content[:2] == b"PK"
    assert client.post(answer["Location"]).status_code == 422
    right = book("agencies", agency_row(here))
    answer = client.post(
        "/console/organisation/sheets/", {"kind": "agencies", "file": SimpleUploadedFile("对.xlsx", right)}
    )
    assert "新增 1 行" in client.post(answer["Location"]).content.decode()
    assert client.post("/console/organisation/sheets/", {"kind": "staff"}).status_code == 422
    assert checking.Result().problems == {}
