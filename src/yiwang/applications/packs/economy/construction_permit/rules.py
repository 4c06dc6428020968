"""The heart of construction permits: is one needed, are the units complete, by when must work begin.

Answers are those of `forms/apply.yaml`, facts what casework tells a pack (`toolbox/casework/papers.py`).

Read in the source: 建筑法（2019）arts. 7-10, 83, 84、建设工程质量管理条例（2019）arts. 11-13、消防法（2021）arts. 11, 12、
建设工程安全生产管理条例 arts. 10, 42、建筑工程施工许可管理办法（2018 text）art. 2、行政复议法、行政诉讼法.
The form of a permit's number is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.kernel.ids import parse_uscc
from yiwang.kernel.worktime import months_after

SURVEY, DESIGN, WORKS, SUPERVISION = ROLES = ("勘察单位", "设计单位", "施工单位", "监理单位")
CATEGORIES = {"房屋建筑工程": "01", "市政基础设施工程": "02"}
# What needs no permit, why, and what to do instead.
EXEMPT: Mapping[str, tuple[str, str]] = {
    "抢险救灾": ("抢险救灾的房屋建筑不适用建筑法（第八十三条第三款）", "不用办理施工许可，注意安全"),
    "临时性房屋": (
        "临时性房屋建筑不适用建筑法（第八十三条第三款）",
        "不用办理施工许可；临时建设的规划手续找自然资源部门",
    ),
    "农民自建低层住宅": (
        "农民自建低层住宅不适用建筑法（第八十三条第三款）",
        "不用办理施工许可；宅基地和建房手续找乡镇政府",
    ),
    "文物修缮": ("文物修缮依照文物保护的法律执行（建筑法第八十三条第二款）", "找文物部门办理修缮的审批"),
    "军用房屋": ("军用房屋建筑另有办法（建筑法第八十四条）", "按军队的规定办理"),
    "已批准开工报告": ("已批准开工报告的，不再领取施工许可证（建筑法第七条第二款）", "凭批准的开工报告施工"),
}
DUTIES = (
    "放在施工现场备查，不得涂改、出租、转让。",
    "因故不能按期开工的，期满前申请延期，最多两次，每次不超过三个月；逾期不开工又不延期的自行废止（建筑法第九条）。",
    "中止施工的，一个月内报告；中止满一年的，恢复施工前报发证机关核验（建筑法第十条）。",
)


class _Number(NamedTuple):
    value: int
    how: str


FIRST = date(1998, 3, 1)
# The law's numbers as pure code needs them. A test holds each against `parameters/` and the letters' own.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "start_months": Dated("开工", {FIRST: _Number(3, "read")}),
    "extensions_most": Dated("延期次数", {FIRST: _Number(2, "read")}),
    "extension_months": Dated("每次延期", {FIRST: _Number(3, "read")}),
    "stop_report_months": Dated("中止报告", {FIRST: _Number(1, "read")}),
    "recheck_months": Dated("核验", {FIRST: _Number(12, "read")}),
    "small_investment": Dated("投资限额", {date(2014, 10, 25): _Number(30, "read")}),
    "small_area": Dated("面积限额", {date(2014, 10, 25): _Number(300, "read")}),
}
REVIEW_DAYS, LAWSUIT_MONTHS = (
    60,
    6,
)  # 行政复议法 art. 20(1), 行政诉讼法 art. 46(1); the shared letters' parameters, tested


class CannotExtend(Invalid):
    """开工最多延期 {most} 次，每次 1 到 {months} 个月（建筑法第九条）。请核对已经延了几次、这次延几个月。"""

    code = "construction_permit.cannot_extend"


class UnitsWrong(Invalid):
    """参建单位不全或者不对，不能发施工许可证：{what}。请退回审查，请申请人更正。"""

    code = "construction_permit.units"


def needed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Is a permit needed: {ok, says, instead}. Under the threshold one may apply and need not (办法 art. 2(2)): that and
    what is still missing of 建筑法 art. 8 is told, and keeps nobody from applying."""
    if answers.get("special") in EXEMPT:
        says, instead = EXEMPT[answers["special"]]
        return {"ok": False, "says": says, "instead": instead}
    told = []
    if small(answers):
        told.append("投资额或者建筑面积在限额以下，可以不申请施工许可证（省里的限额待核实）；要申请也可以")
    found = units_complete(answers.get("units") or (), bool(answers.get("supervised")))
    lacking = [*unmet(answers), *found["missing"], *found["wrong"]]
    if lacking:
        told.append("还差：" + "；".join(lacking) + "。现在可以先申请，决定以前要补齐")
    return {"ok": True, "says": "。".join(told), "instead": ""}


