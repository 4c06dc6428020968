"""Rating a service, and what becomes of a bad one: each guard stands, and without it the bad thing passes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from yiwang.applications.service.ratings import api as ratings
from yiwang.applications.service.ratings import counting, errors, handling, listeners, rating, reading, rules, tokens
from yiwang.applications.service.ratings.models import Rating, Served, Tally
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from .trial import FLOW, FORM, applied, give


@pytest.fixture
def cast(db):
    with (
        casework.flows.plus(**{"test/flow": FLOW}),
        forms.forms.plus(**{"test/form": FORM}),
        clock.frozen("2026-03-02"),
    ):
        yield testing.cast()


def visit(cast, ref="T-1", **more) -> str:
    return ratings.token("visit", ref, cast.liu.agency, "test/matter", testing.WUHUA, title="窗口办事", **more)


def rated(cast, ref="T-1", grade=5, by=None, **more) -> Rating:
    ratings.rate(by or security.NOBODY, visit(cast, ref), ratings.Given(grade, **more), key=ref)
    testing.enter(security.SYSTEM)
    return Rating.objects.get(code=tokens.code_of(tokens.read(visit(cast, ref))))


def closed(cast) -> str:
    number = applied(cast)
    give(cast.liu, number, "decline", reason="只卖预包装食品，办备案即可")
    return number


def seen(row: Rating) -> Rating:
    testing.enter(security.SYSTEM)
    row.refresh_from_db()
    return row


def counts(what: str) -> int:
    return sum(Tally.objects.filter(what=what).values_list("many", flat=True))


def test_one_rating_by_a_link_without_login(cast):
    row = rated(cast, grade=1, words="很快")
    assert (row.grade, row.state, row.named, row.due_on) == (1, "counted", False, None)
    assert counts("g1") == 1
    _, found = ratings.by_link(visit(cast))
    assert found.grade == "非常满意"


def test_a_second_rating_of_the_same_service_is_refused(cast):
    rated(cast)
    with pytest.raises(ratings.AlreadyRated):
        ratings.rate(security.NOBODY, visit(cast), ratings.Given(1), key="another")
    assert Rating.objects.count() == 1


def test_without_the_question_the_database_would_still_hold_one_a_service(cast, monkeypatch):
    """Planted fault: nobody asks before writing."""
    rated(cast)
    with clock.frozen("2026-03-03"):
        monkeypatch.setattr(Rating.objects, "filter", lambda **_: Rating.objects.none())
        with pytest.raises(ratings.AlreadyRated):
            ratings.rate(security.NOBODY, visit(cast), ratings.Given(1), key="another")


def test_a_second_click_is_no_second_rating(cast):
    first = ratings.rate(security.NOBODY, visit(cast), ratings.Given(2), key="k")
    assert ratings.rate(security.NOBODY, visit(cast), ratings.Given(2), key="k") == first


def test_nobody_rates_a_service_the_house_did_not_vouch_for(cast):
    true = visit(cast)
    for forged in (true[:-2] + "xx", "x" + true, "", "不是"):
        with pytest.raises(ratings.LinkUnclear):
            ratings.rate(security.NOBODY, forged, ratings.Given(5), key="f")
    assert not Rating.objects.exists()


def test_without_the_signature_anybody_would_rate_anything(cast, monkeypatch):
    """Planted fault."""
    made = tokens.Service("visit", "never was", cast.liu.agency, "x", testing.WUHUA, clock.today())
    monkeypatch.setattr(tokens, "read", lambda _text: made)
    ratings.rate(security.NOBODY, "whatever", ratings.Given(5), key="f")
    assert Rating.objects.count() == 1


def test_a_link_grows_old(cast):
    text = visit(cast)
    with clock.frozen("2026-06-30"), pytest.raises(ratings.LinkExpired, match="90"):
        ratings.rate(security.NOBODY, text, ratings.Given(1), key="late")


def test_a_case_is_rated_once_it_is_closed(cast):
    number = applied(cast)
    with security.viewing(cast.wang):
        assert ratings.token_of(casework.case_view(cast.wang, number)) == ""
    give(cast.liu, number, "decline", reason="不在辖区")
    with security.viewing(cast.wang):
        text = ratings.token_of(casework.case_view(cast.wang, number))
    assert ratings.read(text).ref == number


def test_who_is_anonymous_is_known_to_nobody(cast):
    """Neither the row, nor the trail, nor what officials see leads back to him or to his case."""
    number = closed(cast)
    with security.viewing(cast.wang):
        text = ratings.token_of(casework.case_view(cast.wang, number))
    ratings.rate(cast.wang, text, ratings.Given(5, words="跑了三趟，电话 13800002471"), key="a")
    testing.enter(security.SYSTEM)
    row = Rating.objects.get()
    assert (row.party_id, row.ref) == (None, "")
    assert "13800002471" not in row.words
    with security.viewing(cast.duan):
        shown = reading.one(cast.duan, row.pk)
    assert number not in str(vars(shown.row)) and shown.when == "2026-03-02"
    last = _trail("ratings.rate")
    assert last["actor"] == "nobody/-" and number not in str(last)


def test_acting_as_himself_would_tell_the_trail(cast, monkeypatch):
    """Planted fault: the anonymous act as who they are."""
    monkeypatch.setattr(rating.security, "NOBODY", cast.wang)
    ratings.rate(cast.wang, visit(cast), ratings.Given(5), key="a")
    assert _trail("ratings.rate")["actor"] != "nobody/-"


def _trail(action: str) -> dict:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, subject, payload::text FROM security_trail WHERE action = %s ORDER BY id DESC", [action]
        )
        actor, subject, payload = cursor.fetchone()
    return {"actor": actor, "subject": subject, "payload": payload}


def test_an_anonymous_row_cannot_name_anybody(cast):
    row = rated(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=row.pk).update(ref="530102-2603-000001")


def test_a_bad_rating_is_announced_with_its_last_day(cast, monkeypatch):
    said = []
    monkeypatch.setattr(security.Record, "emit", lambda _self, happened: said.append(happened))
    row = rated(cast, grade=4)
    assert said == [ratings.RatedBadly(str(row.pk), 4, cast.liu.agency, testing.WUHUA, "test/matter", "2026-03-23")]
    assert row.due_on.isoformat() == "2026-03-23"  # fifteen working days
    rated(cast, "T-2", grade=3)
    assert len(said) == 1


def test_it_waits_for_the_agencys_head_and_for_who_is_above(cast):
    row = rated(cast)
    for by in (cast.duan, cast.luo):
        with security.viewing(by):
            assert [one.row.pk for one in reading.listed(by, "todo")[0]] == [row.pk]
    with security.viewing(cast.yang):
        assert reading.listed(cast.yang, "all") == ([], 0)
        with pytest.raises(NotFound):
            reading.one(cast.yang, row.pk)


def appealed(cast) -> Rating:
    row = rated(cast)
    handling.appeal(cast.duan, row.pk, "unrelated", "说的是隔壁税务窗口", key="ap")
    return row


def test_while_it_is_looked_at_again_it_counts(cast):
    row = appealed(cast)
    assert seen(row).state == "review" and counts("g5") == 1
    with pytest.raises(errors.NotNow, match="申诉"):
        handling.appeal(cast.duan, row.pk, "unrelated", "再说一次", key="ap2")


def test_an_agency_does_not_decide_on_its_own_rating(cast):
    row = appealed(cast)
    own = _supervisor_of(cast)
    with pytest.raises(errors.OwnAgency, match="五华"):
        handling.review(own, row.pk, "unrelated", "不算", key="own")
    assert seen(row).state == "review"


def test_without_the_rule_it_would(cast, monkeypatch):
    """Planted fault."""
    row = appealed(cast)
    monkeypatch.setattr(rules, "may_review", lambda *_: True)
    handling.review(_supervisor_of(cast), row.pk, "unrelated", "不算", key="own")
    assert seen(row).state == "excluded"


def _supervisor_of(cast) -> security.Actor:
    from dataclasses import replace

    return replace(cast.duan, roles=frozenset({"supervisor"}))


def test_who_is_above_takes_it_out_and_the_rater_reads_why(cast):
    row = appealed(cast)
    handling.review(cast.luo, row.pk, "unrelated", "录像显示他在税务窗口办的", key="rv")
    assert (seen(row).state, row.ground) == ("excluded", "unrelated")
    assert (counts("g5"), counts("bad")) == (0, 0)
    _, found = ratings.by_link(visit(cast))
    assert found.state == "不计入" and "录像" in found.steps[-1].text


def test_kept_is_kept_for_good(cast):
    row = appealed(cast)
    handling.review(cast.luo, row.pk, "", "说的就是本单位", key="rv")
    assert seen(row).state == "counted" and counts("g5") == 1
    with pytest.raises(errors.NotNow):
        handling.appeal(cast.duan, row.pk, "abuse", "再来", key="ap3")


def test_an_invented_ground_excludes_nothing(cast):
    row = appealed(cast)
    with pytest.raises(errors.ChoiceMissing):
        handling.review(cast.luo, row.pk, "不好看", "影响排名", key="rv")


def test_another_agency_does_not_appeal_for_it(cast):
    with pytest.raises(Refused, match="自己提出"):
        handling.appeal(cast.luo, rated(cast).pk, "unrelated", "替他说", key="ap")


def test_the_rater_takes_it_back(cast):
    row = rated(cast)
    ratings.withdraw(security.NOBODY, visit(cast), key="w")
    assert seen(row).state == "withdrawn" and counts("g5") == 0
    with pytest.raises(errors.NotNow):
        ratings.withdraw(security.NOBODY, visit(cast), key="w2")
    with pytest.raises(ratings.AlreadyRated):
        ratings.rate(security.NOBODY, visit(cast), ratings.Given(1), key="again")


def test_what_was_never_rated_cannot_be_taken_back(cast):
    with pytest.raises(ratings.LinkUnclear):
        ratings.withdraw(security.NOBODY, visit(cast), key="w")


def test_on_the_phone_another_agency_writes_it_down(cast):
    number = closed(cast)
    with pytest.raises(errors.OwnAgency, match="记录评价"):
        ratings.by_phone(cast.liu, number, ratings.Given(1, "phone"), key="p")
    with pytest.raises(NotFound):
        ratings.by_phone(cast.yang, number, ratings.Given(1, "phone"), key="p")
    ratings.by_phone(cast.luo, number, ratings.Given(4, "phone", words="说话太快"), key="p")
    testing.enter(security.SYSTEM)
    assert Rating.objects.get().channel == "phone"


def test_an_open_case_is_not_rated_on_the_phone(cast):
    with pytest.raises(errors.NotFinished):
        ratings.by_phone(cast.luo, applied(cast), ratings.Given(1, "phone"), key="p")


def test_a_case_that_ended_counts_once_among_what_could_be_rated(cast):
    number = closed(cast)
    testing.enter(security.SYSTEM)
    with security.viewing(security.SYSTEM):
        case = casework.case_view(security.SYSTEM, number).case
    ended = casework.CaseMoved(str(case.pk), number, "declined", case.matter, case.title, str(case.party_id))
    for key in ("e1", "e1", "e2"):
        listeners.count_the_service(ended, key)
    assert Served.objects.count() == 1 and counts("served") == 1


def test_the_counts_are_what_the_rows_say(cast):
    for serial, grade in enumerate((1, 1, 2, 3, 4, 5, 5)):
        rated(cast, f"T-{serial}", grade, by=cast.wang, anonymous=serial % 2 == 0)
    testing.enter(security.SYSTEM)
    bad = list(Rating.objects.filter(grade__gte=4).order_by("pk"))
    handling.appeal(cast.duan, bad[1].pk, "abuse", "骂人", key="a")
    handling.review(cast.luo, bad[1].pk, "abuse", "只有辱骂", key="v")
    ratings.withdraw(security.NOBODY, visit(cast, "T-0"), key="w")
    testing.enter(security.SYSTEM)
    assert counting.kept() == counting.counted_anew() != {}


def test_without_counting_down_an_excluded_rating_would_go_on_counting(cast, monkeypatch):
    """Planted fault: found by counting anew."""
    rated(cast)
    monkeypatch.setattr(counting, "recount_one", lambda *_: None)
    ratings.withdraw(security.NOBODY, visit(cast), key="w")
    testing.enter(security.SYSTEM)
    assert counting.kept() != counting.counted_anew()


def test_a_rehearsal_is_loaded_once_and_counted_right(cast):
    from yiwang.pillars.standards.base import api as standards

    standards.Agency.objects.filter(pk=cast.liu.agency).update(synthetic=True)
    made = ratings.sample(security.SYSTEM, many=200, agencies=3)
    assert made == 500 and ratings.sample(security.SYSTEM) == 0
    testing.enter(security.SYSTEM)
    assert counting.kept() == counting.counted_anew()
    assert not Rating.objects.filter(synthetic=False).exists()
    enough, few = reading.boards()
    assert all(one.standing.n >= rules.RANKED_FROM for one in enough) and len(enough) + len(few) == 3
