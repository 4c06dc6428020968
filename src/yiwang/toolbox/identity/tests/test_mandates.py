"""Who comes to act for whom, who does not, and what the trail says of both."""

from __future__ import annotations

from datetime import date

import pytest

from yiwang.kernel import clock, ids
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.identity import api as identity
from yiwang.toolbox.identity import claiming, finding
from yiwang.toolbox.identity.models import Attempt, Authority

Mandate, Party, User = security.Mandate, security.Party, security.User
WANG, LI = "530102199003070016", "532901198511200029"
FIRM = "91350100M000100Y43"
LAST = date(2026, 12, 31)
SEEN = identity.Seen("身份证", ["photo", "address"], "授 2026-1", "腿脚不便，不会用手机")


@pytest.fixture
def cast(db):
    with clock.frozen("2026-03-02"):
        people = testing.cast()
        mark = security.mark_of("person", WANG).hex()
        firm = security.new_party("firm", "翠湖小吃（五华）", FIRM, facts={"representative_mark": mark})
        firm.save()
        yield people


def wearing(actor: security.Actor, mandate: int) -> security.Actor:
    return security.actor_as(User.objects.get(pk=actor.user), f"for:{mandate}")


def refusals(action: str) -> list[str]:
    from django.db import connection

    testing.enter(security.SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM security_trail WHERE verdict = 'refused' AND action = %s", [action])
        return [row[0] for row in cursor.fetchall()]


def test_the_numbers_of_the_cast_are_well_formed():
    assert ids.parse_citizen_id(WANG) and ids.parse_citizen_id(LI) and ids.parse_uscc(FIRM)


def test_the_head_claims_his_firm_and_acts_for_it(cast):
    mandate = identity.claim_firm(cast.wang, FIRM, "翠湖小吃(五华) ")
    head = wearing(cast.wang, mandate)
    assert (head.kind, identity.may_give(head)) == ("firm", True)
    assert identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）") == mandate, "a second click changes nothing"


def test_nobody_else_claims_it_and_is_told_who_may(cast):
    with pytest.raises(identity.NotRepresentative, match="法定代表人"):
        identity.claim_firm(cast.li, FIRM, "翠湖小吃（五华）")
    assert not Mandate.objects.exists()
    assert len(refusals(identity.CLAIM)) == 1


def test_the_guard_is_the_mark_of_the_head(cast, monkeypatch):
    """Planted fault: with his mark for everybody's, the neighbour would have it."""
    mark = security.mark_of("person", WANG).hex()
    monkeypatch.setattr(claiming, "_marks_of", lambda by: {mark})
    assert identity.claim_firm(cast.li, FIRM, "翠湖小吃（五华）")


def test_a_firm_that_does_not_exist_is_answered_like_one_of_somebody_else(cast):
    said = set()
    for code, name in ((FIRM, "翠湖小吃（五华）"), (FIRM, "别的店"), ("91110000600037341L", "翠湖小吃（五华）")):
        with pytest.raises(identity.NotRepresentative) as told:
            identity.claim_firm(cast.li, code, name)
        said.add(str(told.value))
    assert len(said) == 1


def test_a_firm_whose_register_names_nobody_is_claimed_by_nobody(cast):
    testing.enter(security.SYSTEM)
    Party.objects.filter(kind="firm").update(facts={})
    with pytest.raises(identity.NotRepresentative):
        identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）")


def test_five_wrong_tries_a_day_then_tomorrow_and_nobody_else_waits(cast):
    for _ in range(5):
        with pytest.raises(identity.NotRepresentative):
            identity.claim_firm(cast.li, FIRM, "猜的名字")
    with pytest.raises(identity.TooManyTries, match="明天"):
        identity.claim_firm(cast.li, FIRM, "猜的名字")
    assert identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）")
    with clock.frozen("2026-03-03"), pytest.raises(identity.NotRepresentative):
        identity.claim_firm(cast.li, FIRM, "猜的名字")
    assert Attempt.objects.filter(user=cast.li.user, day=date(2026, 3, 2)).count() == 5


def test_the_guard_counts(cast, monkeypatch):
    """Planted fault: without counting, one could guess all day."""
    monkeypatch.setattr(finding, "tries_left", lambda failed, most: 1)
    for _ in range(8):
        with pytest.raises(identity.NotRepresentative):
            identity.claim_firm(cast.li, FIRM, "猜的名字")


def test_a_new_head_of_the_register_takes_the_place_of_the_old(cast):
    old = identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）")
    testing.enter(security.SYSTEM)
    firm = Party.objects.get(kind="firm")
    firm.facts = {"representative_mark": security.mark_of("person", LI).hex()}
    firm.save()
    new = identity.claim_firm(cast.li, FIRM, "翠湖小吃（五华）")
    assert wearing(cast.li, new).party == firm.pk
    assert Mandate.objects.get(pk=old).ended_at
    assert wearing(cast.wang, old).kind == "person", "the old one is himself again"


def test_a_clerk_has_the_matters_and_the_days_he_was_given(cast):
    head = wearing(cast.wang, identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）"))
    term = identity.Term(LAST, scope=("food/licence",))
    mandate = identity.authorise(head, LI, "李邻居", term)
    clerk = wearing(cast.li, mandate)
    assert (clerk.kind, clerk.scope) == ("firm", {"food/licence"})
    security.within_mandate(clerk, "food/licence", "食品经营许可")
    with pytest.raises(Refused, match="不包括“别的事”"):
        security.within_mandate(clerk, "other/thing", "别的事")
    with clock.frozen("2026-12-31"):
        assert wearing(cast.li, mandate).mandate
    with clock.frozen("2027-01-01"):
        assert wearing(cast.li, mandate).mandate is None


def test_a_clerk_authorises_nobody(cast):
    head = wearing(cast.wang, identity.claim_firm(cast.wang, FIRM, "翠湖小吃（五华）"))
    clerk = wearing(cast.li, identity.authorise(head, LI, "李邻居", identity.Term(LAST)))
    with pytest.raises(identity.NotYoursToGive):
        identity.authorise(clerk, WANG, "王小吃", identity.Term(LAST))
    assert identity.given(clerk) == []


@pytest.mark.parametrize(("number", "name"), [(LI, "李四"), (WANG, "李邻居"), ("530102199003070059", "李邻居")])
def test_name_and_number_must_both_be_right(cast, number, name):
    """The third number belongs to nobody."""
    with pytest.raises(identity.NotMatched):
        identity.authorise_helper(cast.wang, number, name, identity.Term(LAST))
    assert not Mandate.objects.exists()


def test_who_is_not_registered_and_who_never_logged_in_sound_the_same(cast):
    testing.enter(security.SYSTEM)
    security.new_party("person", "赵奶奶", "530102194001010025").save()
    said = set()
    for name in ("赵奶奶", "钱奶奶"):
        with pytest.raises(identity.NotMatched) as told:
            identity.authorise_helper(cast.wang, "530102194001010025", name, identity.Term(LAST))
        said.add(str(told.value))
    assert len(said) == 1


def test_a_helper_acts_for_a_person_until_he_ends_it(cast):
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST))
    helper = wearing(cast.li, mandate)
    assert (helper.kind, helper.party, helper.name) == ("person", cast.wang.party, "李邻居")
    with pytest.raises(identity.HeldAlready):
        identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST))
    with pytest.raises(identity.NotYoursToGive):
        identity.authorise_helper(helper, WANG, "王小吃", identity.Term(LAST))
    identity.end(cast.wang, mandate, "病好了，自己办")
    assert wearing(cast.li, mandate).mandate is None
    assert identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST)) != mandate


