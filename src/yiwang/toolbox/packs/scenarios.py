"""Tests an official can read: this is given, that is expected of the named function of the pack's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from inspect import signature
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, PydanticSchemaGenerationError, TypeAdapter, ValidationError

from yiwang.kernel.errors import DomainError

from .code import rules
from .manifest import Pack


class Scenario(BaseModel):
    """One case: `expect` the outcome, or `refuses` with these words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(min_length=2, description="这一例说的是什么")
    given: dict[str, Any] = Field(default_factory=dict, description="函数的参数")
    expect: Any = Field(default=None, description="应得的结果；结果有多项时只写关心的几项")
    refuses: str = Field(default="", description="应当拒绝，并且话里有这几个字")


class ScenarioFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=2)
    function: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="rules.py 里的函数")
    tests: list[Scenario] = Field(min_length=1)


@dataclass(frozen=True)
class Result:
    """How one scenario went. `got` is the outcome as JSON-like values, or the sentence of a refusal."""

    file: str
    says: str
    passed: bool
    expected: Any
    got: Any


def run_scenarios(pack: Pack) -> list[Result]:
    """Run every scenario of the pack, in the order of its files."""
    module = rules(pack)
    found = []
    for key, declared in sorted(pack.declared.get("scenarios", {}).items()):
        function = getattr(module, declared.body.function, None)
        found += [_run(key, function, one, declared.body.function) for one in declared.body.tests]
    return found


def _run(key: str, function: Callable[..., Any] | None, one: Scenario, name: str) -> Result:
    expected = one.refuses or one.expect
    if not callable(function):
        return Result(key, one.says, False, expected, f"rules.py 里没有函数 {name}")
    try:
        got = _plain(function(**arguments(function, one.given)))
    except DomainError as refusal:
        return Result(key, one.says, bool(one.refuses) and one.refuses in str(refusal), expected, str(refusal))
    except (ValidationError, TypeError, ValueError, ArithmeticError, LookupError) as problem:
        return Result(key, one.says, False, expected, f"算不出来：{problem}")
    return Result(key, one.says, not one.refuses and agrees(_plain(one.expect), got), expected, got)


def arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, each value made what the function's annotation asks for."""
    hints = get_type_hints(function)
    unknown = given.keys() - signature(function).parameters.keys()
    if unknown:
        raise TypeError(f"函数没有参数 {'、'.join(sorted(unknown))}")
    return {name: _made(hints.get(name, Any), value) for name, value in given.items()}


def _made(hint: Any, value: Any) -> Any:
    try:
        return TypeAdapter(hint, config=_config(hint)).validate_python(value)
    except PydanticSchemaGenerationError:
        return value


def _config(hint: Any) -> ConfigDict | None:
    return (
        None if hasattr(hint, "__dataclass_fields__") or hasattr(hint, "model_fields") else ConfigDict(extra="forbid")
    )


def agrees(expected: Any, got: Any) -> bool:
    """Equal; of a result with named parts only those that are expected count; numbers by value, dates as ISO text."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(name in got and agrees(value, got[name]) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(agrees, expected, got))
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return bool(expected == got) or _number(expected) is not None and _number(expected) == _number(got)


def _number(value: Any) -> Any:
    if value is None or isinstance(value, list | dict):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _plain(value: Any) -> Any:
    """Dates, decimals, dataclasses and enums as JSON has them."""
    return TypeAdapter(Any).dump_python(value, mode="json")
