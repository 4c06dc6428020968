"""The national field set as a list: every page, rule, history and list of the library is drawn from it.

A body is a dict of these keys (the reporting schema's column names) with plain values: text, whole numbers, True or
False, lists of codes; `materials`, `fees` and `faqs` are lists of dicts. What follows from the rest (implementation
code, state, version, day of effect) is never kept in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from . import national

Kind = Literal["line", "text", "number", "yes_no", "choice", "choices"]
Say = Literal["same", "tighten", "own"]
DAYS = {"1": "工作日", "2": "自然日", "3": "个月", "4": "年", "5": "小时"}
TYPES = {
    "00": "行政权力事项", "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付",
    "06": "行政检查", "07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他类别", "20": "公共服务",
}  # fmt: skip
AUDIENCE = {"1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "行政机关", "6": "其他组织"}
DEPTHS = {"1": "网上查询", "2": "网上预约", "3": "网上预审", "4": "全程网办"}
SOURCES = {"held": "政府部门核发，系统获取", "made": "申请人在线填写", "upload": "申请人自备"}


@dataclass(frozen=True)
class Field:
    """`say`: whether an agency must keep the basic entry's value, may only tighten it, or fills in its own."""

    key: str
    title: str
    group: str
    kind: Kind = "line"
    say: Say = "own"
    choices: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""

    def shown(self, value: Any) -> str:
        """A value in words."""
        if self.kind == "yes_no":
            return "" if value is None else "是" if value else "否"
        if self.kind == "choices":
            return "、".join(self.choices.get(one, one) for one in value or ())
        if self.kind == "choice":
            return self.choices.get(value or "", value or "")
        return "" if value is None else str(value)


