"""The shape of a parameter's YAML file, shared by the standards' own `parameters/` and those of packs.

what: 行政许可决定期限
unit: 工作日
values:
  2019-04-23: {value: 20, ground: 行政许可法 第四十二条第一款, source: 行政许可法（2019年修正）, how: read}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from yiwang.kernel.dated import Dated
from yiwang.kernel.worktime import Unit

How = Literal["read", "remembered"]
Number = bool | int | Decimal | str
UNITS: dict[str, Unit] = {"工作日": "working", "日": "natural"}
HOUR = "小时"


@dataclass(frozen=True)
class Value:
    """One number of the law: what it is, why, where that is written, whether somebody read it there, what to mind."""

    value: Number
    unit: str
    ground: str
    source: str
    how: How
    note: str = ""

    @property
    def clock_unit(self) -> Unit:
        """How a `Clock` counts it: 工作日 or 日. ValueError for other units (月 goes through `months_after`, 小时 `hours`)."""
        if self.unit not in UNITS:
            raise ValueError(f"{self.unit!r} is not counted in days")
        return UNITS[self.unit]

    @property
    def hours(self) -> int | None:
        """How many hours, by the wall clock; None where it is counted otherwise."""
        return int(self.value) if self.unit == HOUR else None


def binding(value: Value) -> bool:
    """May this number refuse, charge or pay? Only what was read in the source may."""
    return value.how == "read"


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("a number with a point is written in quotes, so that it stays exact")
    if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+", value):
        return Decimal(value)
    return value


class DatedValue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    value: Annotated[Number, BeforeValidator(_exact)]
    ground: str = Field(min_length=2)
    source: str = Field(min_length=2)
    how: How
    note: str = ""


class ParameterFile(BaseModel):
    """A parameter: `what` in words, `unit` (工作日, 日, 月, 年, 元, 分, 岁 …), `values` by their first day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(min_length=2)
    unit: str = Field(min_length=1)
    values: dict[date, DatedValue] = Field(min_length=1)

    def dated(self) -> Dated[Value]:
        return Dated(
            self.what,
            {
                since: Value(one.value, self.unit, one.ground, one.source, one.how, one.note)
                for since, one in self.values.items()
            },
        )
