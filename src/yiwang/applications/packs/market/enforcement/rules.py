"""The heart of a penalty: is it too late, how much may it be, may it be decided now, who must be heard first.

Answers are those of `forms/filing.yaml`, a record is one of the steps' own forms, facts are what casework tells a pack.

Read in the source: 行政处罚法（2021）、食品安全法（2021）arts. 122, 125, 126、无证无照经营查处办法（2017）art. 13、
国市监法规〔2022〕2号 arts. 8, 10–17. Remembered: what counts as a large fine; nobody is refused a hearing by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.worktime import months_after


class _Number(NamedTuple):
    value: int
    how: str


class _Cause(NamedTuple):
    """What the law threatens: a fine between `low` and `high` yuan, from goods worth 10,000 on times their value."""

    law: str
    low: int
    high: int
    times: tuple[int, int] | None = None
    grave: bool = False


LAW = date(2021, 7, 15)
OPINION = date(2022, 10, 8)
NUMBERS: Mapping[str, Dated[_Number]] = {
    "decision": Dated("决定期限", {LAW: _Number(90, "read")}),
    "hearing_request": Dated("要求听证", {LAW: _Number(5, "read")}),
    "serve": Dated("送达", {LAW: _Number(7, "read")}),
    "hearing_notice": Dated("听证通知", {LAW: _Number(7, "read")}),
    "limitation_years": Dated("追究时效", {LAW: _Number(2, "read")}),
    "limitation_years_grave": Dated("追究时效（生命健康）", {LAW: _Number(5, "read")}),
    "spot_person": Dated("当场处罚公民", {LAW: _Number(200, "read")}),
    "spot_firm": Dated("当场处罚单位", {LAW: _Number(3000, "read")}),
    "late_percent": Dated("加处罚款", {LAW: _Number(3, "read")}),
    "pay": Dated("缴纳罚款", {LAW: _Number(15, "read")}),
    "lighter_percent": Dated("从轻", {OPINION: _Number(30, "read")}),
    "heavier_percent": Dated("从重", {OPINION: _Number(30, "read")}),
    "large_person": Dated("较大数额", {LAW: _Number(10000, "remembered")}),
}
CAUSES: Mapping[str, _Cause] = {
    "无证经营食品": _Cause("食品安全法第一百二十二条第一款", 50_000, 100_000, (10, 20), True),
    "标签不合规定": _Cause("食品安全法第一百二十五条第一款", 5_000, 50_000, (5, 10), True),
    "无照经营": _Cause("无证无照经营查处办法第十三条", 0, 10_000),
}
THRESHOLD = 10_000  # 货值金额一万元, in both articles of 食品安全法
LIGHTER = frozenset(
    {"主动消除或者减轻危害后果", "受胁迫或者诱骗", "主动供述没有掌握的行为", "有立功表现", "积极配合调查"}
)
MUST_LIGHTER = LIGHTER - {"积极配合调查"}
HEAVIER = frozenset(
    {"造成人身伤亡或者重大财产损失", "教唆胁迫诱骗他人", "一年内同类行为受过处罚", "阻碍执法", "毁灭证据"}
)
STEPS = ("减轻", "从轻", "一般", "从重")
FINE, WARNING = "罚款", "警告"
RECORDS = ("investigate", "review", "serve")


def too_late(ended_on: date, found_on: date, grave: bool, day: date) -> dict[str, Any]:
    """行政处罚法 art. 36: counted from the day the act ended to the day it was found; the last day is still in time."""
    key = "limitation_years_grave" if grave else "limitation_years"
    years = NUMBERS[key].on(day)
    last = months_after(ended_on, years.value * 12)
    late = found_on > last and years.how == "read"
    says = (
        f"{years.value} 年的期限到 {last} 为止，{found_on} 才发现，不再给予行政处罚（行政处罚法第三十六条）"
        if late
        else ""
    )
    return {"late": late, "last": last, "says": says}


def law_range(cause: str, goods: Decimal) -> tuple[Decimal, Decimal]:
    """The fine the law allows, in yuan."""
    one = CAUSES[cause]
    if one.times and goods >= THRESHOLD:
        return goods * one.times[0], goods * one.times[1]
    return Decimal(one.low), Decimal(one.high)


def tier(circumstances: object) -> str:
    """The step the circumstances lead to. Both kinds together are weighed: 一般 (国市监法规〔2022〕2号 art. 17)."""
    found = set(circumstances) if isinstance(circumstances, list | tuple | set | frozenset) else set()
    lighter, heavier = found & LIGHTER, found & HEAVIER
    if lighter and not heavier:
        return "从轻"
    return "从重" if heavier and not lighter else "一般"


def step_range(step: str, low: Decimal, high: Decimal, day: date) -> tuple[Decimal, Decimal]:
    """The part of the law's range a step covers: 从轻 the lower, 从重 the upper 30 %, 一般 between; 减轻 below it."""
    light = NUMBERS["lighter_percent"].on(day).value
    heavy = NUMBERS["heavier_percent"].on(day).value
    width = high - low
    if step == "减轻":
        return Decimal(0), low
    if step == "从轻":
        return low, low + width * light / 100
    if step == "从重":
        return high - width * heavy / 100, high
    return low + width * light / 100, high - width * heavy / 100


