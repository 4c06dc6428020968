"""Acting for another: within what was authorised, named beside whom it was for, and shown to him."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import reach
from yiwang.toolbox.casework.models import Case, Entry
from yiwang.toolbox.identity import api as identity

from . import test_moves
from .test_moves import applied

_monday, cast = test_moves._monday, test_moves.cast
LI = "532901198511200029"


def helper(cast, *scope: str) -> security.Actor:
    term = identity.Term(date(2026, 12, 31), scope=scope)
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", term)
    return security.actor_as(security.User.objects.get(pk=cast.li.user), f"for:{mandate}")


def filed(cast, by: security.Actor, matter: str = "test/matter") -> str:
    what = casework.Application(
        matter=matter, title="试办", flow="test/flow", line="market", division=testing.WUHUA, form="test/form",
        version=Case.objects.values_list("form_version", flat=True)[0], answers={"name": "翠湖小吃"}, party=by.party,
        party_shown="王*吃",
    )  # fmt: skip
    return casework.submit(by, what, key=f"h{matter}")


def test_history_names_both_and_its_principal_reads_it(cast):
    applied(cast)
    number = filed(cast, helper(cast))
    testing.enter(security.SYSTEM)
    entry = Entry.objects.get(case__number=number, verb="submitted")
    assert entry.who == "李*居（代 王*吃）"
    assert Case.objects.get(number=number).filed_by_id == cast.li.user
    with security.viewing(cast.wang):
        assert [one.case.number for one in casework.done_for(cast.wang)] == [number]
    with security.viewing(cast.li):
        assert casework.done_for(cast.li) == []


def test_another_matter_is_refused_in_words_and_not_shown(cast):
    number = applied(cast)
    by = helper(cast, "other/matter")
    with pytest.raises(Refused, match="不包括“试办”"):
        filed(cast, by)
    with security.viewing(by):
        assert casework.cases_of(by) == []
        with pytest.raises(NotFound):
            casework.case_view(by, number)
    with pytest.raises(NotFound):
        casework.withdraw(by, number, reason="试试", key="w")


def test_the_guard_is_the_reach(cast, monkeypatch):
    """Planted fault: with the boundary alone, a helper for one matter would read all his principal's."""
    number = applied(cast)
    by = helper(cast, "other/matter")
    monkeypatch.setattr("yiwang.toolbox.casework.queries.within_reach", lambda rows, who: security.visible(rows, who))
    assert reach.within_reach is not None
    with security.viewing(by):
        assert casework.case_view(by, number)


def test_who_may_do_all_sees_all(cast):
    number = applied(cast)
    by = helper(cast)
    with security.viewing(by):
        assert casework.case_view(by, number).number == number
    assert casework.withdraw(by, number, reason="不办了", key="w") == "closed"
