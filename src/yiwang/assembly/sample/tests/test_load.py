"""The sample in the database: once, marked synthetic, and its accounts can work."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from django.contrib.auth import authenticate

from yiwang.assembly.sample import load
from yiwang.assembly.sample.accounts import ACCOUNTS, ALL, DALI, KUNMING, PASSWORD, WUHUA
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

ROLE = {
    "clerk": "clerk", "colleague": "clerk", "examiner": "examiner", "inspector1": "inspector", "inspector2": "inspector",
    "approver": "approver", "clerk_dali": "clerk", "supervisor": "supervisor", "auditor": "auditor",
    "admin": "administrator", "steward": "data_steward",
    "clerk2": "clerk", "examiner2": "examiner", "inspector3": "inspector", "inspector4": "inspector", "approver2": "approver",
    **dict.fromkeys(("hall", "police", "medical", "labour", "tax", "fund", "petitions", "reform", "planning"), "clerk"),
    "petitions_head": "supervisor", "reviewer": "examiner", "reviewer_head": "approver",
    "matters_editor": "matters_editor", "matters_checker": "matters_checker", "personnel": "personnel",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(module_database):
    return load.everything(people=60, firms=20, busy=False)


@pytest.fixture
def small(loaded, db):
    return loaded


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


def test_the_list_on_the_login_page_names_every_account():
    assert [one["username"] for one in ACCOUNTS] == [one.username for one in ALL]
