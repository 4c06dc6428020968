"""The published counts the sample is drawn from, as weights."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KUNMING = 5301
AGES = {"0-14": (0, 14), "15-59": (15, 59), "60-": (60, 104)}


@dataclass(frozen=True)
class Margins:
    """`sex` and `age` by whether the prefecture is Kunming: the rest is the province less Kunming."""

    population: dict[int, int]
    urban: dict[int, float]
    sex: dict[bool, dict[str, int]]
    age: dict[bool, dict[str, int]]
    han: dict[str, int]
    minorities: dict[str, int]


@cache
def margins() -> Margins:
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data/margins.yaml").read_text())
    province, kunming = read["province"], read["kunming"]

    def split(what: str) -> dict[bool, dict[str, int]]:
        rest = {key: count - kunming[what][key] for key, count in province[what].items()}
        return {True: kunming[what], False: rest}

    return Margins(
        population={code: count for code, (count, _) in read["prefectures"].items()},
        urban={code: float(Decimal(share) / 100) for code, (_, share) in read["prefectures"].items()},
        sex=split("sex"),
        age=split("age"),
        han=province["han"],
        minorities=read["minorities_invented"],
    )
