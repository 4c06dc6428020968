"""The one condition language of the house: forms, timers, quality rules, detections and warnings ask in it.

    >>> asked = compile_condition("age >= 80 AND place LIKE '5301%'", {"age": Type.NUMBER, "place": Type.TEXT})
    >>> asked.evaluate({"age": 81})
    >>> asked.evaluate({"age": 79}), asked.evaluate({"age": 81, "place": "530102"})
    (False, True)
    >>> asked.to_sql({"age": "age", "place": "place"})
    ('(((age) >= %s) AND ((place) LIKE %s::text))', [80, '5301%'])
    >>> compile_condition("agee > 1", {"age": Type.NUMBER})
    Traceback (most recent call last):
    ...
    yiwang.data.conditions.errors.UnknownName: 条件第 1 个字“agee”：没有这一项。是不是“age”。

AND OR NOT, = <> < <= > >=, IN, BETWEEN, IS [NOT] NULL, + - *, LIKE 'prefix%', and the functions of `FUNCTIONS`.
"""

from __future__ import annotations

from .condition import Condition, compile_condition
from .errors import MissingParameter, NotUnderstood, TooLong, UnknownName, WrongType, WrongValue
from .explain import Clause
from .functions import FUNCTIONS, Function
from .types import Schema, Type, fits

__all__ = [
    "FUNCTIONS", "Clause", "Condition", "Function", "MissingParameter", "NotUnderstood", "Schema", "TooLong", "Type",
    "UnknownName", "WrongType", "WrongValue", "compile_condition", "fits",
]  # fmt: skip
