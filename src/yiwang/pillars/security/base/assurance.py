"""How surely a session knows who acts. Pure: what was proved when, and now.

1  a password some time ago, by an account nobody has matched with a person
2  an account matched with a person (实名) or appointed to a post
3  proved again just now: by a second factor where he has one, by the password where he has none and the house allows it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PROVED = "proved"  # in the session: {"password": when, "second": when, "has_second": bool}, seconds since 1970
TITLES = {1: "登录", 2: "实名", 3: "刚刚再次确认"}


def level(known: bool, proved: Mapping[str, Any], now: float, minutes: int, *, strict: bool) -> int:
    """The level of a session. `strict`: without a second factor nobody comes to 3."""
    if not known:
        return 1
    if _fresh(proved.get("second"), now, minutes):
        return 3
    return 3 if not (proved.get("has_second") or strict) and _fresh(proved.get("password"), now, minutes) else 2


def _fresh(at: Any, now: float, minutes: int) -> bool:
    return isinstance(at, (int, float)) and 0 <= now - at <= minutes * 60
