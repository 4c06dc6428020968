"""Logging in to another system, step by step, and everything that must not work."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.api import User
from yiwang.toolbox.provider import api as provider
from yiwang.toolbox.provider import claims, ending, issuing, keys, rules, systems
from yiwang.toolbox.provider.models import Family, SigningKey, System, Ticket

from . import town


@pytest.fixture
def cast(own_database):
    return town.people()


@pytest.fixture
def registrar(cast):
    return town.administrator(cast.liu)


@pytest.fixture
def app(cast, registrar) -> town.App:
    return town.app(registrar, cast.wang)


def read(token: str, number: str, **more) -> dict:
    """As a careful relying party does."""
    published = Client().get("/provider/keys/").json()["keys"]
    kid = jwt.get_unverified_header(token)["kid"]
    key = RSAAlgorithm.from_jwk(json.dumps(next(one for one in published if one["kid"] == kid)))
    return jwt.decode(token, key, ["RS256"], audience=number, issuer=settings.BASE_URL, **more)


def trail(verdict: str = "did") -> list[str]:
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT action FROM security_trail WHERE verdict = %s ORDER BY at, id", [verdict])
        return [action for (action,) in cursor.fetchall() if action.startswith("provider.")]


def error(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


def test_somebody_logs_in_and_the_system_knows_what_he_agreed_to(app, cast):
    page = app.browser.get(app.address()).content.decode()
    assert "不动产查询" in page and "称呼您" in page and town.BACK in page
    back = app.yes()
    assert back["state"] == "s-1" and back["iss"] == settings.BASE_URL
    got = app.exchange(back["code"]).json()
    told = read(got["id_token"], app.number)
    assert told["nonce"] == "n-1" and told["acr"] == "L3" and told["name"] == security.mask_name("王小吃")
    assert told["auth_time"] <= told["iat"] and told["exp"] - told["iat"] == 600
    assert told["sub"] != str(cast.wang.user) and len(told["sub"]) == 43
    assert app.userinfo(got["access_token"]).json() == {"sub": told["sub"], "name": told["name"]}
    assert got["scope"] == "openid profile offline_access" and got["token_type"] == "Bearer"
    assert trail() == ["provider.register", "provider.agree", "provider.issue"] and not trail("refused")


def test_nothing_that_opens_anything_is_kept(app):
    back = app.yes()
    got = app.exchange(back["code"]).json()
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        for table in ("provider_ticket", "provider_family", "provider_secret", "provider_system", "security_trail"):
            cursor.execute(f"SELECT one::text FROM {table} one")  # noqa: S608
            text = str(cursor.fetchall())
            for value in (back["code"], got["access_token"], got["refresh_token"], app.secret, got["id_token"]):
                assert value not in text and value.encode().hex() not in text, table


def test_a_person_is_another_to_each_sector_and_the_same_within_one(app, cast, registrar):
    mine = read(app.tokens()["id_token"], app.number)["sub"]
    assert read(app.tokens()["id_token"], app.number)["sub"] == mine
    same = town.app(registrar, cast.wang, name="同一家的另一个系统")
    assert read(same.tokens()["id_token"], same.number)["sub"] == mine
    neighbour = town.App(app.number, app.secret, town.browser_of(cast.li))
    assert read(neighbour.tokens()["id_token"], app.number)["sub"] != mine
    elsewhere = town.registered(registrar, name="别家", addresses=["https://other.example.cn/back"], partings=[])[0]
    with security.viewing(security.SYSTEM):
        family = Family(system=System.objects.get(number=elsewhere), user_id=cast.wang.user)
        assert systems.sub_of(family) != mine


# Codes


def test_a_code_works_once_and_a_second_time_ends_all_it_gave(app):
    code = app.yes()["code"]
    got = app.exchange(code).json()
    assert error(app.exchange(code)) == (400, "invalid_grant")
    assert app.userinfo(got["access_token"]).status_code == 401
    assert error(app.refresh(got["refresh_token"])) == (400, "invalid_grant")
    assert "provider.end_family" in trail() and trail("refused").count("provider.issue") == 2


def at_once(many: int, call) -> list:
    def one(_: int):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def test_a_code_sent_many_times_at_once_works_once(app):
    code = app.yes()["code"]
    answers = at_once(6, lambda: app.exchange(code).status_code)
    assert sorted(answers) == [200] + [400] * 5
    with security.viewing(security.SYSTEM):
        assert Family.objects.get().ended_at is not None


def test_without_the_lock_it_would_work_more_often(app, monkeypatch):
    """Planted fault: nobody waits at the family."""
    monkeypatch.setattr(Family.objects.__class__, "select_for_update", lambda self, *a, **k: self.all(), raising=False)
    holds = claims.holds
    from threading import Barrier

    meet = Barrier(2, timeout=20)

    def slow(family):
        meet.wait()
        return holds(family)

    monkeypatch.setattr(claims, "holds", slow)
    code = app.yes()["code"]
    assert at_once(2, lambda: app.exchange(code).status_code) == [200, 200]


@pytest.mark.parametrize("changes", [
    {"code_verifier": "x" * 50}, {"code_verifier": None}, {"redirect_uri": "https://app.example.cn/back/"},
    {"redirect_uri": None},
])  # fmt: skip
def test_who_cannot_prove_it_gets_nothing_and_spoils_the_code(app, changes):
    code = app.yes()["code"]
    assert error(app.exchange(code, **changes)) == (400, "invalid_grant")
    assert error(app.exchange(code)) == (400, "invalid_grant"), "a wrong proof ends what the code stood for"
    assert "provider.end_family" in trail()


def test_a_code_without_its_proof_would_do(app, monkeypatch):
    """Planted fault: PKCE is not looked at."""
    monkeypatch.setattr(rules, "proves", lambda *_: True)
    with pytest.raises(AssertionError):
        test_who_cannot_prove_it_gets_nothing_and_spoils_the_code(app, {"code_verifier": "x" * 50})


def test_a_code_sent_by_another_way_back_would_do(app, monkeypatch):
    """Planted fault: addresses are compared loosely."""
    monkeypatch.setattr(rules, "registered", lambda sent, known: any(sent.rstrip("/") == one for one in known))
    with pytest.raises(AssertionError):
        test_who_cannot_prove_it_gets_nothing_and_spoils_the_code(app, {"redirect_uri": "https://app.example.cn/back/"})


def test_a_code_dies_after_a_minute(app):
    code = app.yes()["code"]
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert error(app.exchange(code)) == (400, "invalid_grant")


def test_a_code_would_live_on(app, monkeypatch):
    """Planted fault: nobody looks at the hour."""
    from yiwang.toolbox.provider import consenting

    monkeypatch.setattr(consenting, "CODE_LIVES", timedelta(days=1))
    with pytest.raises(AssertionError):
        test_a_code_dies_after_a_minute(app)


def test_anothers_code_is_nobodys(app, cast, registrar):
    other = town.app(registrar, cast.wang, name="另一个")
    other.verifier = app.verifier
    assert error(other.exchange(app.yes()["code"])) == (400, "invalid_grant")


def test_a_code_for_one_system_would_serve_another(app, cast, registrar, monkeypatch):
    """Planted fault: whose code it is is not asked."""
    real = issuing._used_up

    def anybodys(kind, value, _system):
        with_family = Ticket.objects.select_related("family__system").get(mac=keys.mac(f"{kind}:{value}"))
        return real(kind, value, with_family.family.system)

    monkeypatch.setattr(issuing, "_used_up", anybodys)
    with pytest.raises(AssertionError):
        test_anothers_code_is_nobodys(app, cast, registrar)


# Refreshing


def test_a_refresh_gives_new_ones_and_the_old_one_is_spent(app):
    first = app.tokens()
    second = app.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"] and read(second["id_token"], app.number)
    assert "nonce" not in read(second["id_token"], app.number)
    assert error(app.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert error(app.refresh(second["refresh_token"])) == (400, "invalid_grant"), (
        "the thief's and the owner's die alike"
    )
    assert app.userinfo(second["access_token"]).status_code == 401


def test_a_replayed_refresh_would_pass_unseen(app, monkeypatch):
    """Planted fault: reuse ends nothing."""
    monkeypatch.setattr(issuing, "_end_family", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_refresh_gives_new_ones_and_the_old_one_is_spent(app)


def test_a_refresh_may_ask_for_less_and_never_for_more(app):
    got = app.tokens()
    less = app.refresh(got["refresh_token"], scope="openid").json()
    assert less["scope"] == "openid" and set(app.userinfo(less["access_token"]).json()) == {"sub"}
    again = app.refresh(less["refresh_token"]).json()
    assert again["scope"] == "openid profile offline_access", "what he agreed to stays"
    assert error(app.refresh(again["refresh_token"], scope="openid name")) == (400, "invalid_scope")


def test_a_consent_has_an_end_no_refresh_moves(app):
    token, began = app.tokens()["refresh_token"], clock.now()
    for day in (10, 20, 29):
        with clock.frozen(began + timedelta(days=day)):
            token = app.refresh(token).json()["refresh_token"]
    with clock.frozen(began + timedelta(days=30, minutes=1)):
        assert error(app.refresh(token)) == (400, "invalid_grant")


def test_without_offline_access_nothing_can_be_refreshed(app):
    assert "refresh_token" not in app.tokens(scope="openid")


# Who still is who


def test_who_was_suspended_is_nobody_at_once(app, cast):
    got = app.tokens()
    with security.acting(security.SYSTEM, issuing.ISSUE):
        User.objects.filter(pk=cast.wang.user).update(is_active=False)
    assert app.userinfo(got["access_token"]).status_code == 401
    assert error(app.refresh(got["refresh_token"])) == (400, "invalid_grant")


def test_a_post_that_ended_ends_the_login_under_it(cast, registrar):
    purposes = {"openid": "认人", "hat": "分给谁办", "offline_access": "同步"}
    app = town.app(registrar, cast.he, purposes=purposes)
    got = app.tokens(scope="openid hat offline_access")
    assert app.userinfo(got["access_token"]).json()["hat"] == {
        "kind": "staff", "agency": "五华区市场监督管理局", "post": cast.he.post_title}  # fmt: skip
    with security.acting(security.SYSTEM, issuing.ISSUE):
        security.Appointment.objects.filter(user_id=cast.he.user).update(until=clock.today())
    assert app.userinfo(got["access_token"]).status_code == 401
    assert error(app.refresh(got["refresh_token"])) == (400, "invalid_grant")


def test_for_a_firm_one_logs_in_as_its_clerk(cast, registrar):
    with security.acting(security.SYSTEM, issuing.ISSUE):
        firm = security.new_party("firm", "翠湖小吃", "92530102MA00000001")
        firm.save()
        mandate = security.Mandate.objects.create(
            user_id=cast.wang.user,
            principal=firm,
            principal_name="翠湖小吃",
            kind="clerk",
            ground="试办",
            since="2024-01-01",
        )
    app = town.app(registrar, cast.wang, purposes={"openid": "认人", "hat": "给企业办"})
    page = app.browser.get(app.address(scope="openid hat")).content.decode()
    assert "以谁的身份登录" in page and "翠湖小吃" in page
    got = app.exchange(app.yes(scope="openid hat", hat=f"for:{mandate.pk}")["code"]).json()
    assert app.userinfo(got["access_token"]).json()["hat"]["firm"] == "翠湖小吃"
    assert app.browser.session.get("hat", "") == "", "the session's own hat stays"
    own = app.exchange(app.yes(scope="openid hat", hat="self")["code"]).json()
    assert app.userinfo(own["access_token"]).json()["hat"] == {"kind": "person"}
    strange = app.exchange(app.yes(scope="openid hat", hat="for:99999")["code"]).json()
    assert app.userinfo(strange["access_token"]).json()["hat"] == {"kind": "person"}, (
        "a hat that is not his is not worn"
    )
    with security.acting(security.SYSTEM, issuing.ISSUE):
        security.Mandate.objects.filter(pk=mandate.pk).update(ended_at=clock.now())
    assert app.userinfo(got["access_token"]).status_code == 401
    assert app.userinfo(own["access_token"]).status_code == 200


def test_a_token_dies_after_ten_minutes(app):
    got = app.tokens()
    with clock.frozen(clock.now() + timedelta(minutes=10, seconds=1)):
        assert app.userinfo(got["access_token"]).status_code == 401


def test_a_dead_token_would_open(app, monkeypatch):
    """Planted fault: expiry is not looked at."""
    monkeypatch.setattr(issuing, "ACCESS_LIVES", timedelta(days=3))
    with pytest.raises(AssertionError):
        test_a_token_dies_after_ten_minutes(app)


def test_an_id_token_is_meant_for_one_system(app, cast, registrar):
    other = town.app(registrar, cast.wang, name="另一个")
    token = app.tokens()["id_token"]
    with pytest.raises(jwt.InvalidAudienceError):
        read(token, other.number)


def test_an_id_token_for_everybody_would_be_taken(app, cast, registrar, monkeypatch):
    """Planted fault: the audience is not the system."""
    real = keys.sign
    monkeypatch.setattr(keys, "sign", lambda told: real({**told, "aud": [told["aud"], *_numbers()]}))
    with pytest.raises(pytest.fail.Exception):
        test_an_id_token_is_meant_for_one_system(app, cast, registrar)


def _numbers() -> list[str]:
    return list(System.objects.values_list("number", flat=True))


# Consent and taking it back


def test_a_consent_is_seen_and_taken_back(app, cast):
    got = app.tokens()
    page = app.browser.get("/account/systems/").content.decode()
    assert "不动产查询" in page and "称呼您" in page
    number = provider.given(cast.wang)[0].number
    stranger = town.browser_of(cast.li)
    assert "不动产查询" not in stranger.get("/account/systems/").content.decode()
    assert stranger.post("/account/systems/", {"number": number}).status_code == 404
    assert app.userinfo(got["access_token"]).status_code == 200
    assert app.browser.post("/account/systems/", {"number": number}).status_code == 302
    assert app.userinfo(got["access_token"]).status_code == 401
    assert error(app.refresh(got["refresh_token"])) == (400, "invalid_grant")
    assert "不动产查询" not in app.browser.get("/account/systems/").content.decode()


def test_consent_taken_back_would_not_matter(app, cast, monkeypatch):
    """Planted fault: withdrawing writes nothing."""
    from yiwang.toolbox.provider import consenting

    monkeypatch.setattr(consenting, "withdraw", lambda *_: None)
    with pytest.raises(AssertionError):
        test_a_consent_is_seen_and_taken_back(app, cast)


# Machines, secrets, other people's tokens


def test_a_machine_gets_a_token_for_itself_and_nothing_else(registrar, cast):
    number, secret = town.registered(registrar, kind="machine", addresses=[], purposes={}, partings=[])
    machine = town.App(number, secret, Client())
    got = machine.token(grant_type="client_credentials").json()
    assert set(got) == {"access_token", "token_type", "expires_in", "scope"} and got["scope"] == ""
    assert machine.userinfo(got["access_token"]).status_code == 401, "there is nobody to tell of"
    assert machine.introspect(got["access_token"]).json()["active"] is True
    assert error(machine.token(grant_type="client_credentials", scope="openid")) == (400, "invalid_scope")
    assert error(machine.token(grant_type="authorization_code", code="x")) == (400, "unauthorized_client")
    assert town.browser_of(cast.wang).get(machine.address()).status_code == 400


def test_only_a_machine_gets_one_without_a_person(app):
    assert error(app.token(grant_type="client_credentials")) == (400, "unauthorized_client")
    assert error(app.token(grant_type="password", username="wang", password="x")) == (400, "unauthorized_client")


@pytest.mark.parametrize("secret", ["", "x", "x" * 43])
def test_a_wrong_secret_is_told_no_more_than_an_unknown_system(app, secret):
    stranger = town.App(app.number, secret, app.browser)
    nobody = town.App("0" * 24, "x", app.browser)
    code = app.yes()["code"]
    assert error(stranger.exchange(code)) == error(nobody.exchange(code)) == (401, "invalid_client")
    assert app.exchange(code).status_code == 200
    assert trail("refused") == ["provider.issue", "provider.issue"]


def test_a_public_system_has_no_secret_and_needs_its_proof(registrar, cast):
    public = town.app(registrar, cast.wang, kind="public")
    assert public.secret == "" and public.tokens()["id_token"]
    code = public.yes()["code"]
    assert error(public.exchange(code, code_verifier=None)) == (400, "invalid_grant")


def test_two_ways_to_say_who_one_is_are_one_too_many(app):
    body = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": app.number, "client_secret": app.secret}
    assert Client().post("/provider/token/", body).status_code == 400
    basic = {"HTTP_AUTHORIZATION": "Basic !!!"}
    assert error(Client().post("/provider/token/", body, **basic)) == (401, "invalid_client")


def test_a_token_is_told_of_to_its_own_system_alone(app, registrar, cast):
    got = app.tokens()
    told = app.introspect(got["access_token"]).json()
    assert told["active"] and told["client_id"] == app.number and "name" not in told
    other = town.app(registrar, cast.wang, name="另一个")
    assert other.introspect(got["access_token"]).json() == {"active": False}
    assert other.revoke(got["access_token"]).status_code == 200
    assert app.userinfo(got["access_token"]).status_code == 200, "another's word ends nothing"
    assert error(town.App(app.number, "x", app.browser).introspect(got["access_token"])) == (
        401,
        "invalid_client",
    )
    assert "provider.tell" in trail("refused")


def test_a_system_gives_back_what_it_does_not_need(app):
    got = app.tokens()
    assert app.revoke(got["access_token"]).status_code == 200
    assert app.userinfo(got["access_token"]).status_code == 401
    again = app.refresh(got["refresh_token"]).json()
    assert app.revoke(again["refresh_token"]).status_code == 200
    assert app.userinfo(again["access_token"]).status_code == 401
    assert error(app.refresh(again["refresh_token"])) == (400, "invalid_grant")


def test_a_refused_question_is_in_the_trail(app):
    assert app.userinfo("x" * 40).status_code == 401
    assert Client().post("/provider/userinfo/", HTTP_AUTHORIZATION="Bearer x").status_code == 401
    assert trail("refused") == ["provider.tell", "provider.tell"]
    assert Client().get("/provider/userinfo/").status_code == 401


# Keys


def test_a_new_key_signs_and_the_old_one_is_published_until_its_tokens_are_dead(app):
    old = app.tokens()["id_token"]
    kid = provider.rotate()
    assert jwt.get_unverified_header(app.tokens()["id_token"])["kid"] == kid
    assert read(old, app.number)["sub"]
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert [one["kid"] for one in Client().get("/provider/keys/").json()["keys"]] == [kid]
        provider.rotate()
        with security.viewing(security.SYSTEM):
            assert SigningKey.objects.count() == 2, "what nobody needs to know any more is gone"


def test_the_published_half_is_public(app):
    app.tokens()
    for one in Client().get("/provider/keys/").json()["keys"]:
        assert set(one) == {"kty", "use", "alg", "kid", "n", "e"}


def test_the_private_half_opens_by_the_keystore_alone(app):
    app.tokens()
    with security.viewing(security.SYSTEM):
        key = SigningKey.objects.get()
    assert b"PRIVATE" not in bytes(key.sealed) and b"PRIVATE" in crypto.decrypt(
        keys.NAME, bytes(key.sealed), key.kid.encode()
    )
    with pytest.raises(crypto.Tampered):
        crypto.decrypt(keys.NAME, bytes(key.sealed), b"another")


def test_what_was_issued_to_one_is_out_of_anothers_reach(app, cast):
    app.tokens()
    with security.viewing(cast.wang):
        assert Ticket.objects.exists() and Family.objects.exists()
    for by in (cast.li, cast.liu, security.NOBODY):
        with security.viewing(by):
            assert not Ticket.objects.exists() and not Family.objects.exists()


def test_the_list_can_be_filled_before_anybody_logs_in(cast):
    assert Client().get("/provider/keys/").json() == {"keys": []}
    provider.ensure()
    provider.ensure()
    assert len(Client().get("/provider/keys/").json()["keys"]) == 1


def test_what_is_long_over_is_thrown_away(app):
    app.tokens()
    live = app.tokens()
    began = clock.now()
    with clock.frozen(began + timedelta(days=5)):
        assert provider.tidy() == 4, "two codes and two access tokens"
        assert app.refresh(live["refresh_token"]).status_code == 200
    with clock.frozen(began + timedelta(days=60)):
        provider.tidy()
    with security.viewing(security.SYSTEM):
        assert not Ticket.objects.exists() and not Family.objects.exists()
    assert ending.TIDY in trail()
