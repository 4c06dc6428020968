"""What rules say of an application before it is handed in: the matter's own, then those of the matters it will open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from inspect import signature
from typing import Any

from yiwang.kernel.section import functions

from .definition import Matter


def judged(matter: Matter, answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """{ok, says, instead}: the first rule something stands against it by, else what they all tell. A rule that asks for it
    (an age, a number of the law) is told the day."""
    told = []
    for name in filter(None, (matter.before, *matter.also)):
        rule = functions[name]
        found = rule(answers, **({"day": day} if "day" in signature(rule).parameters else {}))
        if not found.get("ok"):
            return dict(found)
        told.append(str(found.get("says", "")))
    return {"ok": True, "says": "；".join(filter(None, told)), "instead": ""}
