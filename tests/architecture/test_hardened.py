"""Small things that hold the rest: settings as they are in service, forms without tokens, ways to run what was sent."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import Client

from yiwang.assembly import access_matrix
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import User

from .code import Module, modules

VALUES = {"str": "x", "slug": "x", "int": "1", "uuid": str(uuid7()), "path": "x"}
WITHOUT_TOKEN = {  # programs that prove who sends, each with the test that holds the proof
    "elsewhere-status": "test_a_forged_push_is_refused_and_recorded",
    "elsewhere-redeem": "test_a_ticket_is_only_for_the_system_it_names",
    "kiosk-report": "test_nobody_else_speaks_for_a_terminal",
    "provider-token": "test_a_wrong_secret_is_told_no_more_than_an_unknown_system",
    "provider-revoke": "test_a_token_is_told_of_to_its_own_system_alone",
    "provider-introspect": "test_a_token_is_told_of_to_its_own_system_alone",
    "provider-userinfo": "test_a_refused_question_is_in_the_trail",
    "provider-logout": "test_a_post_comes_back_as_a_get_that_has_his_session",
}
PROGRAMS = {"yiwang.assembly.commands.start", "yiwang.infrastructure.database.backup",
            "yiwang.infrastructure.database.server"}  # fmt: skip
RUNS_WHAT_IT_READS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
SETTINGS = """
import json, os
from yiwang.assembly import settings as s
print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper() and name not in ("HOME", "DATABASES",
    "SECRET_KEY")}, default=str))
"""


@pytest.fixture(scope="module")
def in_service() -> dict:
    """The settings of a real installation, not the suite's."""
    environment = {**os.environ, "YIWANG_LIVE": "1", "YIWANG_URL": "https://province.example"}
    done = subprocess.run([sys.executable, "-c", SETTINGS], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_nothing_of_development_is_on(in_service):
    assert in_service["DEBUG"] is False and in_service["LIVE"] is True and in_service["LIMITED"] is True
    assert "*" not in in_service["ALLOWED_HOSTS"]


def test_passwords_are_hashed_slowly_and_may_be_anything_long_enough(in_service):
    assert [one.rsplit(".", 1)[1] for one in in_service["PASSWORD_HASHERS"]] == ["Argon2PasswordHasher"]
    names = {one["NAME"].rsplit(".", 1)[1]: one.get("OPTIONS", {}) for one in in_service["AUTH_PASSWORD_VALIDATORS"]}
    assert names["MinimumLengthValidator"]["min_length"] >= 8 and "CommonPasswordValidator" in names
    assert set(names) <= {"MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator"}


def test_cookies_of_a_session_end_and_are_for_no_other_site(in_service):
    assert in_service["SESSION_COOKIE_AGE"] <= 12 * 3600 and in_service["SESSION_COOKIE_HTTPONLY"]
    assert {in_service["SESSION_COOKIE_SAMESITE"], in_service["LANGUAGE_COOKIE_SAMESITE"]} <= {"Lax", "Strict"}


def test_a_login_gets_a_new_session_and_its_key_cannot_be_guessed(db):
    client, user = Client(), User.objects.get(pk=testing.cast().wang.user)
    session = client.session
    session["before"] = "x"
    session.save()
    before = session.session_key
    client.force_login(user)
    keys = {before, client.session.session_key}
    assert len(keys) == 2 and all(len(key) >= 32 and key.isalnum() for key in keys)


def test_a_password_is_typed_unseen_and_managers_may_fill_it_in(db):
    page = Client().get("/login/").content.decode()
    [field] = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field and "onpaste" not in page


def posted(client: Client) -> dict[str, int]:
    """Route name → how a form without a token is answered."""
    found = {}
    for route in access_matrix.routes():
        address = "/" + re.sub(r"<(\w+):\w+>", lambda place: VALUES[place.group(1)], route.address)
        found[route.name] = client.post(address, {"x": "y"}).status_code
    return found


def test_no_form_is_taken_without_its_token(db):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get(pk=testing.cast().wang.user))
    assert {name for name, status in posted(client).items() if status != 403} <= set(WITHOUT_TOKEN)


def test_without_the_check_forms_would_be_taken(db, settings):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "CsrfViewMiddleware" not in one]
    answers = posted(Client(enforce_csrf_checks=True, raise_request_exception=False))
    assert {name for name, status in answers.items() if status != 403} - set(WITHOUT_TOKEN)


def test_who_waited_too_long_is_told_what_to_do(db):
    page = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert page.status_code == 403 and "刷新后再提交一次" in page.content.decode()
    assert "CSRF verification" not in page.content.decode()


def test_no_folder_is_listed(db):
    for address in ("/static/", "/static/css/", "/.git/", "/.git/config", "/.env"):
        assert Client().get(address).status_code == 404


def imported(house: Iterable[Module], names: set[str]) -> set[str]:
    return {
        module.name
        for module in house
        for node in ast.walk(module.tree)
        if names & {one.split(".")[0] for one in _names(node)}
    }


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def shells(house: Iterable[Module]) -> set[str]:
    """Who starts a program through a shell."""
    found = set()
    for module in house:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.add(module.name)
            if isinstance(node, ast.Attribute) and (node.attr in ("popen", "getoutput") or _is_system(node)):
                found.add(module.name)
    return found


def _is_system(node: ast.Attribute) -> bool:
    return node.attr == "system" and isinstance(node.value, ast.Name) and node.value.id == "os"


def test_programs_are_started_by_three_modules_and_never_through_a_shell():
    assert imported(modules(), {"subprocess"}) == PROGRAMS
    assert shells(modules()) == set()


def test_nothing_is_read_in_a_form_that_runs():
    assert imported(modules(), RUNS_WHAT_IT_READS) == set()


@pytest.mark.parametrize("text", ["import subprocess\nsubprocess.run('ls', shell=True)", "import os\nos.system('ls')"])
def test_a_planted_shell_is_found(text):
    assert shells([Module("planted", "planted", ast.parse(text), Path("planted.py"))]) == {"planted"}


def test_a_planted_pickle_is_found():
    planted = Module("planted", "planted", ast.parse("from pickle import loads"), Path("planted.py"))
    assert imported([planted], RUNS_WHAT_IT_READS) == {"planted"}