G1, G2, G3, G4, G5 = "基本信息", "设定依据", "实施主体", "时限", "受理条件"
G6, G7, G8, G9 = "办理", "网上办理", "便民", "对象、结果和收费"
FIELDS: tuple[Field, ...] = (
    Field("task_name", "事项名称", G1, say="same"),
    Field("catalog_code", "基本目录编码", G1, say="same"),
    Field("local_catalog_code", "地方目录编码", G1),
    Field("task_handle_item", "业务办理项编码", G1),
    Field("task_type", "事项类型", G1, "choice", "same", TYPES),
    Field("plain", "一句话说清楚", G1, "text", hint="办事人看的第一句话"),
    Field("keywords", "大家怎么说它", G1, hint="用逗号隔开，例如 开饭店，奶茶店"),
    Field("by_law", "设定依据", G2, "text", "same", hint="一行一条"),
    Field("power_source", "权力来源", G2),
    Field("use_level", "行使层级", G2, "choice", choices=national.LEVELS),
    Field("right_division", "权限划分", G2, "text"),
    Field("exercise_content", "行使内容", G2, "text"),
    Field("dept_name", "实施主体", G3),
    Field("dept_code", "实施主体编码", G3),
    Field("dept_type", "实施主体性质", G3, "choice", choices=national.DEPTS),
    Field("entrust_name", "委托部门", G3),
    Field("other_dept", "联办机构", G3),
    Field("anticipate_day", "法定办结时限", G4, "number", "tighten"),
    Field("anticipate_type", "法定时限单位", G4, "choice", choices=DAYS),
    Field("anticipate_explain", "法定时限说明", G4, "text"),
    Field("promise_day", "承诺办结时限", G4, "number", "tighten", hint="只能比基本目录短"),
    Field("promise_type", "承诺时限单位", G4, "choice", choices=DAYS),
    Field("promise_explain", "承诺时限说明", G4, "text"),
    Field("special_procedure", "特别程序", G4),
    Field("accept_condition", "受理条件", G5, "text", hint="一行一条"),
    Field("limit_explain", "数量限制", G5),
    Field("service_type", "中介服务", G5),
    Field("project_type", "办件类型", G6, "choice", choices=national.PROJECTS),
    Field("handle_type", "办理形式", G6, "choices", choices=national.HANDLE),
    Field("handle_flow", "办理流程", G6, "text", hint="一行一步"),
    Field("limit_scene_num", "到办事现场次数", G6, "number", "tighten", hint="只能比基本目录少"),
    Field("limit_scene_explain", "必须到现场的原因", G6, "text"),
    Field("handle_area", "通办范围", G6),
    Field("transact_addr", "办理地点", G6, "text"),
    Field("transact_time", "办理时间", G6, "text"),
    Field("link_way", "咨询电话", G6),
    Field("supervise_way", "监督投诉", G6),
    Field("is_online", "是否网办", G7, "yes_no"),
    Field("online_handle_depth", "网上办理深度", G7, "choice", choices=DEPTHS),
    Field("online_handle_url", "网上办理网址", G7),
    Field("mobile_terminal_url", "移动端网址", G7),
    Field("is_single_login", "单点登录", G7, "yes_no"),
    Field("app_is_single_login", "移动端单点登录", G7, "yes_no"),
    Field("link_addr", "跳转网址", G7),
    Field("is_entry_center", "进驻政务大厅", G8, "yes_no"),
    Field("is_schedule", "支持预约", G8, "yes_no"),
    Field("is_pay_online", "网上支付", G8, "yes_no"),
    Field("is_express", "支持物流", G8, "yes_no"),
    Field("is_service_terminals", "自助终端办理", G8, "yes_no"),
    Field("server_type", "服务对象", G9, "choices", choices=AUDIENCE),
    Field("user_topic_type", "个人主题", G9),
    Field("corp_topic_type", "法人主题", G9),
    Field("result_type", "结果类型", G9, "choice", choices={**national.RESULTS, "90": "其他"}),
    Field("result_name", "结果名称", G9),
    Field("result_guid", "结果样本", G9),
    Field("is_fee", "是否收费", G9, "yes_no"),
    Field("fee_basis", "收费依据", G9, "text"),
)
M, E, Q = "材料", "收费项目", "常见问题"
MATERIAL: tuple[Field, ...] = (
    Field("key", "材料编号", M, say="same"),
    Field("material_name", "材料名称", M),
    Field(
        "material_type", "材料类型", M, "choice", choices={"1": "原件", "2": "复印件", "3": "原件和复印件", "9": "不限"}
    ),
    Field("material_format", "材料形式", M, "choice", choices={"1": "纸质", "2": "电子", "3": "纸质或电子"}),
    Field("is_need", "必要性", M, "choice", choices={"1": "必要", "2": "非必要", "3": "容缺后补"}),
    Field("page_num", "份数", M, "number"),
    Field("page_format", "规格", M),
    Field("source_type", "来源渠道", M, "choice", choices=SOURCES),
    Field("source_explain", "来源说明", M),
    Field("by_law", "要求依据", M),
    Field("fill_explain", "填报须知", M, "text"),
    Field("accept_stand", "受理标准", M, "text"),
    Field("form_guid", "空表", M),
    Field("example_guid", "样表", M),
    Field("original_num", "原件份数", M, "number"),
    Field("copy_num", "复印件份数", M, "number"),
)
FEE: tuple[Field, ...] = (
    Field("fee_name", "收费项目", E), Field("fee_stand", "收费标准", E), Field("by_law", "收费依据", E),
    Field("is_desc", "可否减免", E, "yes_no"), Field("desc_explain", "减免说明", E),
)  # fmt: skip
FAQ: tuple[Field, ...] = (Field("question", "问题", Q), Field("answer", "回答", Q, "text"))
LISTS: dict[str, tuple[Field, ...]] = {"materials": MATERIAL, "fees": FEE, "faqs": FAQ}
LIST_TITLES = {"materials": M, "fees": E, "faqs": Q}
BY_KEY = {one.key: one for one in FIELDS}
GROUPS = tuple(dict.fromkeys(one.group for one in FIELDS))
Body = dict[str, Any]


def whole(body: Mapping[str, Any]) -> Body:
    """A body with every key: what was not said is empty."""
    empty: dict[str, Any] = {"number": None, "yes_no": None, "choices": []}
    filled: Body = {one.key: body.get(one.key, empty.get(one.kind, "")) for one in FIELDS}
    for key, columns in LISTS.items():
        filled[key] = [
            {one.key: row.get(one.key, empty.get(one.kind, "")) for one in columns} for row in body.get(key, ())
        ]
    return filled
