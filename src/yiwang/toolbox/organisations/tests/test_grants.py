"""Appointing, extending, moving, ending, reviewing: who may, what stays, and what happens when a guard is taken away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as cast_
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations import api as organisations
from yiwang.toolbox.organisations import granting, reviewing, rights, rules
from yiwang.toolbox.organisations.models import Step
from yiwang.toolbox.organisations.testing import house, seated

Appointment = security.Appointment
PAPER = "五市监任〔2026〕1号"


@pytest.fixture
def here(db):
    with clock.frozen("2026-03-02"):
        yield house()


def post(agency: int, *roles: str, title: str = "新岗位") -> int:
    return standards.Post.objects.create(agency_id=agency, title=title, roles=list(roles)).pk


def appointed(actor: security.Actor) -> Appointment:
    cast_.enter(security.SYSTEM)
    return Appointment.objects.get(user=actor.user, post=actor.post)


def give(by, staff="newcomer", *, to: int, **more) -> int:
    return organisations.give(by, organisations.Grant(staff, to, ground=PAPER, name="新来的", **more))


def test_personnel_appoints_a_newcomer_who_then_may(here):
    made = give(here.hr, to=post(here.cast.liu.agency, "clerk"), last=date(2026, 12, 31))
    one = Appointment.objects.get(pk=made)
    assert (one.until, one.review_by, one.given_by_id) == (date(2027, 1, 1), date(2026, 8, 29), here.hr.user)
    actor = security.actor_as(one.user)
    assert actor.roles == {"clerk"} and security.can(actor, "casework.take_in")
    assert not one.user.has_usable_password()
    with clock.frozen("2027-01-01"):
        assert security.actor_as(one.user) == security.NOBODY


def test_the_same_click_twice_is_one_appointment(here):
    to = post(here.cast.liu.agency, "clerk")
    what = organisations.Grant("newcomer", to, ground=PAPER, name="新来的")
    assert organisations.give(here.hr, what, "k") == organisations.give(here.hr, what, "k")
    with pytest.raises(organisations.HeldAlready):
        organisations.give(here.hr, what)


@pytest.mark.parametrize(
    ("who", "where", "role", "says"),
    [
        ("hr", "wuhua", "administrator", "不能给出“系统管理”"),
        ("hr", "dali", "clerk", "只能办本机构和直接下级机构"),
        ("hr", "top", "clerk", "只能办本机构和直接下级机构"),
        ("hr_top", "wuhua", "clerk", ""),
        ("admin", "dali", "personnel", ""),
    ],
)
def test_nobody_gives_what_is_not_his_to_give(here, who, where, role, says):
    agency = {"wuhua": here.cast.liu.agency, "dali": here.cast.yang.agency, "top": here.cast.luo.agency}[where]
    to, by = post(agency, role), getattr(here, who)
    if not says:
        assert give(by, to=to)
        return
    with pytest.raises(Refused, match=says):
        give(by, to=to)
    assert not security.User.objects.filter(username="newcomer").exists(), "nothing of it stays"


def test_nobody_gives_to_himself(here):
    for by, role in ((here.hr, "approver"), (here.admin, "personnel")):
        with pytest.raises(Refused, match="不能给自己"):
            give(by, security.User.objects.get(pk=by.user).username, to=post(here.cast.liu.agency, role, title=role))


def test_nobody_extends_or_confirms_his_own(here):
    mine = appointed(here.hr)
    with pytest.raises(Refused, match="不能给自己"):
        organisations.extend(here.hr, mine.pk, None, PAPER)
    with pytest.raises(Refused, match="不能给自己"):
        organisations.confirm(here.hr, mine.pk)


def test_a_clerk_appoints_nobody(here):
    with pytest.raises(Refused, match="需要.*人事管理"):
        give(here.cast.liu, to=post(here.cast.liu.agency, "clerk"))


def test_who_runs_the_house_does_not_audit_it(here):
    with pytest.raises(Refused, match="不能由同一个人担任"):
        give(here.admin, "auditor1", to=post(here.cast.liu.agency, "administrator"))


@pytest.mark.parametrize("fault", ["rule", "self", "powers"])
def test_without_the_rule_he_would_have_it(here, monkeypatch, fault):
    """Planted faults: the rule gone, the comparison with oneself gone, the list of what may be given widened."""
    to = post(here.cast.liu.agency, "administrator")
    if fault == "rule":
        monkeypatch.setattr(granting, "_allowed", lambda *_, **__: None)
        assert give(here.hr, "hr", to=to)
    elif fault == "self":
        real = granting.granter
        monkeypatch.setattr(granting, "granter", lambda by: rules.Granter(0, real(by).roles, real(by).near))
        assert give(here.hr, "hr", to=post(here.cast.liu.agency, "approver", title="另一个"))
    else:
        monkeypatch.setitem(rules.GRANTS, "personnel", rules.BUSINESS | {"administrator"})
        assert give(here.hr, to=to)


def test_ending_counts_at_once_and_leaves_what_was_done(here):
    one = appointed(here.cast.he)
    organisations.end(here.hr, one.pk, "辞职")
    assert security.actor_as(security.User.objects.get(pk=here.cast.he.user)) == security.NOBODY
    with security.viewing(here.hr):
        steps = granting.steps_of(here.hr, one)
    assert [step.verb for step in steps] == ["ended"] and "辞职" in steps[0].says and "人事员" in steps[0].who
    with pytest.raises(organisations.NotWhole, match="已经结束"):
        organisations.extend(here.hr, one.pk, None, PAPER)


def test_the_last_administrator_stays(here):
    other = seated("admin2", "另一位管理员", here.admin.agency, "administrator")
    organisations.end(here.admin, appointed(other).pk, "轮岗")
    third = seated("admin3", "第三位", here.cast.luo.agency, "administrator")
    organisations.end(third, appointed(here.admin).pk, "轮岗")
    with clock.frozen("2026-03-03"), pytest.raises(Refused):
        organisations.end(here.hr_top, appointed(third).pk, "轮岗")
    fourth = security.Actor(
        "staff", user=here.hr.user, post=1, roles=frozenset({"administrator"}), agency=here.admin.agency
    )
    with clock.frozen("2026-03-03"), pytest.raises(organisations.LastAdministrator):
        organisations.end(fourth, appointed(third).pk, "轮岗")


def test_a_transfer_ends_one_and_begins_the_other_on_the_day(here):
    one = appointed(here.cast.he)
    to = post(here.cast.liu.agency, "inspector")
    moved = organisations.transfer(here.hr, one.pk, to, date(2026, 3, 10), PAPER)
    user = security.User.objects.get(pk=here.cast.he.user)
    assert security.actor_as(user).roles == {"examiner"}
    with clock.frozen("2026-03-10"):
        assert security.actor_as(user).roles == {"inspector"}
    assert Appointment.objects.get(pk=moved).since == Appointment.objects.get(pk=one.pk).until == date(2026, 3, 10)


def test_a_transfer_to_where_one_may_not_give_moves_nobody(here):
    one = appointed(here.cast.he)
    with pytest.raises(Refused):
        organisations.transfer(here.hr, one.pk, post(here.cast.yang.agency, "clerk"), None, PAPER)
    assert Appointment.objects.get(pk=one.pk).until is None


def nights(first: str, count: int) -> list[tuple[str, str]]:
    """The round of so many nights; what it wrote, in order."""
    day = date.fromisoformat(first)
    for nth in range(count):
        with clock.frozen(day + timedelta(days=nth)):
            while organisations.keep_reviews():
                pass
    cast_.enter(security.SYSTEM)
    return [(f"{one.at:%Y-%m-%d}", one.verb) for one in Step.objects.order_by("at", "pk")]


def test_who_is_not_confirmed_is_told_first_and_ends_on_the_day_told(here):
    """All of the cast were appointed in 2020 and never reviewed: none ends before it was told thirty days ahead."""
    wrote = nights("2026-03-02", 31)
    assert {day for day, verb in wrote if verb == "told"} == {"2026-03-02"} or min(wrote)[0] == "2026-03-02"
    ended = [day for day, verb in wrote if verb == "ended"]
    assert ended and set(ended) == {"2026-04-01"}
    one = appointed(here.cast.he)
    assert (one.until, one.ended_why) == (date(2026, 4, 1), "到期没有复核")
    assert appointed(here.admin).until is None, "the last administrator is told again, not shut out"


def test_who_is_confirmed_goes_on(here):
    nights("2026-03-02", 1)
    one = appointed(here.cast.he)
    assert one.warned_on == date(2026, 3, 2) and one.review_by == date(2026, 4, 1)
    with security.viewing(here.cast.duan):
        listed = {each.one.pk: each.why_not for each in organisations.due(here.cast.duan)}
        assert listed[one.pk] == "" and "不能给自己" in listed[appointed(here.cast.duan).pk]
        assert organisations.waiting(here.cast.duan) == sum(not why for why in listed.values()) > 0
    assert organisations.confirm(here.cast.duan, one.pk) == date(2026, 8, 29)
    assert ("ended" in [verb for _, verb in nights("2026-03-03", 31)]) is True
    assert appointed(here.cast.he).until is None and appointed(here.cast.pu).until is not None


def test_without_the_telling_it_would_end_in_silence(here, monkeypatch):
    """Planted fault: a round that ends what it never told."""
    monkeypatch.setattr(rules, "review", lambda *_: rules.Review("end", clock.today()))
    Appointment.objects.update(review_by=date(2026, 3, 2), warned_on=date(2026, 1, 1))
    assert [verb for _, verb in nights("2026-03-02", 1)].count("told") == 1, "only the last administrator is told"
    assert appointed(here.cast.he).until == date(2026, 3, 2)


def test_the_round_is_done_when_it_has_nothing_to_do(here):
    nights("2026-03-02", 1)
    with clock.frozen("2026-03-02"):
        assert organisations.keep_reviews() == 0


def test_rights_say_from_where_and_why_not(here):
    with security.viewing(here.hr):
        found = organisations.rights_of(here.hr, "staff:he")
    lines = {line.key: line for line in found.lines}
    source = found.sources[0]
    assert source.roles == ("审查",) and source.since == date(2020, 1, 1) and "五华区市场监督管理局" in source.reach
    assert lines["casework.resume"].may and "五华区市场监督管理局" in lines["casework.resume"].sources[0]
    assert not lines["organisations.grant"].may and "需要" in lines["organisations.grant"].why_not


def test_rights_are_what_acting_would_say(here):
    """Another way to the same answer: every action asked of `can` for every hat."""
    for actor in (here.hr, here.admin, here.cast.liu, here.cast.wang):
        user = security.User.objects.get(pk=actor.user)
        with security.viewing(actor):
            found = organisations.own_rights(actor)
            hats = [security.actor_as(user, hat.key) for hat in security.hats(user)]
        assert {line.key for line in found.lines} == set(security.actions)
        for line in found.lines:
            assert line.may == any(security.can(one, line.key) for one in hats), line.key
            assert bool(line.why_not) != line.may


def test_one_looks_only_at_his_own_people(here):
    with security.viewing(here.hr):
        assert rights.find_staff(here.hr, "杨") == [] and rights.find_staff(here.hr, "何")
        with pytest.raises(NotFound):
            organisations.rights_of(here.hr, "staff:yang")
    for far in (here.admin, here.auditor, here.hr_top):
        with security.viewing(far):
            assert organisations.rights_of(far, "staff:yang").title == "杨"
            assert rights.find_staff(far, "杨")


def test_without_the_limit_he_would_look_everywhere(here, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(rights, "may_look_at", lambda *_: True)
    with security.viewing(here.hr):
        assert organisations.rights_of(here.hr, "staff:yang").title == "杨"


def test_two_are_compared_with_their_differences_first(here):
    with security.viewing(here.admin):
        one, two = (organisations.rights_of(here.admin, who) for who in ("role:clerk", "role:examiner"))
    pairs = organisations.compare(one, two)
    flags = [pair.differs for pair in pairs]
    assert flags == sorted(flags, reverse=True) and 0 < sum(flags) < len(flags)
    assert {pair.one.key for pair in pairs if pair.differs} >= {"casework.take_in", "casework.resume"}
    assert not any(pair.differs for pair in organisations.compare(one, one))


def test_reviewing_names_agencies_nobody_can_review(here):
    assert here.admin.agency in {one.pk for one in reviewing.agencies_without_confirmer()}
