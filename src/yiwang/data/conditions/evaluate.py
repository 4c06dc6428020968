"""A condition asked of one record: yes, no, or not known (None). Kleene's logic, exact decimals."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, localcontext
from typing import Any

from .errors import MissingParameter
from .tree import All, Among, Begins, Between, Call, Compare, Empty, Name, Node, Not, Param, Some, Sum, Value
from .types import read

EXACT = Context(prec=20_000, Emax=99_999, Emin=-99_999)
SIGNS = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


def both(verdicts: Iterable[bool | None]) -> bool | None:
    """AND: one no settles it; otherwise one unknown leaves it open."""
    known = list(verdicts)
    return False if False in known else None if None in known else True


def either(verdicts: Iterable[bool | None]) -> bool | None:
    """OR: one yes settles it; otherwise one unknown leaves it open."""
    known = list(verdicts)
    return True if True in known else None if None in known else False


def opposite(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def ask(node: Node, record: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    """The value of `node` for this record. Raises `WrongValue`, `MissingParameter`."""
    with localcontext(EXACT):
        return _value(node, record, params)


def _value(node: Node, record: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    match node:
        case Value(value=value):
            return value
        case Name(name=name, type=kind):
            return read(name, kind, record.get(name))
        case Param(name=name, type=kind):
            if params.get(name) is None:
                raise MissingParameter(name=name)
            return read(f":{name}", kind, params[name])
        case Empty(what=what):
            return _value(what, record, params) is None
        case Not(what=what):
            return opposite(_value(what, record, params))
        case All(parts=parts):
            return both(_value(part, record, params) for part in parts)
        case Some(parts=parts):
            return either(_value(part, record, params) for part in parts)
        case Between(what=what, low=low, high=high):
            values = [_value(part, record, params) for part in (what, low, high)]
            return both((_strict(operator.ge, values[0], values[1]), _strict(operator.le, values[0], values[2])))
    return _plain(node, record, params)


def _plain(node: Node, record: Mapping[str, Any], params: Mapping[str, Any]) -> Any:
    """Nodes of which nothing is known where one part is not."""
    match node:
        case Compare(sign=sign, left=left, right=right) | Sum(sign=sign, left=left, right=right):
            return _strict(SIGNS[sign], _value(left, record, params), _value(right, record, params))
        case Among(what=what, values=values):
            return _strict(lambda one: any(one == value.value for value in values), _value(what, record, params))
        case Begins(what=what, prefix=prefix):
            return _strict(lambda one: one.startswith(prefix), _value(what, record, params))
        case Call(function=function, arguments=arguments):
            found = _strict(function.python, *(_value(one, record, params) for one in arguments))
            return Decimal(found) if type(found) is int else found
    raise TypeError(f"no evaluation for {type(node).__name__}")


def _strict(body: Any, *values: Any) -> Any:
    return None if any(value is None for value in values) else body(*values)
