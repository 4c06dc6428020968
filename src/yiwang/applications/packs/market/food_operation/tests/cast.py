"""A noodle shop that does not exist, what it answers, and what casework would tell of its case."""

from __future__ import annotations

from datetime import date
from typing import Any

from yiwang.applications.packs.market.food_operation import rules

TODAY = date(2026, 11, 23)
SHOP = {
    "operator": "五华区阿岚过桥米线店", "uscc": "92530102MA6K0A0L56", "head": "李岚",
    "registered_address": "云南省昆明市五华区翠湖南路甲 18 号", "revoked": "no", "county": "530102",
    "premises": "云南省昆明市五华区翠湖南路甲 18 号一层 3–4 号铺", "area": "86", "business_form": rules.CATERING,
    "items_catering": [rules.HOT, rules.COLD, rules.DRINKS, rules.PACKAGED], "cold_kinds": ["冷荤类食品"], "online": "yes",
    "manager": "李岚", "staff": "6", "handlers": "4", "healthy": "3", "systems": ["食品安全自查", "从业人员健康管理"],
    "layout": "u1", "steps": "u2", "agent": "no", "contact": "李岚", "mobile": "13800002471",
}  # fmt: skip
UPLOADS = {"u1": {"name": "布局图.jpg", "size": 100_000}, "u2": {"name": "流程.pdf", "size": 100_000}}
RECORD = dict.fromkeys(rules.CHECKS, "符合")


def facts(**change: Any) -> dict[str, Any]:
    """What a pack's function is told, for the noodle shop's case."""
    answers = {**SHOP, "cooked": False, "marks_catering": []}
    told = {
        "number": "530102-2611-000042", "title": "食品经营许可核发", "answers": answers, "given": {}, "division": 530102000000,
        "party": {"name": SHOP["operator"], "kind": "firm", "identifier_masked": "9253**********0L56"},
        "agency": {"name": "昆明市五华区市场监督管理局", "short_name": "五华区市场监管局", "uscc": ""},
        "place": "云南省昆明市五华区", "received_on": date(2026, 11, 2), "submitted_on": date(2026, 11, 2),
        "accepted_on": date(2026, 11, 3), "due_on": date(2026, 12, 1), "promised_on": date(2026, 11, 17), "limit": {},
        "today": TODAY, "reason": "布局不合理", "items": ["操作流程图：没有上传。"], "earlier": {"inspect": RECORD}, "serial": 12,
    }  # fmt: skip
    return {**told, **change}
