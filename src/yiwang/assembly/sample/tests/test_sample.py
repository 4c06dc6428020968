"""The sample is synthetic, the same every time, and shaped like the province."""

from __future__ import annotations

import os
from collections import Counter
from math import sqrt
from pathlib import Path

import pytest

from yiwang.assembly.sample import numbers
from yiwang.assembly.sample.agencies import ROLES, agencies
from yiwang.assembly.sample.firms import firms
from yiwang.assembly.sample.margins import margins
from yiwang.assembly.sample.people import ON, people
from yiwang.kernel import checkdigits, ids
from yiwang.pillars.standards.base import api as standards

PUBLISHED = Path(os.environ.get("YIWANG_PUBLISHED", "published"), "stats", "yunnan_prefecture_population_2020.csv")


@pytest.fixture(scope="module")
def crowd():
    return people()


def unlikely(observed: Counter, weights: dict, n: int) -> float:
    """Chi-square's distance above what chance explains, in its own standard deviations."""
    total, freedom = sum(weights.values()), len(weights) - 1
    square = sum((observed[key] - n * weight / total) ** 2 / (n * weight / total) for key, weight in weights.items())
    return (square - freedom) / sqrt(2 * freedom)


def test_every_agency_has_a_true_and_own_code():
    codes = [one.uscc for one in agencies()]

    assert len(set(codes)) == len(codes) == 14 * 146 + 2 * 17 + 1461
    for one in agencies():
        assert ids.parse_uscc(one.uscc).division // 10**6 == one.division // 10**6


def test_without_the_inner_check_a_made_code_would_be_refused(monkeypatch):
    monkeypatch.setattr(checkdigits, "organisation", lambda _: "0")
    wrong = numbers.uscc("11", 530102, 7)
    monkeypatch.undo()
    with pytest.raises(ids.WrongUscc):
        ids.parse_uscc(wrong)


def test_agencies_stand_in_their_lines_and_levels():
    counts = Counter((one.line, one.level) for one in agencies())

    assert (counts["market", 2], counts["market", 3]) == (1, 16)
    assert counts["market", 4] == counts["service", 4] == counts["government", 4] == 129
    assert counts["government", 5] == 1461
    assert counts["water", 4] == counts["civil", 4] == 129 and (counts["transport", 3], counts["transport", 4]) == (
        16,
        0,
    )
    seen: set[str | None] = {None}
    for one in agencies():
        assert one.parent in seen
        seen.add(one.uscc)


def test_a_county_bureau_has_its_posts_and_every_role_is_known():
    bureau = next(one for one in agencies() if one.name == "昆明市五华区市场监督管理局")

    assert Counter(role for post in bureau.posts for role in post.roles) == {
        "clerk": 1, "examiner": 1, "inspector": 3, "approver": 1, "matters_editor": 1, "personnel": 1,
    }  # fmt: skip
    assert {role for one in agencies() for post in one.posts for role in post.roles} == set(ROLES)
    assert all(len({post.title for post in one.posts}) == len(one.posts) for one in agencies())


def test_offices_are_called_as_at_their_level():
    named = {(one.line, one.division): (one.name, one.short_name) for one in agencies()}

    assert named["water", 530000000000] == ("云南省水利厅", "云南省水利厅")
    assert named["water", 530102000000] == ("昆明市五华区水务局", "五华区水务局")
    assert named["health", 532901000000] == ("大理市卫生健康局", "大理市卫健局")


def test_no_two_agencies_share_a_name():
    assert [name for name, count in Counter(one.name for one in agencies()).items() if count > 1] == []


def test_every_person_has_a_true_and_own_number_that_says_the_same(crowd):
    assert len({one.id_number for one in crowd}) == len({one.mobile for one in crowd}) == len(crowd) == 5000
    for one in crowd:
        read = ids.parse_citizen_id(one.id_number, today=ON)
        assert (read.born, read.sex) == (one.born, "male" if one.sex == "男" else "female")
        assert read.division // 10**6 == standards.county_code_on(one.county // 10**6, one.born)
        assert str(ids.parse_mobile(one.mobile)) == one.mobile
        assert one.division in standards.division_names()
        assert one.division % 1000


def test_some_carry_the_code_of_a_county_that_is_no_more(crowd):
    assert any(one.id_number.startswith("532621") and one.county == 532601_000_000 for one in crowd)


def test_the_crowd_has_the_census_margins(crowd):
    known, n = margins(), len(crowd)
    kunming = [one for one in crowd if one.division // 10**8 == 5301]
    rest = [one for one in crowd if one.division // 10**8 != 5301]

    def band(one):
        age = ON.year - one.born.year - ((ON.month, ON.day) < (one.born.month, one.born.day))
        return "0-14" if age < 15 else "15-59" if age < 60 else "60-"

    assert unlikely(Counter(one.division // 10**8 for one in crowd), known.population, n) < 4
    assert unlikely(Counter("汉族" if one.ethnic == "汉族" else "少数民族" for one in crowd), known.han, n) < 4
    for part, is_kunming in [(kunming, True), (rest, False)]:
        assert unlikely(Counter(one.sex for one in part), known.sex[is_kunming], len(part)) < 4
        assert unlikely(Counter(map(band, part)), known.age[is_kunming], len(part)) < 4
    urban = sum(known.population[code] * share for code, share in known.urban.items()) / sum(known.population.values())
    assert abs(sum(one.urban for one in crowd) / n - urban) < 0.03


def test_a_crowd_of_one_sex_would_be_noticed(crowd):
    assert unlikely(Counter({"男": len(crowd)}), margins().sex[False], len(crowd)) > 4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_seed_makes_the_same_people_and_another_others(seed):
    assert people(40, seed) == people(40, seed)
    assert people(40, seed)[6:] != people(40, seed + 1)[6:]


def test_a_small_sample_too_meets_the_names_that_break_careless_systems():
    names = "".join(one.name for one in people(6))
    assert all(character in names for character in "𨱑㛃䶮·")


def test_nobody_shares_a_number_however_many_are_born_on_a_day():
    made = {numbers.citizen_id(530102, ON, male, nth) for male in (True, False) for nth in range(48)}
    assert len(made) == 96
    with pytest.raises(ValueError, match="48 people"):
        numbers.citizen_id(530102, ON, True, 48)


def test_every_firm_has_a_true_code_an_own_name_and_a_grown_up_head(crowd):
    made = firms(among=crowd)

    assert len({one.uscc for one in made}) == len({one.name for one in made}) == len(made) == 1000
    assert {one.kind for one in made} == {"91", "92"}
    assert not {one.uscc for one in made} & {one.uscc for one in agencies()}
    known = set(crowd)
    for one in made:
        assert ids.parse_uscc(one.uscc).kind_name == one.kind_name
        assert one.representative in known
        assert one.founded.year - one.representative.born.year >= 18
        assert one.founded <= ON
    assert made == firms(among=crowd)


def test_everything_says_that_it_is_synthetic(crowd):
    assert all(one.synthetic for some in (agencies(), crowd, firms(20, among=crowd)) for one in some)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published counts are not on this machine")
def test_the_margins_are_the_published_ones():
    import csv

    with PUBLISHED.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] != "530000"]
    assert margins().population == {int(row["code"]) // 100: int(row["resident_pop_2020_census"]) for row in rows}
    assert {code: round(share * 100, 2) for code, share in margins().urban.items()} == {
        int(row["code"]) // 100: float(row["urbanisation_pct"]) for row in rows
    }
