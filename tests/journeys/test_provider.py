"""Other systems let people log in here, with the client libraries they really use: authlib, and requests-oauthlib with
PyJWT; and once with a browser, from the system's own page and back."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from joserfc import jwt as jose
from joserfc.jwk import KeySet
from oauthlib.oauth2 import InvalidGrantError
from requests_oauthlib import OAuth2Session

from yiwang.assembly.sample.accounts import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.slow]
REGISTER = """
import sys; import django; django.setup()
from dataclasses import replace
from datetime import date
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.provider import api as provider
with security.viewing(security.SYSTEM):
    by = replace(security.actor_as(security.user_named("admin")), assurance=3)
why = {"openid": "认出是同一个人", "profile": "称呼您", "offline_access": "夜里继续同步"}
wish = provider.Wish(sys.argv[2], sys.argv[1], "张工", date(2099, 1, 1), [sys.argv[3]], why, [sys.argv[3]])
print(*provider.register(by, wish))
"""
SCOPE = ["openid", "profile", "offline_access"]


def registered(kind: str, name: str, address: str) -> tuple[str, str]:
    environment = {**os.environ, "DATABASE_URL": os.environ["YIWANG_JOURNEY_DATABASE"],
                   "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings", "YIWANG_LOG": "WARNING"}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", REGISTER, kind, name, address], env=environment, check=True,
                          capture_output=True, text=True)  # fmt: skip
    number, _, secret = done.stdout.strip().splitlines()[-1].partition(" ")
    return number, secret


class Person:
    """Somebody at a plain browser: fills in the forms he is shown."""

    def __init__(self) -> None:
        self.browser = requests.Session()

    def goes(self, address: str, username: str) -> str:
        """From the system to its own address again; what stands there."""
        page = self.browser.get(address)
        assert "/login/" in page.url, page.url
        page = self._sends(page, username=username, password=PASSWORD)
        assert "/provider/authorize/" in page.url and "同意并登录" in page.text, page.url
        return self._sends(page, answer="yes", follow=False).headers["Location"]

    def leaves(self, address: str) -> str:
        page = self.browser.get(address)
        assert "这里也退出登录吗" in page.text
        action = re.search(r'<form method="post" action="(/provider/logout/yes/[^"]*)"', page.text)
        assert action
        return self._sends(page, action=html.unescape(action[1]), follow=False).headers["Location"]

    def _sends(
        self, page: requests.Response, *, action: str = "", follow: bool = True, **typed: str
    ) -> requests.Response:
        form = next(one for one in re.findall(r"<form.*?</form>", page.text, re.S)
                    if all(f'name="{name}"' in one for name in typed) and (not action or "logout/yes" in one))  # fmt: skip
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        sent = {name: html.unescape(value) for name, value in hidden.items()} | typed
        there = urlsplit(page.url)
        return self.browser.post(
            f"{there.scheme}://{there.netloc}{action}" if action else page.url, sent, allow_redirects=follow,
            headers={"Referer": page.url},
        )  # fmt: skip


def test_authlib_logs_in_refreshes_and_logs_out(province):
    back = "http://127.0.0.1:9/authlib/back"
    number, secret = registered("confidential", "用 authlib 的系统", back)
    house = requests.get(f"{province}/.well-known/openid-configuration", timeout=10).json()
    assert house["issuer"] == province
    client = AuthlibSession(number, secret, scope=SCOPE, redirect_uri=back, code_challenge_method="S256",
                            token_endpoint_auth_method="client_secret_basic")  # fmt: skip  # noqa: S106
    verifier = "v" * 64
    address, state = client.create_authorization_url(
        house["authorization_endpoint"], code_verifier=verifier, nonce="n-1"
    )
    person = Person()
    returned = person.goes(address, "citizen")
    assert parse_qs(urlsplit(returned).query)["iss"] == [province]
    token = client.fetch_token(
        house["token_endpoint"], authorization_response=returned, state=state, code_verifier=verifier
    )
    told = jose.decode(token["id_token"], KeySet.import_key_set(requests.get(house["jwks_uri"], timeout=10).json()))
    claims = told.claims
    assert claims["aud"] == number and claims["iss"] == province and claims["nonce"] == "n-1"
    assert client.get(house["userinfo_endpoint"]).json() == {"sub": claims["sub"], "name": claims["name"]}
    assert "*" in claims["name"]
    old = token["refresh_token"]
    new = client.refresh_token(house["token_endpoint"], refresh_token=old)
    assert new["refresh_token"] != old
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(house["token_endpoint"], refresh_token=old)
    assert client.get(house["userinfo_endpoint"]).status_code == 401, "the replay ended it all"
    parting = (
        f"{house['end_session_endpoint']}?id_token_hint={token['id_token']}&post_logout_redirect_uri={back}&state=bye"
    )
    assert person.leaves(parting) == f"{back}?state=bye"
    assert "/login/" in person.browser.get(f"{province}/account/").url


def test_requests_oauthlib_does_the_same_as_a_public_system(province, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    back = "http://127.0.0.1:9/oauthlib/back"
    number, secret = registered("public", "用 oauthlib 的系统", back)
    assert secret == ""
    client = OAuth2Session(number, redirect_uri=back, scope=SCOPE, pkce="S256")
    address, state = client.authorization_url(f"{province}/provider/authorize/", nonce="n-2", acr_values="L2")
    returned = Person().goes(address, "examiner")
    assert parse_qs(urlsplit(returned).query)["state"] == [state]
    ways = {"include_client_id": True}
    token = client.fetch_token(f"{province}/provider/token/", authorization_response=returned, **ways)
    key = jwt.PyJWKClient(f"{province}/provider/keys/").get_signing_key_from_jwt(token["id_token"])
    claims = jwt.decode(token["id_token"], key, ["RS256"], audience=number, issuer=province)
    assert claims["nonce"] == "n-2" and claims["acr"] in ("L2", "L3")
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(token["id_token"], key, ["RS256"], audience="somebody else", issuer=province)
    old = token["refresh_token"]
    new = client.refresh_token(f"{province}/provider/token/", refresh_token=old, client_id=number)
    assert client.get(f"{province}/provider/userinfo/").json()["sub"] == claims["sub"]
    for spent in (old, new["refresh_token"]):
        with pytest.raises(InvalidGrantError):
            client.refresh_token(f"{province}/provider/token/", refresh_token=spent, client_id=number)


class Shop(BaseHTTPRequestHandler):
    """A system of somebody else's: one page, a login by authlib, and who came."""

    client: Any = None
    house: dict[str, str] = {}
    here = ""
    kept: dict[str, Any] = {}

    def do_GET(self) -> None:
        if self.path.startswith("/go"):
            address, self.kept["state"] = self.client.create_authorization_url(
                self.house["authorization_endpoint"], code_verifier="v" * 64
            )
            self.say(302, "", address)
        elif self.path.startswith("/back?") and "code=" in self.path:
            token = self.client.fetch_token(self.house["token_endpoint"], authorization_response=f"{self.here}{self.path}",
                                            state=self.kept["state"], code_verifier="v" * 64)  # fmt: skip
            who = self.client.get(self.house["userinfo_endpoint"]).json()
            facts = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": f"{self.here}/back"}
            bye = f"{self.house['end_session_endpoint']}?{urlencode(facts)}"
            self.say(200, f'<p>来的是 {who["name"]}</p><a href="{html.escape(bye)}">在这里退出</a>')
        elif "error=" in self.path:
            self.say(200, f"<p>{html.escape(json.dumps(parse_qs(urlsplit(self.path).query)))}</p>")
        else:
            self.say(200, '<p>翠湖边的小系统</p><a href="/go">用一网的账号登录</a>')

    def say(self, status: int, body: str, location: str = "") -> None:
        page = f'<!doctype html><html lang="zh"><title>小系统</title><body>{body}</body></html>'.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def shop(province) -> Iterator[type[Shop]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    Shop.here = f"http://127.0.0.1:{server.server_port}"
    Shop.house = requests.get(f"{province}/.well-known/openid-configuration", timeout=10).json()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Shop
    server.shutdown()
    server.server_close()


def test_a_system_is_registered_and_people_log_in_to_it(walk, shop):
    admin = walk("admin")
    admin.go("/console/systems/").reads("接入登录的系统").look("provider-1-registry")
    admin.click("登记一个系统").look("provider-2-register")
    admin.fill(name="翠湖边的小系统", contact="张工 0871-0000000", until="2099-01-01", addresses=f"{shop.here}/back",
               partings=f"{shop.here}/back")  # fmt: skip
    admin.choose("kind", "confidential").choose("scope", "openid").choose("scope", "name")
    admin.fill(**{"why-openid": "认出是同一个人"})
    admin.page.locator("main form button[type=submit]").last.click()
    admin.reads("有 1 处需要修改").reads("每一项信息都要写明").look("provider-3-wrong")
    admin.fill(**{"why-name": "在回执上写您的姓名"})
    admin.page.locator("main form button[type=submit]").last.click()
    admin.reads("只显示这一次").look("provider-4-secret")
    secret = admin.page.locator("pre.mono").inner_text()
    number = admin.page.locator("dd.mono").first.inner_text()
    shop.client = AuthlibSession(number, secret, scope="openid name", redirect_uri=f"{shop.here}/back",
                                 code_challenge_method="S256")  # fmt: skip

    citizen = walk(phone=True)
    citizen.page.goto(shop.here)
    citizen.click("用一网的账号登录")
    citizen.fill(username="citizen", password=PASSWORD)
    citizen.page.locator("main form button[type=submit]").first.click()
    citizen.reads("用这里的账号登录“翠湖边的小系统”").reads("在回执上写您的姓名").look("provider-5-consent")
    citizen.click("不同意，回去").reads("access_denied")
    citizen.page.goto(f"{shop.here}/go")
    citizen.click("同意并登录").reads("来的是")
    assert "*" not in citizen.page.locator("p").inner_text(), "the whole name was agreed to"
    left = citizen.page.url
    house = shop.house["issuer"]
    citizen.page.goto(f"{house}/account/systems/")
    citizen.reads("翠湖边的小系统").look("provider-6-given")
    citizen.page.goto(f"{house}/account/")
    citizen.look("provider-7-account")
    citizen.page.goto(f"{shop.here}/go")
    citizen.click("同意并登录").click("在这里退出").reads("这里也退出登录吗").look("provider-8-leave")
    citizen.page.locator("main form button[type=submit]").first.click()
    citizen.page.wait_for_url(f"{shop.here}/back")
    citizen.page.goto(f"{house}/account/systems/")
    assert "/login/" in citizen.page.url and "code=" in left
    admin.go(f"/console/systems/{number}/").reads("更换密钥").look("provider-9-one")
    admin.fill(why="换新系统了").click("停用这个系统").reads("已停用").look("provider-10-stopped")
