"""Putting right a result that was issued wrongly: what the corrected document says, and how its holder is told.

Read in the source: 行政许可法（2019）art. 69、行政复议法（2023）art. 20、行政诉讼法（2017）art. 46. Whether a correction
may change a licence's number is said nowhere that we read: the number stays, with a mark behind it that tells copies
apart. `corrected` changes the named fields and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

MARK = re.compile(r"-更(\d+)$")
LAW = "《中华人民共和国行政许可法》第六十九条"
RIGHTS = "在收到之日起六十日内申请行政复议，或者在六个月内提起行政诉讼。"


def corrected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed anew: everything as it was, but the fields named in the proposal."""
    old = facts["replaced"]
    changes = {one["field"]: one["now"] for one in facts["answers"].get("changes") or ()}
    return {**old["data"], **changes, "number": renumbered(old["number"]), "valid_until": old["valid_until"]}


def renumbered(number: str) -> str:
    """The same number with the correction counted behind it.

    >>> renumbered("JY25301022600015"), renumbered("JY25301022600015-更1")
    ('JY25301022600015-更1', 'JY25301022600015-更2')
    """
    found = MARK.search(number)
    return f"{number[: found.start()]}-更{int(found[1]) + 1}" if found else f"{number}-更1"


def notice(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The letter that says what was wrong, what is changed or ended, and what can be done against it."""
    answers = facts["answers"]
    agency, today = facts["agency"], _day(facts["today"])
    person = (facts.get("party") or {}).get("kind") == "person"
    ending = "撤更" if answers.get("way") == "撤销" else "更"
    return {
        "number": f"{agency['short_name']}{ending}〔{today.year}〕{facts['serial']}号",
        "applicant": (facts.get("party") or {}).get("name") or "当事人",
        "you": "您" if person else "你单位",
        "origin": facts["origin"].get("number", ""),
        "paper": answers.get("paper", ""),
        "why": _sentence(facts.get("reason") or answers.get("why", "")),
        "shown": "；".join(line.strip("；。 ") for line in str(answers.get("shown", "")).splitlines() if line.strip()),
        "basis": f"依据{LAW}的规定，" if "许可" in str(answers.get("paper", "")) else "",
        "rights": RIGHTS,
    }


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。；，')}。"


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
