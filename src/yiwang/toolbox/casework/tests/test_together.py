"""Two people at one case at the same moment: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import deciding, moving
from yiwang.toolbox.casework.models import Case, Entry
from yiwang.toolbox.forms import api as forms

from .test_moves import FLOW, FORM, applied


@pytest.fixture
def cast(own_database):
    with casework.flows.plus(**{"test/flow": FLOW}), forms.forms.plus(**{"test/form": FORM}):
        with transaction.atomic():
            people = testing.cast()
        yield people


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all at the same moment; what came of each, or the code of its error."""
    barrier, found = threading.Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            found.append(str(act()))
        except DomainError as refused:
            found.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def both(cast, number: str) -> list[str]:
    """The clerk accepts in two windows, each with a key of its own."""
    opinion = casework.Opinion("accept", 0)
    return at_once(*(lambda key=key: casework.decide(cast.liu, number, opinion, key=key) for key in "ab"))


def accepted(number: str) -> int:
    with security.viewing(security.SYSTEM):
        return Entry.objects.filter(case__number=number, verb="accepted").count()


def test_one_of_two_wins_and_the_other_is_told(cast):
    number = applied(cast)
    outcomes = both(cast, number)
    assert outcomes[0] == "accepted" and outcomes[1].startswith("casework.") or "kernel.refused" in outcomes
    assert accepted(number) == 1


def test_without_the_lock_both_would_win(cast, monkeypatch):
    """Planted fault: read without a lock, both windows find the case as it was, and it is accepted twice."""
    number = applied(cast)
    barrier = threading.Barrier(2)

    def unlocked(_by, wanted):
        case = Case.objects.get(number=wanted)
        barrier.wait(timeout=5)
        return case

    monkeypatch.setattr(deciding, "in_reach", unlocked)
    monkeypatch.setattr(deciding, "task_of", lambda _by, case: case.tasks.order_by("opened_at").first())
    monkeypatch.setattr(moving, "open_task", lambda *_: None)
    assert both(cast, number) == ["accepted", "accepted"]
    assert accepted(number) == 2


def test_withdrawing_while_it_is_decided_leaves_one_truth(cast):
    number = applied(cast)
    outcomes = at_once(
        lambda: casework.decide(cast.liu, number, casework.Opinion("accept", 0), key="a"),
        lambda: casework.withdraw(cast.wang, number, reason="", key="w"),
    )
    with security.viewing(security.SYSTEM):
        case = Case.objects.get(number=number)
        assert case.status == "closed"  # accepted first and then withdrawn, or withdrawn and not accepted any more
        assert case.tasks.filter(state="open").count() == 0
    assert "closed" in outcomes
