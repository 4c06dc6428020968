"""A mapping: which column of somebody's list feeds which field of ours. YAML, read by officials."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yiwang.applications.service.matters import fields
from yiwang.kernel.errors import Invalid

from .rules import Feed, Plan

HERE = Path(__file__).parent / "formats"
BUILT_IN = {"national": "national.yaml", "guangdong": "guangdong.yaml"}
OURS = {*fields.BY_KEY, "materials", "task_code", "division", "promise", "anticipate"}
Kind = Literal["text", "codes", "words", "materials", "yes_no", "number", "limit"]


class WrongMapping(Invalid):
    """对照表“{name}”要改：{problem}"""

    code = "matters.import.mapping"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """`from` may be several columns: the first that says something counts, with `join` all of them together."""

    columns: tuple[str, ...] = Field(alias="from", min_length=1)
    kind: Kind = Field("text", alias="as")
    values: dict[str, str | bool | int] = Field(default_factory=dict)
    split: str = ""
    join: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        """`title: TASK_NAME` for `title: {from: [TASK_NAME]}`."""
        if isinstance(given, str):
            return {"from": [given]}
        if isinstance(given, dict) and isinstance(given.get("from"), str):
            return {**given, "from": [given["from"]]}
        return given


class ListMapping(Strict):
    """`list` names the list: what it no longer holds is looked for among what came from a list of this name."""

    title: str
    list: str = Field("", max_length=80)
    format: Literal["csv", "jsonl", "xlsx"]
    encoding: Literal["", "utf-8", "gb18030"] = ""
    separator: str = Field(",", min_length=1, max_length=1)
    empty: tuple[str, ...] = ()
    fields: dict[str, Column]
    constants: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fields_are_ours(self) -> ListMapping:
        for key in (*self.fields, *self.constants):
            if key not in OURS:
                raise ValueError(f"没有“{key}”这个字段")
        for key in ("task_code", "task_name"):
            if key not in self.fields:
                raise ValueError(f"要写“{key}”是哪一列")
        return self

    @property
    def plan(self) -> Plan:
        feeds = {key: Feed(one.columns, one.kind, one.values, one.split, one.join) for key, one in self.fields.items()}
        return Plan(feeds, self.constants, frozenset(self.empty))


def built_in(name: str) -> ListMapping:
    return read(HERE / BUILT_IN[name])


def read(path: Path) -> ListMapping:
    """A mapping from a file; `WrongMapping` says what is wrong in it."""
    try:
        return ListMapping.model_validate(yaml.safe_load(path.read_text("utf8")))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(one) for one in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise WrongMapping(name=path.name, problem=f"{place} {said}".strip()) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise WrongMapping(name=path.name, problem="打不开，或者不是 YAML") from None