def small(answers: Mapping[str, Any]) -> bool:
    """Is it a small work, by the thresholds now: 以下 includes the number itself. A road has no area to be small by."""
    most = {key: Decimal(list(NUMBERS[key].spans())[-1].value.value) for key in ("small_investment", "small_area")}
    investment, area = (_decimal(answers.get(key)) for key in ("investment", "area"))
    return (investment is not None and investment <= most["small_investment"]) or (
        area is not None and 0 < area <= most["small_area"]
    )


def unmet(answers: Mapping[str, Any]) -> list[str]:
    """What of 建筑法 art. 8(1) the applicant himself says he does not have yet."""
    wanted = {
        "用地批准手续（第八条第一款第一项）": answers.get("land") is not False,
        "建设工程规划许可证（第二项）": answers.get("planning") != "还没有",
        "拆迁进度（第三项）": answers.get("clearing") != "还没有",
        "资金安排（第五项）": answers.get("funds") is not False,
        "质量和安全的具体措施（第六项）": answers.get("safety") is not False,
    }
    return [words for words, met in wanted.items() if not met]


def units_complete(units: Sequence[Mapping[str, Any]], supervised: bool = False) -> dict[str, Any]:
    """Are the participating units complete and what they say: {ok, missing, wrong, watch}.

    建筑法 art. 8(1)4 wants a builder; 质量管理条例 art. 12 a supervisor where its list says so, never the builder itself.
    A surveyor or designer nobody named is a question to the examiner: drawings are asked for, not their makers.
    """
    of = {role: [one for one in units if one.get("role") == role] for role in ROLES}
    codes = {role: {_code(one) for one in found} - {""} for role, found in of.items()}
    missing = [] if of[WORKS] else ["施工单位（建筑法第八条第一款第四项）"]
    if supervised and not of[SUPERVISION]:
        missing.append("监理单位（建设工程质量管理条例第十二条）")
    wrong = [f"{one.get('unit', '')}的统一社会信用代码不对" for one in units if not _code(one)]
    if codes[WORKS] & codes[SUPERVISION]:
        wrong.append("监理单位不能就是施工单位（建设工程质量管理条例第十二条第一款）")
    named = [(one.get("role"), _code(one)) for one in units]
    wrong += ["同一个单位写了两遍"] if len(set(named)) < len(named) else []
    watch = [f"没有写{role}" for role in (SURVEY, DESIGN) if not of[role]]
    return {"ok": not missing and not wrong, "missing": missing, "wrong": wrong, "watch": watch}


def materials(answers: Mapping[str, Any]) -> list[str]:
    """Keys of the materials of `matters/permit.yaml` this application needs, in the guide's order."""
    special = answers.get("fire_special") is True
    wanted = {
        "application": True,
        "subject": True,
        "qualification": True,
        "land_paper": answers.get("land") is True,
        "planning_paper": answers.get("planning") == "有",
        "clearing_paper": answers.get("clearing") == "进度符合",
        "contract": True,
        "drawings": True,
        "fire_review": special,
        "fire_drawings": not special,
        "safety_paper": True,
        "funds_paper": True,
        "proxy": answers.get("agent") is True,
    }
    return [key for key, yes in wanted.items() if yes]


def start_by(issued: date, extensions: Sequence[int] = ()) -> date:
    """The last day to begin work: three months after the permit, and the months of each extension (建筑法 art. 9).

    Months are counted from the day of the permit, so that a short February costs nobody days.
    """
    most, months = (NUMBERS[key].on(issued).value for key in ("extensions_most", "extension_months"))
    if len(extensions) > most or not all(1 <= one <= months for one in extensions):
        raise CannotExtend(most=most, months=months)
    return months_after(issued, NUMBERS["start_months"].on(issued).value + sum(extensions))


def standing(issued: date, today: date, extensions: Sequence[int] = (), started: date | None = None) -> dict[str, Any]:
    """How a permit stands: {valid, start_by, extensions_left, says}. It lapses by itself once its last day is past."""
    last = start_by(issued, extensions)
    left = NUMBERS["extensions_most"].on(issued).value - len(extensions)
    begun = started is not None and started <= last
    valid = begun or today <= last
    if begun:
        says = "已经按期开工"
    elif valid:
        says = f"最迟{_chinese(last)}开工" + (f"，还可以延期 {left} 次" if left else "，不能再延期")
    else:
        says = f"{_chinese(last)}以前没有开工，已经自行废止"
    return {"valid": valid, "start_by": last, "extensions_left": 0 if begun or not valid else left, "says": says}


