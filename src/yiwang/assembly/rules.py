"""How often is too often: a window that slides, counted in two halves."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Limit:
    """At most `often` in any `seconds`, nearly: what was before counts by how much of it still lies in the window."""

    often: int
    seconds: int = 60


def window(limit: Limit, now: float) -> int:
    """The number of the fixed window `now` lies in."""
    return int(now // limit.seconds)


def wait(limit: Limit, before: int, here: int, now: float) -> int:
    """Seconds until one more request would pass, 0 when this one does. `before`, `here`: how often in the last window,
    and in the window of `now` with this request."""
    passed = now % limit.seconds
    if here + before * (1 - passed / limit.seconds) <= limit.often:
        return 0
    if here < limit.often:  # enough of the last window leaves before this one ends
        return max(1, ceil(limit.seconds * (1 - (limit.often - here - 1) / before) - passed))
    leaves = limit.seconds * max(0.0, 1 - (limit.often - 1) / here)
    return max(1, ceil(limit.seconds - passed + leaves))


def caller(address: str, forwarded: str, proxies: int) -> str:
    """Who asks, as far as we can believe it: the nearest address that none of our own `proxies` wrote. "" if unknown.

    Each proxy adds at the right whom it heard. Without proxies declared, a forwarded request says that there is one we
    know nothing of: then all would seem to be one, and nobody is told apart."""
    if not proxies:
        return "" if forwarded else address
    heard = [one.strip() for one in forwarded.split(",") if one.strip()]
    return heard[-proxies] if len(heard) >= proxies else ""
