"""`pack.yaml`, the one file every pack has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from yiwang.kernel.section import Declared

KEY = r"^[a-z][a-z0-9_]{1,39}$"


class Manifest(BaseModel):
    """What a pack is, which system of the plan it makes real, and whom to ask about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=KEY, description="文件夹的名字")
    title: str = Field(min_length=2, max_length=60, description="中文名称")
    plan: str = Field(pattern=r"^[a-z]+\.[a-z_]+$", description="方案里的系统编号，如 market.catering")
    clause: str = Field(min_length=2, description="方案的条款和原话")
    owner: str = Field(min_length=2, max_length=60, description="牵头单位")
    needs: list[str] = Field(default_factory=list, description="用到的其他应用包，或它公布的项（包/项）")
    description: str = Field(default="", description="一两句话，办事的人看得懂")


@dataclass(frozen=True)
class Pack:
    """A pack as it was read. `declared` are its files by section folder, then by key."""

    group: str
    manifest: Manifest
    folder: Path
    declared: dict[str, dict[str, Declared]] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        return self.manifest.key

    @property
    def title(self) -> str:
        return self.manifest.title

    @property
    def plan(self) -> str:
        return self.manifest.plan

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the packs it stands on, whether it names them or something they publish."""
        return tuple(dict.fromkeys(name.partition("/")[0] for name in self.manifest.needs))
