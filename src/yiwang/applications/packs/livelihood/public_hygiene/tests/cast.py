"""A hairdresser's shop that does not exist, what it answers, and what inspectors write down of it."""

from __future__ import annotations

from datetime import date
from typing import Any

TODAY = date(2026, 11, 23)
SHOP = {
    "operator": "昆明市五华区阿岚理发店", "uscc": "92530102YX0ARLU02C", "head": "李岚", "kind": "理发店", "county": "530102",
    "premises": "云南省昆明市五华区翠湖南路甲 18 号", "area": "40",
    "aircon": "no", "manager": "李岚", "serving": "3", "healthy": "3",
    "systems": ["卫生责任制度", "用品清洗消毒"], "broken": "no", "way": "告知承诺", "commit": "yes", "layout": "u1", "agent": "no",
    "contact": "李岚", "mobile": "15400000001",
}  # fmt: skip
ORDINARY = {"way": "一般程序", "report": "u2"}
UPLOADS = {"u1": {"name": "布局图.jpg", "size": 100_000}, "u2": {"name": "检测报告.pdf", "size": 100_000}}
RECORD = {
    "air": "符合", "water": "不适用", "light": "符合", "noise": "符合", "utensils": "符合", "system": "符合", "health": "符合",
    "ducts": "不适用",
}  # fmt: skip
PASSED = {**RECORD, "conclusion": "合格"}
RECTIFY = {**RECORD, "utensils": "不符合", "conclusion": "限期整改"}
FAILED = {**RECORD, "utensils": "不符合", "conclusion": "不合格"}
VISIT = {"visited_on.year": "2026", "visited_on.month": "11", "visited_on.day": "23", "host": "李岚", "shown": "yes"}


def facts(**change: Any) -> dict[str, Any]:
    """What a pack's function is told, for the shop's case."""
    told = {
        "number": "530102-2611-000042", "title": "公共场所卫生许可", "answers": {**SHOP, "aircon": False}, "given": {},
        "division": 530102000000, "place": "云南省昆明市五华区", "party": {"name": SHOP["operator"], "kind": "firm"},
        "agency": {"name": "昆明市五华区卫生健康局", "short_name": "五华区卫生健康局", "uscc": ""},
        "submitted_on": TODAY, "today": TODAY, "serial": 12,
    }  # fmt: skip
    return {**told, **change}
