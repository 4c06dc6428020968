"""Plan → code: every system the provincial plan names, whether it works here, which test walks it, what is missing.

>>> from yiwang.assembly import plan
>>> next(row for row in plan.rows() if row.id == "service.portal").clause
'三（一）4'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
CHECKOUT = Path(__file__).parents[3]
NOT_BEGUN, NO_TEST, LOST_TEST = "尚未开始", "还没有走通它的测试", "所说的测试 {test} 不在"
ABOUT = """云政发〔2023〕8号点名的每个系统：它在方案里的位置、要做到什么、现在的状况。
由 `yiwang plan --markdown` 生成，不手改。
"""
GROUPS = {
    "service": "一网通办", "governance": "一网统管", "collaboration": "一网协同", "toolbox": "共性应用支撑",
    "data": "数据资源", "infrastructure": "基础设施", "security": "安全保障", "standards": "制度标准",
    "operations": "运行维护与建设管理", "economy": "行业应用：经济调节", "market": "行业应用：市场监管",
    "society": "行业应用：社会管理", "ecology": "行业应用：生态环境保护", "organs": "行业应用：数字机关",
    "openness": "行业应用：政务公开",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`clause` is the place in 云政发〔2023〕8号 and `plan` its words there; `must` is what has to work, in ours."""

    id: str
    title: str
    clause: str
    works: bool
    test: str
    gaps: list[str]
    plan: str = ""
    must: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title, "clause": self.clause, "works": self.works, "test": self.test,
            "gaps": self.gaps,
        }  # fmt: skip


def rows() -> list[Row]:
    """All rows in the plan's order. Raises `LookupError` where the works name a row the plan does not have."""
    return compose(_read("plan.yaml"), _read("works.yaml"), CHECKOUT)


def compose(named: Mapping[str, Any], works: Mapping[str, Any], checkout: Path) -> list[Row]:
    """A row works only when a test that is really there walks it and nothing is said to be missing."""
    if unknown := sorted(set(works) - set(named)):
        raise LookupError(f"works.yaml names rows the plan does not have: {', '.join(unknown)}")
    found = []
    for key, one in named.items():
        test, gaps = _state(works.get(key), checkout)
        found.append(Row(key, one["title"], one["clause"], not gaps, test, gaps, plan=one["plan"], must=one["must"]))
    return found


def _state(declared: Mapping[str, Any] | None, checkout: Path) -> tuple[str, list[str]]:
    if declared is None:
        return "", [NOT_BEGUN]
    test, gaps = declared.get("test") or "", list(declared.get("gaps") or [])
    if test and not exists(test, checkout):
        return "", [LOST_TEST.format(test=test), *gaps]
    return test, gaps or ([] if test else [NO_TEST])


def exists(test: str, checkout: Path) -> bool:
    """Is `path` or `path::name` there?"""
    path, _, name = test.partition("::")
    file = checkout / path
    return file.is_file() and (not name or f"def {name.rpartition('::')[2]}(" in file.read_text())


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((DATA / name).read_text()) or {}


def table(found: Sequence[Row]) -> str:
    """One line a row, for a terminal."""
    lines = [f"{_mark(row)}  {row.id:<26}{row.clause}\t{row.title}：{_standing(row)}" for row in found]
    return "\n".join([*lines, "", _sum(found)])


def markdown(found: Sequence[Row]) -> str:
    """The page docs/plan.md."""
    parts = ["# 方案到代码\n", ABOUT, _sum(found) + "\n"]
    for group, members in groupby(found, key=lambda row: row.id.partition(".")[0]):
        parts += [f"## {GROUPS[group]}\n", "| 编号 | 系统 | 方案 | 要做到 | 现状 |", "|---|---|---|---|---|"]
        parts += [f"| `{row.id}` | {row.title} | {row.clause} | {row.must} | {_cell(row)} |" for row in members]
        parts.append("")
    return "\n".join(parts)


def _cell(row: Row) -> str:
    test = f"测试 `{row.test}`" if row.test else ""
    if row.works:
        return f"**走通**，{test}"
    missing = "<br>".join(row.gaps)
    return missing if row.gaps == [NOT_BEGUN] else f"已开始{'，' + test if test else ''}。还差：<br>{missing}"


def _mark(row: Row) -> str:
    return "√" if row.works else ("·" if row.gaps == [NOT_BEGUN] else "…")


def _standing(row: Row) -> str:
    return row.test if row.works else "；".join(row.gaps)


def _sum(found: Sequence[Row]) -> str:
    works, fresh = sum(row.works for row in found), sum(row.gaps == [NOT_BEGUN] for row in found)
    return f"共 {len(found)} 项：走通 {works} 项，已开始 {len(found) - works - fresh} 项，尚未开始 {fresh} 项。"
