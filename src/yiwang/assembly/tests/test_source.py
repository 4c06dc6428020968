"""演练身份源: one comes by it as by any other source, and it never starts where anything is real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit
from wsgiref.simple_server import make_server

import pytest
import requests
from django.db import transaction
from django.test import Client

from yiwang.assembly.sample import source
from yiwang.pillars.security.base import testing
from yiwang.toolbox.identity import sources

WANG, BACK = "530102199003070016", "http://testserver/login/by/rehearsal/back/"


@pytest.fixture
def played(own_database, settings, monkeypatch) -> Iterator[source.Source]:
    server = make_server("127.0.0.1", 0, lambda *_: [], source.Server, source.Quiet)
    here = f"http://127.0.0.1:{server.server_port}"
    one = source.Source(here, BACK, "shared", [("王小吃", WANG), ("不在这里的人", "530102199901010011")])
    server.set_app(one)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("YIWANG_SOURCE_REHEARSAL", "shared")
    settings.SOURCES = sources.rehearsal(here)
    settings.SOCIALACCOUNT_PROVIDERS = sources.providers(settings.SOURCES)
    with transaction.atomic():
        testing.cast()
    yield one
    server.shutdown()
    server.server_close()


def pick(address: str, who: str) -> str:
    """At the other house: presses a name; where he is sent."""
    page = requests.get(address, timeout=10).text
    hidden = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', page))
    chosen = re.search(rf'value="(\d+)">{who}<', page)
    assert chosen, page
    place = urlsplit(address)
    sent = {name: value for name, value in hidden.items() if name != "who"} | {"who": chosen[1]}
    return requests.post(f"{place.scheme}://{place.netloc}/as", sent, timeout=10, allow_redirects=False).headers[
        "Location"
    ]


def test_one_comes_by_it_as_by_any_other_source(played):
    browser = Client()
    assert "用演练身份源登录" in browser.get("/login/").content.decode()
    there = browser.post("/login/by/rehearsal/", {"next": "/my/cases/"})["Location"]
    back = pick(there, "王小吃")
    assert browser.get(back.removeprefix("http://testserver"))["Location"] == "/my/cases/"
    assert browser.get("/account/").wsgi_request.actor.name == "王小吃"


def test_whom_this_house_does_not_know_it_does_not_let_in(played):
    browser = Client()
    back = pick(browser.post("/login/by/rehearsal/")["Location"], "不在这里的人")
    assert browser.get(back.removeprefix("http://testserver")).status_code == 403


def test_it_sends_nobody_elsewhere_and_a_code_works_once(played):
    wrong = {"redirect_uri": "http://evil.example.cn/", "code_challenge": "x", "who": "0"}
    assert requests.get(f"{played.here}/authorize", wrong, timeout=10).status_code == 400
    assert requests.post(f"{played.here}/as", wrong, timeout=10, allow_redirects=False).status_code == 400
    assert requests.get(f"{played.here}/as", wrong | {"redirect_uri": BACK}, timeout=10).status_code == 400
    played.codes["c"] = {"who": "0", "code_challenge": source.base64.urlsafe_b64encode(
        source.hashlib.sha256(b"v").digest()).rstrip(b"=").decode()}  # fmt: skip
    sent = {"code": "c", "code_verifier": "v", "client_secret": "shared"}
    assert [requests.post(f"{played.here}/token", sent, timeout=10).status_code for _ in range(2)] == [200, 400]


def test_it_never_starts_in_a_live_installation():
    facts = {**os.environ, "YIWANG_LIVE": "1", "YIWANG_REHEARSAL_PEOPLE": "[]", "YIWANG_SOURCE_REHEARSAL": "s",
             "YIWANG_URL": "http://127.0.0.1:8000", "YIWANG_REHEARSAL_SOURCE": "http://127.0.0.1:9"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "yiwang.assembly.sample.source", "0"],
        env=facts,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert done.returncode and "正式安装里不启动" in done.stderr
    look = "from yiwang.assembly import settings; print([one.key for one in settings.SOURCES])"
    for live, keys in (("1", "[]"), ("", "['rehearsal']")):
        told = subprocess.run(
            [sys.executable, "-c", look], env={**facts, "YIWANG_LIVE": live}, capture_output=True, text=True
        )
        assert told.stdout.strip() == keys, told.stderr
