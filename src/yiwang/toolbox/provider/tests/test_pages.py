"""What people see on the way to another system, and every way it must not go."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.provider import api as provider
from yiwang.toolbox.provider import asking, consenting, ending, rules

from . import town
from .test_tokens import read, trail


@pytest.fixture
def cast(own_database):
    return town.people()


@pytest.fixture
def registrar(cast):
    return town.administrator(cast.liu)


@pytest.fixture
def app(cast, registrar) -> town.App:
    return town.app(registrar, cast.wang)


def aged(browser: Client, seconds: float) -> None:
    """He proved who he is so long ago."""
    session = browser.session
    session[security.PROVED] = {**session[security.PROVED], "password": session[security.PROVED]["password"] - seconds}
    session.save()


# Asking


@pytest.mark.parametrize("changes", [
    {"redirect_uri": "https://evil.example.cn/"}, {"redirect_uri": town.BACK + "/"}, {"redirect_uri": town.BACK + "?a=1"},
    {"redirect_uri": None}, {"client_id": "0" * 24}, {"client_id": "x\x00'"}, {"client_id": None},
    {"redirect_uri": [town.BACK, "https://evil.example.cn/"]}, {"redirect_uri": town.PARTED},
])  # fmt: skip
def test_to_an_address_that_is_not_registered_nobody_is_sent(app, changes):
    for answer in (
        app.browser.get(app.address(**changes)),
        app.browser.post(app.address(**changes), {"answer": "yes"}),
    ):
        assert answer.status_code == 400 and "Location" not in answer
        assert "没有登记" in answer.content.decode()
    assert "provider.agree" not in trail()


def test_a_looser_comparison_would_send_him(app, monkeypatch):
    """Planted fault: beginning alike is enough."""
    monkeypatch.setattr(rules, "registered", lambda sent, known: any(sent.startswith(one) for one in known))
    with pytest.raises(AssertionError):
        test_to_an_address_that_is_not_registered_nobody_is_sent(app, {"redirect_uri": town.BACK + "/"})


@pytest.mark.parametrize(("changes", "word"), [
    ({"code_challenge": None}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"), ({"scope": "openid name"}, "invalid_scope"),
    ({"state": ["a", "b"]}, "invalid_request"), ({"request": "x"}, "request_not_supported"),
])  # fmt: skip
def test_what_is_wrong_with_the_asking_is_told_to_the_system(app, changes, word):
    for who in (app.browser, Client()):
        back = town.told(who.get(app.address(**changes)))
        assert back["error"] == word and "code" not in back
    assert "provider.ask" in trail("refused")


def test_asking_without_a_challenge_would_do(app, monkeypatch):
    """Planted fault: nothing is demanded."""
    monkeypatch.setattr(rules, "wrong_request", lambda *_: "")
    with pytest.raises((AssertionError, KeyError)):
        test_what_is_wrong_with_the_asking_is_told_to_the_system(app, {"code_challenge": None}, "invalid_request")


def test_who_is_not_in_logs_in_and_comes_back(app):
    answer = Client().get(app.address())
    assert answer["Location"].startswith("/login/?next=%2Fprovider%2Fauthorize%2F")
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [app.address()]


def test_without_a_page_nothing_is_agreed_to(app):
    assert town.told(app.browser.get(app.address(prompt="none")))["error"] == "consent_required"
    assert town.told(Client().get(app.address(prompt="none")))["error"] == "login_required"
    assert town.told(app.browser.get(app.address(prompt="none", max_age="0")))["error"] == "login_required"
    assert "provider.agree" not in trail()


def test_a_no_is_a_no(app):
    back = app.yes(answer="no")
    assert back == {"error": "access_denied", "state": "s-1", "iss": back["iss"]}
    assert app.yes(answer="")["error"] == "access_denied"
    assert "provider.agree" not in trail() and trail("refused") == ["provider.ask", "provider.ask"]


def test_without_asking_anybody_would_be_logged_in(app, monkeypatch):
    """Planted fault: coming to the page is a yes."""
    monkeypatch.setattr(asking.Asked, "prompt", frozenset(), raising=False)
    real = consenting.hold

    def agreeing(by, wish):
        real(by, wish)
        raise asking.Declined(wish.number, "", wish.back(code="x"))

    monkeypatch.setattr(consenting, "hold", agreeing)
    with pytest.raises(AssertionError):
        page = app.browser.get(app.address())
        assert page.status_code == 200 and "同意并登录" in page.content.decode()


def test_nobody_presses_the_button_for_him(app):
    """A page elsewhere cannot: without the token of the form nothing is agreed to."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = app.browser.cookies
    assert strict.post(app.address(), {"answer": "yes"}).status_code == 403
    assert "provider.agree" not in trail()


