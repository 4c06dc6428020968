"""The one shape of a change."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import acting as acting_module
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.models import User

CLERK = security.Actor("staff", user=1, post=1, post_title="窗口岗", roles=frozenset({"clerk"}))
ACTS = {"test.act": security.Action("试做", frozenset({"staff"}), frozenset({"clerk"}))}


@pytest.fixture(autouse=True)
def _acts():
    with security.actions.plus(**ACTS):
        yield


def trail(verdict: str = "did") -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, payload FROM security_trail WHERE verdict = %s AND action LIKE 'test.%%' ORDER BY id", [verdict])
        return cursor.fetchall()


def test_a_change_leaves_a_row_in_the_trail(db):
    with security.acting(CLERK, "test.act", security.Ref("thing", "7")) as record:
        record.note(why="试")

    assert trail() == [("test.act", '{"why":"试"}')]


def test_a_refusal_undoes_everything_and_is_recorded(db):
    with pytest.raises(Refused), security.acting(CLERK, "test.act"):
        User.objects.create(username="ghost")
        raise Refused(why="不行")

    assert not User.objects.filter(username="ghost").exists()
    assert trail() == []
    assert [action for action, _ in trail("refused")] == ["test.act"]


def test_who_has_no_right_is_told_who_has(db):
    examiner = security.Actor("staff", user=2, post=2, post_title="审查岗", roles=frozenset({"examiner"}))
    with pytest.raises(Refused, match="需要.*岗位，您现在的岗位是审查岗"), security.acting(examiner, "test.act"):
        pytest.fail("the body must not run")


def test_the_right_is_what_refuses(db, monkeypatch):
    """Planted fault: without the check the stranger gets in, so the test above cannot pass by luck."""
    monkeypatch.setattr(acting_module, "require", lambda *_: None)
    with security.acting(security.NOBODY, "test.act"):
        pass
    assert len(trail()) == 1


def test_the_same_key_does_it_once_and_gives_the_same_outcome(db):
    outcomes = []
    for _ in range(3):
        with security.acting(CLERK, "test.act", key="click", body={"a": 1}) as record:
            if not record.replayed:
                record.done({"number": "42"})
            outcomes.append(record.outcome)

    assert outcomes == [{"number": "42"}] * 3
    assert len(trail()) == 1


def test_the_same_key_with_another_body_is_an_error(db):
    with security.acting(CLERK, "test.act", key="click", body={"a": 1}):
        pass
    with pytest.raises(security.KeyReused), security.acting(CLERK, "test.act", key="click", body={"a": 2}):
        pass


def test_acting_is_always_outermost(own_database):
    with pytest.raises(RuntimeError), transaction.atomic(), security.acting(CLERK, "test.act"):
        pass


def test_two_clicks_at_once_do_it_once(own_database):
    """The second click waits for the first and is given its outcome."""
    seen: list[object] = []
    barrier = threading.Barrier(4)

    def click() -> None:
        barrier.wait()
        with security.acting(CLERK, "test.act", key="twice", body=1) as record:
            if not record.replayed:
                record.done("done")
            seen.append((record.replayed, record.outcome))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [(False, "done"), (True, "done"), (True, "done"), (True, "done")]
    assert len(trail()) == 1


def test_a_reading_transaction_cannot_write(own_database):
    from django.db import InternalError

    with pytest.raises(InternalError, match="read-only"), security.viewing(CLERK):
        User.objects.create(username="ghost")
