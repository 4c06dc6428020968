"""A bad rating becomes a case, is put right by somebody else, and whoever gave it says whether that is enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.test_bad_input import at, text
from yiwang.applications.service.ratings import api as ratings
from yiwang.applications.service.ratings import counting, reading, rectifying, rules
from yiwang.applications.service.ratings.models import Rating
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import testing as casework_testing
from yiwang.toolbox.notices import api as notices

from .test_ratings import cast, closed, counts, rated, seen, visit
from .trial import answered, case_of, give, worker

__all__ = ["cast"]


@pytest.fixture
def deliver(monkeypatch):
    return worker(monkeypatch)


def by_himself(cast, grade=4) -> Rating:
    """A rating of his own case, by who was logged in and gave his name."""
    number = closed(cast)
    with security.viewing(cast.wang):
        token = ratings.token_of(casework.case_view(cast.wang, number))
    ratings.rate(cast.wang, token, ratings.Given(grade, anonymous=False), key="n")
    testing.enter(security.SYSTEM)
    return Rating.objects.get()


def spoken(cast, number, verdict, reason=""):
    with security.viewing(cast.wang):
        revision = casework.case_view(cast.wang, number).case.revision
    return casework.speak(cast.wang, number, casework.Opinion(verdict, revision, reason=reason), key=verdict)


def step_of(number) -> str:
    with security.viewing(security.SYSTEM):
        return casework.case_row(security.SYSTEM, number).step


def test_a_bad_rating_opens_one_case_at_the_rated_agency_however_often_it_is_told(cast, deliver):
    row = rated(cast, grade=5)
    told = ratings.RatedBadly(str(row.pk), 5, row.agency_id, row.division, row.matter, "2026-03-23")
    for key in ("a", "a", "b"):
        rectifying.open_rectification(told, key)
    with security.viewing(security.SYSTEM):
        case = casework.case_row(security.SYSTEM, case_of(row))
        assert casework.Case.objects.count() == 1
    assert (case.agency_id, case.matter, case.party_id) == (row.agency_id, "rectification/rectify", None)
    assert operations.listeners_of("ratings.bad").keys() == {"ratings.open_rectification"}


def test_a_good_one_and_one_taken_back_open_none(cast, deliver):
    good, bad = rated(cast, "T-1", 3), rated(cast, "T-2", 5)
    ratings.withdraw(security.NOBODY, visit(cast, "T-2"), key="w")
    deliver()
    assert (case_of(good), case_of(bad)) == ("", "")


def test_an_answer_is_shown_to_the_rater_and_ends_the_waiting(cast, deliver):
    row = rated(cast)
    deliver()
    number = answered(cast.duan, row, words="已经改了，有事找 13800002471")
    deliver()
    _, found = ratings.by_link(visit(cast))
    assert [step.text for step in found.steps] == [f"已经改了，有事找 {rules.HIDDEN}"]
    with security.viewing(cast.duan):
        assert reading.listed(cast.duan, "todo")[1] == 0
    assert counts("replied") == 1 and step_of(number) == "nobody"


def test_without_words_or_findings_it_is_not_answered_and_a_clerk_does_not_answer(cast, deliver):
    row = rated(cast)
    deliver()
    with pytest.raises(Refused):
        give(cast.liu, case_of(row), "found", facts={"finding": "属实", "checked": "看了"})
    give(cast.duan, case_of(row), "found", facts={"finding": "属实", "checked": "看了"})
    with pytest.raises(casework.ReasonMissing):
        give(cast.duan, case_of(row), "answer_anonymous")
    with pytest.raises(casework.NotSo, match="没有登录"):
        give(cast.duan, case_of(row), "answer", reason="改了")
    assert counts("replied") == 0


def test_who_is_anonymous_cannot_be_called_on_and_who_said_so_is_known(cast, deliver):
    row = rated(cast)
    deliver()
    number = answered(cast.duan, row)
    give(cast.duan, number, "impossible", reason="评价人匿名")
    deliver()
    assert (seen(row).said, row.visited_at, counts("visited")) == ("impossible", None, 0)
    assert "段" in row.steps.get(verb="visited").who


def test_who_decided_the_rated_case_does_not_put_it_right(cast, deliver):
    """刘 decided it: as the agency's head he may not verify his own deed."""
    row = by_himself(cast)
    deliver()
    own = replace(cast.liu, roles=frozenset({"approver"}))
    with pytest.raises(casework.SamePerson):
        give(own, case_of(row), "found", facts={"finding": "不属实", "checked": "我没有错"})
    assert step_of(case_of(row)) == "verify"


