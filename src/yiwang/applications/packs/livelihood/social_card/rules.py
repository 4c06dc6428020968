"""The heart of the social security card: whose number it bears, and what is printed.

Read in the source: 社会保险法（2018）art. 58(3)、社会保险经办条例（2023）arts. 6, 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiwang.kernel.ids import parse_citizen_id


def card(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed. The social security number is the citizen number (社会保险法 art. 58(3)); its middle is not shown."""
    answers, today = facts["answers"], facts["today"]
    year = today.year if isinstance(today, date) else int(str(today)[:4])
    person = parse_citizen_id(answers["child_id"])
    return {
        "number": f"SC{facts['division'] // 10**6:06d}{year}{facts['serial']:06d}",
        "child": answers["child"],
        "social_number": shown(person.number),
        "bank": answers["bank"],
        "guardian": answers["name"],
    }


def shown(number: str) -> str:
    """
    >>> shown("11010519491231002X")
    '110105********002X'
    """
    return f"{number[:6]}********{number[-4:]}"
