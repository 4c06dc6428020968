"""The heart of registering an individual business: its name, its scope, its credit code, what its licence says.

Answers are those of `forms/apply.yaml`, facts what casework tells a pack (`toolbox/casework/papers.py`).

Read in the source: 市场主体登记管理条例（国务院令第746号）、其实施细则（市场监管总局令第52号）、企业名称登记管理规定（2020）, which
art. 25 applies to individual businesses. Which items need which permit is remembered: it is told, and refuses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel import checkdigits
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_uscc
from yiwang.kernel.worktime import months_after

ENDINGS = ("店", "馆", "部", "行", "厂", "坊", "中心", "工作室")
NOT_A_FIRM = ("公司", "集团", "合作社", "合伙")
STATE = ("中国", "中华", "中央", "全国", "国家")
ORGANS = ("共产党", "民主党派", "国务院", "人民政府", "政协", "人大", "法院", "检察院", "公安局", "解放军", "武警", "部队",
          "共青团", "妇联", "总工会")  # fmt: skip
ABROAD = ("美国", "英国", "法国", "德国", "日本", "韩国", "俄罗斯", "联合国", "欧盟", "世界卫生组织", "世界银行")
HANZI = re.compile("[㐀-鿿〇]+")
CASE = re.compile(r"(\d{6})-(\d{2})(\d{2})-(\d{6})", re.ASCII)
PLACE = re.compile("(?:.+?(?:省|自治区))?(.+?(?:自治州|地区|市))?(.+)")
ORGANISATION, FIRST_YEAR = "YX", 2026  # codes no coding centre gave out: see the README
FREE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
BOUND = "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"


class _Number(NamedTuple):
    value: int
    how: str


# The law's numbers as pure code needs them. A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "name_rests_years": Dated("原字号", {date(2021, 3, 1): _Number(1, "read")}),
    "barred_years": Dated("虚假登记", {date(2022, 3, 1): _Number(3, "read")}),
}


class Permit(NamedTuple):
    """A permit an item needs: its name, who gives it, the matter here that leads to it (none: not on this platform)."""

    name: str
    office: str
    matter: str = ""
    before: bool = False


FOOD = Permit("食品经营许可证", "县（市、区）市场监督管理局", "食品经营许可核发")
HYGIENE = Permit("公共场所卫生许可证", "县（市、区）卫生健康局", "公共场所卫生许可")
# Items of business: the permits each needs, none where it is free. Remembered.
CATALOGUE: Mapping[str, tuple[Permit, ...]] = {
    "餐饮服务": (FOOD,),
    "食品销售": (FOOD,),
    "食品销售（仅销售预包装食品）": (Permit("仅销售预包装食品备案", "县（市、区）市场监督管理局"),),
    "住宿服务": (HYGIENE, Permit("旅馆业特种行业许可证", "县（市、区）公安局")),
    "理发服务": (HYGIENE,),
    "生活美容服务": (HYGIENE,),
    "歌舞娱乐活动": (Permit("娱乐经营许可证", "县（市、区）文化和旅游局"), HYGIENE),
    "烟草制品零售": (Permit("烟草专卖零售许可证", "县（市、区）烟草专卖局"),),
    "出版物零售": (Permit("出版物经营许可证", "县（市、区）新闻出版局"),),
    "药品零售": (Permit("药品经营许可证", "州（市）市场监督管理局"),),
    "道路货物运输": (Permit("道路运输经营许可证", "县（市、区）交通运输局"),),
    "危险化学品经营": (Permit("危险化学品经营许可证", "州（市）应急管理局", before=True),),
    **dict.fromkeys(
        ("日用百货销售", "服装服饰零售", "食用农产品零售", "鲜花零售", "五金产品零售", "工艺美术品销售", "互联网销售",
         "洗车服务", "日用电器修理", "图文设计制作", "家政服务"),
        (),
    ),
}  # fmt: skip
FILED = ("食品销售（仅销售预包装食品）",)


class NoCodeLeft(Invalid):
    """办件编号 {number} 换不出统一社会信用代码。请联系平台管理员扩充号段。"""

    code = "individual_business.no_code"


def may_apply(answers: Mapping[str, Any]) -> dict[str, Any]:
    """May it be handed in: {ok, says, instead}. A name that art. 20 of the 规定 would have refused is said at once."""
    if answers.get("revoked") is True:
        years = [span.value.value for span in NUMBERS["barred_years"].spans()][-1]
        says = f"因虚假登记被撤销不满 {years} 年的直接责任人，不能再次申请登记（市场主体登记管理条例第四十条）"
        return {"ok": False, "says": says, "instead": f"满 {years} 年以后再申请；认为不属实，可以到窗口核对撤销决定"}
    if answers.get("named") is not False:
        name = name_faults(answers.get("brand", ""), answers.get("trade", ""), answers.get("ending", ""))
        if not name["ok"]:
            return {"ok": False, "says": "；".join(name["wrong"]), "instead": "回到“叫什么名字”换一个，或者选不起名字"}
    then = [one["permit"] for one in permits(answers.get("items") or ())]
    says = f"营业执照办好以后，开业前还要办：{'、'.join(then)}（待核实）" if then else ""
    return {"ok": True, "says": says, "instead": ""}


def name_faults(brand: str, trade: str, ending: str, places: Collection[str] = ()) -> dict[str, Any]:
    """Is the name allowed: {ok, wrong, watch}. `places` are names of divisions from the county up.

    企业名称登记管理规定 arts. 5 (汉字), 8 (two characters; no place, no trade as 字号), 10 and 11(8) (not what it is
    not), 11(3)(4), 12. `watch` is what this code cannot judge or nobody here has read: a person looks, nobody is refused.
    """
    whole, wrong = brand + trade + ending, []
    if len(brand) < 2 or not HANZI.fullmatch(brand):
        wrong.append("字号要两个以上汉字，不用字母、数字和标点（第五条、第八条）")
    if trade and not HANZI.fullmatch(trade):
        wrong.append("行业要写成汉字（第五条）")
    if brand in places or brand in CATALOGUE or (brand and brand == trade):
        wrong.append(f"“{brand}”是地名或者行业，不能作字号（第八条）")
    wrong += [
        f"“{word}”是企业、合作社才用的字样，个体工商户不能用（第十条、第十一条第八项）"
        for word in NOT_A_FIRM
        if word in whole
    ]
    wrong += [f"字号里不能有“{word}”（第十二条）" for word in STATE if word in brand]
    wrong += [f"名称里不能有“{word}”（第十一条第三项）" for word in ORGANS if word in whole]
    wrong += [f"名称里不能有“{word}”（第十一条第四项）" for word in ABROAD if word in whole]
    watch = [] if not ending or ending in ENDINGS else [f"“{ending}”不是常用的组织形式，请看一看"]
    return {
        "ok": not wrong,
        "wrong": wrong,
        "watch": watch + (["“国际”一词请看一看（待核实）"] if "国际" in brand else []),
    }


def same_name(brand: str, trade: str, existing: Sequence[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """Is the 字号 taken at this registrar: {ok, clash}. `existing` are {name, brand, trade, ended}: names registered or
    kept there; `ended` the day one was struck off or given up, none while it lives.

    企业名称登记管理规定 art. 17: not the 字号 of one in the same trade, nor of one that names no trade, while that name
    lives and for a year after it ended.
    """
    rests = 12 * NUMBERS["name_rests_years"].on(today).value

    def holds(one: Mapping[str, Any]) -> bool:
        ended = one.get("ended")
        return ended is None or today < months_after(_day(ended), rests)

    clash = [one["name"] for one in existing
             if one["brand"] == brand and (one.get("trade") or trade) == trade and holds(one)]  # fmt: skip
    return {"ok": not clash, "clash": clash}


def full_name(place: str, brand: str, trade: str, ending: str) -> str:
    """地名 + 字号 + 行业 + 组织形式. A district stands behind its city (规定 arts. 6, 7).

    >>> full_name("云南省昆明市五华区", "阿岚", "米线", "店"), full_name("云南省大理白族自治州大理市", "阿岚", "米线", "店")
    ('昆明市五华区阿岚米线店', '大理市阿岚米线店')
    """
    found = PLACE.fullmatch(place)
    above, own = found.groups() if found else (None, place)
    return (above if above and own.endswith("区") else "") + own + brand + trade + ending


def scope(items: Iterable[str]) -> str:
    """经营范围 as licences print it: what needs a permit first, then what is free (条例 art. 14)."""
    wanted = set(items)
    chosen = [item for item in CATALOGUE if item in wanted]
    licensed = [item for item in chosen if CATALOGUE[item] and item not in FILED]
    free = [item for item in chosen if item not in licensed]
    parts = [f"许可项目：{'；'.join(licensed)}{BOUND}"] if licensed else []
    return "。".join([*parts, f"一般项目：{'；'.join(free)}{FREE}"] if free else parts)


def permits(items: Iterable[str]) -> list[dict[str, Any]]:
    """What is still to be done for these items, each permit once: {permit, office, matter, before, items}."""
    chosen = set(items)
    found: dict[Permit, list[str]] = {}
    for item, needed in CATALOGUE.items():
        for one in needed if item in chosen else ():
            found.setdefault(one, []).append(item)
    return [{"permit": one.name, "office": one.office, "matter": one.matter, "before": one.before, "items": its}
            for one, its in found.items()]  # fmt: skip


def credit_code(case_number: str) -> str:
    """The 统一社会信用代码 of the business a case founds: 92, the county, nine of the organisation, a check character.

    The organisation's number is made of the case's month and serial, so no two cases ever make the same (GB 32100-2015).
    """
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
    body = f"92{county}{organisation}{checkdigits.organisation(organisation)}"
    return parse_uscc(body + checkdigits.uscc(body)).number


def licence(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 营业执照 prints (实施细则 art. 23). It has no end."""
    answers = facts["answers"]
    return {
        "number": credit_code(facts["number"]),
        "name": name_of(facts),
        "kind": "个体工商户",
        "owner": answers["owner"],
        "founded": _chinese(_day(facts["today"])),
        "formed": answers["formed"],
        "premises": answers.get("premises") or answers.get("platform", ""),
        "scope": scope(answers.get("items") or ()),
    }


