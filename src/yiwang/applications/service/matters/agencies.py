"""What an agency says of itself in its implementation list; for agencies of the sample, invented and said to be."""

from __future__ import annotations

from typing import Any

from yiwang.pillars.standards.base import api as standards

from .fields import Body

# Area codes of the prefectures; with 12345 they reach the government hotline of the place, and nobody's own telephone.
AREA_CODES = {
    5301: "0871", 5303: "0874", 5304: "0877", 5305: "0875", 5306: "0870", 5307: "0888", 5308: "0879", 5309: "0883",
    5323: "0878", 5325: "0873", 5326: "0876", 5328: "0691", 5329: "0872", 5331: "0692", 5333: "0886", 5334: "0887",
}  # fmt: skip
HOURS = (
    "周一至周五 9:00—12:00，13:00—17:00",
    "周一至周五 9:00—17:30，中午不休息",
    "周一至周五 8:30—12:00，14:00—17:30；周六 9:00—12:00",
)
HURRY, EVERY = 3, 5
AS_DECLARED = (530102, 532901)  # the two counties every example and test walks through


def own_words(agency: standards.Agency, basic: Body) -> Body:
    """Name and code always; place, hours and telephone only where the agency is the sample's."""
    said: dict[str, Any] = {"dept_name": agency.name, "dept_code": agency.uscc, "use_level": str(agency.level)}
    if not agency.synthetic:
        return said
    county, name = agency.division_id // 10**6, agency.division.name
    said["transact_addr"] = f"{name}政务服务中心 {county % 3 + 1} 楼综合窗口（样例地址）"
    said["transact_time"] = HOURS[county % len(HOURS)]
    said["link_way"] = f"{AREA_CODES.get(county // 100, '')}-12345".lstrip("-")
    promise = basic.get("promise_day")
    if promise and promise > HURRY and county % EVERY == 1 and county not in AS_DECLARED:
        said["promise_day"] = promise - HURRY
        said["promise_explain"] = "本地另行压缩（样例）"
        said["handle_flow"] = str(basic.get("handle_flow", "")).replace(
            f"承诺 {promise} 个工作日", f"承诺 {promise - HURRY} 个工作日"
        )
    return said