def test_without_the_rule_he_would(cast, deliver, monkeypatch):
    """Planted fault."""
    row = by_himself(cast)
    deliver()
    casework_testing.let_anybody_decide(monkeypatch)
    own = replace(cast.liu, roles=frozenset({"approver"}))
    give(own, case_of(row), "found", facts={"finding": "不属实", "checked": "我没有错"})
    assert step_of(case_of(row)) == "rectify"


def test_the_rater_reads_the_answer_and_says_he_is_satisfied(cast, deliver):
    row = by_himself(cast)
    deliver()
    with pytest.raises(NotFound), security.viewing(cast.wang):
        casework.case_view(cast.wang, case_of(row))
    number = answered(cast.duan, row, "answer", "窗口已经补了人")
    deliver()
    page = text(at(cast.wang).get(f"/my/cases/{number}/"))
    assert "说满不满意" in page and "补了人" in page
    spoken(cast, number, "satisfied")
    deliver()
    assert seen(row).visited_at and row.said == "satisfied"
    assert (counts("visited"), counts("pleased"), counts("bad_named")) == (1, 1, 1)
    testing.enter(security.SYSTEM)
    assert counting.kept() == counting.counted_anew()
    with security.viewing(cast.wang):
        assert any("有回复" in one.title and "补了人" in one.body for one in notices.messages(cast.wang))
        assert ratings.token_of(casework.case_view(cast.wang, number)) == ""


def test_who_is_not_satisfied_is_heard_once_by_the_agency_above(cast, deliver):
    row = by_himself(cast)
    above = standards.Agency.objects.get(pk=cast.luo.agency)
    standards.Agency.objects.filter(pk=row.agency_id).update(parent=above)
    deliver()
    number = answered(cast.duan, row, "answer", "窗口已经补了人")
    deliver()
    spoken(cast, number, "unsatisfied", "还是没有人接电话")
    deliver()
    with security.viewing(security.SYSTEM):
        up = casework.Case.objects.get(matter="rectification/higher")
    assert (up.agency_id, counts("visited"), counts("pleased")) == (above.pk, 1, 0)
    head = replace(cast.luo, roles=frozenset({"approver"}))
    give(head, up.number, "more", reason="要求三天内加一条电话线")
    deliver()
    _, found = ratings.by_link(_link(row))
    assert "电话线" in found.steps[-1].text and found.steps[-2].who == "评价人"
    with security.viewing(security.SYSTEM):
        assert casework.Case.objects.filter(matter="rectification/higher").count() == 1
    with security.viewing(cast.wang):
        assert any("上级单位看过" in one.title for one in notices.messages(cast.wang))


def _link(row) -> str:
    from yiwang.applications.service.ratings.listeners import _token

    return _token(row)


def test_not_reached_is_not_called_on_and_silence_is_a_call_not_a_yes(cast, deliver):
    row = by_himself(cast)
    deliver()
    number = answered(cast.duan, row, "answer")
    deliver()
    with clock.frozen("2026-03-20"):
        assert casework.lapse() == 1
        assert step_of(number) == "call"
        give(cast.duan, number, "unreached", reason="打了三次没人接", facts={"how": "电话"})
        deliver()
        assert seen(row).visited_at is None and counts("visited") == 0
        give(cast.duan, number, "satisfied", reason="说已经解决了", facts={"how": "电话"})
        deliver()
    assert seen(row).visited_at and counts("visited") == 1
    _, found = ratings.by_link(_link(row))
    assert "解决了" not in str([one.text for one in found.steps])  # what he said on the phone is the agency's note


def test_who_gave_a_number_without_logging_in_is_called(cast, deliver):
    row = rated(cast, anonymous=False)
    deliver()
    assert step_of(answered(cast.duan, row, "answer_call")) == "call"


def test_the_rating_leads_to_its_case_and_the_agencys_page_says_how_many_are_put_right(cast, deliver):
    row = rated(cast)
    deliver()
    answered(cast.duan, row)
    deliver()
    page = text(at(cast.duan).get(f"/desk/ratings/{row.pk}/"))
    assert "打开整改件" in page and row.handled_in in page and "已经改了" in page
    assert "整改率 100%" in text(at(cast.wang).get(f"/ratings/{row.agency_id}/"))


@drawn(st.lists(st.sampled_from(["satisfied", "unsatisfied", "impossible"]), max_size=6))
def test_however_often_he_says_no_it_goes_up_once(said):
    raised = 0
    for one in said:
        raised += rules.goes_up(one, raised > 0)
    assert raised == ("unsatisfied" in said)
