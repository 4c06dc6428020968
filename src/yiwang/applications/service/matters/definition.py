"""A matter: what a guide says of it, in the national field set (GB/T 39046-2020 table 4), and what it runs on.

English keys of the reporting schema stand where they exist; the words are the citizen's.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .national import National


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ground(Strict):
    """A legal ground: law, article, what it says in short, and whether somebody read it in the source."""

    law: str
    article: str
    says: str
    how: Literal["read", "remembered"]


class Material(Strict):
    """A material. `source`: "held" is shown and not asked, "upload" is brought, "made" is filled in online."""

    key: str
    title: str
    source: Literal["held", "upload", "made"]
    need: bool = True
    when: str = ""
    hint: str = ""
    pages: int = 1
    accept: Literal["photo", "pdf", "photo_or_pdf"] = "photo_or_pdf"
    max_mb: int = Field(10, ge=1, le=50)
    ground: str = ""


class Happens(Strict):
    """One step of the guide's «过程»: what happens, who does it, in how long."""

    title: str
    who: str = ""
    long: str = ""


class Question(Strict):
    q: str
    a: str


class Matter(Strict):
    """`division` names the answer that decides where it is handled; `line` whose agency does."""

    title: str
    plain: str = Field(description="一句话说清楚这件事")
    keywords: tuple[str, ...] = ()
    theme: str
    audience: tuple[Literal["person", "firm"], ...]
    catalog_code: str = Field(pattern=r"^\d{12}$")
    task_type: str = "01"
    project_type: Literal["1", "2"] = "2"
    use_level: str = "4"
    line: str
    division: str
    flow: str
    form: str
    fee: str = "不收费"
    visits: int = 0
    visit_why: str = ""
    limit: str
    promise: str
    result: str
    result_sample: str = ""
    grounds: tuple[Ground, ...] = Field(min_length=1)
    who: tuple[str, ...] = Field(min_length=1)
    who_not: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()
    process: tuple[Happens, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = ()
    minutes: int = 10
    before: str = Field("", description="提交前的判断：包 rules.py 里的函数，返回 {ok, says, instead}")
    also: tuple[str, ...] = Field((), description="提交前还要问的别的包的判断：它们的事项由这件开出，问的项同名")
    pledge: str = ""
    national: National

    @model_validator(mode="after")
    def _visits_are_explained(self) -> Matter:
        if bool(self.visits) != bool(self.visit_why):
            raise ValueError("到现场次数不是 0 要写必须到现场的原因（visit_why），是 0 就不要写")
        return self

    def material(self, key: str) -> Material | None:
        return next((one for one in self.materials if one.key == key), None)