def test_one_that_ran_out_makes_room_for_the_next(cast):
    first = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(date(2026, 3, 10)))
    with clock.frozen("2026-04-01"):
        assert identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST)) != first
    assert Mandate.objects.get(pk=first).ended_why == "到期"


def test_another_persons_mandate_is_not_found(cast):
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST))
    testing.enter(security.SYSTEM)
    stranger = security.new_party("person", "周某", "530102194001010025")
    stranger.save()
    user = User.objects.create(username="zhou", display_name="周某", party=stranger)
    with pytest.raises(NotFound):
        identity.end(security.actor_as(user), mandate)
    assert identity.mandate(security.actor_as(user), mandate) is None
    identity.end(cast.li, mandate)
    assert Mandate.objects.get(pk=mandate).ended_why == "本人不再替他办"


def test_a_helper_does_not_see_who_else_helps(cast):
    mandate = identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(LAST))
    helper = wearing(cast.li, mandate)
    assert identity.given(helper) == []
    assert [one.id for one in identity.held(helper)] == [mandate]
    assert [one.id for one in identity.given(cast.wang)] == [mandate]


def test_nobody_authorises_himself(cast):
    with pytest.raises(identity.Oneself):
        identity.authorise_helper(cast.wang, WANG, "王小吃", identity.Term(LAST))


@pytest.mark.parametrize("last", [None, date(2026, 3, 1), date(2040, 1, 1)])
def test_a_term_must_end_and_not_too_late(cast, last):
    with pytest.raises(identity.WrongTerm):
        identity.authorise_helper(cast.wang, LI, "李邻居", identity.Term(last))


def test_what_was_given_in_person_is_recorded_and_its_giver_reads_it(cast):
    mandate = identity.record_authority(cast.liu, (WANG, "王小吃"), (LI, "李邻居"), SEEN, identity.Term(LAST))
    assert wearing(cast.li, mandate).party == cast.wang.party
    with security.viewing(cast.wang):
        shown = identity.given(cast.wang)[0]
    assert shown.authority and shown.authority.reason == SEEN.reason
    assert shown.checked == ["说出了登记的住址", "本人和证件照片一致"]
    with security.viewing(cast.yang):
        assert not security.visible(Authority.objects.all(), cast.yang).exists(), "another county's window"


def test_a_window_records_nothing_that_was_not_checked(cast):
    one_fact = identity.Seen("身份证", ["photo"], "授 1", "腿脚不便")
    for seen in (one_fact, identity.Seen("身份证", ["photo", "birth"], "", "腿脚不便")):
        with pytest.raises(identity.NotWhole):
            identity.record_authority(cast.liu, (WANG, "王小吃"), (LI, "李邻居"), seen, identity.Term(LAST))
    with pytest.raises(identity.NotMatched):
        identity.record_authority(cast.liu, (WANG, "王大吃"), (LI, "李邻居"), SEEN, identity.Term(LAST))
    assert not Mandate.objects.exists() and not Authority.objects.exists()


def test_only_a_window_records_it(cast):
    for officer in (cast.he, cast.duan, cast.wang):
        with pytest.raises(Refused):
            identity.record_authority(officer, (WANG, "王小吃"), (LI, "李邻居"), SEEN, identity.Term(LAST))
