"""No secret leaves by the logs or an error page, whichever way it came in."""

from __future__ import annotations

import io
import json
import logging
import re
import string
from contextlib import contextmanager

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yiwang.assembly import context
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.operations.base import log
from yiwang.pillars.security.base import backends, testing
from yiwang.pillars.security.base.api import User

LETTERS = string.ascii_letters + string.digits
secret = st.text(LETTERS + "_-", min_size=12, max_size=60).filter(lambda text: text.strip("_-") == text)
names = st.sampled_from(["password", "new_password1", "token", "csrfmiddlewaretoken", "sessionid", "session_key", "totp",
                         "otp_code", "Authorization", "cookie", "SECRET_KEY", "api_key", "private-key", "口令"])  # fmt: skip


@contextmanager
def lines():
    """What leaves, as it leaves."""
    handler = logging.getLogger().handlers[0]
    written, handler.stream = handler.stream, io.StringIO()
    try:
        yield handler.stream
    finally:
        handler.stream = written


def said(*given_, **facts) -> str:
    with lines() as out:
        operations.logger("secrets").warning(*given_, **facts)
        return out.getvalue()


@settings(max_examples=200, deadline=None)
@given(secret, names)
def test_a_secret_that_is_a_fact_by_its_name_does_not_leave(text, name):
    for facts in ({name: text}, {"form": {name: text}}, {"rows": [{"in": {name: [text]}}]}, {"raw": text.encode()}):
        assert text not in said("told", **facts)


SHAPES = ["{name}={text}", "{name}: {text}", "{name}:'{text}'", '{{"{name}": "{text}"}}', "a=1&{name}={text}&b=2",
          "?{name}={text}", "Authorization: Bearer {text}", "Authorization: Basic {text}", "got Bearer {text}, sorry",
          "postgresql://me:{text}@there/yiwang", "DETAIL:  Failing row contains (1, {text}, null).",
          "Key (number)=({text}) already exists.", "Cookie: a=b; {name}={text}",
          "-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(secret, names, st.sampled_from(SHAPES))
@example("aaaaaaaaaaaa", "token", "{name}={text}")
def test_a_secret_told_in_a_sentence_does_not_leave(text, name, shape):
    sentence = shape.format(name=name, text=text)
    assert text not in said(sentence)
    assert text not in said("told", why=sentence)
    with lines() as out:
        logging.getLogger("some.library").error("it said %s", sentence)
        try:
            raise ValueError(sentence)
        except ValueError:
            logging.getLogger("some.library").exception("it broke")
        assert text not in out.getvalue() and out.getvalue().count("\n") == 2


@given(st.text(LETTERS, min_size=40, max_size=64).filter(lambda t: re.search(r"\d", t) and t.lower() != t != t.upper()))
def test_a_long_key_does_not_leave_even_without_a_name(text):
    assert text not in said(f"what is {text} for")


@pytest.mark.parametrize(
    "sentence",
    ["casework.decide", "request 5f0c2a9be771 took 12 ms", "No such table: security_trail",
     "01a20b8d-8dc4-77d7-9981-1fd06c1eb7e7", "code: kernel.refused", "halls/<int:hall>/number/"],
)  # fmt: skip
def test_what_operators_need_stays(sentence):
    assert json.loads(said(sentence, code="kernel.refused", route=sentence))["event"] == sentence
    assert json.loads(said("x", code="kernel.refused"))["code"] == "kernel.refused"


def test_without_the_net_they_would_leave(monkeypatch):
    monkeypatch.setattr(log, "TOLD", [])
    assert "hunter2hunter2" in said("told", why="password=hunter2hunter2")
    monkeypatch.setattr(log, "NAMED", re.compile("(?!)"))
    assert "hunter2hunter2" in said("told", password="hunter2hunter2")


def everything_that_was_sent(client: Client, text: str):
    """Each way in, with the secret in it."""
    more = {"HTTP_AUTHORIZATION": f"Bearer {text}", "HTTP_X_SIGNATURE": text}
    yield client.post("/login/", {"username": "wang", "password": text}, **more)
    yield client.post("/login/code/", {"code": text}, **more)
    yield client.get(f"/rate/{text}/", **more)
    yield client.get(f"/{text}/", **more)
    yield client.get("/matters/", {"q": "x", "token": text}, **more)
    yield client.get(f"/verify/{text}/", **more)
    yield client.post("/api/elsewhere/x/status/", f'{{"token": "{text}"}}', content_type="application/json", **more)
    client.cookies["sessionid"] = text
    yield client.get("/account/", {"token": text}, **more)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["csrftoken"] = text
    yield strict.post(f"/rate/{text}/", {"csrfmiddlewaretoken": text}, **more)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(LETTERS, min_size=20, max_size=40))
def test_whatever_is_sent_is_not_in_the_logs(db, text):
    with lines() as out:
        for _ in everything_that_was_sent(Client(raise_request_exception=False), text):
            pass
        assert out.getvalue() and text not in out.getvalue()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(LETTERS, min_size=20, max_size=40))
def test_a_page_that_breaks_shows_nothing_of_what_was_sent_nor_of_itself(db, text, monkeypatch):
    monkeypatch.setattr(backends.ByName, "authenticate", lambda *_a, **_k: {}[f"password={text}"])
    client = Client(raise_request_exception=False)
    with lines() as out:
        answer = client.post(f"/login/?token={text}", {"username": "wang", "password": text})
    page = answer.content.decode()
    assert answer.status_code == 500 and "KeyError" in out.getvalue()
    assert text not in page + out.getvalue() and "Traceback" not in page and "KeyError" not in page


def test_the_key_of_a_session_and_of_the_house_are_not_in_them(db, settings, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=testing.cast().wang.user))
    monkeypatch.setattr(context, "unread", lambda _actor: {}[f"{settings.SECRET_KEY} {client.session.session_key}"])
    with lines() as out:
        answer = client.get("/my/cases/")
    assert answer.status_code == 500
    told = answer.content.decode() + out.getvalue()
    assert settings.SECRET_KEY not in told and client.session.session_key not in told


def test_without_routes_for_addresses_the_key_to_a_page_would_leave(db, monkeypatch):
    monkeypatch.setattr(log, "LONG", re.compile("(?!)"))
    with lines() as out:
        Client().get("/rate/abcdefghijklmnopqrst/")
    assert "abcdefghij" not in out.getvalue() and "rate/<str:token>/" in out.getvalue()
