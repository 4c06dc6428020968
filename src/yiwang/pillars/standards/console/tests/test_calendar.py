"""The calendar's pages: anybody at work sees a year, an administrator enters one, and nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.pillars.standards.console import rules, typed

CALENDAR, ENTER = "/console/calendar/", "/console/calendar/enter/"
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。
"""
FILLED = {"year": "2027", "text": NOTICE, "number": "国办发明电〔2026〕9号", "source": "https://www.gov.cn/notice"}


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen("2026-11-23"):
        yield


@pytest.fixture
def agency(db):
    return standards.Agency.objects.create(
        uscc="11530000MB0000000X", name="试办机构", short_name="试办", line="service", division_id=530000000000, level=2
    )


def at_work(agency: standards.Agency, role: str) -> Client:
    user = security.User.objects.create(username=role, display_name=role, password="!")
    post = standards.Post.objects.create(agency=agency, title=standards.role_titles_known()[role], roles=[role])
    security.Appointment.objects.create(user=user, post=post, since=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(agency):
    return at_work(agency, "administrator")


def said(response) -> str:
    return response.content.decode()


def checked(client: Client, **changes):
    return client.post(ENTER, {**FILLED, "do": "check", **changes})


def entered(client: Client, **changes):
    """Check, then press the button on what came back."""
    seen = checked(client, **changes).context
    return client.post(ENTER, {**FILLED, "do": "enter", "seen": seen["typed"].mark, "key": seen["key"], **changes})


def test_whoever_works_here_sees_a_year_with_its_source(agency):
    page = said(at_work(agency, "clerk").get(CALENDAR, {"year": "2026"}))

    assert "国办发明电〔2025〕7号" in page and "暂定" not in page
    assert page.count('class="month"') == 12
    assert 'title="元旦放假"><time datetime="2026-01-01">1</time><small aria-hidden="true">休</small>' in page
    assert 'title="元旦调休上班"><time datetime="2026-01-04">4</time><small aria-hidden="true">班</small>' in page
    assert ENTER not in page


def test_a_year_without_notice_is_marked_provisional(admin):
    page = said(admin.get(CALENDAR, {"year": "2027"}))

    assert "暂定" in page and "法定节日放假" in page
    assert ENTER + "?year=2027" in page


@pytest.mark.parametrize("year", ["", "abc", "99999999999999999999", "1", "²", "-2026"])
def test_an_address_without_a_year_shows_this_one(admin, year):
    assert "2026 年工作日历" in said(admin.get(CALENDAR, {"year": year}))


def test_a_clerk_is_told_who_may_enter(agency):
    clerk = at_work(agency, "clerk")

    for response in (clerk.get(ENTER), checked(clerk)):
        assert response.status_code == 403
        assert "“录入放假安排”需要系统管理岗位" in said(response)
    assert not standards.CalendarYear.objects.filter(year=2027).exists()


def test_without_that_right_checked_the_clerk_would_get_in(agency, monkeypatch):
    monkeypatch.setattr("yiwang.pillars.security.base.access.why_not", lambda *_: "")
    assert at_work(agency, "clerk").get(ENTER).status_code == 200


def test_a_stranger_is_asked_to_log_in(db):
    assert Client().get(ENTER).status_code == 302


def test_what_was_read_is_shown_before_it_counts(admin):
    response = checked(admin)

    assert response.status_code == 200
    assert "读出放假 10 天，调休上班 1 天" in said(response)
    assert "有 7 天不同" in said(response)  # 2-05, four days from 2-08, 2-20, and 10-01, which this notice left out
    assert not standards.CalendarYear.objects.filter(year=2027).exists()


def test_an_administrator_enters_a_year_and_it_is_announced(admin):
    response = entered(admin)

    assert response.status_code == 302
    page = said(admin.get(response["Location"]))
    assert "已经录入" in page and "国办发明电〔2026〕9号" in page and "暂定" not in page
    assert not standards.calendar().is_working(date(2027, 2, 5))
    assert standards.calendar().is_working(date(2027, 2, 20))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body->>'year' FROM operations_outbox WHERE name = 'standards.calendar_announced'")
        assert cursor.fetchall() == [("2027",)]
        cursor.execute("SELECT subject FROM security_trail WHERE action = 'standards.enter_calendar'")
        assert [subject for (subject,) in cursor.fetchall()] == ["2027"]


def test_a_second_click_enters_once(admin):
    seen = checked(admin).context
    sent = {**FILLED, "do": "enter", "seen": seen["typed"].mark, "key": seen["key"]}

    assert [admin.post(ENTER, sent).status_code for _ in range(2)] == [302, 302]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_trail WHERE action = 'standards.enter_calendar'")
        assert cursor.fetchone() == (1,)


def test_what_was_changed_after_the_check_is_shown_again_first(admin):
    seen = checked(admin).context
    changed = NOTICE.replace("2月20日（周六）", "2月21日（周日）")
    response = admin.post(ENTER, {**FILLED, "text": changed, "do": "enter", "seen": seen["typed"].mark, "key": "k"})

    assert response.status_code == 200 and "请核对 2027 年的安排" in said(response)
    assert not standards.CalendarYear.objects.filter(year=2027).exists()


def test_a_wrong_notice_keeps_the_text_and_names_the_line(admin):
    wrong = "2027-01-01,off,元旦\n2027-02-30,off,春节\n2027-02-10,work,<b>春节</b>"
    response = checked(admin, text=wrong, source="")
    page = said(response)

    assert response.status_code == 422
    assert "第 2 行：日历上没有 2027-02-30 这一天" in page
    assert "第 3 行：2027-02-10 是周三，本来就上班，请核对日期" in page
    assert "请填写在哪里可以看到通知原文" in page
    assert "2027-02-10,work,&lt;b&gt;春节&lt;/b&gt;</textarea>" in page and FILLED["number"] in page


def test_entering_straight_away_what_is_wrong_writes_nothing(admin):
    response = entered(admin, text="2027-02-30,off,春节")

    assert response.status_code == 422
    assert not standards.CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_uploaded_notice_stands_in_the_box_to_be_checked(admin, encoding):
    file = SimpleUploadedFile("通知.txt", NOTICE.replace("\n", "\r\n").encode(encoding))
    response = checked(admin, text="", file=file)

    assert response.status_code == 200 and "读出放假 10 天" in said(response)
    assert response.context["typed"].text == NOTICE


def test_a_picture_is_refused_in_words_and_the_text_stays(admin):
    response = checked(admin, file=SimpleUploadedFile("通知.png", b"\x89PNG\r\n\x1a\n\x00\x00"))

    assert response.status_code == 422
    assert "“通知.png”不是文字文件" in said(response) and "2月20日（周六）上班" in said(response)


def test_a_day_of_the_old_year_may_follow_the_new_notice(admin):
    standards.CalendarDay.objects.create(day="2026-12-31", year_id=2026, kind="off", name="元旦")

    assert entered(admin, text="2026-12-31,off,元旦\n2027-01-01,off,元旦").status_code == 302


def test_a_year_is_entered_again_when_it_was_wrong(admin):
    entered(admin)
    again = NOTICE.replace("2月20日（周六）", "2月21日（周日）")

    assert "这一年已经录入过" in said(checked(admin, text=again))
    assert entered(admin, text=again).status_code == 302
    assert not standards.calendar().is_working(date(2027, 2, 20))


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*NOTICE.splitlines(), "一、元旦：1月1日至9999年12月31日放假。", "二、春节：0月0日放假，共9天",
                     "2027-01-02,off," + "长" * 60, "2027-01-05,off,\x00节", "\ud800", "9999-12-31,off,末日"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINES, max_size=8), year=st.sampled_from(["2027", "", "0000", "９９９９", "x"]) | st.text(max_size=6)
)
def test_whatever_is_pasted_is_answered_and_kept(admin, lines, year):
    text = "\n".join(lines).encode("utf-8", "replace").decode()
    response = checked(admin, text=text, year=year)

    assert response.status_code in (200, 422)
    assert response.context["typed"].text == typed.CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if response.status_code == 200:
        assert entered(admin, text=text, year=year).status_code == 302


def test_a_text_too_long_is_answered_too(admin):
    response = checked(admin, text="节" * 30_000)

    assert response.status_code == 422 and "最多 20000 个字，现在有 30000 个" in said(response)


def test_every_day_of_a_year_is_laid_out_once():
    laid = rules.months(2028, {date(2028, 2, 29): ("work", "试")}, lambda _day: True)
    days = [cell for month in laid for week in month.weeks for cell in week if cell]

    assert len(days) == len({cell.day for cell in days}) == 366
    assert {cell.mark for cell in days if cell.kind in ("off", "makeup")} == {"班"}
    assert all(len(week) == 7 for month in laid for week in month.weeks)
