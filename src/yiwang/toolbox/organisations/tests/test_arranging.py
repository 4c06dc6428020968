"""Agencies and posts: made, renamed, closed inside one's own subtree, from a day on."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.kernel import clock, ids
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing as cast_
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations import api as organisations
from yiwang.toolbox.organisations import arranging, tree
from yiwang.toolbox.organisations.models import Change
from yiwang.toolbox.organisations.testing import house

USCC = "11530102YW07000199"
PAPER = "五编〔2026〕1号"
NEW = organisations.NewAgency(USCC, "华山街道市场监管所", "华山所", "", 530102001, PAPER)


@pytest.fixture
def here(db):
    with clock.frozen("2026-03-02"):
        yield house()


def test_a_new_agency_hangs_below_and_its_head_reaches_it(here):
    made = organisations.new_agency(here.hr, here.cast.liu.agency, NEW)
    one = standards.Agency.objects.get(pk=made)
    assert (one.line, one.level, one.parent_id, one.division_id) == ("market", 5, here.cast.liu.agency, 530102001000)
    assert made in security.actor_as(security.User.objects.get(pk=here.hr.user)).agencies
    view = tree.agency_view(made)
    assert [above.pk for above in view.above][-1] == here.cast.liu.agency
    assert [change.what for change in view.history] == ["made"] and view.history[0].ground == PAPER


def again(actor: security.Actor) -> security.Actor:
    """As he is at his next request: what was made below him meanwhile is in his reach."""
    return security.actor_as(security.User.objects.get(pk=actor.user), f"post:{actor.post}")


def test_its_code_is_checked(here):
    for wrong in ("11530102YW0700019X", "123", ""):
        with pytest.raises(ids.WrongUscc):
            organisations.new_agency(
                here.hr, here.cast.liu.agency, organisations.NewAgency(wrong, "所", "", "", 530102)
            )
    organisations.new_agency(here.hr, here.cast.liu.agency, NEW)
    with pytest.raises(organisations.NotWhole, match="已经登记给“华山街道市场监管所”"):
        organisations.new_agency(here.hr, here.cast.liu.agency, NEW)


def test_it_lies_in_the_place_of_the_one_above(here):
    with pytest.raises(organisations.NotWhole, match="不在上级机构的辖区里"):
        organisations.new_agency(here.hr, here.cast.liu.agency, organisations.NewAgency(USCC, "所", "", "", 532901))


@pytest.mark.parametrize("do", ["make", "rename", "close", "post"])
def test_nobody_arranges_outside_his_own_subtree(here, do):
    for by in (here.hr, here.cast.liu):
        with pytest.raises(Refused):
            arrange(by, here.cast.yang.agency, do)
    with pytest.raises(Refused, match="不在您的机构"):
        arrange(here.hr, here.cast.luo.agency, do)


def arrange(by, agency, do) -> None:
    if do == "make":
        organisations.new_agency(by, agency, NEW)
    elif do == "rename":
        organisations.rename(by, agency, "新名", "", None, PAPER)
    elif do == "close":
        organisations.close(by, agency, None, PAPER)
    else:
        organisations.new_post(by, agency, "新岗", ["clerk"], PAPER)


def test_without_the_subtree_he_would(here, monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(arranging, "may_arrange", lambda *_: True)
    arrange(here.hr, here.cast.yang.agency, "rename")
    assert standards.agency(here.cast.yang.agency).name == "新名"


def test_a_name_to_come_waits_for_its_day(here):
    agency = here.cast.liu.agency
    organisations.rename(here.hr, agency, "五华区市场局", "五华市场", date(2026, 4, 1), PAPER)
    assert standards.agency(agency).name == "五华区市场监督管理局"
    with clock.frozen("2026-03-31"):
        assert organisations.turn_the_day() == 0
    with clock.frozen("2026-04-01"):
        assert organisations.turn_the_day() == 1
        assert organisations.turn_the_day() == 0
    assert standards.agency(agency).name == "五华区市场局"
    only = Change.objects.get(agency=agency)
    assert (only.before, only.after, only.done) == ("五华区市场监督管理局", "五华区市场局", True)


def test_yesterday_is_not_renamed(here):
    with pytest.raises(organisations.NotWhole, match="不能早于今天"):
        organisations.rename(here.hr, here.cast.liu.agency, "别的", "", date(2026, 3, 1), PAPER)


def test_an_agency_with_people_or_agencies_stays(here):
    with pytest.raises(organisations.Stays, match="岗位上还有"):
        organisations.close(here.hr, here.cast.liu.agency, None, PAPER)
    with pytest.raises(organisations.Stays, match="下面还有"):
        organisations.close(here.hr_top, here.cast.luo.agency, None, PAPER)


def test_a_closed_agency_takes_no_new_work_and_stays_on_record(here):
    made = organisations.new_agency(here.hr, here.cast.liu.agency, NEW)
    assert standards.agency_for("market", 530102001).pk == made
    organisations.close(again(here.hr), made, None, "撤并")
    assert standards.agency_for("market", 530102001).pk == here.cast.liu.agency
    assert standards.Agency.objects.get(pk=made).until == date(2026, 3, 2)
    assert made not in {each.one.pk for each in tree.branches(above=here.cast.liu.agency)[0]}
    with pytest.raises(organisations.Stays, match="已经撤销"):
        organisations.rename(again(here.hr), made, "再起", "", None, PAPER)


def test_a_closing_whose_day_comes_while_somebody_is_there_waits(here):
    made = organisations.new_agency(here.hr, here.cast.liu.agency, NEW)
    organisations.close(again(here.hr), made, date(2026, 4, 1), "撤并")
    post = organisations.new_post(again(here.hr), made, "所长", ["approver"], PAPER)
    organisations.give(here.hr, organisations.Grant("chief", post, ground=PAPER, name="所长"))
    with clock.frozen("2026-04-01"):
        organisations.turn_the_day()
        assert standards.Agency.objects.get(pk=made).until is None
        cast_.enter(security.SYSTEM)
        organisations.end(here.hr, security.Appointment.objects.get(post=post).pk, "撤并")
    with clock.frozen("2026-04-02"):
        organisations.turn_the_day()
    assert standards.Agency.objects.get(pk=made).until == date(2026, 4, 1)


def test_nobody_makes_a_post_he_may_not_give(here):
    with pytest.raises(Refused, match="系统管理"):
        organisations.new_post(here.hr, here.cast.liu.agency, "后门", ["clerk", "administrator"], PAPER)
    with pytest.raises(organisations.NotWhole, match="没有“boss”"):
        organisations.new_post(here.hr, here.cast.liu.agency, "老板", ["boss"], PAPER)
    with pytest.raises(organisations.NotWhole, match="至少选一个"):
        organisations.new_post(here.hr, here.cast.liu.agency, "空的", [], PAPER)


def test_a_post_is_renamed_and_closed_when_empty(here):
    post = organisations.new_post(here.hr, here.cast.liu.agency, "临时窗口", ["clerk"], PAPER)
    organisations.rename_post(here.hr, post, "二号窗口", PAPER)
    with pytest.raises(organisations.Stays, match="还有 1 人"):
        organisations.close_post(here.hr, here.cast.liu.post, PAPER)
    organisations.close_post(here.hr, post, PAPER)
    assert standards.Post.objects.get(pk=post).until == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["五华区", "11530102", "whq"])
def test_an_agency_is_found_by_name_code_or_sound(here, text):
    assert here.cast.liu.agency in {each.one.pk for each in tree.branches(text)[0]}
