"""A driver registers, the examining body sends his score, and the certificate is his; and the ways to a no."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.economy.transport_qualification import rules
from yiwang.applications.packs.testing import applied, give, held, staffed
from yiwang.kernel import clock
from yiwang.kernel.checkdigits import mod_11_2
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["transport_qualification"]
UPLOADS = {"u1": {"name": "照片.jpg", "size": 90_000}}
DRIVER = {
    "kind": "道路货物运输", "light": "no", "city": "530102", "name": "王小吃", "identifier": "530102199003070016",
    "mobile": "13800002471", "photo": "u1", "class": "B2", "since": "2015-05-06",
}  # fmt: skip
CHECKED = {"age": "不超过", "licence": "相应", "accident": "不适用"}
SCORE = {
    "body": "昆明市道路运输考试中心",
    "exam_on": "2026-11-20",
    "score": 92,
    "passed": True,
    "certificate": "KM20261120001",
}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield staffed("transport")


def registered(cast, **change):
    """Up to where the case waits for the score."""
    number = applied(cast.wang, "transport_qualification/licence", DRIVER, uploads=UPLOADS)
    give(cast.liu, number, "accept")
    give(cast.he, number, "to_exam", facts={**CHECKED, **change})
    return number


def score(number, key="1", **change):
    return casework.receive(security.SYSTEM, number, "exam", {**SCORE, **change}, key=key)


def test_a_driver_sits_the_exam_and_gets_his_certificate(cast):
    number = registered(cast)
    with security.viewing(cast.liu):
        assert casework.case_view(cast.liu, number).offered == []
    with clock.frozen("2026-11-23"):
        assert score(number) == score(number) == "accepted"
        assert give(cast.duan, number, "grant") == "decided"
        assert give(cast.liu, number, "delivered") == "closed"
        papers = held(cast.wang, number)
        assert list(papers) == ["accepted", "certificate", "granted"]
        certificate = papers["certificate"]
        assert (certificate.number, certificate.valid_until) == ("5301002026000001", date(2032, 11, 22))
        assert "92 分" in certificate.data["exam"] and "待核实" in certificate.data["renew"]
        assert documents.verify(certificate.verify_code).state == "valid"


def test_the_days_of_the_exam_are_not_counted(cast):
    number = registered(cast)
    with clock.frozen("2026-11-23"):
        score(number)
        with security.viewing(cast.duan):
            waited = casework.case_view(cast.duan, number).case
            assert waited.due_on > date(2026, 11, 30) and [stop.kind for stop in waited.stops.all()] == ["exam"]


def test_who_fails_may_sit_again_and_who_stops_is_refused_in_writing(cast):
    number = registered(cast)
    with clock.frozen("2026-11-23"):
        score(number, passed=False, score=61)
        give(cast.liu, number, "retake", reason="申请人愿意再考")
        score(number, key="2", passed=False, score=70)
        give(cast.liu, number, "stop", reason="申请人不再考")
        with pytest.raises(casework.NotSo, match="合格的考试成绩"):
            give(cast.duan, number, "grant")
        assert give(cast.duan, number, "refuse", reason="考试没有合格") == "decided"
        assert "考试没有合格" in held(cast.wang, number)["refused"].data["reason"]


def test_who_passed_is_not_refused(cast):
    number = registered(cast)
    with clock.frozen("2026-11-23"):
        score(number)
        with pytest.raises(casework.NotSo, match="没有不予许可的法定理由"):
            give(cast.duan, number, "refuse", reason="名额满了")


def test_nobody_at_a_desk_passes_the_exam_for_him_and_an_unclear_message_changes_nothing(cast):
    number = registered(cast)
    with pytest.raises(Refused):
        give(cast.he, number, "passed", facts=SCORE)
    with pytest.raises(casework.MessageUnclear):
        score(number, score=120)
    with pytest.raises(Refused):
        casework.receive(cast.liu, number, "exam", SCORE, key="x")


def test_an_old_score_issues_nothing_and_goes_back_to_another_exam(cast, monkeypatch):
    number = registered(cast)
    with clock.frozen("2026-11-23"):
        score(number, exam_on="2025-11-20")
        with pytest.raises(rules.ScoreExpired, match="2025年11月20日"):
            give(cast.duan, number, "grant")
        assert list(held(cast.wang, number)) == ["accepted"]
        monkeypatch.setattr(
            rules,
            "NUMBERS",
            {**rules.NUMBERS, "score_years": Dated("成绩", {date(2020, 1, 1): rules._Number(2, "read")})},
        )
        assert give(cast.duan, number, "back", reason="成绩已满一年") == "accepted"


def test_nobody_has_another_sit_the_exam_for_his_certificate(cast):
    number = applied(cast.li, "transport_qualification/licence", DRIVER, uploads=UPLOADS)
    give(cast.liu, number, "accept")
    give(cast.he, number, "to_exam", facts=CHECKED)
    with clock.frozen("2026-11-23"):
        score(number)
        with pytest.raises(rules.NotHis):
            give(cast.duan, number, "grant")


def test_an_examiner_who_finds_an_unfit_licence_cannot_send_him_to_the_exam(cast):
    with pytest.raises(casework.NotSo, match="驾驶证不相应"):
        registered(cast, licence="无效")


def born(day, tail="001"):
    body = f"530102{day:%Y%m%d}{tail}"
    return body + mod_11_2(body)


@given(
    st.dates(date(1940, 1, 1), date(2008, 1, 1)),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.sampled_from([rules.PASSENGERS, rules.GOODS]),
)
def test_only_age_accident_and_the_light_lorry_say_no(birth, day, kind):
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    most = 63 if day >= date(2026, 3, 20) else 60
    answers = {
        "kind": kind,
        "light": False,
        "accident": False,
        "identifier": born(birth),
        "class": "C1",
        "since": str(day),
    }
    assert rules.eligible(answers, day)["ok"] == (age <= most)


@given(st.dates(date(2023, 1, 1), date(2060, 1, 1)))
def test_a_certificate_holds_six_years_and_is_renewed_thirty_days_before(issued):
    until = rules.valid_until(issued)
    assert 2190 <= (until - issued).days + 1 <= 2192
    assert rules.renewal_opens(until) == until - timedelta(days=30)


def test_code_and_files_agree_and_what_refuses_was_read():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        assert [(span.since, span.value.value, span.value.how) for span in own[key].spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
    for key in ("age_most", "accident_years", "light_most", "score_years"):
        assert {span.value.how for span in own[key].spans()} == {"read"}


def test_what_officials_wrote_down_holds():
    assert [(one.says, one.got) for one in run_scenarios(PACK) if not one.passed] == []
