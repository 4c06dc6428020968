"""People of the sample: nobody real, in the proportions of age, sex and place that the census counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TypeVar

from yiwang.pillars.standards.base import api as standards

from . import numbers
from .margins import AGES, KUNMING, margins
from .names import person_name

K = TypeVar("K", int, str)
SEED = 530000
ON = date(2026, 1, 1)


@dataclass(frozen=True)
class SamplePerson:
    """`division` is a village or neighbourhood (12 digits); `id_number` begins with the county's code at birth."""

    name: str
    sex: str
    born: date
    id_number: str
    ethnic: str
    division: int
    urban: bool
    mobile: str
    address: str
    synthetic: bool = True

    @property
    def county(self) -> int:
        """The county's 12-digit code."""
        return self.division // 10**6 * 10**6


def people(n: int = 5000, seed: int = SEED, on: date = ON) -> list[SamplePerson]:
    """n people, ages as the census has them counted on the day `on`. Same arguments, same people."""
    chance = Random(seed)  # noqa: S311  a sample must be repeatable, not secret
    taken: dict[tuple[int, date, bool], int] = defaultdict(int)
    return [_person(chance, index, on, taken) for index in range(n)]


def _person(chance: Random, index: int, on: date, taken: dict[tuple[int, date, bool], int]) -> SamplePerson:
    known, names = margins(), standards.division_names()
    prefecture = _draw(chance, known.population)
    kunming = prefecture == KUNMING
    sex = _draw(chance, known.sex[kunming])
    urban = chance.random() < known.urban[prefecture]
    ethnic = _draw(chance, known.han)
    if ethnic == "少数民族":
        ethnic = _draw(chance, known.minorities)
    village = chance.choice(_villages()[prefecture, urban])
    county, male = village // 10**6, sex == "男"
    born = _birthday(chance, _draw(chance, known.age[kunming]), on)
    while taken[county, born, male] >= 48:
        born += timedelta(days=1)
    issued = standards.county_code_on(county, born)
    number = numbers.citizen_id(issued, born, male, taken[county, born, male])
    taken[county, born, male] += 1
    return SamplePerson(
        name=person_name(chance, male, ethnic, index), sex=sex, born=born, id_number=number, ethnic=ethnic,
        division=village, urban=urban, mobile=numbers.mobile(index + 1),
        address=f"{_full(names, village)}{chance.randint(1, 260)}号",
    )  # fmt: skip


def _draw(chance: Random, weights: Mapping[K, int]) -> K:
    return chance.choices(list(weights), list(weights.values()))[0]


def _birthday(chance: Random, band: str, on: date) -> date:
    """Evenly within a band; the oldest thin out by the year."""
    first, last = AGES[band]
    age = min(last, first + int(chance.expovariate(1 / 10))) if band == "60-" else chance.randint(first, last)
    latest = _years_before(on, age)
    return latest - timedelta(days=chance.randrange((latest - _years_before(on, age + 1)).days))


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


@cache
def _villages() -> Mapping[tuple[int, bool], Sequence[int]]:
    """Villages by prefecture and whether urban: a neighbourhood committee's code ends below 200."""
    found: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for code in standards.division_names():
        if code % 1000:
            found[code // 10**8, code % 1000 < 200].append(code)
    return found


def _full(names: Mapping[int, str], code: int) -> str:
    place = [names[code // 10**zeros * 10**zeros] for zeros in (8, 6, 3, 0)]
    return "云南省" + "".join(place)
