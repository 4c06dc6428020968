"""Which agency is responsible, and which are in its reach."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from yiwang.pillars.standards.base import api as standards
from yiwang.pillars.standards.base.models import Agency, Division, Post


@pytest.fixture
def bureaux(db):
    standards.load_reference()

    def bureau(code, name, uscc, parent=None, line="rehearsal", level=2):
        return Agency.objects.create(
            uscc=uscc, name=name, short_name=name, line=line, division_id=code * 10**6, parent=parent, level=level
        )

    province = bureau(530000, "省局", "11530000015100004R")
    city = bureau(530100, "市局", "115300001000004110", province, level=3)
    district = bureau(530102, "区局", "11100000000013338W", city, level=4)
    return province, city, district


def test_the_nearest_agency_at_or_above_is_responsible(bureaux):
    province, city, district = bureaux

    assert standards.agency_for("rehearsal", "530102001001") == district
    assert standards.agency_for("rehearsal", "530103") == city
    assert standards.agency_for("rehearsal", Division.objects.get(pk=532901_000_000)) == province


def test_a_line_without_agency_is_said_so(bureaux):
    with pytest.raises(standards.NoSuchAgency, match="五华区和它的上级都还没有登记“moon”"):
        standards.agency_for("moon", "530102")


def test_reach_goes_down_not_up(bureaux):
    province, city, district = bureaux

    assert standards.agencies_under(province) == {one.pk for one in bureaux}
    assert standards.agencies_under(city) == {city.pk, district.pk}
    assert standards.agencies_under(district.pk) == {district.pk}


def test_the_database_keeps_one_agency_a_code_and_one_post_a_title(bureaux):
    district = bureaux[2]
    Post.objects.create(agency=district, title="综合窗口", roles=["clerk"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(agency=district, title="综合窗口", roles=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.create(
            uscc=district.uscc, name="x", short_name="x", line="x", division=district.division, level=4
        )


def test_the_database_refuses_a_place_without_a_place_above(db):
    with pytest.raises(IntegrityError, match="only_a_province_has_nothing_above"), transaction.atomic():
        Division.objects.create(code=990102_000_000, name="x", full_name="x", level=3, initials="x")
