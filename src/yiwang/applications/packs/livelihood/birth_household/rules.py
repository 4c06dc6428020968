"""The heart of entering a newborn child: the surname the law allows, whose household, the citizen number.

Read in the source: 民法典 arts. 1015, 1016、户口登记条例（1958）arts. 6, 7、居民身份证法（2011）art. 3. The number is built as
GB 11643 says; its sequence comes from the case's own, for rehearsal only: real ones the police give out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel import checkdigits
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_citizen_id
from yiwang.kernel.worktime import months_after


class _Number(NamedTuple):
    value: int
    how: str


# A test holds it against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "register_months": Dated("申报出生登记", {date(1958, 1, 9): _Number(1, "read")}),
}
PARENTS = "随父姓或者随母姓"
COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "端木",
    "东方",
    "夏侯",
    "司徒",
    "宇文",
    "长孙",
)
CASE = re.compile(r"\d{6}-\d{4}-(\d{6})", re.ASCII)
HANZI = re.compile("[㐀-鿿〇·]+")


class NoSequence(Invalid):
    """办件编号 {number} 换不出公民身份号码的顺序码。请联系平台管理员"""

    code = "birth_household.no_sequence"


def surname_of(name: str) -> str:
    """The surname a full name begins with.

    >>> surname_of("欧阳小雨"), surname_of("王小雨")
    ('欧阳', '王')
    """
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def name_faults(surname: str, ground: str, parents: tuple[str, ...]) -> list[str]:
    """What the law says against the surname (民法典 art. 1015): father's or mother's, or one of the grounds it names."""
    theirs = [surname_of(one) for one in parents if one]
    if ground == PARENTS and surname not in theirs:
        said = "、".join(dict.fromkeys(theirs))
        return [
            f"孩子应当随父姓或者随母姓（{said}），“{surname}”不是；有法律写明的其他理由，请选那一项（民法典第一千零一十五条）"
        ]
    return []


def may_register(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """May it be handed in: {ok, says, instead}. Coming late is told and refuses nobody."""
    born = _day(answers["born"])
    if born > day:
        return {"ok": False, "says": "您填的出生日期还没有到", "instead": "孩子出生以后再来办"}
    wrong = name_faults(
        answers["surname"], answers["surname_ground"], (answers["name"], answers.get("other_name") or "")
    )
    if wrong:
        return {"ok": False, "says": "；".join(wrong), "instead": "回到“孩子”那一页改姓，或者选法律写明的理由"}
    if answers["follows"] != answers["me"] and not answers.get("other_name"):
        says = f"随{answers['follows']}落户，要登记孩子的{answers['follows']}"
        return {"ok": False, "says": says, "instead": "填上另一位家长，或者选随自己落户"}
    last = months_after(born, NUMBERS["register_months"].on(day).value)
    late = f"出生登记应当在出生后一个月内（{chinese(last)}前）申报（户口登记条例第七条），晚了也要办，不影响孩子落户"
    odd = (
        ""
        if HANZI.fullmatch(answers["surname"] + answers["given_name"])
        else "名字里有不是汉字的字，户籍窗口会和您商量（待核实）"
    )
    return {"ok": True, "says": "；".join(filter(None, [late if day > last else "", odd])), "instead": ""}


def sequence(sex: str, serial: int) -> str:
    """The three digits of who was born the same day in the same place: odd for boys, even for girls. From the case's
    serial of its month: cases of two months may meet, which a rehearsal bears and the police's own register would not.

    >>> sequence("女", 1), sequence("男", 1), sequence("男", 500)
    ('002', '001', '999')
    """
    turn = (serial - 1) % (500 if sex == "男" else 499)
    return f"{2 * turn + (1 if sex == '男' else 2):03d}"


def identity(county: int, born: date, sex: str, serial: int) -> str:
    """A citizen number (GB 11643): six of the county, eight of the birthday, three of the sequence, a check character.

    >>> identity(110105, date(1949, 12, 31), "女", 1)
    '11010519491231002X'
    """
    body = f"{county:06d}{born:%Y%m%d}{sequence(sex, serial)}"
    return parse_citizen_id(body + checkdigits.mod_11_2(body)).number


def found(facts: Mapping[str, Any]) -> str:
    """The citizen number a case gives its child, for whoever needs it next. Nothing in clear is kept of it."""
    answers, parts = facts["answers"], CASE.fullmatch(facts["number"])
    if not parts:
        raise NoSequence(number=facts["number"])
    return identity(facts["division"] // 10**6, _day(answers["born"]), answers["sex"], int(parts[1]) or 1)


def child(facts: Mapping[str, Any]) -> str:
    """The child's name as entered."""
    return f"{facts['answers']['surname']}{facts['answers']['given_name']}"


def entry(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 常住人口登记 prints. Whatever was clicked, a surname the law does not allow is not entered."""
    answers, number = facts["answers"], found(facts)
    wrong = name_faults(
        answers["surname"], answers["surname_ground"], (answers["name"], answers.get("other_name") or "")
    )
    if wrong:
        raise NotAllowed(says=wrong[0])
    return {
        "number": f"{facts['division'] // 10**6:06d}{_day(facts['today']).year}{facts['serial']:06d}",
        "child": child(facts),
        "sex": answers["sex"],
        "born": chinese(_day(answers["born"])),
        "ethnic": answers["ethnic"],
        "identity": f"{number[:6]}********{number[-4:]}",
        "holder": answers["holder"],
        "follows": f"随{answers['follows']}",
        "address": answers["address"],
        "certificate": answers["certificate"],
    }


class NotAllowed(Invalid):
    """{says}"""

    code = "birth_household.surname"


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