def stopped(since: date, resumed: date | None = None, reported: date | None = None) -> dict[str, Any]:
    """What a stop of work asks for: {report_by, late, recheck, recheck_from}: reported within a month; the permit shown
    again before work that rested a year goes on (建筑法 art. 10)."""
    by = months_after(since, NUMBERS["stop_report_months"].on(since).value)
    year = months_after(since, NUMBERS["recheck_months"].on(since).value)
    return {"report_by": by, "late": reported is not None and reported > by,
            "recheck": resumed is not None and resumed >= year, "recheck_from": year}  # fmt: skip


def permit(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 施工许可证 prints. Raises `UnitsWrong` rather than print one without a builder (建筑法 art. 8(1)4)."""
    answers, today = facts["answers"], _day(facts["today"])
    found = units_complete(answers.get("units") or (), bool(answers.get("supervised")))
    if not found["ok"]:
        raise UnitsWrong(what="；".join([*found["missing"], *found["wrong"]]))
    return {
        "number": permit_number(facts["division"], today, answers["category"], facts["serial"]),
        "builder": answers["builder"],
        "project": answers["project"],
        "site": answers["site"],
        "scale": f"{answers['area']}平方米" if _decimal(answers.get("area")) else f"投资 {answers['investment']}万元",
        "price": f"{answers['price']}万元",
        "survey": _named(answers, SURVEY),
        "design": _named(answers, DESIGN),
        "works": _named(answers, WORKS),
        "supervision": _named(answers, SUPERVISION),
        "term": f"{_chinese(_day(answers['begins']))}至{_chinese(_day(answers['ends']))}",
        "start_by": _chinese(start_by(today)),
        "duties": list(DUTIES),
    }


def permit_number(division: int, day: date, category: str, serial: int) -> str:
    """County, day, category, serial; serials run by county and year.

    >>> permit_number(530102000000, date(2026, 11, 23), "房屋建筑工程", 3)
    '530102202611230103'
    """
    return f"{division // 10**6:06d}{day:%Y%m%d}{CATEGORIES[category]}{serial:02d}"


def extension(facts: Mapping[str, Any]) -> dict[str, Any]:
    """准予延期开工通知书. The new last day is told where the case tells the day of the permit."""
    given, earlier = facts.get("given") or {}, facts.get("earlier") or {}
    before = [int(earlier["start"]["months"])] if (earlier.get("start") or {}).get("months") else []
    steps = [*before, int(given["months"])] if facts.get("step") != "等开工" else [int(given["months"])]
    issued = facts.get("decided_on")
    left = NUMBERS["extensions_most"].on(_day(facts["today"])).value - len(steps)
    last = f"最迟{_chinese(start_by(_day(issued), steps))}开工" if issued else "自原来最迟开工的日期起顺延"
    return {
        **_letter(facts, "施延"),
        "months": str(given["months"]),
        "start_by": last,
        "left": f"还可以延期{left}次。" if left else "不能再延期了。",
        "reason": _sentence(facts.get("reason")),
    }


def lapsed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """施工许可证自行废止告知书."""
    rights = (
        f"自知道或者应当知道本告知之日起{REVIEW_DAYS}日内向本级人民政府申请行政复议；"
        f"也可以自知道或者应当知道本告知之日起{LAWSUIT_MONTHS}个月内直接向有管辖权的人民法院提起行政诉讼。"
    )
    last = _chinese(_day(facts["given"]["last_day"]))
    return {**_letter(facts, "施废"), "last_day": last, "reason": _sentence(facts.get("reason")), "rights": rights}


def _letter(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    number = f"{facts['agency']['short_name']}{word}〔{_day(facts['today']).year}〕{facts['serial']}号"
    answers = facts["answers"]
    return {
        "number": number,
        "builder": answers["builder"],
        "project": answers["project"],
        "case_number": facts["number"],
    }


def _named(answers: Mapping[str, Any], role: str) -> list[str]:
    return [one["unit"] for one in answers.get("units") or () if one.get("role") == role]


def _code(unit: Mapping[str, Any]) -> str:
    try:
        return str(parse_uscc(str(unit.get("unit_uscc") or "")))
    except DomainError:
        return ""


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except ArithmeticError:
        return None


def _sentence(text: Any) -> str:
    said = str(text or "").strip()
    return said if not said or said.endswith(("。", "！", "？")) else said + "。"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
