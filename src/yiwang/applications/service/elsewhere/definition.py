"""A system elsewhere, as a pack declares it in `elsewhere/<key>.yaml`: what can be done there, what it may tell us."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from yiwang.kernel.registry import Registry

FieldName = Literal["name", "identifier", "mobile"]
FIELDS: dict[FieldName, str] = {"name": "姓名或者名称", "identifier": "证件号码", "mobile": "手机号码"}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class There(Strict):
    """A matter handled there. `needs` are fields it cannot do without, `may` those one may add. `statuses`: its word for a
    status → what it means here, one or several messages for the waiting steps of `flow`."""

    title: str = Field(min_length=2, max_length=60)
    plain: str
    line: str
    flow: str
    form: str
    needs: tuple[FieldName, ...] = ("name", "identifier")
    may: tuple[FieldName, ...] = ()
    statuses: dict[str, tuple[str, ...]]
    days: int = Field(20, ge=1, le=365, description="对方没有说时限时用的工作日数")


class Message(Strict):
    """A step of a case of ours for which this system may send the facts."""

    matter: str
    step: str


class External(Strict):
    """`how` news come: "push" (it calls us) or "poll" (we ask). `host` is the only one we ever call; empty: none."""

    title: str = Field(min_length=2, max_length=60)
    owner: str
    how: Literal["push", "poll"] = "push"
    host: str = Field("", pattern=r"^([a-z0-9-]+(\.[a-z0-9-]+)+)?$")
    rehearsal: bool = False
    matters: dict[str, There] = Field(default_factory=dict)
    messages: tuple[Message, ...] = ()

    @model_validator(mode="after")
    def _somewhere_to_go(self) -> External:
        if self.matters and not self.host and not self.rehearsal:
            raise ValueError("有事项在那里办的系统，要写 host，或者写明是演练（rehearsal: true）")
        return self


systems: Registry[External] = Registry("external system")


def slug_of(system: str) -> str:
    return system.replace("/", ".")


def name_at(slug: str) -> str:
    return slug.replace(".", "/")


def of_matter(matter: str) -> tuple[str, External, There] | None:
    """The system a matter (`pack/key`) is handled in, where it is handled elsewhere."""
    for name, system in systems.items():
        if matter in system.matters:
            return name, system, system.matters[matter]
    return None
