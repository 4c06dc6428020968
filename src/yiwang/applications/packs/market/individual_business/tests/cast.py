"""A noodle shop that is about to exist, and what casework would tell of its case."""

from __future__ import annotations

from datetime import date
from typing import Any

TODAY = date(2026, 11, 23)
SHOP = {
    "owner": "王小吃", "owner_id": "530102199003070016", "residence": "翠湖东路 1 号", "formed": "个人经营", "revoked": "no",
    "county": "530102", "premises_kind": "租用", "premises": "云南省昆明市五华区翠湖南路甲 18 号一层", "premises_paper": "u1",
    "named": "yes", "brand": "阿岚", "trade": "米线", "ending": "店", "items": ["餐饮服务", "日用百货销售"], "agent": "no",
    "mobile": "15400000001",
}  # fmt: skip
UPLOADS = {"u1": {"name": "租赁合同.jpg", "size": 100_000}, "u2": {"name": "委托书.pdf", "size": 100_000}}
PASSED = {"verified": True, "unique": True, "complete": True}


def facts(**change: Any) -> dict[str, Any]:
    """What a pack's function is told, for the shop's case."""
    told = {
        "number": "530102-2611-000042", "title": "个体工商户设立登记",
        "answers": {**SHOP, "named": True, "revoked": False, "county": "530102000000"}, "given": PASSED,
        "division": 530102000000, "place": "云南省昆明市五华区",
        "party": {"name": "王小吃", "kind": "person", "identifier_masked": "5301**********0016"},
        "agency": {"name": "昆明市五华区市场监督管理局", "short_name": "五华区市场监管局", "uscc": ""},
        "submitted_on": TODAY, "accepted_on": TODAY, "due_on": date(2026, 11, 26), "today": TODAY, "serial": 1,
    }  # fmt: skip
    return {**told, **change}