def draft(record: Mapping[str, Any], cause: str, day: date) -> dict[str, Any]:
    """Is the fine proposed one the law allows: {ok, says, low, high, step, discuss}.

    Outside the law's range: no, but below it where the law commands it be lighter (art. 32). Inside it but outside the
    step: only with reasons, after collective discussion (国市监法规〔2022〕2号 art. 8).
    """
    low, high = law_range(cause, _money(record.get("goods")))
    step = tier(record.get("circumstances"))
    told = {"low": low, "high": high, "step": step, "discuss": False}
    if record.get("penalty") != FINE:
        return {"ok": True, "says": "", **told}
    fine = _money(record.get("fine"))
    must = bool(set(record.get("circumstances") or ()) & MUST_LIGHTER) and step == "从轻"
    bounds = f"{_yuan(low)}到 {_yuan(high)}（{CAUSES[cause].law}）"
    if fine <= 0 or fine > high or (fine < low and not must):
        return {"ok": False, "says": f"罚款 {_yuan(fine)}不在法律规定的范围：{bounds}", **told}
    least, most = step_range(step, low, high, day)
    if fine < low or least <= fine <= most:
        return {"ok": True, "says": "", **told, "discuss": fine < low}
    numbers = (NUMBERS["lighter_percent"].on(day), NUMBERS["heavier_percent"].on(day))
    says = f"按情节是“{step}”，罚款要在 {_yuan(least)}到 {_yuan(most)}；罚 {_yuan(fine)}要写明为什么，并且经过集体讨论"
    reasoned = bool(str(record.get("deviation") or "").strip())
    return {"ok": reasoned or any(one.how != "read" for one in numbers), "says": says, **told, "discuss": True}


def hearing_right(record: Mapping[str, Any]) -> bool:
    """行政处罚法 art. 63. What a large fine is nobody here has read: every fine and every confiscation counts."""
    return record.get("penalty") == FINE or record.get("confiscate") is True


def on_the_spot(kind: str, fine: Decimal, person: bool, day: date) -> bool:
    """May it be decided at once (art. 51)?"""
    return kind == WARNING or fine <= NUMBERS["spot_person" if person else "spot_firm"].on(day).value


def added(fine: Decimal, days_late: int, day: date) -> Decimal:
    """加处罚款 (art. 72): 3 % of the fine for each day, never more than the fine."""
    return min(fine, fine * NUMBERS["late_percent"].on(day).value * max(0, days_late) / 100)


