"""A food factory that is to be built, what its builder answers, and what examiners and clerks write down."""

from __future__ import annotations

from datetime import date
from typing import Any

from yiwang.applications.packs.economy.construction_permit import rules

TODAY = date(2026, 11, 23)
UNITS = [
    {"role": rules.SURVEY, "unit": "某某勘察院", "unit_uscc": "91350100M000100Y43", "unit_head": "甲"},
    {"role": rules.DESIGN, "unit": "某某设计院", "unit_uscc": "91110000600037341L", "unit_head": "乙"},
    {"role": rules.WORKS, "unit": "某某建设公司", "unit_uscc": "91530102MA6K00014A", "unit_head": "丙"},
    {"role": rules.SUPERVISION, "unit": "某某监理公司", "unit_uscc": "92532901MA6L00023B", "unit_head": "丁"},
]
FACTORY = {
    "builder": "五华区阿岚食品有限公司", "uscc": "91530102MA6K00014A", "head": "李岚", "project": "阿岚食品厂房",
    "county": "530102", "site": "云南省昆明市五华区普吉路 1 号", "category": "房屋建筑工程", "special": "都不是",
    "investment": "1200", "area": "3000", "price": "980.5", "begins": "2026-12-01", "ends": "2027-12-31",
    "land": "yes", "planning": "有", "clearing": "不需要",
    "funds": "yes", "safety": "yes", "fire_special": "no", "land_paper": "u1", "planning_paper": "u1", "contract": "u1",
    "drawings": "u1", "fire_drawings": "u1", "safety_paper": "u1", "funds_paper": "u1", "agent": "no", "contact": "李岚",
    "mobile": "15400000001",
}  # fmt: skip
UPLOADS = {"u1": {"name": "文件.pdf", "size": 100_000}, "u2": {"name": "拆迁.pdf", "size": 100_000}}
ITEMS = ("land", "planning", "clearing", "builder", "plans", "measures", "supervisor", "fire")
FIT = {**{f"checked_{key}": "符合" for key in ITEMS}, "conclusion": "符合"}
UNFIT = {**FIT, "checked_fire": "不符合", "conclusion": "不符合"}


def typed(units: list[dict[str, str]] = UNITS, **change: Any) -> dict[str, Any]:
    """What a browser would send."""
    rows = {f"units.{at}.{key}": value for at, one in enumerate(units) for key, value in one.items()}
    return {**FACTORY, **rows, **change}


def facts(**change: Any) -> dict[str, Any]:
    """What a pack's function is told, for the factory's case."""
    told = {
        "number": "530102-2611-000042", "title": "建筑工程施工许可", "answers": {**FACTORY, "units": UNITS}, "given": {},
        "earlier": {}, "division": 530102000000, "place": "云南省昆明市五华区", "today": TODAY, "reason": "土方单位没有进场",
        "party": {"name": FACTORY["builder"], "kind": "firm"}, "serial": 3, "submitted_on": TODAY,
        "agency": {"name": "昆明市五华区住房和城乡建设局", "short_name": "五华区住建局", "uscc": ""},
    }  # fmt: skip
    return {**told, **change}
