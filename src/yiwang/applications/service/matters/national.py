"""The national field set of a matter (GB/T 39046-2020 table 4 with the national reporting schema): what a guide does not
say to a citizen, and every platform above us asks for. `fields` lists the set, `guides.groups_of` shows it.

Keys are the reporting schema's column names. What follows from the rest of the declaration is worked out, never written
twice; what an agency fills in (address, hours, telephone) comes from the agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

HANDLE = {"1": "窗口", "2": "电脑端网上", "3": "移动端网上", "4": "快递申请", "9": "其他"}
LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "乡级", "6": "村级", "7": "分级管理"}
PROJECTS = {"1": "即办件", "2": "承诺件", "9": "其他"}
DEPTS = {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
RESULTS = {"10": "出证办结", "20": "审批办结", "30": "出文办结"}
ENDINGS = {"证": "10", "批复": "20", "文": "30"}


class National(BaseModel):
    """The fields of the set that nothing else in the declaration says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    right_division: str = Field(description="权限划分")
    exercise_content: str = Field(description="行使内容")
    power_source: str = Field("法定本级行使", description="权力来源")
    dept_type: Literal["1", "2", "3", "9"] = "1"
    entrust_name: str = ""
    other_dept: str = ""
    handle_type: tuple[Literal["1", "2", "3", "4", "9"], ...] = Field(min_length=1)
    limit_explain: str = Field("无数量限制", description="数量限制")
    service_type: str = Field("无", description="中介服务")
    handle_area: str = Field(description="通办范围")
    online_handle_depth: Literal["1", "2", "3", "4"] = Field(description="网上办理深度，4 为全程网办")
    is_entry_center: bool = True
    is_schedule: bool = False
    is_express: bool = False
    is_pay_online: bool = False
    is_service_terminals: bool = False
    fee_basis: str = ""
    result_type: Literal["10", "20", "30"]
    plan_effective_date: str = Field("", pattern=r"^(\d{4}-\d{2}-\d{2})?$")

    @model_validator(mode="after")
    def _no_visit_needs_a_way(self) -> National:
        if not {"2", "3", "4"} & set(self.handle_type) and self.online_handle_depth == "4":
            raise ValueError("全程网办的事项，办理形式里要有网上或快递")
        return self


@dataclass(frozen=True)
class Group:
    """One block of the set: (column, title, value in words)."""

    title: str
    fields: tuple[tuple[str, str, str], ...]


def faults(matter: Any, law: int | None, promise: int | None) -> list[str]:
    """What a provincial checker would send back: sentences, empty when the set holds together."""
    found = []
    ending = next((code for end, code in ENDINGS.items() if matter.result.endswith(end)), None)
    if ending and ending != matter.national.result_type:
        found.append(f"结果是“{matter.result}”，结果类型要填{RESULTS[ending]}（{ending}）")
    if law is not None and promise is not None and promise > law:
        found.append(f"承诺 {promise} 天比法定 {law} 天还长")
    if matter.project_type == "1" and promise is not None and promise > 1:
        found.append("即办件的承诺时限不能超过 1 个工作日")
    if not matter.visits and matter.national.online_handle_depth != "4" and "4" not in matter.national.handle_type:
        found.append("到现场 0 次又不能全程网办的，办理形式里要有快递")
    if matter.fee != "不收费" and not matter.national.fee_basis:
        found.append("收费的要写收费依据")
    return found


def task_code(uscc: str, level: str, catalog: str) -> str:
    """实施编码: the agency's USCC, the level of exercise, the basic catalogue code: 31 characters."""
    return f"{uscc}{level}{catalog}"