def fined_before(answers: Mapping[str, Any], kin: object) -> str:
    """The number of a case in which this same act was fined already (art. 29), whatever law it was fined under."""
    for one in kin if isinstance(kin, list) else []:
        act = one["answers"]
        same = (act.get("ended_on"), act.get("place")) == (answers.get("ended_on"), answers.get("place"))
        if same and one["outcome"] == "granted" and (one["earlier"].get("investigate") or {}).get("penalty") == FINE:
            return str(one["number"])
    return ""


def may_file(facts: Mapping[str, Any]) -> dict[str, Any]:
    """立案: not after the limitation."""
    answers = facts["answers"]
    grave = CAUSES[answers["cause"]].grave and answers.get("harm") is True
    late = too_late(_day(answers["ended_on"]), _day(answers["found_on"]), grave, _day(facts["today"]))
    return {"ok": not late["late"], "says": late["says"]}


def may_report(facts: Mapping[str, Any]) -> dict[str, Any]:
    """调查终结: the proposal holds before the law; and it did not grow because the party defended itself (art. 45)."""
    record, before = facts["given"], facts["earlier"].get("investigate") or {}
    found = draft(record, facts["answers"]["cause"], _day(facts["today"]))
    if not found["ok"]:
        return {"ok": False, "says": found["says"]}
    if "heard" in facts["heard"] and _money(record.get("fine")) > _money(before.get("fine")):
        return {"ok": False, "says": "当事人陈述申辩以后，罚款不能比告知的更重（行政处罚法第四十五条第二款）"}
    return {"ok": True, "says": ""}


def may_notify(facts: Mapping[str, Any]) -> dict[str, Any]:
    """告知 without a collective discussion, where none is needed."""
    record = facts["earlier"].get("investigate") or {}
    needs = draft(record, facts["answers"]["cause"], _day(facts["today"]))["discuss"]
    return {"ok": not needs, "says": "罚款不在裁量阶次以内，要先集体讨论（行政处罚法第五十七条第二款）"}


def may_ask_hearing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """要求听证: not against a mere warning."""
    ok = hearing_right(facts["earlier"].get("investigate") or {})
    return {"ok": ok, "says": "只给警告的，法律没有规定听证（行政处罚法第六十三条）。可以陈述申辩，我们会复核"}


def may_convene(facts: Mapping[str, Any]) -> dict[str, Any]:
    """听证通知: at least seven working days before."""
    days = NUMBERS["hearing_notice"].on(_day(facts["today"])).value
    earliest = facts["calendar"].working_day_after(_day(facts["today"]), days).day
    ok = _day(facts["given"]["held_on"]) >= earliest
    return {"ok": ok, "says": f"要在举行听证的 {days} 个工作日以前通知，最早 {earliest}（行政处罚法第六十四条第二项）"}


def may_punish(facts: Mapping[str, Any]) -> dict[str, Any]:
    """处罚决定: reviewed, inside the law, not fined for this act before."""
    record = facts["earlier"].get("investigate") or {}
    if not (facts["earlier"].get("review") or {}).get("clear"):
        return {"ok": False, "says": "没有经过法制审核，不能作出决定（行政处罚法第五十八条）"}
    if record.get("penalty") == FINE and (before := fined_before(facts["answers"], facts["kin"])):
        return {"ok": False, "says": f"同一个违法行为已经在 {before} 罚过款，不能再罚款（行政处罚法第二十九条）"}
    found = draft(record, facts["answers"]["cause"], _day(facts["today"]))
    return {"ok": bool(found["ok"]), "says": found["says"]}


def may_close(facts: Mapping[str, Any]) -> dict[str, Any]:
    """归档: every step has its record 全过程记录 (art. 47)."""
    names = {"investigate": "调查", "review": "法制审核", "serve": "送达"}
    missing = [names[one] for one in RECORDS if one not in facts["earlier"]]
    if facts["outcome"] != "granted":
        missing = [one for one in missing if one == "送达"]
    return {"ok": not missing, "says": f"全过程记录还缺：{'、'.join(missing)}（行政处罚法第四十七条）"}


