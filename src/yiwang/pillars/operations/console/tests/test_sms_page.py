"""Who runs the house sees what went to phones; nobody else does."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from yiwang.pillars.operations.console import views
from yiwang.pillars.operations.console.actions import SEE_SMS
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.notices import api as notices
from yiwang.toolbox.notices.testing import deliver_all

ADMINISTRATOR = security.Actor("staff", user=1, post=1, post_title="系统管理岗", roles=frozenset({"administrator"}))
CLERK = security.Actor("staff", user=2, post=2, post_title="窗口岗", roles=frozenset({"clerk"}))
ACT = {"test.act": security.Action("试做", frozenset({"system"}))}


@pytest.fixture
def page(own_database, settings, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "console.html").write_text("{% block title %}{% endblock %}{% block content %}{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with security.actions.plus(**ACT), security.acting(security.SYSTEM, "test.act") as record:
        party = security.new_party("person", "王秀珍", "53010219620101002X", "13888123456", synthetic=True)
        party.save(force_insert=True)
        notices.send(record, party.id, "granted", {"title": "食品经营许可"}, case_number="530102-2603-000001")

    def look() -> str:
        request = RequestFactory().get("/console/sms/")
        request.actor = ADMINISTRATOR
        with security.viewing(ADMINISTRATOR):
            return views.sms(request).content.decode()

    return look


def test_a_rehearsed_text_is_shown_masked_and_marked(page):
    assert "等待发送" in page()
    deliver_all()
    seen = page()

    assert "演练，没有发出" in seen
    assert "138****3456" in seen
    assert "食品经营许可" in seen
    assert "13888123456" not in seen
    assert "王秀珍" not in seen


def test_without_a_purpose_the_boundary_shows_nothing(page):
    """Planted fault: the page forgets to say why it looks."""
    assert "138****3456" in page()
    assert notices.sent_texts(ADMINISTRATOR, "") == []


def test_only_who_runs_the_house_enters():
    assert views.sms.access.action == SEE_SMS
    assert security.can(ADMINISTRATOR, SEE_SMS)
    assert "需要" in security.why_not(CLERK, SEE_SMS)
    assert security.why_not(security.NOBODY, SEE_SMS)


def test_an_empty_page_says_so(page):
    assert "还没有短信" in render_to_string("operations_console/sms.html", {"found": []})
