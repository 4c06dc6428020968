"""How long one waits: the queue played forward with what services really took; and whether what was told came true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from math import ceil, floor

from .calling import TERMS, Desk, Terms, Waiting, next_ticket, overtaken

STEP = 5  # what is told is told in whole fives of minutes
FEW = 5  # fewer services than this say nothing about a matter; its stage speaks then


@dataclass(frozen=True, slots=True)
class Sample:
    """A service that really happened."""

    stage: str
    matter: str
    minutes: float


@dataclass(frozen=True)
class Times:
    """What services took: for a matter at a stage where enough are known, else for the stage, else the hall's own rule."""

    by_matter: Mapping[tuple[str, str], Sequence[float]]
    by_stage: Mapping[str, Sequence[float]]
    terms: Terms = TERMS

    @classmethod
    def of(cls, samples: Iterable[Sample], terms: Terms = TERMS) -> Times:
        matter: dict[tuple[str, str], list[float]] = {}
        stage: dict[str, list[float]] = {}
        for one in samples:
            matter.setdefault((one.stage, one.matter), []).append(one.minutes)
            stage.setdefault(one.stage, []).append(one.minutes)
        return cls(matter, stage, terms)

    def at(self, part: float, stage: str, matter: str) -> float:
        """The minutes which `part` of such services do not exceed."""
        for known in (self.by_matter.get((stage, matter), ()), self.by_stage.get(stage, ())):
            if len(known) >= FEW:
                return quartile(known, part)
        return self.terms.fallback(stage) * (0.5 + part)


def quartile(values: Sequence[float], part: float) -> float:
    """Between the two nearest, as `percentile_cont` does it."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


@dataclass(frozen=True, slots=True)
class Manned:
    """An open window: `busy` is how long the one at it has been served already, with what; None: free."""

    desk: Desk
    busy: timedelta | None = None
    stage: str = ""
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes from now until one is called."""

    low: float
    likely: float
    high: float


def forecast(
    who: str, waiting: Sequence[Waiting], manned: Sequence[Manned], times: Times, now: datetime, *, part: float = 0.5,
    terms: Terms = TERMS,
) -> float | None:  # fmt: skip
    """Minutes until `who` is called if nobody else comes and services take what `part` of them take. None: by nobody."""
    rest = {one.id: one for one in waiting}
    free = [(now + _left(one, times, part), one.desk.number, one.desk) for one in manned]
    heapify(free)
    while free and rest:
        at, number, desk = heappop(free)
        present = list(rest.values())
        chosen = next_ticket(desk, present, at, terms)
        if chosen is None:
            continue  # nobody left for this window, and nobody comes any more
        if chosen.id == who:
            return (at - now).total_seconds() / 60
        for late in overtaken(chosen, desk, present):
            rest[late] = replace(rest[late], passed=rest[late].passed + 1)
        del rest[chosen.id]
        heappush(free, (at + timedelta(minutes=times.at(part, chosen.stage, chosen.matter)), number, desk))
    return None


def _left(one: Manned, times: Times, part: float) -> timedelta:
    if one.busy is None:
        return timedelta(0)
    return max(timedelta(0), timedelta(minutes=times.at(part, one.stage, one.matter)) - one.busy)


def expected_wait(
    who: str, waiting: Sequence[Waiting], manned: Sequence[Manned], times: Times, now: datetime, terms: Terms = TERMS
) -> Range | None:
    """The range from quick to slow services. Least and most of three runs: with several windows a quicker service
    elsewhere can make one wait longer."""
    runs = [forecast(who, waiting, manned, times, now, part=part, terms=terms) for part in (0.25, 0.5, 0.75)]
    known = [one for one in runs if one is not None]
    if len(known) < len(runs):
        return None
    return Range(min(known), known[1], max(known))


def quoted(told: Range) -> tuple[int, int]:
    """What is said aloud: whole fives that hold the range, and never a point."""
    low, high = floor(told.low / STEP) * STEP, ceil(told.high / STEP) * STEP
    return low, max(high, low + STEP)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of `told` waits `kept` came true; the others were called sooner or later than told."""

    told: int
    kept: int
    sooner: int
    later: int

    @property
    def share(self) -> float | None:
        return self.kept / self.told if self.told else None


def accuracy(waits: Iterable[tuple[int, int, float]]) -> Accuracy:
    """(told from, told to, real) in minutes. Exactly at an end is kept."""
    told = kept = sooner = later = 0
    for low, high, real in waits:
        told += 1
        sooner += real < low
        later += real > high
        kept += low <= real <= high
    return Accuracy(told, kept, sooner, later)


def median_wait(waits: Sequence[float]) -> float | None:
    return quartile(waits, 0.5) if waits else None
