"""Every operation of the described surface, with oddities in each field it knows: an answer, never a broken page."""

from __future__ import annotations

import logging
import re
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.test_bad_input import at, finished
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.assembly import openapi
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.organisations.testing import seated

ODD = (
    "", "\x00", "'; DROP TABLE x; --", "{0.__class__}", "%s", "9" * 400, "١٢", "-1", "0", "²", "1e9", "accept", "true", "[]",
    "{}", "../../etc/passwd", "<script>", "530102000000", "2027-02-30", "0001-01-01", "9999-12-31", "2026-11-24",
    "11530102YW07000199", "staff:liu", "role:clerk", "kind:staff", "kind:system", "\U0001f600", "长" * 3000, "\u202e", "\ufeff",
    "a\r\nb: c",
)  # fmt: skip
SKIPPED = {"logout", "ready"}  # one ends the session, the other says 503 where no worker runs


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    surface = openapi.description()["paths"]
    return [(address, method, one) for address, path in surface.items() for method, one in path.items()
            if one["operationId"].rpartition(".")[0] not in SKIPPED]  # fmt: skip


def sent(operation: dict[str, Any], chance: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values for its query and its body: each field odd, like another's, or left out."""
    query = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    content = operation.get("requestBody", {}).get("content", {})
    fields = [name for kind in content.values() for name in kind["schema"]["properties"]]
    return _odd(query, chance), _odd(fields, chance)


def _odd(names: list[str], chance: Random) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in names:
        if chance.random() < 0.15:
            continue
        value = chance.choice(ODD)
        made[name] = [value, chance.choice(ODD)] if chance.random() < 0.1 else value
    if names and chance.random() < 0.1:
        made["file"] = SimpleUploadedFile("x.xlsx", chance.choice((b"", b"PK\x03\x04", b"\xff" * 50)))
    return made


def filled(address: str, operation: dict[str, Any], number: str, chance: Random) -> str:
    kinds = {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == "path"}

    def value(place: re.Match[str]) -> str:
        kind = kinds[place[1]]
        if kind.get("type") == "integer":
            return chance.choice(("1", "0", "2", "9" * 18, "9" * 25))
        if kind.get("format") == "uuid":
            return str(uuid7())
        if place[1] == "number" and chance.random() < 0.7:
            return number
        return quote(chance.choice(ODD).replace("/", "") or "x")[:300]

    return re.sub(r"{(\w+)}", value, address)


@pytest.fixture
def people(db):
    logging.disable(logging.CRITICAL)
    cast = testing.cast()
    with for_everybody():
        _, _, number = finished(cast)
    agency = standards.agency(cast.liu.agency)
    every = [seated(f"all_{role}", role, agency.pk, role) for role in standards.role_titles_known()]
    actors = [cast.wang, cast.li, cast.liu, cast.yang, cast.duan, cast.luo, *every]
    yield [Client(raise_request_exception=False), *map(at, actors)], number
    logging.disable(logging.NOTSET)


def storm(people, many: int, seed: int) -> list[str]:
    """So many requests, operations in turn; which of them broke."""
    clients, number = people
    chance, every, broken = Random(seed), operations(), []
    for nth in range(many):
        address, method, operation = every[nth % len(every)]
        query, body = sent(operation, chance)
        query = {key: value for key, value in query.items() if key != "file"}
        path, client = filled(address, operation, number, chance), chance.choice(clients)
        answer = client.get(path, query) if method == "get" else client.post(path, body)
        if answer.status_code >= 500:
            broken.append(f"{method} {path[:120]} {str(query or body)[:300]}")
        if answer.streaming:
            b"".join(answer.streaming_content)
    return broken


def test_no_operation_breaks(people):
    assert storm(people, 400, 1) == []


@pytest.mark.slow
def test_no_operation_breaks_in_six_thousand_requests(people):
    assert storm(people, 6_000, 2) == []


@pytest.mark.slow
def test_a_view_that_breaks_is_found(people, monkeypatch):
    """Planted fault: a page that believes what is sent."""
    from yiwang.toolbox.organisations import tree

    monkeypatch.setattr(tree, "branches", lambda text="", above=None: int(text))
    assert any("/console/organisation/" in one for one in storm(people, 400, 1))
