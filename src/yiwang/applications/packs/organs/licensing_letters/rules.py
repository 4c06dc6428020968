"""The letters every matter sends: what each prints, whatever was applied for.

Facts are those of `toolbox/casework/papers.py`. Two of them shape the wording: `title`, the matter's name, and `words`,
what the flow calls its outcomes ({"granted": "准予登记", "refused": "不予登记"}; 准予许可 where it says nothing). What is
granted with 准予… is a licence in the sense of 行政许可法, whose articles are then cited; what is granted otherwise
(同意给付, 予以确认) is not, and that law is not named.

Read in the source: 行政许可法（2019）arts. 32, 38, 42, 44, 58, 69、行政复议法（2023）arts. 20, 24、行政诉讼法（2017）art. 46.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated

WORDS = {"granted": "准予许可", "refused": "不予许可"}
LAW = "《中华人民共和国行政许可法》"


class _Number(NamedTuple):
    value: int
    how: str


# The law's numbers as pure code needs them. A test holds each against `parameters/` and the standards' own.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "review_days": Dated("复议期限", {date(2024, 1, 1): _Number(60, "read")}),
    "lawsuit_months": Dated("诉讼期限", {date(2015, 5, 1): _Number(6, "read")}),
    "licence_delivery": Dated("送达期限", {date(2019, 4, 23): _Number(10, "read")}),
}


def accepted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """受理通知书: 行政许可法 arts. 32(1)5, 42; the days are those the case itself runs by."""
    promised = facts.get("promised_on")
    return {
        **_letter(facts, "受"),
        "accepted": chinese(_day(facts.get("accepted_on") or facts["today"])),
        "basis": _basis(facts, "第三十二条第一款第五项"),
        "limit": _limit(facts),
        "promise": f"我机关承诺最迟{chinese(_day(promised))}作出决定。" if promised else "",
        "outcome": outcome(facts, "granted"),
        "fee": f"依据{LAW}第五十八条的规定，办理不收取费用，法律、行政法规另有规定的除外。" if licensing(facts) else "",
    }


def supplement(facts: Mapping[str, Any]) -> dict[str, Any]:
    """材料补正告知书: everything at once (行政许可法 art. 32(1)4)."""
    items = [item.strip().rstrip("。；，") for item in facts.get("items") or ()]
    return {
        **_letter(facts, "补"),
        "basis": _basis(facts, "第三十二条第一款第四项"),
        "items": items,
        "count": str(len(items)),
        "reason": sentence(facts.get("reason")),
    }


def declined(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不予受理决定书: 行政许可法 art. 32(1)1 and 2."""
    printed = {"reason": sentence(facts.get("reason")), "basis": _basis(facts, "第三十二条第一款")}
    return {**_letter(facts, "不受"), **printed, "rights": rights(facts)}


def granted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """批准决定书: 行政许可法 arts. 38(1), 44."""
    days = NUMBERS["licence_delivery"].on(_day(facts["today"])).value
    paper = f"；纸质证件自本决定作出之日起{days}个工作日内颁发、送达" if licensing(facts) else ""
    return {
        **_letter(facts, "准"),
        "heading": f"{outcome(facts, 'granted')}决定书",
        "basis": _basis(facts, "第三十八条第一款"),
        "outcome": outcome(facts, "granted"),
        "delivery": f"结果的电子文件即日起可以下载使用{paper}。",
    }


