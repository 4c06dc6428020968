"""The heart of 新生儿出生一件事: which of the six a family needs and why, and the list of what each agency gave.

The conditions of `flows/newborn.yaml` say the same; a test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

ENTITLED = ("职工", "职工的未就业配偶")
# key, what it is called, who does it
SIX = (
    ("certificate", "出生医学证明", "卫生健康"),
    ("vaccination", "预防接种证", "卫生健康"),
    ("household", "上户口", "公安"),
    ("insurance", "城乡居民医保参保", "医疗保障"),
    ("card", "社会保障卡", "人力资源和社会保障"),
    ("claim", "生育医疗费用报销", "医疗保障"),
)
ENDED = {
    "granted": "办好了", "done": "办好了", "refused": "没有办成", "declined": "没有办成", "moot": "没有办", "failed": "没有开出",
    "ended": "终止了", "withdrawn": "撤回了", "revoked": "撤销了", "": "还在办",
}  # fmt: skip


def needed(answers: Mapping[str, Any]) -> dict[str, str]:
    """Which of the six, and why: key → reason."""
    wants = answers.get("wants") or ()
    found = {}
    if answers.get("certified") is not True:
        found["certificate"] = "还没有出生医学证明"
    if "预防接种证" in wants:
        found["vaccination"] = "出生后一个月内要办"
    found["household"] = "每个孩子都要办"
    if "医保参保" in wants:
        found["insurance"] = "您选了"
    if "社会保障卡" in wants:
        found["card"] = "您选了"
    if "生育报销" in wants and answers.get("insured") in ENTITLED:
        found["claim"] = f"产妇是{answers['insured']}"
    return found


def left_out(answers: Mapping[str, Any]) -> list[str]:
    """The rest, each with its reason."""
    wants, chosen = answers.get("wants") or (), needed(answers)
    why = {"certificate": "已经有了"}
    if "生育报销" in wants:
        why["claim"] = "参加居民医保的在医院直接结算"
    return [f"{title}（{why.get(key, '您没有选')}）" for key, title, _ in SIX if key not in chosen]


def told(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What the family reads before it hands in: {ok, says, instead}."""
    if _day(answers["born"]) > day:
        return {"ok": False, "says": "您填的出生日期还没有到", "instead": "孩子出生以后再来办，填过的不用重填"}
    chosen, rest = needed(answers), left_out(answers)
    names = "、".join(f"{title}（{chosen[key]}）" for key, title, _ in SIX if key in chosen)
    return {
        "ok": True,
        "says": f"您家要办这 {len(chosen)} 件：{names}" + (f"。不办：{'、'.join(rest)}" if rest else ""),
        "instead": "",
    }


def results(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The list that is handed over: what each agency gave, or why it gave nothing."""
    answers, parts = facts["answers"], facts["parts"]
    good = sum(one["outcome"] in ("granted", "done") for one in parts)
    return {
        "number": f"{facts['number']}-{facts['serial']}",
        "name": answers["name"],
        "child": f"{answers['surname']}{answers['given_name']}",
        "count": str(len(parts)),
        "good": str(good),
        "lines": [line(one) for one in parts],
    }


def line(part: Mapping[str, str]) -> str:
    """
    >>> line({"title": "上户口", "agency": "五华区公安局", "outcome": "granted", "says": "常住人口登记 1"})
    '上户口：办好了（五华区公安局），常住人口登记 1'
    """
    agency = f"（{part['agency']}）" if part["agency"] else ""
    says = f"，{part['says']}" if part["says"] else ""
    return f"{part['title']}：{ENDED[part['outcome']]}{agency}{says}"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
