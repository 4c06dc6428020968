"""Every address says who may enter, has a name, is visited by a test; and every door is tried by everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import path

from yiwang.assembly import access_matrix
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import Appointment, Mandate, User
from yiwang.pillars.standards.base import api as standards

ROOT = Path(__file__).parents[2]
ROUTES = list(access_matrix.routes())
ROLES = list(standards.role_titles_known())
VALUES = {"str": "x", "slug": "x", "int": "1", "uuid": str(uuid7()), "path": "x"}

# Addresses no test visits yet. Take out what got a test; nobody adds one.
UNVISITED: set[str] = set()


def test_every_route_says_who_may_enter():
    assert [route.address for route in ROUTES if route.access is None] == []


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in ROUTES]
    assert "" not in names
    assert len(set(names)) == len(names)


def test_a_view_that_forgot_is_found():
    found = list(access_matrix.routes([path("forgot/", lambda request: None)]))
    assert [(route.name, route.access) for route in found] == [("", None)]


def written_tests() -> str:
    """All tests but these, which try every door without looking inside."""
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("src/**/tests/*.py")]
    return "\n".join(file.read_text() for file in files if Path(__file__).parent not in file.parents)


def visited(route: access_matrix.Route, text: str) -> bool:
    """Is the route's name or its address, whatever stands at its places, written in a test?"""
    pieces = [re.escape(piece) for piece in re.split(r"<[^>]+>", route.address)]
    written = r"""[^"'/\s]+""".join(pieces)
    return bool(re.search(rf"""["']{re.escape(route.name)}["']|["'/](?:https?://[^/"']+)?/{written}(?:\?[^"']*)?["']""", text)
                or re.search(rf"""["'{{}}\w]/{written}["'?#]""", text))  # fmt: skip


def test_every_route_is_visited_by_some_test():
    text = written_tests()
    assert {route.name for route in ROUTES if not visited(route, text)} == UNVISITED


def test_a_route_no_test_visits_is_found():
    route = access_matrix.Route("planted", "planted/<str:number>/", None, None)
    assert not visited(route, 'client.get("/planted/")')
    assert visited(route, 'client.get(f"/planted/{number}/")')
    assert visited(route, 'reverse("planted", args=[number])')


def test_the_table_of_access_is_current():
    """Bring it up to date with: yiwang access > docs/access.md"""
    assert (ROOT / "docs" / "access.md").read_text() == access_matrix.current()


@pytest.fixture(scope="module")
def known(module_database) -> dict[str, tuple[security.Actor, str]]:
    """Somebody logged in for each column of the table, and his session."""
    with transaction.atomic():
        people = testing.cast()
        agency = standards.Agency.objects.get(pk=people.liu.agency)
        firm = security.new_party("firm", "某店", "92530102MA00000001")
        firm.save()
        owner = User.objects.get(pk=people.wang.user)
        mandate = Mandate.objects.create(
            user=owner, principal=firm, principal_name="某店", kind="clerk", ground="试办", since="2024-01-01"
        )
        found = {
            "nobody": (security.NOBODY, ""),
            "person": _in(owner, "self"),
            "firm": _in(owner, f"for:{mandate.pk}"),
        }
        for role in ROLES:
            user = User.objects.create(username=f"only_{role}")
            post = standards.Post.objects.create(agency=agency, title=f"只有{role}", roles=[role])
            Appointment.objects.create(user=user, post=post, since="2024-01-01")
            found[role] = _in(user, f"post:{post.pk}")
        return found


def _in(user: User, hat: str) -> tuple[security.Actor, str]:
    client = Client()
    client.force_login(user)
    session = client.session
    session["hat"] = hat
    session.save()
    return security.actor_as(user, hat), client.cookies["sessionid"].value


@pytest.fixture
def visitors(known, db) -> dict[str, tuple[security.Actor, Client]]:
    """Each with a browser of his own."""
    return {name: (actor, _browser(session)) for name, (actor, session) in known.items()}


def _browser(session: str) -> Client:
    client = Client(raise_request_exception=False)
    if session:
        client.cookies["sessionid"] = session
    return client


def test_the_visitors_are_who_the_table_speaks_of(visitors):
    kinds = [actor.kind for actor, _ in visitors.values()]
    assert kinds == ["nobody", "person", "firm", *["staff"] * len(ROLES)]
    assert [set(actor.roles) for actor, _ in list(visitors.values())[3:]] == [{role} for role in ROLES]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_doors_are_as_the_table_says(visitors, route):
    """Let in: anything but 403 and a broken page (404 and 405 come after the door). Not let in: 403, or the log-in."""
    address = "/" + re.sub(r"<(\w+):\w+>", lambda place: VALUES[place.group(1)], route.address)
    for name, (actor, client) in visitors.items():
        answer = client.get(address)
        to_login = answer.status_code == 302 and answer["Location"].startswith("/login/?next=")
        if not route.access.why_not(actor):
            assert answer.status_code not in (403, 500) and not to_login, f"{name} {address}: {answer.status_code}"
        elif name == "nobody":
            assert to_login, f"{name} {address}: {answer.status_code}"
        else:
            assert answer.status_code == 403, f"{name} {address}: {answer.status_code}"
