"""What casework asks of a matter when it opens one as a part of another: how an application for it goes, and on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiwang.kernel import clock
from yiwang.toolbox.casework import api as casework

from .definition import Matter
from .judging import judged
from .library import matters
from .offering import offered_at


def terms(name: str) -> casework.Terms | None:
    """None for what no pack declares."""
    if name not in matters:
        return None
    one = matters[name]
    return casework.Terms(
        one.title, one.flow, one.line, one.form, one.division,
        lambda answers: _against(one, answers), lambda division, day: _offer(name, division, day),
    )  # fmt: skip


def _against(one: Matter, answers: Mapping[str, Any]) -> str:
    """What the pack's own rule says against these answers; "" where nothing."""
    found = judged(one, answers, clock.today())
    return "" if found.get("ok") else str(found.get("says", ""))


def _offer(name: str, division: int, day: date) -> tuple[str, int | None, str]:
    offer = offered_at(name, division, day)
    if offer is None or not offer.open:
        return "", None, offer.says if offer else "这个地方没有这件事"
    return f"{offer.task_code}@{offer.number}" if offer.number else "", offer.promise_days, ""


casework.part_terms.add("matters", terms)
