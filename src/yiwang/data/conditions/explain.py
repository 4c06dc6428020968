"""A condition clause by clause in words, each with its verdict: why it holds, why not, or what must be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .evaluate import ask
from .shaping import names
from .tree import All, Among, Begins, Between, Call, Compare, Empty, Name, Node, Not, Param, Some, Sum, Value
from .types import Type, read

VERDICTS = {True: "符合", False: "不符合", None: "还不知道"}
SIGNS = {"=": "是", "<>": "不是", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于"}
DAYS = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SUMS = {"+": "加", "-": "减", "*": "乘"}


@dataclass(frozen=True)
class Clause:
    """One part of a condition for one record. `missing` are the names whose value is not known, if that is why."""

    says: str
    verdict: bool | None
    missing: tuple[str, ...] = ()
    parts: tuple[Clause, ...] = ()

    @property
    def word(self) -> str:
        return VERDICTS[self.verdict]


@dataclass(frozen=True)
class Teller:
    record: Mapping[str, Any]
    params: Mapping[str, Any]
    titles: Mapping[str, str]

    def tell(self, node: Node) -> Clause:
        verdict = ask(node, self.record, self.params)
        unknown = sorted(names(node)) if verdict is None else []
        missing = tuple(name for name in unknown if self.record.get(name) is None)
        parts = tuple(self.tell(part) for part in node.parts) if isinstance(node, All | Some) else ()
        return Clause(self.say(node), verdict, missing, parts)

    def say(self, node: Node) -> str:
        match node:
            case All(parts=parts):
                return "，并且".join(self.inner(part) for part in parts)
            case Some(parts=parts):
                return "，或者".join(self.inner(part) for part in parts)
            case Not(what=Empty(what=what)):
                return f"{self.say(what)}已经有"
            case Not(what=Compare(sign=sign, left=left, right=right)):
                return self.say(Compare(OPPOSITES[sign], left, right))
            case Not(what=Among() | Between() | Begins() as what):
                return self.say_test(what, "不")
            case Not(what=what):
                return f"不是（{self.say(what)}）"
            case Empty(what=what):
                return f"{self.say(what)}还没有"
        return self.say_test(node, "")

    def say_test(self, node: Node, no: str) -> str:
        match node:
            case Compare(sign=sign, left=left, right=right):
                word = DAYS.get(sign, SIGNS[sign]) if left.type is Type.DATE else SIGNS[sign]
                return f"{self.say(left)}{word}{self.say(right)}"
            case Between(what=what, low=low, high=high):
                return f"{self.say(what)}{no}在{self.say(low)}和{self.say(high)}之间"
            case Among(what=what, values=values):
                return f"{self.say(what)}{no}是" + "、".join(self.say(value) for value in values) + "之一"
            case Begins(what=what, prefix=prefix):
                return f"{self.say(what)}{no}以“{prefix}”开头"
        return self.say_value(node)

    def say_value(self, node: Node) -> str:
        match node:
            case Name(name=name):
                return f"“{self.titles.get(name, name)}”"
            case Param(name=name, type=kind):
                return spoken(read(f":{name}", kind, self.params.get(name)))
            case Value(value=value):
                return spoken(value)
            case Sum(sign=sign, left=left, right=right):
                return f"（{self.say(left)}{SUMS[sign]}{self.say(right)}）"
            case Call(function=function, arguments=arguments):
                return function.says.format(*(self.say(one) for one in arguments))
        return self.say(node)

    def inner(self, node: Node) -> str:
        return f"（{self.say(node)}）" if isinstance(node, All | Some) else self.say(node)


def spoken(value: Any) -> str:
    """A literal as Chinese readers write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return f" {value} " if isinstance(value, Decimal | int) else f"“{value}”"


def clauses(node: Node, teller: Teller) -> tuple[Clause, ...]:
    """The members of the outermost AND, or the whole as one clause."""
    parts = node.parts if isinstance(node, All) else (node,)
    return tuple(teller.tell(part) for part in parts)
