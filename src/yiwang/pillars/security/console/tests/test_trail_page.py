"""The auditor's page: every row in words, found by what he asks, taken out for a purpose, and he himself is on record."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.console import asking
from yiwang.pillars.standards.base import api as standards


@pytest.fixture
def cast(db):
    reverse("console-trail")  # all pages declare their actions before the test adds its own
    return testing.cast()


@pytest.fixture
def auditor(cast) -> security.Actor:
    return testing._staff("shen", "申", standards.Agency.objects.get(pk=cast.liu.agency), "auditor")


@pytest.fixture
def done(cast) -> None:
    """柳 does something, 何 is refused it, 柳 looks at 王's number."""
    with security.actions.plus(**{"test.act": security.Action("试做", frozenset({"staff"}), frozenset({"clerk"}))}):
        with security.acting(cast.liu, "test.act", security.Ref("case", "530102-1")) as record:
            record.note(verb="accepted", reason="王小吃的原话")
        with pytest.raises(Refused), security.acting(cast.he, "test.act", security.Ref("case", "530102-1")):
            pass
        security.disclose(cast.liu, cast.wang.party, "identifier", "核对申请人身份", security.Ref("case", "530102-1"))
        yield


def at(actor: security.Actor) -> Client:
    client = Client()
    client.force_login(security.User.objects.get(pk=actor.user), backend="yiwang.pillars.security.base.backends.ByName")
    return client


def page(client: Client, **query) -> str:
    return re.sub(r"<[^>]+>", "", client.get(reverse("console-trail"), query).content.decode())


def rows(actor, **asked) -> list[security.Told]:
    with security.viewing(actor):
        return security.trail_rows(actor, security.Asked(**asked))


def test_every_row_says_who_from_which_post_did_what_and_why(auditor, done):
    words = page(at(auditor))
    assert "柳（五华区市场监督管理局 窗口受理（柳））办了“试做”，办件 530102-1" in words
    assert "没有让他办：“试做”需要窗口受理岗位" in words
    assert "看了“证件号码”，办件 530102-1，用途：核对申请人身份" in words
    assert "王小吃的原话" not in words, "notes that name people are not on the page"


def test_it_is_found_by_what_is_asked(auditor, cast, done):
    assert [one.verdict for one in rows(auditor, subject="530102-1")] == ["read", "refused", "did"]
    assert [one.who for one in rows(auditor, subject="530102-1", username="he")] == ["何"]
    assert [one.what for one in rows(auditor, verdict="read", action="security.disclose.identifier")] == ["证件号码"]
    assert rows(auditor, username="nobody-at-all") == []
    newest = rows(auditor, subject="530102-1")[0].id
    assert [one.verdict for one in rows(auditor, subject="530102-1", before=newest)] == ["refused", "did"]


def test_who_reads_the_trail_is_in_it(auditor, done):
    page(at(auditor), subject="530102-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM security_trail WHERE action = 'security.read_trail'")
        assert "530102-1" in cursor.fetchone()[0]


@pytest.mark.parametrize("who", ["liu", "duan", "luo", "wang"])
def test_nobody_but_an_auditor_reads_it(cast, auditor, who):
    for name in ("console-trail", "console-trail-checks"):
        assert at(getattr(cast, who)).get(reverse(name)).status_code == 403
    assert at(getattr(cast, who)).post(reverse("console-trail-export"), {"purpose": "x"}).status_code == 403


def test_a_list_leaves_the_house_for_a_purpose_and_as_an_act(auditor, done):
    client, address = at(auditor), reverse("console-trail-export")
    refused = client.post(address, {"subject": "530102-1", "purpose": " "})
    assert refused.status_code == 422 and "请写明导出的用途" in refused.content.decode()
    answer = client.post(address, {"subject": "530102-1", "purpose": "季度审计"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and "王小吃" not in answer.content.decode()
    kept = rows(auditor, action="security.export_trail", verdict="did")
    assert (kept[0].purpose, kept[0].notes) == ("季度审计", {"rows": 3})


@given(st.text(max_size=30))
def test_no_cell_of_a_file_is_a_formula(text):
    assert asking._plain(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert asking._plain(text).endswith(text)


def test_a_day_that_is_none_is_said_and_nothing_is_searched(auditor, done):
    answer = at(auditor).get(reverse("console-trail"), {"since": "昨天"})
    assert answer.status_code == 422 and "“昨天”读不成日期" in answer.content.decode()


def test_a_check_is_asked_for_once_and_its_page_can_be_left(auditor, done):
    client = at(auditor)
    first = client.post(reverse("console-trail-checks"), {"key": "k"})
    again = client.post(reverse("console-trail-checks"), {"key": "k"})
    assert first["Location"] == again["Location"]
    assert "正在核对" in client.get(first["Location"]).content.decode()
    assert "<html" not in client.get(first["Location"], headers={"HX-Request": "true"}).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'security.check_trail'")
        assert cursor.fetchone() == (1,)
    assert client.get(reverse("console-trail-check", args=[987654])).status_code == 404


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.sampled_from(["did", "refused", "read", "bulk", "?"]), WORDS, WORDS, WORDS, WORDS, WORDS)
def test_a_sentence_names_who_what_and_about_whatever_happened(verdict, who, post, what, about, purpose):
    says = security.told(verdict, who, post, what, about, purpose, "因为")
    assert all(part in says for part in (who, post, what, about))
    assert verdict != "read" or purpose in says
    assert verdict != "refused" or "因为" in says
