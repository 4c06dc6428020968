"""The heart of 企业开办一件事: which of the five a new company needs and why, and the list of what each agency gave.

The conditions of `flows/setup.yaml` say the same; a test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FIVE = (
    ("register", "营业执照"),
    ("seal", "公章"),
    ("tax", "税务和发票"),
    ("insurance", "员工参保"),
    ("fund", "住房公积金"),
)
ENDED = {
    "granted": "办好了", "done": "办好了", "refused": "没有办成", "declined": "没有办成", "moot": "没有办", "failed": "没有开出",
    "ended": "终止了", "withdrawn": "撤回了", "revoked": "撤销了", "": "还在办",
}  # fmt: skip


def needed(answers: Mapping[str, Any]) -> dict[str, str]:
    """Which of the five, and why: key → reason."""
    wants, found = answers.get("wants") or (), {"register": "开公司先登记"}
    if "公章" in wants:
        found["seal"] = "您选了"
    if "发票" in wants:
        found["tax"] = "您选了"
    if answers.get("hires") is True:
        found |= {"insurance": "有员工", "fund": "有员工"}
    return found


def told(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the founder reads before handing in; the registration's own rule is asked beside it (`also`)."""
    chosen = needed(answers)
    names = "、".join(f"{title}（{chosen[key]}）" for key, title in FIVE if key in chosen)
    return {"ok": True, "says": f"您的公司要办这 {len(chosen)} 件：{names}", "instead": ""}


def results(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The list that is handed over: what each agency gave, or why it gave nothing."""
    answers, parts = facts["answers"], facts["parts"]
    return {
        "number": f"{facts['number']}-{facts['serial']}",
        "name": answers["name"],
        "brand": answers["brand"],
        "count": str(len(parts)),
        "good": str(sum(one["outcome"] in ("granted", "done") for one in parts)),
        "lines": [line(one) for one in parts],
    }


def line(part: Mapping[str, str]) -> str:
    agency = f"（{part['agency']}）" if part["agency"] else ""
    return f"{part['title']}：{ENDED[part['outcome']]}{agency}" + (f"，{part['says']}" if part["says"] else "")