def shown(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the law comes to in this case, for who proposes and who decides."""
    record = facts["given"] or facts["earlier"].get("investigate") or {}
    cause, day = facts["answers"]["cause"], _day(facts["today"])
    found = draft(record, cause, day)
    least, most = step_range(found["step"], found["low"], found["high"], day)
    spot = on_the_spot(
        str(record.get("penalty")), _money(record.get("fine")), facts["party"].get("kind") == "person", day
    )
    lines = [
        ("法律依据", CAUSES[cause].law),
        ("法定罚款", f"{_yuan(found['low'])}到 {_yuan(found['high'])}"),
        (f"按情节“{found['step']}”", f"{_yuan(least)}到 {_yuan(most)}"),
        ("草案", found["says"] or "在范围以内"),
        ("简易程序", "够得上当场处罚的限额" if record and spot else "超过当场处罚的限额，走普通程序"),
    ]
    if before := fined_before(facts["answers"], facts["kin"]):
        lines.append(("一事不二罚", f"{before} 已经对这个行为罚过款"))
    return [{"label": label, "value": value} for label, value in lines]


def letter_notice(facts: Mapping[str, Any]) -> dict[str, Any]:
    """行政处罚告知书 (art. 44)."""
    record = facts["earlier"]["investigate"]
    days = NUMBERS["hearing_request"].on(_day(facts["today"])).value
    hearing = "，也可以要求听证，听证不收费用（第六十三条、第六十四条）" if hearing_right(record) else ""
    return {**_letter(facts, "罚告"), "penalty": _penalty(record), "found": _sentence(record.get("found")),
            "rights": f"收到本告知书后 {days} 个工作日内可以陈述、申辩{hearing}。逾期没有提出的，视为放弃。"}  # fmt: skip


def letter_hearing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """听证通知书 (art. 64)."""
    return {
        **_letter(facts, "听通"),
        "held_on": _chinese(_day(facts["given"]["held_on"])),
        "where": facts["given"]["place"],
    }


def letter_decision(facts: Mapping[str, Any]) -> dict[str, Any]:
    """行政处罚决定书 (art. 59)."""
    record, day = facts["earlier"]["investigate"], _day(facts["today"])
    pay, late = NUMBERS["pay"].on(day).value, NUMBERS["late_percent"].on(day).value
    how = f"自收到本决定书之日起 {pay} 日内缴纳罚款；到期不缴纳的，每日按罚款数额的百分之{late}加处，加处的不超出罚款的数额。"
    return {**_letter(facts, "罚"), "penalty": _penalty(record), "found": _sentence(record.get("found")),
            "heard": _heard(facts), "pay": how if record.get("penalty") == FINE else "本决定自送达之日起生效。"}  # fmt: skip


def letter_spared(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不予行政处罚决定书 (arts. 33, 57)."""
    return {**_letter(facts, "不罚"), "reason": _sentence(facts["reason"])}


def _heard(facts: Mapping[str, Any]) -> str:
    return "当事人的陈述、申辩和听证的意见已经复核。" if facts.get("heard") else "当事人在期限内没有提出陈述、申辩。"


def _penalty(record: Mapping[str, Any]) -> str:
    taken = "；没收违法所得和违法经营的物品" if record.get("confiscate") is True else ""
    return (f"罚款人民币 {_yuan(_money(record.get('fine')))}" if record.get("penalty") == FINE else "警告") + taken


def _letter(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    today = _day(facts["today"])
    return {
        "number": f"{facts['agency']['short_name']}{word}〔{today.year}〕{facts['serial']}号",
        "applicant": facts["party"]["name"], "you": "你单位" if facts["party"]["kind"] == "firm" else "你",
        "case_number": facts["number"], "cause": facts["answers"]["cause"], "law": CAUSES[facts["answers"]["cause"]].law,
        "place": facts["place"],
    }  # fmt: skip


def _money(value: Any) -> Decimal:
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)


def _yuan(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f} 元"


def _sentence(text: Any) -> str:
    return f"{str(text or '').strip().rstrip('。；，')}。"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
