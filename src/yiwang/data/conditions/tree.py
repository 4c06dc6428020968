"""The tree a condition becomes: typed, small, and the only thing evaluators see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .functions import Function
from .types import Type


@dataclass(frozen=True)
class Name:
    """A value of the record."""

    name: str
    type: Type


@dataclass(frozen=True)
class Param:
    """A value given when the condition is asked, such as the day it is asked for."""

    name: str
    type: Type


@dataclass(frozen=True)
class Value:
    """A literal: Decimal, str, date or bool."""

    value: Any
    type: Type


@dataclass(frozen=True)
class Call:
    function: Function
    arguments: tuple[Node, ...]

    @property
    def type(self) -> Type:
        return self.function.result


@dataclass(frozen=True)
class Sum:
    """`left sign right` with sign + - or *."""

    sign: str
    left: Node
    right: Node
    type: Type = Type.NUMBER


@dataclass(frozen=True)
class Compare:
    """`left sign right` with sign = <> < <= > or >=."""

    sign: str
    left: Node
    right: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Between:
    what: Node
    low: Node
    high: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Among:
    what: Node
    values: tuple[Value, ...]
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Begins:
    what: Node
    prefix: str
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Empty:
    """`what IS NULL`: the one question that is never answered with “not known”."""

    what: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Not:
    what: Node
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class All:
    parts: tuple[Node, ...]
    type: Type = Type.BOOLEAN


@dataclass(frozen=True)
class Some:
    parts: tuple[Node, ...]
    type: Type = Type.BOOLEAN


Node = Name | Param | Value | Call | Sum | Compare | Between | Among | Begins | Empty | Not | All | Some


def children(node: Node) -> tuple[Node, ...]:
    """The parts a node is made of, left to right."""
    match node:
        case Call(arguments=parts) | All(parts=parts) | Some(parts=parts):
            return parts
        case Sum(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Between(what=what, low=low, high=high):
            return (what, low, high)
        case Among(what=what) | Begins(what=what) | Empty(what=what) | Not(what=what):
            return (what,)
    return ()


def every(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    waiting = [node]
    while waiting:
        yield (here := waiting.pop())
        waiting.extend(reversed(children(here)))
