"""A case is walked and every statement watched: rows change only while a change is open."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client

from yiwang.assembly.worker import DUTIES
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.models import User
from yiwang.pillars.security.base.scope import changing, open_change
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.tests import test_moves as walk
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.notices import api as notices
from yiwang.toolbox.notices.testing import as_worker

WRITE = re.compile(
    r'\s*(?:WITH\s.*?\(\s*)?(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|COPY)\s+"?(\w+)', re.IGNORECASE | re.DOTALL
)
OUTSIDE = {
    "django_session": "who is logged in where",
    "security_trail": "refusals and readings are recorded after their transaction",
    "security_looked": "readings are indexed by their subjects",
    "security_link": "the sealer's chain",
    "security_seal": "the sealer's chain",
    "operations_outbox": "the outbox's own book-keeping",
}


@pytest.fixture
def cast(own_database) -> Iterator[testing.Cast]:
    """As the worker: it may do what the web may, and deliver. With real commits."""
    declared = casework.flows.plus(**{"test/flow": walk.FLOW}), forms.forms.plus(**{"test/form": walk.FORM})
    with as_worker(), declared[0], declared[1], clock.frozen("2026-03-02"):
        with transaction.atomic():
            people = testing.cast()
        yield people


@pytest.fixture
def strays(cast) -> Iterator[list[str]]:
    """Statements that changed a row while no change was open."""
    found: list[str] = []

    def watch(execute, sql, params, many, context):
        written = WRITE.match(str(sql))
        if written and written.group(1) not in OUTSIDE and not open_change():
            found.append(str(sql)[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def _revision(number: str) -> int:
    with security.viewing(security.SYSTEM):
        return casework.case_view(security.SYSTEM, number).case.revision


def do_what_waits() -> None:
    """What the worker does, until nothing waits."""
    for duty in (*DUTIES, casework.keep_clocks):
        while duty():
            pass


def test_a_case_changes_nothing_outside_a_change(cast, strays):
    number = walk.applied(cast)
    for by, verdict in (
        (cast.liu, "accept"),
        (cast.pu, "pass"),
        (cast.ma, "pass"),
        (cast.duan, "grant"),
        (cast.liu, "finish"),
    ):
        casework.decide(by, number, casework.Opinion(verdict, _revision(number)), key=f"{by.user}{verdict}")
    do_what_waits()
    second = walk.applied(cast, key="second")
    casework.withdraw(cast.wang, second, reason="不办了", key="w")
    with clock.frozen("2026-03-20"):
        walk.applied(cast, key="third")
        do_what_waits()
    assert notices.mark_read(cast.wang) > 0
    assert strays == []


def test_logging_in_changes_nothing_outside_a_change(cast, strays):
    user = User.objects.get(username="liu")
    user.set_password("五华区的窗口")
    with changing("the scene"):
        user.save()
    browser = Client()
    answer = browser.post("/login/", {"username": "liu", "password": "五华区的窗口"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    for page in ("/desk/", "/account/", "/"):
        assert browser.get(page).status_code in (200, 302, 403)
    browser.post("/account/hat/", {"hat": "self"})
    browser.post("/logout/")
    assert strays == []


def test_a_stray_write_is_noticed(cast, strays):
    User.objects.create(username="stray")
    connection.cursor().execute("UPDATE security_user SET is_active = false WHERE username = 'stray'")
    assert len(strays) == 2
