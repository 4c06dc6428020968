"""The console of versions: tried, moved, and back."""

from __future__ import annotations

import re

from tests.test_bad_input import text
from tests.test_lists import at, cast  # noqa: F401  the fixture
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case
from yiwang.toolbox.casework.tests.test_migrating import NEXT
from yiwang.toolbox.casework.tests.test_moves import applied
from yiwang.toolbox.organisations.testing import seated


def version_of(number: str) -> int:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number).definition_id


def test_by_the_pages(cast):  # noqa: F811
    zhao = seated("zhao", "赵", cast.liu.agency, "supervisor")
    numbers = [applied(cast, key=key) for key in "ab"]
    before = version_of(numbers[0])
    desk = at(zhao)
    assert "没有办件还在用旧版" in text(desk.get("/console/migrate/"))
    with casework.flows.plus(**{"test/flow": NEXT}):
        listed = desk.get("/console/migrate/").content.decode()
        (place,) = set(re.findall(r"/console/migrate/\d+/", listed))
        tried = desk.get(f"{place}?to.intake=deliver&q=5").content.decode()
        assert "2 件能换" in re.sub(r"<[^>]+>", "", tried) and version_of(numbers[0]) == before
        assert desk.get(f"{place}?q=nobody").status_code == 200
        page = desk.get(place).content.decode()
        fields, key = (
            re.findall(r'name="case" value="([^"]+)"', page),
            re.search(r'name="key" value="([^"]+)"', page)[1],
        )
        moved = desk.post(place, {"case": [*fields, "x:1", ":"], "key": key, "reason": "新版"})
        assert "换了 2 件" in text(moved) and "2 件没有换" in text(moved)
        assert version_of(numbers[0]) != before
        assert "换了 2 件" in text(desk.post(place, {"case": fields, "key": key, "reason": "新版"}))
        back = desk.post("/console/migrate/back/", {"case": " ".join(numbers), "key": "b", "reason": "换错了"})
        assert "换了 2 件" in text(back) and version_of(numbers[0]) == before
        assert at(cast.liu).get("/console/migrate/").status_code == 403
        assert desk.get("/console/migrate/999999/").status_code == 404
        assert "/console/migrate/" in desk.get("/desk/?view=mine").content.decode()
