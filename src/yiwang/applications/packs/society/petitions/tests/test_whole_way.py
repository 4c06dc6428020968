"""A complaint from the phone to the re-review; what goes back, what is merged, and who is never told."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date

import pytest

from yiwang.applications.packs.society.petitions import rules
from yiwang.applications.packs.testing import applied, give, held, offices
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import testing as casework_testing

ASKED = {
    "kind": "申诉求决", "way": "没有", "county": "530102", "place": "翠湖东路 1 号", "about": "翠湖市场", "accused": "市场监管",
    "facts": "十月起摊位费涨了一倍，没有公示", "wants": "退多收的摊位费", "hidden": "no", "name": "王小吃",
    "address": "云南省昆明市五华区翠湖东路 1 号", "mobile": "15400000001", "proof": "u1", "private": "我怕被赶走",
}  # fmt: skip
PROOF = {"u1": {"name": "王小吃的收据.jpg", "size": 90_000}}
SORTED = {"classed": "申诉求决", "organ": "市场监管"}
TAKEN = {"route": "信访程序"}
FOUND = {
    "heard": "听取了陈述",
    "found": "没有公示属实",
    "basis": "价格法第十三条",
    "opinion": "不予支持",
    "answer": "费用是协议约定的",
}
REVIEWED = {"found": "收费没有公示", "basis": "价格法第十三条", "result": "变更", "answer": "责成退还多收的摊位费"}
KUNMING = 530100000000
DAYS = ExitStack()


@pytest.fixture
def cast(db, monkeypatch):
    with clock.frozen("2026-01-05"), DAYS:
        made = testing.cast()
        made.__dict__["office"] = offices("petition")["petition"]
        above = testing._agency("11530100000000001X", "昆明市市场监督管理局", KUNMING, None, 3)
        standards.Agency.objects.filter(pk=made.liu.agency).update(parent=above)
        standards.Agency.objects.filter(pk=above.pk).update(parent=made.luo.agency)
        top = standards.agency(made.luo.agency or 0)
        for level, office in (("city", above), ("top", top)):
            for role in ("clerk", "examiner", "approver"):
                made.__dict__[f"{level}_{role}"] = testing._staff(f"{level}_{role}", f"{level}{role}", office, role)
        lead = standards.agency(made.office.agency or 0)
        made.__dict__["lead"] = testing._staff("lead", "领导", lead, "supervisor")
        made.__dict__["deliver"] = casework_testing.worker(monkeypatch)
        yield made


def filed(cast, **changed):
    answers = {**ASKED, **changed}
    if answers["hidden"] == "no":
        answers.pop("private")
    return applied(cast.wang, "petitions/file", {k: v for k, v in answers.items() if v is not None}, uploads=PROOF)


def transferred(cast, number, day="2026-01-12", **record):
    clock_at(day)
    give(cast.office, number, "transfer", facts={**SORTED, **record})
    cast.deliver()
    return part(number, "handled")


def clock_at(day):
    DAYS.enter_context(clock.frozen(day))


def part(number, step):
    testing.enter(security.SYSTEM)
    row = casework.SubCase.objects.select_related("child").get(case__number=number, step=step, stands=True)
    assert row.child is not None, row.says
    return row.child


def row(number):
    testing.enter(security.SYSTEM)
    return casework.Case.objects.get(number=number)


def answered(cast, child, **found):
    give(cast.liu, child.number, "accept", facts=TAKEN)
    give(cast.he, child.number, "propose", facts={**FOUND, **found})
    give(cast.duan, child.number, "issue")
    cast.deliver()


def served(cast, number, day):
    give(cast.office, number, "served", facts={"how": "电子送达", "served_on": day})


def speak(cast, number, verdict, reason=""):
    with security.viewing(cast.wang):
        revision = casework.case_view(cast.wang, number).case.revision
    done = casework.speak(
        cast.wang, number, casework.Opinion(verdict, revision, reason=reason), key=f"{number}{revision}"
    )
    cast.deliver()
    return done


def reviewed(cast, level, child, **found):
    give(getattr(cast, f"{level}_examiner"), child.number, "propose", facts={**REVIEWED, **found})
    give(getattr(cast, f"{level}_approver"), child.number, "issue")
    cast.deliver()


def replied(cast, day="2026-04-01"):
    number = filed(cast)
    child = transferred(cast, number)
    answered(cast, child)
    clock_at(day)
    served(cast, number, day)
    return number


def test_from_the_phone_to_the_re_review_and_no_further(cast):
    number = filed(cast)
    assert row(number).urgent_on == date(2026, 1, 20), "15 natural days to sort it"
    child = transferred(cast, number)
    assert row(child.number).urgent_on == date(2026, 1, 27), "15 natural days to tell the petitioner"
    clock_at("2026-01-20")
    answered(cast, child)
    assert row(child.number).due_on == date(2026, 3, 21)
    assert "不予支持" in held(cast.wang, child.number)["opinion"].data["opinion"]
    assert "协议约定" in held(cast.wang, number)["relayed"].data["content"]
    clock_at("2026-04-01")
    served(cast, number, "2026-04-01")
    assert row(number).urgent_on == date(2026, 5, 1)
    speak(cast, number, "review", "没有公示就是乱收费")
    review = part(number, "review")
    assert (review.agency.name, review.status, review.due_on) == ("昆明市市场监督管理局", "accepted", date(2026, 5, 1))
    reviewed(cast, "city", review, result="维持", answer="同意原意见")
    paper = held(cast.wang, review.number)["reviewed"].data
    assert "没有公示就是乱收费" in paper["asked"] and "五华区" in paper["former"]
    served(cast, number, "2026-04-01")
    speak(cast, number, "recheck", "还是不服")
    recheck = part(number, "recheck")
    assert recheck.agency.name == "云南省市场监督管理局"
    reviewed(cast, "top", recheck)
    assert "不再受理" in held(cast.wang, number)["relayed"].data["rights"]
    give(cast.office, number, "served", facts={"how": "电子送达", "served_on": "2026-04-01"})
    assert row(number).status == "closed"
    again = filed(cast, facts="还是那件事")
    give(cast.office, again, "final", reason="没有新的事实")
    assert held(cast.wang, again)["declined"].data["former"] == number


def test_nobody_is_sent_away_as_finally_answered_without_the_answer(cast, monkeypatch):
    replied(cast)
    again = filed(cast, facts="还是那件事")
    with pytest.raises(casework.NotSo, match="没有找到同一件事的复核意见"):
        give(cast.office, again, "final", reason="不想办")
    monkeypatch.setattr(rules, "final_before", lambda *_: "x")
    assert give(cast.office, again, "final", reason="不想办") == "closed", "the guard was what stopped it"


def test_an_organ_that_is_not_competent_objects_within_five_working_days(cast):
    number = filed(cast)
    child = transferred(cast, number)
    clock_at("2026-01-20")
    with pytest.raises(casework.NotSo, match="2026-01-19"):
        give(cast.liu, child.number, "object", reason="归住建管")
    clock_at("2026-01-19")
    give(cast.liu, child.number, "object", reason="归住建管")
    cast.deliver()
    assert (row(number).step, row(number).status) == ("register", "submitted")


def test_another_way_is_told_in_words_and_ends_it_here(cast):
    number = filed(cast, way="仲裁")
    child = transferred(cast, number)
    with pytest.raises(casework.NotSo, match="要写明理由"):
        give(cast.liu, child.number, "accept", facts=TAKEN)
    give(cast.liu, child.number, "guide", facts={"route": "仲裁", "how": "向区劳动人事争议仲裁委员会申请"})
    cast.deliver()
    assert "仲裁委员会" in held(cast.wang, number)["relayed"].data["content"]
    assert give(cast.office, number, "told") == "closed"


def test_the_head_extends_once_by_thirty_days_with_the_reason_told(cast):
    number = filed(cast)
    child = transferred(cast, number)
    clock_at("2026-01-20")
    give(cast.liu, child.number, "accept", facts=TAKEN)
    revision = row(child.number).revision
    due = casework.extend(cast.duan, child.number, reason="要等审计结果", revision=revision, key="x")
    assert due == "2026-04-20"
    with security.viewing(cast.wang):
        said = [one.says for one in casework.case_view(cast.wang, child.number).entries]
    assert "期限延长 30 日" in said
    with pytest.raises(casework.CannotFollow):
        casework.extend(cast.duan, child.number, reason="再等", revision=row(child.number).revision, key="y")


def test_a_late_request_is_refused_with_the_day_it_ended_on(cast, monkeypatch):
    number = replied(cast)
    clock_at("2026-05-02")
    with pytest.raises(casework.NotSo, match="2026-05-01"):
        speak(cast, number, "review", "不服")
    monkeypatch.setattr(rules, "_in_time", lambda *_: {"ok": True, "says": ""})
    assert speak(cast, number, "review", "不服") == "submitted"


def test_on_the_last_day_it_is_taken_and_after_it_silence_ends_the_matter(cast):
    number = replied(cast)
    clock_at("2026-05-01")
    assert casework.lapse() == 0
    clock_at("2026-05-02")
    assert casework.lapse() == 1 and row(number).status == "closed"


def test_the_thirty_days_run_from_the_day_it_was_received_not_from_the_day_that_was_written_down(cast):
    number = filed(cast)
    answered(cast, transferred(cast, number))
    clock_at("2026-04-06")
    served(cast, number, "2026-04-01")
    assert row(number).urgent_on == date(2026, 5, 1)


def seen_by(actor, number):
    """Everything of a case that an official can get at, as one text."""
    with security.viewing(actor):
        view = casework.case_view(actor, number)
        case = view.case
        asked, files = casework_testing.answers(number), [one.name for one in view.attachments]
        shown = [case.party_shown, case.applicant, case.delivery, case.filed_by_id, case.party_id, asked, files]
        return str([*shown, *[(one.who, one.says, one.reason, one.facts) for one in view.entries]])


def secrets(cast):
    return ("王小吃", "15400000001", "翠湖东路 1 号附", str(cast.wang.party), "我怕被赶走", "收据")


def test_who_asked_not_to_be_named_is_known_to_the_office_and_to_no_organ(cast, monkeypatch):
    number = filed(cast, hidden="yes", address="云南省昆明市五华区翠湖东路 1 号附")
    child = transferred(cast, number)
    organ = seen_by(cast.liu, child.number)
    for official in (cast.liu, cast.he, cast.pu, cast.duan):
        with pytest.raises(NotFound), security.viewing(official):
            casework.case_view(official, number)
    assert not [one for one in secrets(cast) if one in organ] and "要求不公开姓名" in organ
    answered(cast, child)
    assert "协议约定" in held(cast.wang, number)["relayed"].data["content"], "he has his answer all the same"
    served(cast, number, "2026-01-12")
    speak(cast, number, "review", "不服")
    above = seen_by(cast.city_examiner, part(number, "review").number)
    assert not [one for one in secrets(cast) if one in above]
    monkeypatch.setattr("yiwang.toolbox.casework.parts.unnamed", lambda *_: False)
    second = filed(cast, hidden="yes", facts="又一件", place="别处")
    leak = seen_by(cast.liu, transferred(cast, second).number)
    assert "我怕被赶走" in leak, "the guard was what kept it"


def test_an_accusation_never_goes_to_the_accused(cast):
    number = filed(cast, kind="检举控告", way=None)
    with pytest.raises(casework.NotSo, match="第三十条"):
        give(cast.office, number, "transfer", facts={**SORTED, "classed": "检举控告"})
    with pytest.raises(casework.NotSo, match="第三十条"):
        give(cast.office, number, "transfer", facts=SORTED)
    outside = {"classed": "检举控告", "organ": "平台以外", "outside": "五华区纪委监委"}
    with pytest.raises(casework.NotSo, match="写明转到"):
        give(cast.office, number, "outside", facts={**outside, "outside": " "})
    give(cast.office, number, "outside", facts=outside)
    assert "纪委" in held(cast.wang, number)["sent"].data["organ"]


def test_without_the_guard_an_accusation_would_reach_the_accused(cast, monkeypatch):
    number = filed(cast, kind="检举控告", way=None)
    monkeypatch.setattr(rules, "ACCUSING", "没有这一类")
    give(cast.office, number, "transfer", facts=SORTED)
    cast.deliver()
    assert part(number, "handled").agency_id == cast.liu.agency


def test_a_second_filing_is_named_as_the_same_matter_merged_and_taken_out_again(cast):
    first, second = filed(cast), filed(cast, facts="补充：还有十一月的收据", place="翠湖东路1号")
    other = filed(cast, facts="另一件", place="别的地方")
    with security.viewing(cast.office):
        view = casework.case_view(cast.office, second)
        lines = {one["label"]: one["value"] for one in casework.shows(view)}
        assert first in lines["像是同一件事"] and other not in lines["像是同一件事"]
        assert first in [one.number for one in casework.mergeable(cast.office, view)]
    casework.merge(cast.office, second, into=first, reason="同一件事", revision=row(second).revision, key="m")
    assert (row(second).outcome, row(first).status) == ("merged", "submitted")
    with security.viewing(cast.wang):
        assert any(first in one.says for one in casework.case_view(cast.wang, second).entries)
    casework.unmerge(cast.lead, second, reason="不是一回事", revision=row(second).revision, key="u")
    assert (row(second).status, row(second).step) == ("submitted", "register")


def titles(cast, number):
    with security.viewing(cast.wang):
        return [one.title for one in casework.case_view(cast.wang, number).stages]


def test_the_strip_shows_a_review_only_to_who_asked_for_one(cast):
    number = replied(cast)
    assert titles(cast, number)[-1] == "等您看处理意见" and "上一级单位在复查" not in titles(cast, number)
    speak(cast, number, "review", "不服")
    assert titles(cast, number)[-1] == "上一级单位在复查"


def test_what_the_review_came_to_is_called_by_its_own_words(cast):
    number = replied(cast)
    speak(cast, number, "review", "不服")
    reviewed(cast, "city", part(number, "review"))
    with security.viewing(cast.wang):
        states = [one.state for one in casework.case_view(cast.wang, number).parts]
    assert states == ["出具处理意见", "作出复查意见"]
