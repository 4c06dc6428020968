"""Which terminal somebody is sent to, and how one stands. Pure: no table, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

SILENT = timedelta(minutes=10)
SKEW = timedelta(minutes=5)
LOW_PAPER = 10
EARTH_KM = 6371.0088
FAULTS = {
    "screen": "屏幕",
    "network": "网络",
    "printer": "打印机",
    "card_reader": "读卡器",
    "camera": "摄像头",
    "scanner": "扫描仪",
}
STOPS_ALL = frozenset({"screen", "network"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A terminal as it stands. `matters` empty: all. `far`: the map's distance from where one is, 0 nearest."""

    key: str
    far: int
    open: bool
    working: bool
    prints: bool
    matters: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None


def standing(beat: datetime | None, paper: int, faults: Iterable[str], now: datetime) -> tuple[bool, bool, bool]:
    """(is it silent, does it work, does it print). Who does not report is not sent anybody."""
    found = set(faults)
    silent = beat is None or now - beat > SILENT
    working = not silent and not found & STOPS_ALL
    return silent, working, working and paper > 0 and "printer" not in found


def does(spot: Spot, matter: str) -> bool:
    return not matter or not spot.matters or matter in spot.matters


def nearest_open(
    spots: Iterable[Spot], matter: str, here: tuple[float, float] | None = None, *, prints: bool = False
) -> list[Spot]:
    """Open, working terminals that can do `matter`, the nearest first: by kilometres where both places are known, by
    the map's tree otherwise."""
    fit = [one for one in spots if one.open and one.working and does(one, matter) and (one.prints or not prints)]
    return sorted(fit, key=lambda one: _order(one, here))


def _order(spot: Spot, here: tuple[float, float] | None) -> tuple[int, float, str]:
    if here and spot.point:
        return 0, kilometres(here, spot.point), spot.key
    return 1, float(spot.far), spot.key


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great circle between (latitude, longitude) in degrees."""
    (a, b), (c, d) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def fresh(said: datetime, last: datetime | None, now: datetime) -> bool:
    """Is a report of now, and newer than the last? An old one sent again is neither."""
    return abs(now - said) <= SKEW and (last is None or said > last)
