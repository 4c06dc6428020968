"""What comes with the platform is what was published."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from yiwang.kernel import ids
from yiwang.kernel.worktime import Due
from yiwang.pillars.standards.base import api as standards
from yiwang.pillars.standards.base.models import CalendarDay, Division, DivisionChange

PUBLISHED = Path(os.environ.get("YIWANG_PUBLISHED", "published"))
published = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published lists are not on this machine")


@pytest.fixture
def reference(db):
    standards.load_reference()


def test_the_file_has_all_five_levels():
    counts = Counter(map(ids.level, standards.division_names()))
    assert counts == {1: 1, 2: 16, 3: 129, 4: 1461, 5: 14888}


def test_every_place_lies_in_another_but_the_province():
    names = standards.division_names()
    orphans = [code for code in names if ids.level(code) > 1 and ids.ancestors(code)[-1] not in names]
    assert orphans == []


@published
def test_the_file_is_the_published_list():
    with (PUBLISHED / "divisions/yunnan_all_levels.csv").open(newline="") as file:
        assert standards.division_names() == {int(row["code12"]): row["name"] for row in csv.DictReader(file)}


@published
def test_the_calendar_is_the_published_one():
    announced = json.loads((PUBLISHED / "holidays.json").read_text())
    for year, (_, days) in standards.calendar_years().items():
        for kind in ("off", "work"):
            assert sorted(str(one.day) for one in days if one.kind == kind) == announced[str(year)][kind]


def test_loading_twice_writes_nothing_the_second_time(reference):
    assert standards.load_reference() == standards.Loaded(0, 0, 0)
    assert Division.objects.count() == 16495
    assert CalendarDay.objects.filter(year=2026).count() == 39


def test_loading_mends_what_was_changed_by_hand(reference):
    Division.objects.filter(pk=530102_000_000).update(name="五花区")
    standards.load_reference()
    assert standards.division("530102").name == "五华区"


def test_a_division_knows_its_place_and_its_sound(reference):
    found = standards.division("530102001001")
    assert found.full_name == "云南省昆明市五华区华山街道翠湖西路社区居民委员会"
    assert standards.division(530102).initials == "whq"
    assert (found.level, found.parent_id) == (5, 530102_001_000)


def test_what_is_not_there_is_not_found(reference):
    with pytest.raises(standards.NoSuchDivision, match="530200000000"):
        standards.division("530200")
    with pytest.raises(ids.WrongDivision):
        standards.division("5302a0")


def test_old_codes_lead_to_todays_places(reference):
    assert standards.division("532331").name == "禄丰市"
    assert standards.division("530422").name == "澄江市"
    assert set(DivisionChange.objects.values_list("how_sure", flat=True)) == {"remembered"}


def test_without_the_list_of_changes_an_old_code_would_be_lost(reference):
    DivisionChange.objects.all().delete()
    with pytest.raises(standards.NoSuchDivision):
        standards.division("532331")


@pytest.mark.parametrize("code", ["532331", "532302"])
def test_a_place_is_called_what_it_was_called_that_day(reference, code):
    before, after = standards.resolve(code, on=date(2020, 1, 1)), standards.resolve(code, on=date(2023, 1, 1))

    assert (before.code, before.name, before.division.name) == (532331_000_000, "禄丰县", "禄丰市")
    assert (after.code, after.name) == (532302_000_000, "禄丰市")


def test_below_a_renamed_county_places_keep_their_own_names(reference):
    town = standards.children("532302").first()
    place = standards.resolve(town.code, on=date(2020, 1, 1))
    assert (place.code, place.name) == (town.code - 532302_000_000 + 532331_000_000, town.name)
    assert standards.division(place.code) == town


def test_places_are_found_by_sound_name_and_code(reference):
    assert standards.find_divisions("whq")[0].code == 530102_000_000
    assert standards.find_divisions("禄丰")[0].code == 532302_000_000
    assert standards.find_divisions("5329")[0].name == "大理白族自治州"
    assert standards.find_divisions("530102001001")[0].level == 5
    assert all(str(one.code).startswith("5329") for one in standards.find_divisions("太和", within=532900))
    assert standards.find_divisions("  ") == []


def test_children_and_ranges_agree(reference):
    low, high = standards.subtree("5301")
    assert standards.children("530100").count() == 14
    assert Division.objects.filter(code__range=(low, high), level=3).count() == 14


def test_the_calendar_counts_as_announced_and_says_when_it_guesses(reference):
    calendar = standards.calendar()
    assert calendar.working_day_after(date(2026, 2, 10), 20) == Due(date(2026, 3, 16))
    assert calendar.working_day_after(date(2026, 12, 31), 5).provisional
    assert standards.calendar() is calendar
