"""Packs' `matters/`: what citizens and firms can apply for."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.section import Declared, Everything, Problem, Section, functions
from yiwang.pillars.standards.base import api as standards

from . import national
from .definition import Matter
from .library import matters


def load(declared: Declared) -> None:
    matters.add(declared.name, declared.body)


def check(declared: Declared, everything: Everything) -> Iterator[Problem]:
    """A matter that promises more than the law allows, or runs on what does not exist, is not published."""
    matter: Matter = declared.body
    where = str(declared.path)
    for folder, name, says in (("flows", matter.flow, "流程"), ("forms", matter.form, "表单")):
        if folder in everything and name not in everything[folder]:
            yield Problem("MATTER001", where, f"{says}“{name}”不存在")
    for key in (matter.limit, matter.promise):
        if key not in standards.parameters and key not in everything.get("parameters", {}):
            yield Problem("MATTER002", where, f"期限“{key}”不是已登记的参数")
    if matter.before and matter.before not in functions:
        yield Problem("MATTER003", where, f"before 里的“{matter.before}”不是 rules.py 里的函数")
    for name in matter.also:
        if name not in functions:
            yield Problem("MATTER003", where, f"also 里的“{name}”不是任何包 rules.py 里的函数")
    for says in national.faults(matter, _latest(matter.limit, everything), _latest(matter.promise, everything)):
        yield Problem("MATTER006", where, says)
    keys = [one.key for one in matter.materials]
    for key in {key for key in keys if keys.count(key) > 1}:
        yield Problem("MATTER004", where, f"材料“{key}”写了两遍")
    if not any(ground.how == "read" for ground in matter.grounds):
        yield Problem("MATTER005", where, "没有一条设定依据是核对过原文的（how: read），不能据它不予许可")


def _latest(key: str, everything: Everything) -> int | None:
    """The newest value of a parameter, of the pack's own or the standards'."""
    own = everything.get("parameters", {}).get(key)
    if own is not None:
        return int(max(own.body.values.items())[1].value)
    if key in standards.parameters:
        return int(list(standards.parameters[key].spans())[-1].value.value)
    return None


SECTIONS = (Section("matters", "事项", Matter, load, check),)
