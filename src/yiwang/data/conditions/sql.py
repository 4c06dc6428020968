"""A condition as PostgreSQL: the text from our own words only, everything anybody typed in the parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import MissingParameter
from .tree import All, Among, Begins, Between, Call, Compare, Empty, Name, Node, Not, Param, Some, Sum, Value
from .types import Type, read

CASTS = {Type.NUMBER: "numeric", Type.TEXT: "text", Type.DATE: "date", Type.BOOLEAN: "boolean", Type.LIST: "text[]"}
SLOT = re.compile(r"\{(\d)\}")


@dataclass(frozen=True)
class Piece:
    """Some SQL and the parameters of its `%s`, in order."""

    sql: str
    params: tuple[Any, ...] = ()


def put(template: str, *pieces: Piece) -> Piece:
    """`template` with {0}, {1} … replaced; a piece used twice brings its parameters twice."""
    used = [pieces[int(slot)] for slot in SLOT.findall(template)]
    sql = SLOT.sub(lambda slot: pieces[int(slot[1])].sql, template)
    return Piece(sql, tuple(param for piece in used for param in piece.params))


def joined(word: str, pieces: list[Piece]) -> Piece:
    sql = f" {word} ".join(piece.sql for piece in pieces)
    return Piece(f"({sql})", tuple(param for piece in pieces for param in piece.params))


@dataclass(frozen=True)
class Writer:
    """`columns` gives for each name an SQL expression of its type, trusted and already quoted, `%` doubled."""

    columns: Mapping[str, str]
    params: Mapping[str, Any]

    def write(self, node: Node) -> Piece:
        match node:
            case Not(what=what):
                return put("(NOT {0})", self.write(what))
            case All(parts=parts):
                return joined("AND", [self.write(part) for part in parts])
            case Some(parts=parts):
                return joined("OR", [self.write(part) for part in parts])
            case Empty(what=what):
                return put("({0} IS NULL)", self.write(what))
            case Compare(sign=sign, left=left, right=right):
                return put(f"({{0}} {sign} {{1}})", *self.side_by_side(left, right, ordered=sign not in ("=", "<>")))
            case Between(what=what, low=low, high=high):
                return put("({0} BETWEEN {1} AND {2})", *self.side_by_side(what, low, high, ordered=True))
            case Among(what=what, values=values):
                first, *rest = self.side_by_side(what, *values, ordered=False)
                return put("({0} IN {1})", first, joined(",", rest))
        return self.write_value(node)

    def write_value(self, node: Node) -> Piece:
        match node:
            case Name(name=name):
                return Piece(f"({self.columns[name]})")
            case Param(name=name, type=kind):
                if self.params.get(name) is None:
                    raise MissingParameter(name=name)
                return Piece(f"%s::{CASTS[kind]}", (_plain(read(f":{name}", kind, self.params[name])),))
            case Value(value=value, type=kind):
                return Piece(f"%s::{CASTS[kind]}", (_plain(value),))
            case Sum(sign=sign, left=left, right=right):
                return put(f"({{0}} {sign} {{1}})", self.cast(left), self.cast(right))
            case Begins(what=what, prefix=prefix):
                return put("({0} LIKE {1})", self.write(what), Piece("%s::text", (prefix + "%",)))
            case Call(function=function, arguments=arguments):
                return put(function.postgres, *(self.cast(one) for one in arguments))
        raise TypeError(f"no SQL for {type(node).__name__}")

    def side_by_side(self, *nodes: Node, ordered: bool) -> list[Piece]:
        """Values compared with one another: whole numbers uncast, for the index of a bigint; text bytewise."""
        pieces = [self.whole(node) or self.write(node) for node in nodes]
        if ordered and nodes[0].type is Type.TEXT:
            return [put('({0} COLLATE "C")', piece) for piece in pieces]
        return pieces

    def whole(self, node: Node) -> Piece | None:
        if isinstance(node, Value) and isinstance(node.value, Decimal) and node.value == node.value.to_integral_value():
            return Piece("%s", (int(node.value),))
        return None

    def cast(self, node: Node) -> Piece:
        found = self.write(node)
        return found if isinstance(node, Value | Param) else put(f"{{0}}::{CASTS[node.type]}", found)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
