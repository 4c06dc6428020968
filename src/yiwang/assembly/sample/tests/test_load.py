"""The sample gets into the database whole, once, marked synthetic, and its accounts can work."""

from __future__ import annotations

import time
from dataclasses import astuple

import pytest
from django.contrib.auth import authenticate

from yiwang.assembly.sample import load
from yiwang.assembly.sample.accounts import ACCOUNTS, ALL, DALI, KUNMING, PASSWORD, WUHUA
from yiwang.assembly.sample.agencies import agencies
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

ROLE = {
    "clerk": "clerk", "colleague": "clerk", "examiner": "examiner", "inspector1": "inspector", "inspector2": "inspector",
    "approver": "approver", "clerk_dali": "clerk", "supervisor": "supervisor", "auditor": "auditor",
    "admin": "administrator", "steward": "data_steward",
    "clerk2": "clerk", "examiner2": "examiner", "inspector3": "inspector", "inspector4": "inspector", "approver2": "approver",
    **dict.fromkeys(("hall", "police", "medical", "labour", "tax", "fund"), "clerk"),
    "matters_editor": "matters_editor", "matters_checker": "matters_checker", "personnel": "personnel",
}  # fmt: skip


@pytest.fixture
def small(db):
    return load.everything(people=60, firms=20, busy=False)


def count() -> tuple[int, ...]:
    with security.viewing(security.SYSTEM):
        tables = (
            standards.Agency,
            standards.Post,
            security.Party,
            security.User,
            security.Appointment,
            security.Mandate,
        )
        return tuple(table.objects.count() for table in tables)


def user(name: str) -> security.User:
    found = security.user_named(name)
    assert found is not None
    return found


def test_the_whole_sample_is_there_quickly(db):
    began = time.monotonic()
    loaded = load.everything()

    assert time.monotonic() - began < 60
    assert loaded == load.Loaded(
        len(agencies()), sum(len(one.posts) for one in agencies()), 5000, 1000, len(ALL), loaded.lists, loaded.halls
    )
    assert loaded.lists >= 129, "every county's bureau has its list of each matter"
    assert count() == (loaded.agencies, loaded.posts, 6000, len(ALL), sum(len(one.posts) for one in ALL), 1)


def test_loading_twice_changes_nothing(small):
    before = count()

    assert not any(astuple(load.everything(people=60, firms=20, busy=False)))
    assert count() == before


def test_a_larger_sample_adds_what_is_missing(small):
    more = load.everything(people=80, firms=30, busy=False)

    assert (more.agencies, more.posts, more.people, more.firms, more.accounts) == (0, 0, 20, 10, 0)


def test_everything_is_marked_synthetic(small):
    with security.viewing(security.SYSTEM):
        assert not standards.Agency.objects.filter(synthetic=False).exists()
        assert not security.Party.objects.filter(synthetic=False).exists()
        for one in security.User.objects.all():
            assert one.display_name.startswith("样例") or one.party.synthetic


def test_agencies_stand_below_each_other(small):
    bureau = standards.agency_for("market", WUHUA)

    assert (bureau.name, bureau.parent.division_id) == ("昆明市五华区市场监督管理局", KUNMING)
    assert bureau.pk in standards.agencies_under(bureau.parent)


def test_every_account_can_log_in_and_act(small):
    for account in ALL:
        logged_in = authenticate(username=account.username, password=PASSWORD)
        assert logged_in == user(account.username)
        actor = security.actor_as(logged_in)
        if account.username in ROLE:
            assert (actor.kind, actor.roles) == ("staff", {ROLE[account.username]})
            line, division, _title = account.posts[0]
            assert actor.agency == standards.Agency.objects.get(line=line, division_id=division).pk
            assert [hat.title for hat in security.hats(logged_in)] == [
                title for _line, _division, title in account.posts
            ]
        else:
            assert (actor.kind, actor.party) == ("person", logged_in.party_id), account.username


def test_the_shop_owner_acts_as_himself_or_as_his_shop(small):
    owner = user("citizen")
    himself, shop = security.hats(owner)

    assert (himself.key, shop.where) == ("self", "五华区彩嘉汇餐饮店")
    actor = security.actor_as(owner, shop.key)
    assert actor.kind == "firm"
    with security.viewing(actor):
        firm = security.Party.objects.get(pk=actor.party)
    assert (firm.facts["kind"], firm.facts["representative"]) == ("个体工商户", owner.display_name)
    assert firm.division_id // 10**6 * 10**6 == WUHUA


def test_nobody_else_acts_as_the_shop(small):
    shop = security.hats(user("citizen"))[1]

    assert security.actor_as(user("neighbour"), shop.key).kind == "person"


def test_the_examiner_changes_hats_between_county_and_prefecture(small):
    county, prefecture = (security.actor_as(user("examiner"), hat.key) for hat in security.hats(user("examiner")))

    assert county.divisions == standards.subtree(WUHUA)
    assert prefecture.divisions == standards.subtree(KUNMING)
    assert county.agencies < prefecture.agencies


def test_the_neighbour_lives_in_dali(small):
    with security.viewing(security.SYSTEM):
        assert user("neighbour").party.division_id // 10**6 * 10**6 == DALI


def test_a_live_installation_takes_no_sample(db, settings):
    settings.LIVE = True
    with pytest.raises(load.LiveInstallation, match="不装入样例"):
        load.everything(people=1, firms=1, busy=False)
    assert security.user_named("admin") is None


def test_without_that_refusal_the_known_password_would_open_a_live_installation(db, settings, monkeypatch):
    settings.LIVE = True
    monkeypatch.setattr(load, "_rehearsal_only", lambda: None)
    load.everything(people=1, firms=1, busy=False)

    assert authenticate(username="admin", password=PASSWORD)


def test_the_list_on_the_login_page_names_every_account():
    assert [one["username"] for one in ACCOUNTS] == [one.username for one in ALL]
