"""The heart of registering a limited company: its name, its holders and their shares, its credit code, its licence.

Read in the source: 公司法（2023）arts. 5–10, 29–33, 42, 47、市场主体登记管理条例 arts. 8, 13, 19、企业名称登记管理规定（2020）
arts. 6–8. The code is rehearsed: no coding centre gave it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yiwang.kernel import checkdigits
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_uscc


class _Number(NamedTuple):
    value: int
    how: str


# A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "holders_most": Dated("股东人数", {date(2024, 7, 1): _Number(50, "read")}),
    "pay_years": Dated("缴足年限", {date(2024, 7, 1): _Number(5, "read")}),
}
HANZI = re.compile("[㐀-鿿〇]+")
CASE = re.compile(r"(\d{6})-(\d{2})(\d{2})-(\d{6})", re.ASCII)
ORGANISATION, FIRST_YEAR = "YC", 2026


class NotAllowed(Invalid):
    """{says}"""

    code = "company_registration.not_allowed"


class NoCodeLeft(Invalid):
    """办件编号 {number} 换不出统一社会信用代码。请联系平台管理员扩充号段"""

    code = "company_registration.no_code"


def faults(answers: Mapping[str, Any], day: date) -> list[str]:
    """What the law says against it: only articles somebody read."""
    brand, years = str(answers.get("brand", "")), NUMBERS["pay_years"].on(day).value
    found = []
    if len(brand) < 2 or not HANZI.fullmatch(brand):
        found.append("字号要两个以上汉字（企业名称登记管理规定第八条）")
    if brand and brand == answers.get("trade"):
        found.append(f"“{brand}”是行业，不能作字号（企业名称登记管理规定第八条）")
    if Decimal(str(answers.get("years", 0))) > years:
        found.append(f"股东认缴的出资，自公司成立之日起 {years} 年内缴足（公司法第四十七条）")
    return found + shares_faults(answers.get("holders") or (), answers.get("capital", 0), day)


def shares_faults(holders: Sequence[Mapping[str, Any]], capital: Any, day: date) -> list[str]:
    """One to fifty holders, each once, whose shares make the capital (公司法 arts. 42, 47)."""
    most, whole = NUMBERS["holders_most"].on(day).value, Decimal(str(capital))
    found = []
    if not 1 <= len(holders) <= most:
        found.append(f"有限责任公司由 1 个以上 {most} 个以下股东出资设立（公司法第四十二条）")
    if len({one["holder_id"] for one in holders}) < len(holders):
        found.append("同一个股东写了两遍，请合成一行")
    if (total := sum((Decimal(str(one["share"])) for one in holders), Decimal(0))) != whole:
        found.append(f"股东认缴的加起来是 {total} 万元，和注册资本 {whole} 万元对不上（公司法第四十七条）")
    return found


def may_apply(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """{ok, says, instead}."""
    wrong = faults(answers, day)
    return {"ok": not wrong, "says": "；".join(wrong), "instead": "回到“公司”“股东”那两页改" if wrong else ""}


def full_name(place: str, brand: str, trade: str, ending: str) -> str:
    """行政区划 + 字号 + 行业 + 组织形式 (规定 arts. 6, 7).

    >>> full_name("云南省昆明市五华区", "云岭", "贸易", "有限公司")
    '昆明市五华区云岭贸易有限公司'
    """
    return re.sub("^.*?(?:省|自治区)", "", place) + brand + trade + ending


def credit_code(case_number: str) -> str:
    """The 统一社会信用代码 of the company a case founds: 91, the county, nine of the organisation, a check character."""
    parts = CASE.fullmatch(case_number)
    county, year, month, serial = parts.groups() if parts else ("", "0", "0", "0")
    index = ((2000 + int(year) - FIRST_YEAR) * 12 + int(month) - 1) * 10**6 + int(serial)
    if not parts or not 0 <= index < 31**6:
        raise NoCodeLeft(number=case_number)
    digits = ""
    for _ in range(6):
        index, digit = divmod(index, 31)
        digits = checkdigits.ALPHABET_31[digit] + digits
    organisation = ORGANISATION + digits
    body = f"91{county}{organisation}{checkdigits.organisation(organisation)}"
    return parse_uscc(body + checkdigits.uscc(body)).number


def code(facts: Mapping[str, Any]) -> str:
    """For whoever needs it next."""
    return credit_code(facts["number"])


def name_of(facts: Mapping[str, Any]) -> str:
    answers = facts["answers"]
    return full_name(facts["place"], answers["brand"], answers["trade"], answers["ending"])


def licence(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 营业执照 prints (公司法 art. 33). What the law does not allow is not printed, whatever was clicked."""
    answers, today = facts["answers"], _day(facts["today"])
    if wrong := faults(answers, today):
        raise NotAllowed(says="；".join(wrong))
    return {
        "number": code(facts), "name": name_of(facts), "kind": "有限责任公司", "representative": answers["name"],
        "capital": f"{Decimal(str(answers['capital'])).normalize():f} 万元",
        "founded": f"{today.year}年{today.month}月{today.day}日",
        "address": answers["address"], "scope": answers["scope"],
    }  # fmt: skip


def firm(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The company that exists from now on, as others will find it."""
    printed = licence(facts)
    told = {"kind": printed["kind"], "representative": printed["representative"], "trade": facts["answers"]["trade"],
            "founded": _day(facts["today"]).isoformat(), "scope": printed["scope"]}  # fmt: skip
    return {"name": printed["name"], "identifier": printed["number"], "address": printed["address"], "facts": told}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
