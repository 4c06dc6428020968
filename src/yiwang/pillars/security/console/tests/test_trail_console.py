"""The auditor's console: what it finds, how it says it, whom it refuses, and that looking is itself recorded."""

from __future__ import annotations

import re
import time
from datetime import date
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.console import checking, rules, searching
from yiwang.pillars.security.console.models import ChainCheck
from yiwang.pillars.standards.base import api as standards

TODAY = date(2026, 11, 24)
ACT = "test.act"


@pytest.fixture
def declared():
    with security.actions.plus(**{ACT: security.Action("试做一件事", frozenset({"staff"}))}):
        yield


@pytest.fixture
def people(own_database, declared):
    with transaction.atomic():
        cast = testing.cast()
        province = standards.Agency.objects.get(pk=cast.luo.agency)
        testing._staff("shen", "沈审计", province, "auditor")
        testing._staff("shi", "石审计", standards.Agency.objects.get(pk=cast.yang.agency), "auditor")
    return cast


def named(username: str) -> security.Actor:
    return security.actor_as(security.User.objects.get(username=username))


def at(username: str) -> Client:
    client = Client()
    client.force_login(
        security.User.objects.get(username=username), backend="yiwang.pillars.security.base.backends.ByName"
    )
    return client


def act(by: security.Actor, about: str = "530102-2611-000001", **notes) -> None:
    with security.acting(by, ACT, security.Ref("case", about)) as record:
        record.note(**notes)


def seal_everything() -> None:
    """Other workers' open transactions hold the sealer back for moments."""
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            security.seal()
            cursor.execute("SELECT count(*) FROM security_trail t WHERE NOT EXISTS"
                           " (SELECT 1 FROM security_link l WHERE l.row_id = t.id)")  # fmt: skip
            if not cursor.fetchone()[0]:
                return
            assert time.monotonic() < until
            time.sleep(0.02)


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:1500]
    return re.sub(r"\s+", " ", answer.content.decode())


# ---- what was asked ----


@given(st.dates() | st.text(max_size=12) | st.none(), st.dates() | st.text(max_size=12) | st.none())
def test_whatever_is_typed_is_a_span_of_at_most_a_year(since, until):
    typed = {key: str(value) for key, value in (("since", since), ("until", until)) if value is not None}
    what = rules.asked(typed, TODAY)
    assert what.since <= what.until and (what.until - what.since).days < rules.LONGEST


def test_a_day_that_is_none_is_said_and_not_guessed():
    what = rules.asked({"since": "三月"}, TODAY)
    assert what.says and (what.since, what.until) == (date(2026, 11, 18), TODAY)


@given(st.sampled_from(["person", "firm", "staff", "system", "nobody"]), st.none() | st.integers(1, 10**9),
       st.none() | st.integers(1, 10**6))  # fmt: skip
def test_a_mark_is_read_back(kind, user, post):
    actor = security.Actor(kind, user=user, post=post if kind == "staff" else None)
    assert rules.mark(actor.mark) == rules.Mark(kind, user, actor.post)


# ---- searching ----


def test_it_finds_by_person_act_subject_and_verdict_and_says_it_in_words(people):
    act(people.liu, verdict="accept")
    act(people.he, "530102-2611-000002")
    page = at("shen")
    everything = text(page.get(reverse("console-trail")))
    assert "试做一件事" in everything and "五华区市场监督管理局" in everything
    for query, there, missing in (
        ({"who": "柳"}, "000001", "000002"), ({"about": "530102-2611-000002"}, "000002", "000001"),
        ({"action": ACT}, "000001", "登录"), ({"verdict": "refused"}, "没有这样的记录", "000001"),
        ({"about": "%"}, "没有这样的记录", "000001"), ({"who": "谁也不是"}, "没有这样的记录", "000001"),
    ):  # fmt: skip
        found = text(page.get(reverse("console-trail"), query)).split("</form>")[-1]
        assert there in found and missing not in found, query


def test_pages_go_back_without_a_gap_and_without_a_double(people, monkeypatch):
    monkeypatch.setattr(searching, "SIZE", 3)
    for number in range(8):
        act(people.liu, f"case-{number}")
    with security.viewing(named("shen")):
        what, seen, before = rules.asked({"action": ACT}, clock.today()), [], ""
        while True:
            page = searching.search(named("shen"), what, before)
            seen += [line.about.split()[-1] for line in page.lines]
            if not (before := page.older):
                break
    assert seen == [f"case-{number}" for number in reversed(range(8))]


def test_an_auditor_below_the_province_sees_what_his_own_posts_did(people):
    act(people.liu, "in-wuhua")
    act(people.yang, "in-dali")
    dali = text(at("shi").get(reverse("console-trail")))
    assert "in-dali" in dali and "in-wuhua" not in dali
    with security.viewing(named("shen")):
        line = searching.search(named("shen"), rules.asked({"about": "in-wuhua"}, clock.today())).lines[0]
    text(at("shi").get(reverse("console-trail-row", args=[line.id])), 404)
    text(at("shen").get(reverse("console-trail-row", args=[line.id])))