def refused(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不予批准决定书: the reasons, and where to turn against them (行政许可法 art. 38(2))."""
    return {
        **_letter(facts, "不准"),
        "heading": f"{outcome(facts, 'refused')}决定书",
        "reason": sentence(facts.get("reason")),
        "basis": _basis(facts, "第三十八条第二款"),
        "outcome": outcome(facts, "refused"),
        "rights": rights(facts),
    }


def revoked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """撤销决定书: what was granted ends, with its papers (行政许可法 art. 69)."""
    printed = {"reason": sentence(facts.get("reason")), "basis": _basis(facts, "第六十九条")}
    return {**_letter(facts, "撤"), **printed, "outcome": outcome(facts, "granted"), "rights": rights(facts)}


def withdrawn(facts: Mapping[str, Any]) -> dict[str, Any]:
    """终止办理告知书: an application taken back before the decision; it may be made again."""
    reason = f"撤回的理由：{sentence(facts['reason'])}" if facts.get("reason") else ""
    day = chinese(_day(facts["today"]))
    return {**_letter(facts, "终"), "withdrawn": day, "reason": reason, "rights": rights(facts)}


def outcome(facts: Mapping[str, Any], key: str) -> str:
    """What the flow calls an outcome; what a licence calls it where the flow says nothing."""
    return str((facts.get("words") or {}).get(key) or WORDS[key])


def licensing(facts: Mapping[str, Any]) -> bool:
    """Does 行政许可法 govern this matter? A registration is one of its licences (art. 12(5))."""
    return outcome(facts, "granted").startswith("准予")


def rights(facts: Mapping[str, Any]) -> str:
    """行政复议法 arts. 20(1), 24; 行政诉讼法 art. 46(1). A number nobody has read says so."""
    today = _day(facts["today"])
    days, months = (NUMBERS[key].on(today) for key in ("review_days", "lawsuit_months"))
    return (
        f"自知道或者应当知道本决定之日起{days.value}日内{_unread(days)}向{government(facts)}申请行政复议；"
        f"也可以自知道或者应当知道本决定之日起{months.value}个月内{_unread(months)}直接向有管辖权的人民法院提起行政诉讼。"
    )


def government(facts: Mapping[str, Any]) -> str:
    """Whose people's government reviews: the place's own where the agency bears its name, else only 本级 is certain.

    >>> government({"place": "云南省昆明市五华区", "agency": {"name": "五华区水务局"}, "division": 530102000000})
    '云南省昆明市五华区人民政府'
    >>> government({"place": "云南省昆明市五华区", "agency": {"name": "昆明市水务局"}, "division": 530102000000})
    '本级人民政府'
    """
    place, name = str(facts["place"]), str(facts["agency"]["name"])
    own = any(place[-length:] in name for length in range(2, len(place) + 1))
    return f"{place}人民政府" if own and facts["division"] % 10**6 == 0 else "本级人民政府"


def _letter(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    """What every letter says. Numbers run by agency, kind and year: 五华区水务局许受〔2026〕12号."""
    today = _day(facts["today"])
    return {
        "number": f"{facts['agency']['short_name']}{_mark(facts)}{word}〔{today.year}〕{facts['serial']}号",
        "matter": facts["title"],
        "applicant": facts["party"]["name"],
        "you": "你单位" if facts["party"]["kind"] == "firm" else "你",
        "case_number": facts["number"],
        "submitted": chinese(_day(facts["submitted_on"])),
    }


def _mark(facts: Mapping[str, Any]) -> str:
    if not licensing(facts):
        return "办"
    return "登" if "登记" in outcome(facts, "granted") else "许"


def _basis(facts: Mapping[str, Any], article: str) -> str:
    return f"依据{LAW}{article}的规定，" if licensing(facts) else "依据有关法律、法规和本事项办事指南所列的依据，"


def _limit(facts: Mapping[str, Any]) -> str:
    limit, due = facts.get("limit") or {}, facts.get("due_on")
    unit = "日内" if limit.get("unit") == "natural" else "个工作日内"
    last = f"最迟{chinese(_day(due))}" if due else ""
    if not limit.get("days"):
        return last or "法定期限内"
    return f"{limit['days']}{unit}" + (f"（{last}）" if last else "")


def _unread(number: _Number) -> str:
    return "" if number.how == "read" else "（待核实）"


def sentence(text: Any) -> str:
    """What an official wrote, ended as a sentence."""
    said = str(text or "").strip()
    return said if not said or said.endswith(("。", "！", "？")) else said + "。"


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
