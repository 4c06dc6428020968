"""The heart of hygiene licensing: who needs a licence, what is looked at, who may commit, how long it holds.

Answers are those of `forms/apply.yaml`, a record is one of `forms/record.yaml`, facts what casework tells a pack.

Read in the source: 公共场所卫生管理条例（2019）arts. 2, 3, 4, 6, 7, 8, 13、行政许可法（2019）. Remembered: its 实施细则
（卫生部令第80号）, 国办发〔2020〕42号, and which kinds have water and shared utensils (GB 37488). What is remembered refuses
nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Conflict
from yiwang.kernel.worktime import months_after

COMMITMENT, ORDINARY = "告知承诺", "一般程序"
FREE = ("公园", "体育场（馆）", "公共交通工具")  # art. 8
FOOD = ("饭馆", "咖啡馆", "酒吧", "茶座")  # 国发〔2016〕12号, remembered
BEDS, BODIES = ("宾馆", "旅店", "招待所", "车马店"), ("公共浴室", "理发店", "美容店")
WATER = ("公共浴室", "游泳场（馆）")
UTENSILS = (*BEDS, *BODIES, *FOOD, "游泳场（馆）")
KINDS = (
    *BEDS, *BODIES, "影剧院", "录像厅（室）", "游艺厅（室）", "舞厅", "音乐厅", "游泳场（馆）", "展览馆", "博物馆", "美术馆",
    "图书馆", "商场（店）", "书店", "候诊室", "候车（机、船）室", *FOOD, *FREE,
)  # fmt: skip
# What is looked at on the spot, with the article of the 条例 it stands in.
ITEMS: Mapping[str, tuple[str, str]] = {
    "air": ("空气、微小气候（湿度、温度、风速）符合标准", "第三条第一项"),
    "water": ("水质符合标准", "第三条第二项"),
    "light": ("采光、照明符合标准", "第三条第三项"),
    "noise": ("噪音符合标准", "第三条第四项"),
    "utensils": ("顾客用具清洗消毒，卫生设施齐全", "第三条第五项"),
    "system": ("有卫生责任制度，从业人员经过卫生知识培训考核", "第六条"),
    "health": ("直接为顾客服务的人都有健康合格证", "第七条"),
    "ducts": ("集中空调通风系统有合格的检测或者评价报告", "第三条第一项"),
}


class _Number(NamedTuple):
    value: int
    how: str


# The law's numbers as pure code needs them. A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "valid_years": Dated("有效期", {date(2011, 5, 1): _Number(4, "remembered")}),
    "recheck_years": Dated("复核", {date(1987, 4, 1): _Number(2, "read")}),
    "check_within": Dated("核查", {date(2020, 10, 27): _Number(60, "remembered")}),
}


class YearFull(Conflict):
    """{year} 年这个县的卫生许可证顺序号已经用到 9999。请联系省卫生健康委员会扩充号段。"""

    code = "public_hygiene.year_full"


def needed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Is this licence what the applicant needs, and may he apply so: {ok, says, instead}."""
    kind = answers.get("kind", "")
    if kind in FREE:
        return {"ok": False, "says": f"{kind}不用办卫生许可证（公共场所卫生管理条例第八条）",
                "instead": "不用办理；仍要达到条例第三条的卫生标准"}  # fmt: skip
    if answers.get("way") == COMMITMENT and not may_commit(answers):
        return {
            "ok": False,
            "says": "曾经违反承诺的，不能用承诺的办法",
            "instead": "回到“怎么办”，选“先看现场，再拿证”",
        }
    if kind in FOOD:
        says = f"{kind}的卫生许可已经并入食品经营许可（待核实）。已有食品经营许可证的，请先问窗口要不要再办"
        return {"ok": True, "says": says, "instead": ""}
    without = _whole(answers.get("serving")) - _whole(answers.get("healthy"))
    says = f"还有 {without} 人没有健康合格证，取得以后才能直接为顾客服务；现在可以先申请" if without > 0 else ""
    return {"ok": True, "says": says, "instead": ""}


def may_commit(answers: Mapping[str, Any]) -> bool:
    """The way of commitment is open to whoever commits and has not broken an earlier one; the other way always is."""
    return answers.get("commit") is True and answers.get("broken") is not True


