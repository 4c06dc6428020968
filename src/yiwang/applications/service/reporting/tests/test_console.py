"""The console of reporting: what is seen, ordered, refused."""

from __future__ import annotations

import pytest
from django.test import Client

from yiwang.applications.service.reporting import ordering, rounds
from yiwang.applications.service.reporting.errors import OnlyInRehearsal
from yiwang.applications.service.reporting.models import Batch, RehearsalStation
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards

from .test_tickets import cast, lists, refused_case  # noqa: F401


def post_of(cast, role):  # noqa: F811
    agency = standards.agency(cast.luo.agency)
    user, _ = security.User.objects.get_or_create(username=f"r-{role}", defaults={"password": "!"})
    post, _ = standards.Post.objects.get_or_create(agency=agency, title=f"上报 {role}", defaults={"roles": [role]})
    security.Appointment.objects.get_or_create(user=user, post=post, since="2020-01-01")
    return security.actor_as(user)


@pytest.fixture
def browser(cast):  # noqa: F811
    admin = post_of(cast, "administrator")
    client = Client()
    client.force_login(security.User.objects.get(pk=admin.user))
    return client


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_page_shows_batches_waiting_and_switches(browser):
    text = page(browser, "/console/reporting/")
    assert "演练" in text and "断开 10 分钟" in text and "还没有批次" in text


def test_a_refused_row_is_shown_with_its_reason_and_ticket(lists, browser):  # noqa: F811
    refused_case(lists)
    number = Batch.objects.get().number
    assert number in page(browser, "/console/reporting/?kind=cases")
    text = page(browser, f"/console/reporting/{number}/")
    assert "没有报过" in text and "更正中" in text and "国家平台" in text
    page(browser, "/console/reporting/53-cases-19990101-0001/", 404)


def test_the_rehearsal_is_switched_and_comes_back(browser):  # noqa: F811
    for way, seen in (("out10", "演练平台断开到"), ("lose", "下一次回执会丢"), ("well", "演练：数据只送到")):
        answer = browser.post("/console/reporting/rehearsal/", {"do": way, "key": way}, follow=True)
        assert seen in answer.content.decode()
    assert browser.post("/console/reporting/rehearsal/", {"do": "", "key": "x"}).status_code == 422


def test_nobody_switches_a_real_platform(cast, monkeypatch):  # noqa: F811
    admin = post_of(cast, "administrator")
    monkeypatch.setattr(ordering.platforms, "rehearsing", lambda: False)
    with pytest.raises(OnlyInRehearsal):
        ordering.rehearse(admin, "out10", key="k")
    testing.enter(security.SYSTEM)
    assert not RehearsalStation.objects.exclude(out_until=None).exists()


def test_reporting_now_is_a_job_and_a_clerk_does_not_order_it(cast, browser, monkeypatch):  # noqa: F811
    done = []
    monkeypatch.setattr(rounds, "gather", lambda: done.append(1))
    answer = browser.post("/console/reporting/now/", {"key": "n1"}, follow=True)
    assert "已经开始" in answer.content.decode() and not done
    with pytest.raises(Refused):
        ordering.report_now(cast.liu, key="n2")