def test_the_form_may_go_to_this_one_origin(app):
    page = app.browser.get(app.address())
    policy = page["Content-Security-Policy"]
    assert (
        re.search(r"form-action 'self'[^;]* https://app\.example\.cn(;|$)", policy)
        and "frame-ancestors 'none'" in policy
    )
    assert "app.example.cn" not in app.browser.get("/account/")["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"


# How surely, how lately


def test_a_system_may_want_it_surer(app):
    aged(app.browser, 3600)
    assert read(app.tokens(acr_values="L2")["id_token"], app.number)["acr"] == "L2"
    answer = app.browser.get(app.address(acr_values="L3"))
    assert answer["Location"].startswith("/account/confirm/?next=")
    assert app.browser.post(app.address(acr_values="L3"), {"answer": "yes"})["Location"].startswith("/account/confirm/")
    testing.just_proved(app.browser)
    assert read(app.tokens(acr_values="L3")["id_token"], app.number)["acr"] == "L3"


def test_surer_would_not_be_asked_for(app, monkeypatch):
    """Planted fault: what the system wants is not held."""
    monkeypatch.setattr(consenting, "hold", lambda *_: None)
    with pytest.raises((AssertionError, KeyError)):
        test_a_system_may_want_it_surer(app)


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "60"}])
def test_a_system_may_want_a_fresh_login(app, wish):
    aged(app.browser, 600)
    assert app.browser.get(app.address(**wish))["Location"].startswith("/account/confirm/?next=")
    assert app.browser.post(app.address(**wish), {"answer": "yes"})["Location"].startswith("/account/confirm/")
    testing.just_proved(app.browser)
    assert app.browser.get(app.address(**wish)).status_code == 200
    told = read(app.tokens(**wish)["id_token"], app.number)
    assert told["iat"] - told["auth_time"] < 60


def test_reading_the_page_does_not_make_it_late(app):
    aged(app.browser, 50)
    assert app.browser.get(app.address(max_age="60")).status_code == 200
    aged(app.browser, 9)
    assert app.yes(max_age="60")["code"]


# Logging out


def test_a_system_asks_him_to_log_out_and_he_says_yes(app):
    got = app.tokens()
    asked = f"/provider/logout/?id_token_hint={got['id_token']}&post_logout_redirect_uri={town.PARTED}&state=s-9"
    page = app.browser.get(asked)
    assert "不动产查询" in page.content.decode() and "https://app.example.cn" in page["Content-Security-Policy"]
    assert app.userinfo(got["access_token"]).status_code == 200, "nothing is done by coming here"
    assert app.browser.get("/account/").status_code == 200
    answer = app.browser.post(asked.replace("/logout/", "/logout/yes/"))
    assert answer["Location"] == f"{town.PARTED}?state=s-9"
    assert app.browser.get("/account/").status_code == 302
    assert app.userinfo(got["access_token"]).status_code == 401
    assert trail()[-1] == ending.LEAVE
    assert app.browser.get(asked)["Location"] == f"{town.PARTED}?state=s-9", "who is out already goes straight back"


def test_an_old_hint_still_says_who_asks(app):
    got = app.tokens()
    with clock.frozen(clock.now() + timedelta(hours=3)):
        assert ending.parting({"id_token_hint": got["id_token"]}).number == app.number


@pytest.mark.parametrize("query", [
    "post_logout_redirect_uri=https://evil.example.cn/", f"post_logout_redirect_uri={town.PARTED}",
    "client_id=NUMBER&post_logout_redirect_uri=https://evil.example.cn/", "id_token_hint=x.y.z&client_id=NUMBER",
    f"client_id=NUMBER&post_logout_redirect_uri={town.BACK}", f"client_id=NUMBER&post_logout_redirect_uri={town.PARTED}/",
    f"id_token_hint=HINT&client_id={'0' * 24}&post_logout_redirect_uri={town.PARTED}",
])  # fmt: skip
def test_logging_out_leads_nowhere_that_is_not_registered(app, query):
    hint = app.tokens()["id_token"]
    query = query.replace("NUMBER", app.number).replace("HINT", hint)
    assert app.browser.get(f"/provider/logout/?{query}").status_code == 200
    assert "evil" not in app.browser.get(f"/provider/logout/?{query}")["Content-Security-Policy"]
    assert app.browser.post(f"/provider/logout/yes/?{query}")["Location"] == "/provider/logout/"
    assert "已经退出" in Client().get(f"/provider/logout/?{query}").content.decode()


def test_a_hint_we_did_not_sign_says_nothing(app):
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa

    real = app.tokens()["id_token"]
    kid = jwt.get_unverified_header(real)["kid"]
    facts = jwt.decode(real, options={"verify_signature": False})
    forged = jwt.encode(facts, rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": kid})
    for token in (forged, jwt.encode(facts, "k" * 32, "HS256", headers={"kid": kid}), jwt.encode(facts, None, "none")):
        assert ending.parting({"id_token_hint": token}).number == ""


def test_a_post_comes_back_as_a_get_that_has_his_session(app):
    answer = app.browser.post("/provider/logout/", {"client_id": app.number, "state": "s"})
    assert answer["Location"] == f"/provider/logout/?client_id={app.number}&state=s"


def test_nobody_is_logged_out_by_a_page_elsewhere(app):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = app.browser.cookies
    assert strict.post(f"/provider/logout/yes/?client_id={app.number}").status_code == 403
    assert app.browser.get("/account/").status_code == 200


# What is published


def test_the_house_says_what_it_can(app):
    told = Client().get("/.well-known/openid-configuration").json()
    assert told["code_challenge_methods_supported"] == ["S256"] and told["subject_types_supported"] == ["pairwise"]
    for name, address in told.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            path = urlsplit(address).path
            assert Client().get(path).status_code in (200, 400, 401, 405), path
    assert set(told["scopes_supported"]) == set(provider.SCOPES)


def test_the_account_leads_to_what_was_agreed_to(app):
    page = app.browser.get("/account/").content.decode()
    assert 'href="/account/systems/"' in page