def barred(history: Sequence[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """Do earlier commitments bar a new one: {barred, says}. Each is {on, kept, repaired}: whether it was kept, and the
    day his credit was repaired after it was not. 国办发〔2020〕42号, remembered: it shuts this way, never the licence.
    """
    broken = [one for one in history
              if one.get("kept") is False and not (one.get("repaired") and _day(one["repaired"]) <= today)]  # fmt: skip
    says = f"{_chinese(_day(broken[-1]['on']))}的承诺没有做到，信用还没有修复，请走一般程序" if broken else ""
    return {"barred": bool(broken), "says": says}


def materials(answers: Mapping[str, Any]) -> list[str]:
    """Keys of the materials of `matters/licence.yaml` this application needs, in the guide's order."""
    ordinary = answers.get("way") == ORDINARY
    wanted = {
        "application": True,
        "subject": True,
        "systems": True,
        "layout": True,
        "report": ordinary,
        "aircon_report": ordinary and answers.get("aircon") is True,
        "commitment": answers.get("way") == COMMITMENT,
        "proxy": answers.get("agent") is True,
    }
    return [key for key, yes in wanted.items() if yes]


def looked_at(kind: str, aircon: bool) -> list[str]:
    """Keys of `ITEMS` that must be looked at in such a place; the others may be 不适用."""
    skipped = {"water": kind not in WATER, "utensils": kind not in UTENSILS, "ducts": not aircon}
    return [key for key in ITEMS if not skipped.get(key)]


def inspection_result(record: Mapping[str, Any], kind: str, aircon: bool = False, visits: int = 1) -> dict[str, Any]:
    """What the marks come to: {result, failed, missing, says}. `visits` counts this one.

    What fails is put right first; what fails again at a second look is 不合格 and may be refused or revoked
    (条例 arts. 3, 6, 7). An item that such a place has and nobody looked at leaves the record without a result.
    """
    wanted = looked_at(kind, aircon)
    missing = [ITEMS[key][0] for key in ITEMS
               if record.get(key) not in (("符合", "不符合") if key in wanted else ("符合", "不符合", "不适用"))]  # fmt: skip
    failed = [f"{words}（{article}）" for key, (words, article) in ITEMS.items() if record.get(key) == "不符合"]
    if missing:
        result, says = "", "还没有看：" + "；".join(missing)
    elif failed:
        result, says = ("不合格" if visits > 1 else "限期整改"), "；".join(failed)
    else:
        result, says = "合格", "全部符合"
    return {"result": result, "failed": failed, "missing": missing, "says": says}


def calendar(issued: date) -> dict[str, date]:
    """The last day of a licence issued on `issued`, the day it is rechecked by, the day a commitment is checked by."""
    years, again, days = (NUMBERS[key].on(issued).value for key in ("valid_years", "recheck_years", "check_within"))
    return {
        "until": months_after(issued, 12 * years) - timedelta(days=1),
        "recheck": months_after(issued, 12 * again),
        "check_by": issued + timedelta(days=days),
    }


def licence(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 卫生许可证 prints."""
    answers, days = facts["answers"], calendar(_day(facts["today"]))
    return {
        "number": licence_number(facts["division"], _day(facts["today"]).year, facts["serial"]),
        "valid_until": days["until"],
        "operator": answers["operator"],
        "uscc": answers["uscc"],
        "head": answers["head"],
        "premises": answers["premises"],
        "kind": answers["kind"],
        "recheck": f"每两年一次，下次{_chinese(days['recheck'])}前",
    }


def licence_number(division: int, year: int, serial: int) -> str:
    """云卫公证字〔2026〕第5301020012号: numbers run by county and year.

    >>> licence_number(530102000000, 2026, 12)
    '云卫公证字〔2026〕第5301020012号'
    """
    if serial > 9999:
        raise YearFull(year=year)
    return f"云卫公证字〔{year}〕第{division // 10**6:06d}{serial:04d}号"


def commitment(facts: Mapping[str, Any]) -> dict[str, Any]:
    """告知承诺书: the conditions he was told, for his kind of place, and the day the officers come by."""
    answers = facts["answers"]
    aircon = answers.get("aircon") is True
    keys: Collection[str] = looked_at(answers["kind"], aircon)
    return {
        "number": f"承诺-{facts['number']}",
        "operator": answers["operator"],
        "premises": answers["premises"],
        "kind": answers["kind"],
        "conditions": [f"{ITEMS[key][0]}（条例{ITEMS[key][1]}）" for key in keys],
        "bring": [
            "卫生检测或者评价报告",
            *(["集中空调检测或者评价报告"] if aircon else []),
            "健康合格证",
            "卫生管理制度",
        ],
        "check_by": _chinese(calendar(_day(facts["today"]))["check_by"]),
        "committed": _chinese(_day(facts["submitted_on"])),
    }


def _whole(value: Any) -> int:
    text = str(value if value is not None else 0)
    return int(text) if text.isdecimal() else 0


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
