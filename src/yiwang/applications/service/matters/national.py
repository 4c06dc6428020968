"""The national field set of a matter (GB/T 39046-2020 table 4 with the national reporting schema): what a guide does not
say to a citizen, and every platform above us asks for.

Keys are the reporting schema's column names. What follows from the rest of the declaration is worked out, never written
twice; what an agency fills in (address, hours, telephone) comes from the agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

HANDLE = {"1": "窗口", "2": "电脑端网上", "3": "移动端网上", "4": "快递申请", "9": "其他"}
LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "乡级", "6": "村级", "7": "分级管理"}
TYPES = {"01": "行政许可", "05": "行政给付", "07": "行政确认", "10": "其他", "20": "公共服务"}
PROJECTS = {"1": "即办件", "2": "承诺件", "9": "其他"}
AUDIENCE = {"person": "自然人", "firm": "企业法人、个体工商户和其他组织"}
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


def groups(matter: Any, *, law: Any, promise: Any, specials: tuple[str, ...], agency: Any = None) -> list[Group]:
    """The whole set in words, in the standard's order. `law` and `promise` are parameter values; `agency` one
    implementing body, or None for the province's basic entry."""
    own: National = matter.national
    yes = {True: "是", False: "否"}
    code = task_code(agency.uscc, matter.use_level, matter.catalog_code) if agency else "由实施机关的信用代码生成"
    return [
        Group("基本信息", (
            ("task_name", "事项名称", matter.title), ("catalog_code", "基本目录编码", matter.catalog_code),
            ("task_code", "实施编码", code), ("task_type", "事项类型", TYPES.get(matter.task_type, matter.task_type)),
            ("task_state", "事项状态", "在用"), ("plan_effective_date", "计划生效日期", own.plan_effective_date or "已生效"))),
        Group("设定依据", (
            ("by_law", "设定依据", "；".join(f"{one.law}{one.article}" for one in matter.grounds)),
            ("power_source", "权力来源", own.power_source), ("use_level", "行使层级", LEVELS[matter.use_level]),
            ("right_division", "权限划分", own.right_division), ("exercise_content", "行使内容", own.exercise_content))),
        Group("实施主体", (
            ("dept_name", "实施主体", agency.name if agency else "县（市、区）市场监督管理局"),
            ("dept_code", "实施主体编码", agency.uscc if agency else "各实施机关"),
            ("dept_type", "实施主体性质", DEPTS[own.dept_type]), ("entrust_name", "委托部门", own.entrust_name or "无"),
            ("other_dept", "联办机构", own.other_dept or "无"))),
        Group("时限", (
            ("anticipate_day", "法定办结时限", f"{law.value} {law.unit}"), ("anticipate_explain", "法定时限说明", law.ground),
            ("promise_day", "承诺办结时限", f"{promise.value} {promise.unit}"),
            ("special_procedure", "特别程序", "、".join(specials) or "无"))),
        Group("受理和办理", (
            ("accept_condition", "受理条件", "；".join(matter.who)), ("limit_explain", "数量限制", own.limit_explain),
            ("service_type", "中介服务", own.service_type),
            ("project_type", "办件类型", PROJECTS[matter.project_type]),
            ("handle_type", "办理形式", "、".join(HANDLE[one] for one in own.handle_type)),
            ("handle_flow", "办理流程", " → ".join(one.title for one in matter.process)),
            ("limit_scene_num", "到办事现场次数", f"{matter.visits}"),
            ("limit_scene_explain", "必须到现场的原因", matter.visit_why or "无"), ("handle_area", "通办范围", own.handle_area))),
        Group("网上办理", (
            ("is_online", "是否网办", "是"), ("online_handle_depth", "网上办理深度", f"{own.online_handle_depth} 级"),
            ("is_entry_center", "进驻政务大厅", yes[own.is_entry_center]), ("is_schedule", "支持预约", yes[own.is_schedule]),
            ("is_express", "支持物流", yes[own.is_express]), ("is_pay_online", "网上支付", yes[own.is_pay_online]),
            ("is_service_terminals", "自助终端办理", yes[own.is_service_terminals]))),
        Group("对象、结果和收费", (
            ("server_type", "服务对象", "、".join(AUDIENCE[one] for one in matter.audience)),
            ("corp_topic_type", "主题", matter.theme), ("result_type", "结果类型", RESULTS[own.result_type]),
            ("result_name", "结果名称", matter.result), ("is_fee", "是否收费", yes[matter.fee != "不收费"]),
            ("fee_basis", "收费依据", own.fee_basis or "无"))),
        Group("材料", tuple(
            (f"material.{one.key}", one.title,
             f"{'必要' if one.need else '非必要'}，{one.pages} 份，"
             f"{ {'held': '政府部门核发，系统获取', 'made': '申请人在线填写', 'upload': '申请人自备'}[one.source]}"
             + (f"，{one.ground}" if one.ground else "")) for one in matter.materials)),
    ]  # fmt: skip
