"""Whatever is sent to whichever address by whoever: an answer, never a broken page."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_bad_input import at, finished
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.assembly import access_matrix
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import testing

pytestmark = pytest.mark.slow
NAMES = ("verdict", "reason", "items", "other", "kind", "revision", "key", "leaving", "q", "page", "view", "next", "hat",
         "username", "password", "code", "field", "purpose", "year", "text", "add", "remove", "drop", "county")  # fmt: skip
ODD = st.one_of(
    st.text(max_size=40), st.sampled_from(["\x00", "'; DROP TABLE x; --", "{0.__class__}", "%s", "9" * 400, "١٢", "-1", "accept",
                                           "../../etc/passwd", "<script>", "530102000000", "2027-02-30"]))  # fmt: skip
BODIES = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), ODD, max_size=8)
ROUTES = [route for route in access_matrix.routes() if route.name not in ("account_logout",)]


def filled(address: str, number: str, odd: str) -> str:
    """The address with something at its places: the real case's number where one belongs, oddities elsewhere."""
    values = {"int": "1", "uuid": str(uuid7()), "number": number}
    return "/" + re.sub(
        r"<(\w+):(\w+)>",
        lambda place: values.get(place[2]) or values.get(place[1]) or quote(odd.replace("/", "") or "x"),
        address,
    )


@pytest.fixture
def people(db):
    with for_everybody():
        cast = testing.cast()
        _, _draft, number = finished(cast)
        actors = [None, cast.wang, cast.li, cast.liu, cast.yang, cast.duan, cast.luo]
        yield [at(one) if one else Client(raise_request_exception=False) for one in actors], number


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ROUTES), st.integers(0, 6), BODIES, BODIES, st.booleans(), ODD)
def test_no_address_breaks(people, route, who, query, body, posts, place):
    clients, number = people
    path = filled(route.address, number, place)
    client = clients[who]
    query = {key: value for key, value in query.items() if key}
    answer = client.post(path, body, query_params=query) if posts else client.get(path, query)
    assert answer.status_code < 500 or route.name == "ready", (path, who, posts)
    if answer.streaming:
        b"".join(answer.streaming_content)
