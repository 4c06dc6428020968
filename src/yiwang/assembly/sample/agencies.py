"""Agencies of the sample: the real structure of the province, with synthetic codes and no real official.

Three lines: `government` (province, 16 prefectures, 129 counties, 1,461 townships), `market` and `service` (down to the
county). Names follow the usual pattern; what an agency is really called in one place or another may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from yiwang.kernel import ids
from yiwang.pillars.standards.base import api as standards

from . import numbers

ROLES = {
    "clerk": "窗口受理",
    "examiner": "审查",
    "inspector": "核查",
    "approver": "审批",
    "supervisor": "督查",
    "data_steward": "数据管理",
    "auditor": "安全审计",
    "administrator": "系统管理",
    "matters_editor": "事项管理",
    "matters_checker": "事项审核",
}
SHORT = {"government": "政府", "market": "市场监管局", "service": "政务服务局"}
LINES = {"government": "人民政府", "market": "市场监督管理局", "service": "政务服务管理局"}
OFFICE = (("综合窗口", "clerk"), ("审查", "examiner"), ("核查员一", "inspector"), ("核查员二", "inspector"))
POSTS = {
    "market": (*OFFICE, ("核查员三", "inspector"), ("审批 局长", "approver"),
               ("事项管理", "matters_editor")),
    "service": (("综合窗口", "clerk"), ("督办", "supervisor"), ("事项审核", "matters_checker")),
    "government": (("办公室", "supervisor"),),
    "township": (("便民服务窗口", "clerk"), ("综合执法", "inspector")),
    "province": (
        ("督查", "supervisor"), ("数据管理", "data_steward"), ("安全审计", "auditor"), ("系统管理", "administrator"),
    ),
}  # fmt: skip
VILLAGE_LIKE = {"狱": "片区管理办公室", "地": "管理办公室"}


@dataclass(frozen=True)
class SamplePost:
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class SampleAgency:
    """Ready for `standards.Agency`: `parent` is the USCC of the agency above, which comes earlier in the list."""

    uscc: str
    name: str
    short_name: str
    line: str
    division: int
    parent: str | None
    level: int
    posts: tuple[SamplePost, ...]
    synthetic: bool = True


@cache
def agencies() -> tuple[SampleAgency, ...]:
    """All agencies, those above before those below. The same on every call and every machine."""
    made: dict[tuple[str, int], SampleAgency] = {}
    places = standards.division_names()
    for serial, (line, code) in enumerate(_wanted(places), 1):
        above = next((made[line, up] for up in reversed(ids.ancestors(code)) if (line, up) in made), None)
        made[line, code] = SampleAgency(
            uscc=numbers.uscc("11", code // 10**6, serial),
            name=_name(line, code, places),
            short_name=places[code] + (SHORT[line] if ids.level(code) < 4 else ""),
            line=line,
            division=code,
            parent=above.uscc if above else None,
            level=min(ids.level(code), 4) + 1,
            posts=_posts(line, code),
        )
    return tuple(made.values())


def _wanted(places: dict[int, str]) -> Iterator[tuple[str, int]]:
    by_level = sorted((ids.level(code), code) for code in places if ids.level(code) < 5)
    for level, code in by_level:
        for line in LINES if level < 4 else ("government",):
            yield line, code


def _kind(line: str, place: str, code: int) -> str:
    if ids.level(code) < 4:
        return LINES[line]
    if place.endswith(("镇", "乡")):
        return "人民政府"
    return "办事处" if place.endswith("街道") else VILLAGE_LIKE.get(place[-1], "管理委员会")


def _name(line: str, code: int, places: dict[int, str]) -> str:
    """With the county before a township, the city before a district: 昆明市五华区市场监督管理局."""
    place, level = places[code], ids.level(code)
    above = places[ids.ancestors(code)[-1]] if level > 1 else ""
    before = above if level == 4 or (level == 3 and place.endswith("区")) else ""
    return before + place + _kind(line, place, code)


def _posts(line: str, code: int) -> tuple[SamplePost, ...]:
    level = ids.level(code)
    wanted = POSTS["township"] if level == 4 else POSTS[line]
    if level == 1 and line == "service":
        wanted += POSTS["province"]
    if level == 1 and line == "market":
        wanted += (("督查", "supervisor"),)
    return tuple(SamplePost(title, (role,)) for title, role in wanted)
