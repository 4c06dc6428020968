"""A form as a pack declares it in `forms/<key>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from yiwang.data.conditions.api import Type

KEY = r"^[a-z][a-z0-9_]{0,39}$"
Kind = Literal[
    "text", "long_text", "number", "money", "date", "choice", "choices", "yes_no", "citizen_id", "uscc", "mobile",
    "division", "address", "file",
]  # fmt: skip
Sensitivity = Literal["L1", "L2", "L3", "L4"]
TYPES = {
    "number": Type.NUMBER, "money": Type.NUMBER, "date": Type.DATE, "yes_no": Type.BOOLEAN, "choices": Type.LIST,
    "file": Type.LIST,
}  # fmt: skip
LENGTHS = {"text": 100, "long_text": 2000, "address": 200}
SENSITIVITIES: dict[str, Sensitivity] = {
    "citizen_id": "L4",
    "mobile": "L4",
    "address": "L3",
    "file": "L3",
    "uscc": "L1",
}
PREFILLED: dict[str, Sensitivity] = {"party.name": "L3", "party.address": "L3"}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Part):
    value: str = Field(pattern=r"^[^\s,'\"][^,'\"]{0,59}$")
    title: str = Field(min_length=1, max_length=60)
    hint: str = ""


class Check(Part):
    """Something that must hold of the answers; where it does not, `says` tells the reader what to do."""

    condition: str
    says: str = Field(min_length=4)


class Question(Part):
    """One question. `title` is how it is asked, `label` how it is listed (without: the title)."""

    key: str = Field(pattern=KEY)
    title: str = Field(min_length=1, max_length=80)
    label: str = Field(default="", max_length=30)
    type: Kind = "text"
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    when: str = ""
    check: tuple[Check, ...] = ()
    prefill: str = ""
    sensitivity: Sensitivity | None = None
    max_length: int = Field(default=0, ge=0, le=20_000)
    decimals: int = Field(default=0, ge=0, le=6)
    min: Decimal | None = None
    max: Decimal | None = None
    unit: str = Field(default="", max_length=10)
    accept: tuple[Literal["jpg", "png", "heic", "pdf", "ofd", "docx", "xlsx"], ...] = ("jpg", "png", "pdf")
    max_mb: int = Field(default=10, ge=1, le=200)
    max_files: int = Field(default=1, ge=1, le=20)

    @property
    def noun(self) -> str:
        """How sentences call it: 请选择您为谁申领."""
        return (self.label or self.title).rstrip("？? ：:")

    @property
    def length(self) -> int:
        return self.max_length or LENGTHS.get(self.type, 60)

    @property
    def level(self) -> Sensitivity:
        """As said; else by type (a file may be anybody's photograph or certificate) and by what it is filled with."""
        return self.sensitivity or SENSITIVITIES.get(self.type) or PREFILLED.get(self.prefill, "L2")

    @property
    def asked_as(self) -> Type:
        """Its type in conditions."""
        return TYPES.get(self.type, Type.TEXT)

    def titles(self) -> dict[str, str]:
        return {option.value: option.title for option in self.options}


class Repeat(Part):
    """The section is asked once for each `item`: 家庭成员, at least `min` and at most `max` times."""

    item: str = Field(min_length=1, max_length=20)
    min: int = Field(default=0, ge=0, le=50)
    max: int = Field(default=10, ge=1, le=50)


class Chapter(Part):
    """A section: one page, or (`together: false`) one page a question."""

    key: str = Field(pattern=KEY)
    title: str = Field(min_length=1, max_length=40)
    intro: str = ""
    when: str = ""
    together: bool = True
    repeat: Repeat | None = None
    fields: tuple[Question, ...] = Field(min_length=1)


class Form(Part):
    """A form. Keys of questions and sections are unique in it; conditions look only at what was asked before."""

    title: str = Field(min_length=2, max_length=60)
    intro: str = ""
    sections: tuple[Chapter, ...] = Field(min_length=1)

    def questions(self) -> Iterator[tuple[Chapter, Question]]:
        for section in self.sections:
            for question in section.fields:
                yield section, question

    @cached_property
    def names_before(self) -> Mapping[tuple[str, str], Mapping[str, Type]]:
        """What the `when` of each (section, question) may look at: questions asked earlier, and for a repeated section
        how many items there are. A section's own `when` has the question ""."""
        found: dict[tuple[str, str], Mapping[str, Type]] = {}
        outer: dict[str, Type] = {}
        for section in self.sections:
            here = dict(outer)
            found.setdefault((section.key, ""), outer)
            for question in section.fields:
                found.setdefault((section.key, question.key), dict(here))
                here[question.key] = question.asked_as
            outer = {**outer, section.key: Type.NUMBER} if section.repeat else here
        return found

    @cached_property
    def names_of(self) -> Mapping[str, Mapping[str, Type]]:
        """What a `check` of each section may look at: the whole form, and of repeated sections only its own."""
        own = {section.key: {one.key: one.asked_as for one in section.fields} for section in self.sections}
        whole: dict[str, Type] = {}
        for section in self.sections:
            whole |= {section.key: Type.NUMBER} if section.repeat else own[section.key]
        return {section.key: whole | own[section.key] for section in self.sections}

    def question(self, path: str) -> Question | None:
        """The question at `path`, `key` or `section.0.key`."""
        key = path.rpartition(".")[2]
        return next((question for _, question in self.questions() if question.key == key), None)
