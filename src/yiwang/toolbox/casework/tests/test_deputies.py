"""A task given to one person, who is away: his deputy does it with his own name, and the history says for whom."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as cast_
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case, Entry, Task
from yiwang.toolbox.organisations import api as organisations
from yiwang.toolbox.organisations.testing import house, seated

from .test_moves import _monday, applied, cast, give  # noqa: F401  fixtures


@pytest.fixture
def given_to_liu(cast) -> tuple[security.Actor, str]:  # noqa: F811
    """A case whose task is 柳's by name, and a colleague with the same role."""
    colleague = seated("other_clerk", "柏", cast.liu.agency, "clerk")
    number = applied(cast)
    cast_.enter(security.SYSTEM)
    Task.objects.filter(case__number=number).update(assignee=cast.liu.user)
    return colleague, number


def listed(actor) -> list[str]:
    with security.viewing(actor):
        return [line.number for line in casework.worklist(actor)[0]]


def offered(actor, number) -> bool:
    with security.viewing(actor):
        return bool(casework.case_view(actor, number).offered)


def test_it_goes_to_the_deputy_from_and_until_the_day(cast, given_to_liu):  # noqa: F811
    colleague, number = given_to_liu
    assert (listed(cast.liu), listed(colleague)) == ([number], [])
    organisations.appoint_deputy(cast.liu, "other_clerk", date(2026, 3, 4), date(2026, 3, 6), "休假")
    for day, sees in (("2026-03-03", False), ("2026-03-04", True), ("2026-03-06", True), ("2026-03-07", False)):
        with clock.frozen(day):
            assert (number in listed(colleague)) is offered(colleague, number) is sees, day
    assert listed(cast.liu) == [number], "he may still do it himself"


def test_the_deputy_signs_with_his_own_name_and_it_says_for_whom(cast, given_to_liu):  # noqa: F811
    colleague, number = given_to_liu
    with pytest.raises(Refused, match="已经交给别人"):
        give(colleague, number, "accept")
    organisations.appoint_deputy(cast.liu, "other_clerk", None, date(2026, 3, 6), "休假")
    give(colleague, number, "accept")
    cast_.enter(security.SYSTEM)
    task = Task.objects.get(case__number=number, step="intake")
    lines = {line.verb: line for line in Entry.objects.filter(case__number=number)}
    assert task.done_by_id == colleague.user
    assert "柏代柳办理" in lines["stood_in"].says and not lines["stood_in"].public
    assert "柏" in lines["accepted"].who and "柳" not in lines["accepted"].who


def test_back_already_is_back_at_once(cast, given_to_liu):  # noqa: F811
    colleague, number = given_to_liu
    made = organisations.appoint_deputy(cast.liu, "other_clerk", None, date(2026, 3, 6), "休假")
    organisations.end_deputy(cast.liu, made)
    assert listed(colleague) == []
    with pytest.raises(Refused):
        give(colleague, number, "accept")


def test_nobody_is_lent_a_role_he_has_not(cast):  # noqa: F811
    for staff in ("he", "yang", "liu", "nobody-there"):
        with pytest.raises(organisations.NotWhole, match="全部角色"):
            organisations.appoint_deputy(cast.liu, staff, None, date(2026, 3, 6), "休假")


def test_an_agency_with_open_cases_is_not_closed(cast):  # noqa: F811
    applied(cast)
    people = house()
    assert "还有 1 件没有办结的办件" in closing(people, cast.liu.agency)
    cast_.enter(security.SYSTEM)
    Case.objects.update(status="closed", closed_at=clock.now())
    assert "办件" not in closing(people, cast.liu.agency)


def closing(people, agency) -> str:
    with pytest.raises(organisations.Stays) as refused:
        organisations.close(people.hr_top, agency, None, "机构改革")
    return str(refused.value)


def test_a_renamed_agency_and_a_moved_person_leave_what_was_done_as_it_was(cast):  # noqa: F811
    people = house()
    number = applied(cast)
    give(cast.liu, number, "accept")
    before = list(Entry.objects.order_by("pk").values_list("who", "says"))
    organisations.rename(people.hr_top, cast.liu.agency, "五华区市场局", "", None, "机构改革")
    mine = security.Appointment.objects.get(user=cast.liu.user)
    other = organisations.new_post(people.hr, cast.liu.agency, "另一个窗口", ["clerk"], "五市监〔2026〕2号")
    organisations.transfer(people.hr, mine.pk, other, date(2026, 3, 3), "五市监任〔2026〕2号")
    cast_.enter(security.SYSTEM)
    assert list(Entry.objects.order_by("pk").values_list("who", "says")) == before
    assert any("五华区市场监督管理局" in who for who, _ in before)
    with clock.frozen("2026-03-03"):
        moved = security.actor_as(security.User.objects.get(pk=cast.liu.user))
    assert (moved.post, moved.agency_name) == (other, "五华区市场局")
