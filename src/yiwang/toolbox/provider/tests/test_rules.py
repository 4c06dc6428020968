"""Addresses, proofs, scopes and names, as pure functions: against the RFCs' own examples, and against anything at all."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote, urlsplit, urlunsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yiwang.toolbox.provider import rules

HOSTS = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){1,2}", fullmatch=True)
PATHS = st.from_regex(r"(/[a-zA-Z0-9._~-]{0,8}){0,3}", fullmatch=True)
ADDRESSES = st.builds(lambda host, path: f"https://{host}{path}", HOSTS, PATHS)
MAC = lambda data: hmac.digest(b"k" * 32, data, hashlib.sha256)  # noqa: E731


def test_the_example_of_rfc_7636_appendix_b():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert rules.challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert rules.proves(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")


@given(st.text(max_size=140), st.text(max_size=60))
def test_a_proof_never_breaks_and_fits_only_its_own_challenge(verifier, challenge):
    assert not rules.proves(verifier, challenge) or rules.challenge_of(verifier) == challenge


@given(st.from_regex(r"[A-Za-z0-9._~-]{43,128}", fullmatch=True), st.data())
def test_another_verifier_does_not_prove(verifier, data):
    other = data.draw(st.from_regex(r"[A-Za-z0-9._~-]{43,128}", fullmatch=True))
    assume(other != verifier)
    assert rules.proves(verifier, rules.challenge_of(verifier)) and not rules.proves(
        other, rules.challenge_of(verifier)
    )


def neighbours(address: str) -> list[str]:
    """What a looser comparison would let through."""
    parts = urlsplit(address)
    return [
        address + "/", address.rstrip("/") or address + "/x", address + "?", address + "?x=1", address + "#x", address.upper(),
        address + "/../x", address + "%2f", address + " ", address.replace("https://", "http://"), f"{address}.evil.cn",
        address.replace("https://", "https://evil.cn/"), address.replace("https://", "https://a@"), address + "\n",
        urlunsplit(parts._replace(netloc=parts.netloc + ":443")), urlunsplit(parts._replace(netloc="x." + parts.netloc)),
        quote(address), address[:-1],
    ]  # fmt: skip


@given(ADDRESSES, st.lists(ADDRESSES, max_size=3))
def test_no_other_address_is_ever_the_registered_one(address, more):
    assert rules.registered(address, [*more, address])
    for other in neighbours(address):
        assert other == address or not rules.registered(other, [address]), other


@pytest.mark.slow
def test_a_looser_comparison_would_be_found(monkeypatch):
    """Planted fault: a prefix is enough."""
    monkeypatch.setattr(rules, "registered", lambda sent, known: any(sent.startswith(one) for one in known))
    with pytest.raises(AssertionError):
        test_no_other_address_is_ever_the_registered_one()


@pytest.mark.parametrize("address", [
    "http://app.example.cn/back", "https://", "https://app.example.cn/back#x", "https://*.example.cn/", "javascript:alert(1)",
    "https://u@app.example.cn/", "https://app.example.cn/a b", "https://[", "https://app.example.cn:x/", "app://back", "//x/",
    "https://app.example.cn/" + "x" * 500, "http://127.0.0.1.evil.cn/", "https:///x", "data:text/html,x",
])  # fmt: skip
def test_such_addresses_cannot_be_registered(address):
    assert rules.address_wrong(address)
    assert rules.wrong_with("名", "confidential", [address], {"openid": "认人"})


@pytest.mark.parametrize(
    "address", ["https://app.example.cn/back?a=1", "http://127.0.0.1:8765/back", "http://localhost/back"]
)
def test_such_addresses_can(address):
    assert rules.address_wrong(address) == ""


@given(st.text(max_size=60))
def test_looking_at_an_address_never_breaks(address):
    rules.address_wrong(address)
    rules.wrong_with("名", "confidential", [address], {"openid": "认人"})


@given(HOSTS, HOSTS, st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_name_is_stable_in_its_sector_and_another_elsewhere(one, other, user, neighbour):
    name = rules.pairwise(MAC, one, user)
    assert name == rules.pairwise(MAC, one, user) and len(name) == 43
    assert (rules.pairwise(MAC, other, user) == name) == (one == other)
    assert (rules.pairwise(MAC, one, neighbour) == name) == (user == neighbour)


def test_a_sector_cannot_be_chosen_so_that_two_users_meet():
    assert rules.pairwise(MAC, "a1", 2) != rules.pairwise(MAC, "a", 12)


@given(st.text(max_size=60), st.sets(st.sampled_from(sorted(rules.SCOPES))))
def test_no_scope_is_given_that_was_not_allowed(asked, allowed):
    assert set(rules.scopes_asked(asked, allowed)) <= allowed
    narrower = rules.narrowed(asked, allowed)
    assert narrower is None or set(narrower) <= allowed


def test_scopes_the_house_does_not_know_are_passed_over_and_others_not():
    assert rules.scopes_asked("openid email", {"openid"}) == ["openid"]
    assert rules.scopes_asked("openid name", {"openid"}) == []
    assert rules.narrowed("", ["openid", "name"]) == ["openid", "name"] and rules.narrowed("name", ["openid"]) is None


WHOLE = {"response_type": "code", "scope": "openid", "code_challenge": "c" * 43, "code_challenge_method": "S256"}


@pytest.mark.parametrize(("changes", "word"), [
    ({}, ""), ({"prompt": "login consent"}, ""), ({"max_age": "0"}, ""), ({"response_mode": "query"}, ""),
    ({"response_type": "token"}, "unsupported_response_type"), ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_type": ""}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"), ({"prompt": "none login"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"), ({"max_age": "1" * 30}, "invalid_request"), ({"nonce": "n" * 256}, "invalid_request"),
    ({"response_mode": "fragment"}, "invalid_request"), ({"scope": "profile"}, "invalid_scope"),
    ({"scope": "openid name"}, "invalid_scope"), ({"request": "x"}, "request_not_supported"),
    ({"request_uri": "x"}, "request_uri_not_supported"),
])  # fmt: skip
def test_what_a_request_lacks_is_told_in_the_words_of_the_protocol(changes, word):
    assert rules.wrong_request(WHOLE | changes, [], {"openid", "profile"}) == word


def test_a_word_said_twice_is_refused():
    assert rules.wrong_request(WHOLE, ["state"], {"openid"}) == "invalid_request"


@pytest.mark.parametrize(("values", "level"), [("", 1), ("L2", 2), ("L3 L2", 2), ("urn:x", 1), ("L3", 3)])
def test_the_lowest_level_that_satisfies_is_wanted(values, level):
    assert rules.acr_wanted(values) == level