def test_without_the_reach_he_would_see_all(people, monkeypatch):
    """Planted fault."""
    act(people.liu, "in-wuhua")
    monkeypatch.setattr(searching, "_reach", lambda _viewer: ("", []))
    assert "in-wuhua" in text(at("shi").get(reverse("console-trail")))


@pytest.mark.parametrize("name", ["console-trail", "console-trail-check"])
def test_nobody_else_enters(people, name):
    for stranger in (people.liu, people.luo, people.wang):
        assert at(security.User.objects.get(pk=stranger.user).username).get(reverse(name)).status_code == 403


# ---- one row ----


def test_a_row_is_explained_and_opening_it_is_in_the_trail(people):
    act(people.liu, verdict="accept")
    seal_everything()
    with security.viewing(named("shen")):
        line = searching.search(named("shen"), rules.asked({"action": ACT}, clock.today())).lines[0]
    page = text(at("shen").get(f"/console/trail/{line.id}/"))
    assert "柳（五华区市场监督管理局 窗口受理（柳））做了“试做一件事”：办件 530102-2611-000001" in page
    assert "accept" in page and "内容、校验码和前一环都对得上" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose, subject FROM security_trail WHERE verdict = 'read' AND action = 'trail.see'")
        assert cursor.fetchall() == [("安全审计", line.id)]


def test_a_row_that_was_changed_says_so(people, as_owner_here):
    act(people.liu)
    seal_everything()
    as_owner_here.execute("ALTER TABLE security_trail DISABLE TRIGGER append_only")
    as_owner_here.execute("UPDATE security_trail SET subject = 'other' WHERE action = %s", [ACT])
    with security.viewing(named("shen")):
        line = searching.search(named("shen"), rules.asked({"action": ACT}, clock.today())).lines[0]
    assert "记录的内容被改过" in text(at("shen").get(reverse("console-trail-row", args=[line.id])))


@pytest.fixture
def as_owner_here(people, own_database):
    import psycopg

    with psycopg.connect(own_database, autocommit=True) as owner:
        yield owner


# ---- the file ----


def test_the_file_holds_what_was_searched_and_that_it_left_is_in_the_trail(people):
    act(people.liu)
    act(people.he, "530102-2611-000002")
    answer = at("shen").post(reverse("console-trail-export"), {"about": "530102-2611-000002"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[1:]] == ["办件 530102-2611-000002"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM security_trail WHERE action = 'trail.export'")
        assert '"rows":1' in cursor.fetchone()[0]


# ---- the check ----


def test_a_check_is_asked_for_left_and_found_done(people):
    act(people.liu)
    page = reverse("console-trail-check")
    auditor = at("shen")
    assert auditor.post(page, {"key": "a"}).status_code == 302
    assert "没有做完" in text(auditor.post(page, {"key": "b"}), 409)
    assert 'http-equiv="refresh"' in auditor.get(page).content.decode()
    seal_everything()
    jobs.work_off()
    done = ChainCheck.objects.get()
    assert (done.state, done.broken) == ("done", None) and done.rows >= 1
    assert "条都对得上" in text(auditor.get(page))


def test_a_broken_chain_is_named_on_the_page(people, as_owner_here):
    for number in range(3):
        act(people.liu, f"case-{number}")
    made = checking.ask(named("shen"))
    seal_everything()
    as_owner_here.execute("ALTER TABLE security_trail DISABLE TRIGGER append_only")
    as_owner_here.execute("UPDATE security_trail SET subject = 'other' WHERE subject = 'case-1'")
    checking.walk(str(made.pk))
    assert "断开：记录的内容被改过" in text(at("shen").get(reverse("console-trail-check")))


PRIVATE = "王秀珍说她搬到了人民东路"


def test_notes_are_covered_until_a_purpose_is_named_and_that_is_recorded(people):
    act(people.liu, reason=PRIVATE, number="15400000001", verb="accept", many=3)
    line = searching.search(named("shen"), rules.asked({}, clock.today())).lines[0]
    address, browser = reverse("console-trail-row", args=[line.id]), at("shen")
    page = text(browser.get(address))
    assert PRIVATE not in page and "15400000001" not in page and "accept" in page and "＊＊＊" in page
    text(browser.post(address, {"purpose": " "}), 422)
    assert PRIVATE in text(browser.post(address, {"purpose": "核查投诉 12 号"}))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT purpose FROM security_trail WHERE action = 'trail.open_notes' AND subject = %s", [line.id]
        )
        assert cursor.fetchall() == [("核查投诉 12 号",)]


def test_without_the_cover_everybody_who_audits_would_read_them(people, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(rules, "covered", lambda value: value)
    act(people.liu, reason=PRIVATE)
    line = searching.search(named("shen"), rules.asked({}, clock.today())).lines[0]
    assert PRIVATE in text(at("shen").get(reverse("console-trail-row", args=[line.id])))


@given(st.text(alphabet="甲乙丙丁戊 ，。", min_size=1, max_size=60))
def test_no_word_of_a_sentence_is_left(said):
    assert not set(said) - set(" ，。") & set(rules.covered(said))


@given(st.from_regex(r"[0-9]{11}|[0-9]{17}[0-9X]|tel:1[0-9]{10}", fullmatch=True))
def test_no_number_of_a_person_passes_for_a_code(number):
    assert number not in rules.covered(number)
