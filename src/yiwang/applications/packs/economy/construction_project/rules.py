"""The heart of 工程建设项目审批: which of the four stages a project goes through, and which items in each, and why.

Read: 国办发〔2018〕33号 (five) and (six): the stages, what belongs to each, and that social investment of middle and small
size on land granted with its scheme has no review of the scheme and its second and third stage made one. Which land needs a
选址意见书 is remembered. The conditions of `flows/project.yaml` say the same; a test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

STAGES = {"s1_land": "立项用地规划许可", "s2_design": "工程建设许可", "s3_build": "施工许可", "s4_accept": "联合验收"}
CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")  # remembered: it warns, and refuses nobody
Answers = Mapping[str, Any]


def merged(answers: Answers) -> bool:
    """Social investment, middle or small, the land granted with its scheme: stages two and three are one."""
    return answers.get("invest") == "社会投资" and answers.get("small") is True and with_scheme(answers)


def with_scheme(answers: Answers) -> bool:
    return answers.get("land_by") == "出让" and answers.get("with_scheme") is True


def due(answers: Answers) -> dict[str, dict[str, str]]:
    """The stages in their order, and in each the items: key → title."""
    if merged(answers):
        return {"s1_land": _land(answers), "s3_build": _build(answers), "s4_accept": _accept(answers)}
    return {
        "s1_land": _land(answers),
        "s2_design": _design(answers),
        "s3_build": _build(answers),
        "s4_accept": _accept(answers),
    }


def _land(answers: Answers) -> dict[str, str]:
    first = {"approve": "项目审批"} if answers.get("invest") == "政府投资" else {"file": "项目核准或者备案"}
    site = {"site": "选址意见书和用地预审"} if answers.get("land_by") == "划拨" else {}
    return {**first, **site, "land_permit": "用地规划许可"}


def _design(answers: Answers) -> dict[str, str]:
    scheme = {} if with_scheme(answers) else {"scheme": "设计方案审查"}
    return {**scheme, "plan_permit": "建设工程规划许可"}


def _build(answers: Answers) -> dict[str, str]:
    found = {"plan_too": "建设工程规划许可（合并办理）"} if merged(answers) else {}
    if answers.get("fire_special"):
        found["fire"] = "消防设计审查"
    if answers.get("underground"):
        found["defence"] = "人防设计审查"
    return {**found, "permit": "施工许可"}


def _accept(answers: Answers) -> dict[str, str]:
    defence = {"defence_check": "人防验收"} if answers.get("underground") else {}
    return {"plan_check": "规划核实", "land_check": "土地核验", "fire_check": "消防验收或者备案", **defence,
            "record": "竣工验收备案"}  # fmt: skip


def told(answers: Answers) -> dict[str, Any]:
    """What the builder reads before handing in."""
    stages = due(answers)
    lines = "；".join(f"{STAGES[key]}：{'、'.join(items.values())}" for key, items in stages.items())
    says = f"您的项目分 {len(stages)} 个阶段，一共 {sum(map(len, stages.values()))} 件。{lines}"
    if answers.get("code") and not CODE.fullmatch(str(answers["code"])):
        says += "。投资项目代码和常见的写法（4-6-2-2-6 位数字）不一样，请核对；不影响提交"
    return {"ok": True, "says": says, "instead": ""}


def results(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The list that is handed over."""
    answers, parts = facts["answers"], facts["parts"]
    return {
        "number": f"{facts['number']}-{facts['serial']}",
        "builder": answers["builder"],
        "project": answers["project"],
        "count": str(len(parts)),
        "lines": [f"{one['title']}：通过（{one['agency']}）" for one in parts],
    }
