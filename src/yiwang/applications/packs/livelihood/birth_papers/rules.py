"""The heart of a newborn child's first two papers: what is printed, and by when the family should come.

Read in the source: 母婴保健法（2017）art. 23、疫苗管理法（2019）art. 47. Remembered: how a birth certificate is numbered; a
number of another shape is looked at by a person and refuses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.worktime import months_after


class _Number(NamedTuple):
    value: int
    how: str


# A test holds it against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "vaccination_months": Dated("办预防接种证", {date(2019, 12, 1): _Number(1, "read")}),
}
SHAPE = re.compile(r"[A-Z]\d{9}", re.ASCII)
FIRST_YEAR, LETTERS = 2026, "ABCDEFGHJKLMNPQRSTUVWXYZ"


class NoNumberLeft(Invalid):
    """这个县今年的出生医学证明编号用完了。请联系平台管理员扩充号段"""

    code = "birth_papers.no_number"


def may_apply(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Only a birth to come stands against an application: {ok, says, instead}."""
    if _day(answers["born"]) > day:
        return {"ok": False, "says": "您填的出生日期还没有到", "instead": "孩子出生以后再来办，填过的不用重填"}
    return {"ok": True, "says": "", "instead": ""}


def vaccination_due(born: date, day: date) -> dict[str, Any]:
    """By when to come (疫苗管理法 art. 47: within a month of birth), and what to say once that is over: nobody is refused."""
    last = months_after(born, NUMBERS["vaccination_months"].on(day).value)
    late = day > last
    return {"by": last, "late": late, "says": f"出生后一个月内（{chinese(last)}前）办；超过了也给办" if late else ""}


def may_vaccinate(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    found = may_apply(answers, day)
    return {**found, "says": found["says"] or vaccination_due(_day(answers["born"]), day)["says"]}


def looks_right(number: str) -> bool:
    """Has `number` the shape people remember, a letter and nine digits? It has no check character of its own.

    >>> looks_right("A010200001"), looks_right("010200001")
    (True, False)
    """
    return bool(SHAPE.fullmatch(number))


def numbered(county: int, year: int, serial: int) -> str:
    """The number of a rehearsal certificate: a letter for the year, four digits of the county, five of the series."""
    if not (0 <= year - FIRST_YEAR < len(LETTERS) and 0 < serial < 10**5):
        raise NoNumberLeft
    return f"{LETTERS[year - FIRST_YEAR]}{county % 10**4:04d}{serial:05d}"


def certificate(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 出生医学证明 prints."""
    answers, today = facts["answers"], _day(facts["today"])
    return {"number": numbered(facts["division"] // 10**6, today.year, facts["serial"]),
            **_child(answers), "hospital": answers["hospital"], **parents(answers)}  # fmt: skip


def vaccination(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 预防接种证 prints."""
    answers, today = facts["answers"], _day(facts["today"])
    return {
        "number": f"{facts['division'] // 10**6:06d}{today.year}{facts['serial']:06d}",
        **_child(answers),
        "guardian": answers["name"],
        "clinic": f"{facts['place']}现居住地的接种单位",
    }


def given(facts: Mapping[str, Any]) -> str:
    """The number of the certificate a case issued, for whoever needs it next."""
    return str(facts["papers"]["birth_papers/certificate"])


def parents(answers: Mapping[str, Any]) -> dict[str, str]:
    """Mother and father by name, whichever of them applies. The other may be left open."""
    mine, other = str(answers["name"]), str(answers.get("other_name") or "")
    mother, father = (mine, other) if answers["me"] == "母亲" else (other, mine)
    return {"mother": mother or "未登记", "father": father or "未登记"}


def _child(answers: Mapping[str, Any]) -> dict[str, str]:
    return {
        "child": f"{answers['surname']}{answers['given_name']}", "sex": answers["sex"], "born": chinese(_day(answers["born"])),
    }  # fmt: skip


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
