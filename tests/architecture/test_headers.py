"""Every answer carries the headers that bind the browser; walked over every address, by everybody who may come."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from yiwang.assembly import access_matrix, headers
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import User

ROUTES = list(access_matrix.routes())
VALUES = {"str": "x", "slug": "x", "int": "1", "uuid": str(uuid7()), "path": "x"}
KEPT_BY_BROWSERS = {"guide-sample", "service-worker"}  # the same for everybody, and say so themselves
WANTED = {
    "Content-Security-Policy": r"(?=.*default-src 'self')(?=.*object-src 'none')(?=.*base-uri 'none')"
                               r"(?=.*frame-ancestors 'none')(?=.*form-action 'self')(?!.*unsafe)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": r".*camera=\(\).*geolocation=\(\).*",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Server": "yiwang",
}  # fmt: skip


def faults(answer, route="", *, known: bool = False) -> list[str]:
    found = [name for name, wanted in WANTED.items() if not re.match(wanted, answer.headers.get(name, ""))]
    keeps = answer.headers.get("Cache-Control", "")
    if "no-store" not in keeps and (known or "no-cache" not in keeps) and route not in KEPT_BY_BROWSERS:
        found.append(f"Cache-Control: {keeps}")
    if answer.content and not re.match(r"[a-z]+/[a-z0-9.+-]+", answer.headers.get("Content-Type", "")):
        found.append("Content-Type")
    if re.match("text/", answer.headers.get("Content-Type", "text/")) and answer.content:
        found += [] if "charset" in answer["Content-Type"] else ["charset"]
    if "Access-Control-Allow-Origin" in answer.headers:
        found.append("Access-Control-Allow-Origin")
    return found


def walked(client: Client, *, known: bool) -> dict[str, list[str]]:
    found = {}
    for route in ROUTES:
        address = "/" + re.sub(r"<(\w+):\w+>", lambda place: VALUES[place.group(1)], route.address)
        answer = client.get(address)
        if "sessionid" not in client.cookies and known:
            pytest.fail(f"{address} ended the session")
        if wrong := faults(answer, route.name, known=known):
            found[address] = wrong
    return found


def logged_in(actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.user))
    return client


def test_every_address_answers_a_stranger_with_them(db):
    assert walked(Client(raise_request_exception=False), known=False) == {}


@pytest.mark.parametrize("who", ["wang", "liu"])
def test_what_is_shown_to_somebody_known_is_kept_by_no_browser(db, who):
    assert walked(logged_in(getattr(testing.cast(), who)), known=True) == {}


@pytest.mark.parametrize("gone", ["headers.Headers", "csp.middleware", "SecurityMiddleware", "XFrameOptions"])
def test_without_one_of_the_middlewares_it_would_be_seen(db, settings, gone):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if gone not in one]
    assert faults(Client().get("/"))


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/static/nowhere.css"])
def test_pages_that_are_not_there_have_them_too(db, address):
    assert faults(Client().get(address)) == []


def test_a_page_that_breaks_has_them_too(db, monkeypatch):
    from yiwang.assembly import context

    monkeypatch.setattr(context, "unread", lambda _actor: 1 / 0)
    answer = logged_in(testing.cast().wang).get("/my/cases/")
    assert answer.status_code == 500 and faults(answer, known=True) == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_methods_that_only_tell_about_us_are_not_answered(db, method):
    assert Client().generic(method, "/").status_code == 405


def test_a_page_by_a_secret_address_is_kept_by_no_browser(db):
    assert Client().get("/rate/x/")["Cache-Control"] == "no-store"


def made(https: bool) -> HttpResponse:
    settings_now = settings.HTTPS
    settings.HTTPS = https
    try:
        return headers.Headers(lambda _request: HttpResponse("x"))(RequestFactory().get("/"))
    finally:
        settings.HTTPS = settings_now


def test_browsers_are_told_to_come_by_https_when_we_are_reached_so():
    assert made(https=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in made(https=False).headers


NAMES = "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"
FLAGS = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"


@pytest.mark.parametrize("https", [True, False])
def test_cookies_are_bound_to_this_host_when_we_are_reached_by_https(https):
    text = f"from yiwang.assembly import settings as s; print(*[getattr(s, n) for n in {NAMES + FLAGS}])"
    environment = {**os.environ, "YIWANG_URL": "https://province.example" if https else "http://province.example"}
    done = subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True)
    words = done.stdout.split()
    assert [word.startswith("__Host-") for word in words[:3]] == [https] * 3
    assert words[3:] == [str(https)] * 3 + ["True"]


def test_every_cookie_we_set_is_bound(db, settings):
    settings.HTTPS, settings.COOKIE_PREFIX = True, "__Host-"
    from yiwang.applications.service.kiosk import sharing

    response = HttpResponse()
    sharing.become(response, "x")
    [cookie] = response.cookies.values()
    assert cookie.key == "__Host-kiosk" and cookie["secure"] and cookie["httponly"] and cookie["path"] == "/"


def test_whom_to_tell_of_a_weakness_stands_where_it_is_looked_for(db, settings):
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@province.example"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == settings.SECURITY_CONTACT and lines["Expires"].endswith("Z")
