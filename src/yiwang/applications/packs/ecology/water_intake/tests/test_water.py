"""A distillery's well, an irrigation weir still to be built, and what the law forbids."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.packs.ecology.water_intake import rules
from yiwang.applications.packs.testing import answered, applied, give, held, staffed
from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.packs.api import packs, run_scenarios

PACK = packs["water_intake"]
MATTER = PACK.declared["matters"]["licence"].body
TODAY = date(2026, 11, 2)
UPLOADS = {"u1": {"name": "位置.jpg", "size": 90_000}, "u2": {"name": "报告书.pdf", "size": 900_000}}
WELL = {
    "why": "常规", "holder": "五华区翠湖酒厂", "home": "云南省昆明市五华区翠湖东路 1 号", "mobile": "13800002471",
    "county": "530102", "place": "西翥街道陡坡村", "source": "地下水", "source_name": "1号井", "zone": "都不是", "new_works": "no",
    "way": "水泵抽取，装智能水表", "design_amount": "50000", "daily": "200", "amount": "36500", "years": "5", "even": "yes",
    "uses.0.use": "工业", "uses.0.used": "30000", "uses.1.use": "城乡生活", "uses.1.used": "6500",
    "others": "没有影响，两公里内没有别的井", "saving": "冷却水循环使用",
    "returns": "市政管网", "paper": "不是建设项目", "map": "u1",
}  # fmt: skip
WEIR = {
    **{key: value for key, value in WELL.items() if key != "zone"}, "source": "江河", "source_name": "沙朗河", "new_works": "yes",
    "paper": "报告书", "project_kind": "审批", "report": "u2",
}  # fmt: skip
GOOD = {"against": "没有", "approved": "36000", "hearing": "不涉及"}
EXPERTS = {"held_on": "2026-11-02", "experts": "5", "conclusion": "通过", "opinion": "论证充分"}
WORKS = {"built_on": "2026-11-02", "trial": True, "meter": True, "same": True, "conclusion": "合格"}


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield staffed("water")


def accepted(cast, answers):
    number = applied(cast.wang, "water_intake/licence", answers, uploads=UPLOADS)
    give(cast.liu, number, "accept")
    return number


def test_a_well_that_is_there_gets_its_certificate(cast):
    number = accepted(cast, WELL)
    give(cast.he, number, "propose", facts=GOOD)
    assert give(cast.duan, number, "grant") == "decided"
    assert give(cast.liu, number, "delivered") == "closed"
    papers = held(cast.wang, number)
    assert list(papers) == ["accepted", "certificate", "granted"]
    certificate = papers["certificate"]
    assert (certificate.number, certificate.valid_until) == ("D530102G2026-0001", date(2031, 11, 1))
    assert certificate.data["amount"] == "3.6 万立方米" and certificate.data["renew"] == "2031年9月17日以前申请"
    assert "45个工作日" in papers["accepted"].data["limit"] and papers["granted"].data["heading"] == "准予取水决定书"
    assert documents.verify(certificate.verify_code).state == "valid"


def test_a_weir_is_reviewed_heard_approved_built_and_only_then_certified(cast):
    number = accepted(cast, WEIR)
    with pytest.raises(casework.NotSo, match="还没有评审"):
        give(cast.he, number, "propose", facts=GOOD)
    give(cast.he, number, "expert", facts=GOOD)
    with clock.frozen("2026-11-23"):
        give(cast.he, number, "reviewed", facts={**EXPERTS, "held_on": "2026-11-20"})
        with pytest.raises(casework.NotSo, match="要听证还没有听证"):
            give(cast.he, number, "propose", facts={**GOOD, "hearing": "要听证"})
        give(cast.he, number, "hearing", facts={**GOOD, "hearing": "要听证"})
    with clock.frozen("2026-12-14"):
        heard = {"noticed_on": "2026-11-24", "held_on": "2026-12-10", "people": "12", "opinions": "下游灌溉先保证"}
        give(cast.he, number, "heard", facts=heard)
        with security.viewing(cast.he):
            case = casework.case_view(cast.he, number).case
            stops = {stop.kind: (stop.started_on, stop.ended_on) for stop in case.stops.all()}
        assert stops == {
            "expert": (date(2026, 11, 2), date(2026, 11, 23)), "hearing": (date(2026, 11, 23), date(2026, 12, 14)),
        }  # fmt: skip
        assert case.due_on >= standards.calendar().working_day_after(date(2026, 12, 14), 44).day
        give(cast.he, number, "propose", facts={**GOOD, "hearing": "要听证"})
        with pytest.raises(casework.NotSo, match="工程还没有建"):
            give(cast.duan, number, "grant")
        assert give(cast.duan, number, "approve") == "decided"
        assert give(cast.pu, number, "passed", facts=WORKS) == "signed"
        assert list(held(cast.wang, number)) == ["accepted", "approval"]
        assert give(cast.ma, number, "passed", facts=WORKS) == "decided"
    papers = held(cast.wang, number)
    assert list(papers) == ["accepted", "approval", "certificate"]
    assert papers["approval"].data["lapses"] == "2029年12月14日" and papers["certificate"].number == "D530102S2026-0001"


def test_only_what_the_law_names_refuses(cast):
    number = accepted(cast, WELL)
    give(cast.he, number, "propose", facts=GOOD)
    with pytest.raises(casework.NotSo, match="没有法律写明"):
        give(cast.duan, number, "refuse", reason="不想批")
    give(cast.duan, number, "back", reason="请再核对分区")
    give(cast.he, number, "propose", facts={"against": "地下水禁采区", "hearing": "不涉及"})
    with pytest.raises(casework.NotSo, match="不予批准的情形"):
        give(cast.duan, number, "grant")
    assert give(cast.duan, number, "refuse", reason="取水口在地下水禁采区") == "decided"
    assert held(cast.wang, number)["refused"].data["heading"] == "不予批准取水决定书"


def test_more_than_was_applied_for_is_granted_by_nobody(cast, monkeypatch):
    number = accepted(cast, WELL)
    give(cast.he, number, "propose", facts={**GOOD, "approved": "40000"})
    with pytest.raises(casework.NotSo, match="超过申请"):
        give(cast.duan, number, "grant")
    monkeypatch.setattr("yiwang.toolbox.casework.conditions.holds", lambda *_a: True)
    with pytest.raises(rules.TooMuch, match="申请的 36500"):
        give(cast.duan, number, "grant")


def test_who_reviewed_does_not_decide(cast):
    number = accepted(cast, WELL)
    give(cast.he, number, "propose", facts=GOOD)
    with pytest.raises(Refused, match="审批"):
        give(cast.he, number, "grant")


def test_works_without_a_meter_are_not_reported_good():
    form = forms.forms["water_intake/works"]
    typed = {"built_on": "2026-11-02", "trial": "yes", "meter": "no", "same": "yes", "conclusion": "合格"}
    assert "conclusion" in forms.parse(form, typed, TODAY).errors
    assert forms.parse(form, {**typed, "meter": "yes"}, TODAY).errors == {}


def test_the_form_refuses_more_water_than_the_works_can_take(db):
    with clock.frozen("2026-11-02"):
        assert rules.eligible(answered("water_intake/apply", WELL, UPLOADS), TODAY)["ok"]
        with pytest.raises(AssertionError, match="不能超过工程设计"):
            answered("water_intake/apply", {**WELL, "design_amount": "36499"}, UPLOADS)


amounts = st.integers(1, 10**11)


@given(amounts)
def test_an_even_plan_comes_to_the_year_to_the_last_cubic_metre(amount):
    found = rules.plan({"amount": str(amount), "even": True})
    assert len(found) == 12 and sum(found) == amount and max(found) - min(found) <= 1


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=10), st.integers(-5, 5))
def test_uses_that_do_not_come_to_the_amount_are_sent_back_with_the_difference(parts, off):
    amount = max(1, sum(parts) + off)
    says = rules.adds_up(
        {"amount": str(amount), "even": True, "uses": [{"use": "工业", "used": str(one)} for one in parts]}
    )
    assert bool(says) == (amount != sum(parts))
    assert not says or says.endswith(f"差 {abs(amount - sum(parts))} 立方米")


@given(amounts)
def test_an_amount_is_shown_exactly(amount):
    number, unit = rules.shown(amount).split(" ")
    whole, _, rest = number.partition(".")
    assert (int(whole) * 10**4 + int(rest.ljust(4, "0") or 0) if unit.startswith("万") else int(number)) == amount


@given(st.dates(date(2010, 1, 1), date(2080, 1, 1)), st.integers(1, 10))
def test_a_licence_ends_the_day_before_its_years_are_over_and_is_renewed_45_days_before(issued, years):
    until = rules.valid_until(issued, years)
    assert abs((until - issued).days + 1 - round(years * 365.25)) <= 1
    assert rules.renewal_by(until) == until - timedelta(days=45)


@given(st.sampled_from(["江河", "地下水"]), st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_water_is_never_approved_lower_down(source, one, other):
    order = ["县", "州（市）", "省"]
    less, more = (rules.level({"source": source, "daily": str(daily)}, TODAY) for daily in sorted((one, other)))
    assert order.index(less) <= order.index(more)


@given(st.sampled_from(["都不是", "限采区", "禁采区", "不清楚"]), st.booleans(), st.sampled_from(["江河", "地下水"]))
def test_only_the_zones_the_law_closed_forbid(zone, new, source):
    closed = source == "地下水" and (zone == "禁采区" or zone == "限采区" and new)
    assert bool(rules.forbidden({"source": source, "zone": zone, "new_works": new})) == closed


def test_code_and_files_agree_and_what_refuses_or_ends_was_read():
    own = {key: one.body.dated() for key, one in PACK.declared["parameters"].items()}
    for key, dated in rules.NUMBERS.items():
        assert [(span.since, span.value.value, span.value.how) for span in own[key].spans()] == [
            (span.since, span.value.value, span.value.how) for span in dated.spans()
        ]
    limit = standards.parameter(MATTER.limit).on(TODAY)
    assert (limit.value, limit.unit, limit.how) == (45, "工作日", "read")
    assert {key for key, one in rules.NUMBERS.items() if one.on(TODAY).how == "read"} == {
        "valid_usual",
        "valid_most",
        "renewal_days",
        "lapse_years",
    }


def test_what_officials_wrote_down_holds():
    assert [(one.says, one.got) for one in run_scenarios(PACK) if not one.passed] == []
