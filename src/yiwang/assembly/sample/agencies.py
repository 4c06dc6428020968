"""Agencies of the sample: the real structure of the province, with synthetic codes and no real official.

`government` reaches from the province over 16 prefectures and 129 counties to 1,461 townships, the other lines down to
the county, `transport` and `fund` to the prefecture, which examines and licenses. Names follow the usual pattern; what an agency is
really called in one place or another may differ. A new line goes to the end: codes already given stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

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
    "personnel": "人事管理",
}


class Line(NamedTuple):
    """How offices of a line are called, in full and in short; in the province where that differs; the lowest level."""

    name: str
    short: str
    province: tuple[str, str] = ("", "")
    lowest: int = 3

    def called(self, level: int) -> tuple[str, str]:
        return self.province if level == 1 and self.province[0] else (self.name, self.short)


LINES = {
    "government": Line("人民政府", "政府", lowest=4),
    "market": Line("市场监督管理局", "市场监管局"),
    "service": Line("政务服务管理局", "政务服务局"),
    "water": Line("水务局", "水务局", ("水利厅", "水利厅")),
    "civil": Line("民政局", "民政局", ("民政厅", "民政厅")),
    "transport": Line("交通运输局", "交通运输局", ("交通运输厅", "交通运输厅"), lowest=2),
    "housing": Line("住房和城乡建设局", "住建局", ("住房和城乡建设厅", "住建厅")),
    "health": Line("卫生健康局", "卫健局", ("卫生健康委员会", "卫健委")),
    "police": Line("公安局", "公安局", ("公安厅", "公安厅")),
    "medical": Line("医疗保障局", "医保局"),
    "labour": Line("人力资源和社会保障局", "人社局", ("人力资源和社会保障厅", "人社厅")),
    "tax": Line("税务局", "税务局"),
    "fund": Line("住房公积金管理中心", "公积金中心", lowest=2),
    "petition": Line("信访局", "信访局"),
    "reform": Line("发展和改革局", "发改局", ("发展和改革委员会", "发改委")),
    "planning": Line("自然资源局", "自然资源局", ("自然资源厅", "自然资源厅")),
}
FIRST = ("government", "market", "service")  # these were numbered together, place by place
OFFICE = (("综合窗口", "clerk"), ("审查", "examiner"), ("核查员一", "inspector"), ("核查员二", "inspector"))
EDITOR = ("事项管理", "matters_editor")
PEOPLE = ("人事管理", "personnel")
POSTS = {
    "market": (*OFFICE, ("核查员三", "inspector"), ("审批 局长", "approver"), EDITOR, PEOPLE),
    **dict.fromkeys(("water", "civil", "transport", "housing", "health"), (*OFFICE, ("审批 局长", "approver"), EDITOR)),
    **dict.fromkeys(("police", "medical", "labour", "tax", "fund", "reform", "planning"), (("综合窗口", "clerk"), EDITOR)),
    "petition": (("综合窗口", "clerk"), ("督办", "supervisor"), EDITOR),
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
            short_name=places[code] + (LINES[line].called(ids.level(code))[1] if ids.level(code) < 4 else ""),
            line=line,
            division=code,
            parent=above.uscc if above else None,
            level=min(ids.level(code), 4) + 1,
            posts=_posts(line, code),
        )
    return tuple(made.values())


def _wanted(places: dict[int, str]) -> Iterator[tuple[str, int]]:
    by_level = sorted((ids.level(code), code) for code in places if ids.level(code) < 5)
    for together in (FIRST, *((line,) for line in LINES if line not in FIRST)):
        for level, code in by_level:
            for line in together:
                if level <= LINES[line].lowest:
                    yield line, code


def _kind(line: str, place: str, code: int) -> str:
    if ids.level(code) < 4:
        return LINES[line].called(ids.level(code))[0]
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
    if level in (1, 2) and line == "service":
        wanted += (PEOPLE,)
    return tuple(SamplePost(title, (role,)) for title, role in wanted)