def name_of(facts: Mapping[str, Any]) -> str:
    """The name it trades under; one that uses none is called by its owner (实施细则 art. 6(7))."""
    answers = facts["answers"]
    if answers.get("named") is False:
        return f"{answers['owner']}（个体工商户，未使用名称）"
    return full_name(facts["place"], answers["brand"], answers["trade"], answers["ending"])


def next_steps(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the owner is told to do before opening."""
    wanted = permits(facts["answers"].get("items") or ())
    said = [f"{'、'.join(one['items'])}：{'先取得' if one['before'] else '办'}{one['permit']}，找{one['office']}"
            + (f"，网上搜“{one['matter']}”。" if one["matter"] else "。") for one in wanted]  # fmt: skip
    code = credit_code(facts["number"])
    return {
        "number": f"{code}-{facts['number']}",
        "owner": facts["answers"]["owner"],
        "name": name_of(facts),
        "steps": said or ["祝生意兴隆。"],
        "count": str(len(said)),
    }


def firm(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The business that exists from now on, as others will find it."""
    printed = licence(facts)
    told = {"kind": printed["kind"], "representative": printed["owner"], "trade": facts["answers"].get("trade", ""),
            "founded": _day(facts["today"]).isoformat(), "scope": printed["scope"]}  # fmt: skip
    return {"name": printed["name"], "identifier": printed["number"], "address": printed["premises"], "facts": told}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
