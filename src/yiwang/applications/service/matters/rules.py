"""What a checker would send back: decisions as pure functions.

Quality rules of a provincial item checker; the four-level sameness (title, code, grounds and type as in the basic
entry); and that an agency may make things easier than the basic entry says, never harder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .fields import BY_KEY, FIELDS, LISTS, Field
from .national import ENDINGS, RESULTS

Body = Mapping[str, Any]
MAIL, ONLINE, WINDOW = "4", {"2", "3", "4"}, "1"
FULLY_ONLINE, AT_ONCE, WORKING_DAYS = "4", "1", "1"
NEED_RANK = {"2": 0, "3": 1, "1": 2}  # not needed, may follow later, needed
LONGEST = 20_000
PROMISED = re.compile(r"承诺 ?(\d{1,4}) ?个工作日")


@dataclass(frozen=True)
class Fault:
    """`blocks`: it cannot be published so. `key` is the field's, or `materials.2.material_name`."""

    key: str
    says: str
    blocks: bool = True

    @property
    def field(self) -> str:
        return self.key.split(".")[0]


def faults(body: Body, basic: Body | None = None) -> list[Fault]:
    """All faults of a body; `basic` is the entry it implements (None: this is the basic entry itself)."""
    found = list(_values(body))
    body = _counted(body)
    found += [
        *_wanted(body, basic),
        *_visits(body),
        *_limits(body),
        *_flow(body),
        *_result(body),
        *_fees(body),
        *_materials(body),
    ]
    if basic is not None:
        basic = _counted(basic)
        found += [*_sameness(body, basic), *_no_harder(body, basic), *_materials_no_harder(body, basic)]
    return list(dict.fromkeys(found))


def blocking(found: Iterable[Fault]) -> list[Fault]:
    return [one for one in found if one.blocks]


def _values(body: Body) -> Iterator[Fault]:
    """Codes of the list, numbers that count, texts that end."""
    for prefix, one, value in _cells(body):
        key = f"{prefix}{one.key}"
        if one.kind == "number" and value is not None and (not isinstance(value, int) or not 0 <= value <= 9999):
            yield Fault(key, f"{one.title}要写 0 到 9999 的整数")
        elif one.kind == "choice" and value and value not in one.choices:
            yield Fault(key, f"{one.title}没有“{value}”这一项")
        elif one.kind == "choices" and (bad := [code for code in value or () if code not in one.choices]):
            yield Fault(key, f"{one.title}没有“{bad[0]}”这一项")
        elif isinstance(value, str) and len(value) > LONGEST:
            yield Fault(key, f"{one.title}最多 {LONGEST} 个字，现在有 {len(value)} 个")


def _counted(body: Body) -> Body:
    """The body with nothing where a number should be and is not: said once, and never compared."""
    clean = {**body, **{one.key: _number(body.get(one.key)) for one in FIELDS if one.kind == "number"}}
    clean["materials"] = [{**row, "page_num": _number(row.get("page_num"))} for row in body.get("materials") or ()]
    return clean


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _cells(body: Body) -> Iterator[tuple[str, Field, Any]]:
    for one in FIELDS:
        yield "", one, body.get(one.key)
    for name, columns in LISTS.items():
        for number, row in enumerate(body.get(name) or ()):
            for one in columns:
                yield f"{name}.{number}.", one, row.get(one.key)


def _wanted(body: Body, basic: Body | None) -> Iterator[Fault]:
    for key, says in (
        ("task_name", "请写事项名称"),
        ("catalog_code", "请写基本目录编码"),
        ("task_type", "请选事项类型"),
        ("by_law", "请写设定依据，一行一条"),
        ("handle_type", "请至少选一种办理形式"),
        ("server_type", "请至少选一种服务对象"),
        ("result_name", "请写办好以后得到什么"),
    ):
        if not body.get(key):
            yield Fault(key, says)
    if basic is None:
        return
    if not body.get("dept_name"):
        yield Fault("dept_name", "请写实施主体")
    if not body.get("link_way"):
        yield Fault("link_way", "没有咨询电话，办事人不知道问谁", blocks=False)
    if WINDOW in (body.get("handle_type") or ()) and not body.get("transact_addr"):
        yield Fault("transact_addr", "办理形式有窗口，要写办理地点", blocks=False)


def _visits(body: Body) -> Iterator[Fault]:
    visits, why = body.get("limit_scene_num"), body.get("limit_scene_explain")
    depth, ways = body.get("online_handle_depth"), set(body.get("handle_type") or ())
    if visits is None:
        yield Fault("limit_scene_num", "请写到办事现场次数，不用去写 0")
    elif visits and not why:
        yield Fault("limit_scene_explain", f"到现场 {visits} 次，要写必须到现场的原因")
    elif not visits and why:
        yield Fault("limit_scene_explain", "到现场 0 次，就不写必须到现场的原因")
    if visits == 0 and depth != FULLY_ONLINE and MAIL not in ways:
        yield Fault("handle_type", "到现场 0 次又不能全程网办的，办理形式里要有快递申请")
    if depth == FULLY_ONLINE and not ONLINE & ways:
        yield Fault("handle_type", "全程网办的事项，办理形式里要有网上或快递")


def _limits(body: Body) -> Iterator[Fault]:
    law, promise = body.get("anticipate_day"), body.get("promise_day")
    units = body.get("anticipate_type"), body.get("promise_type")
    for key in ("anticipate", "promise"):
        if body.get(f"{key}_day") is not None and not body.get(f"{key}_type"):
            yield Fault(f"{key}_type", f"请选{BY_KEY[f'{key}_type'].title}")
    if promise is None:
        yield Fault("promise_day", "请写承诺办结时限")
    if law is not None and promise is not None:
        if units[0] == units[1] and promise > law:
            yield Fault("promise_day", f"承诺 {promise} 天比法定 {law} 天还长")
        elif units[0] != units[1]:
            yield Fault("promise_type", "承诺和法定的单位不同，没法比长短，请核对", blocks=False)
    if (
        body.get("project_type") == AT_ONCE
        and promise is not None
        and (promise > 1 or units[1] not in ("", WORKING_DAYS, "5"))
    ):
        yield Fault("promise_day", "即办件的承诺时限不能超过 1 个工作日")


def _flow(body: Body) -> Iterator[Fault]:
    """The steps may repeat the promise in words; then it is the same promise."""
    promise = body.get("promise_day")
    for said in PROMISED.findall(str(body.get("handle_flow") or "")):
        if promise is not None and body.get("promise_type") == WORKING_DAYS and int(said) != promise:
            yield Fault(
                "handle_flow",
                f"办理流程里写的是承诺 {said} 个工作日，承诺办结时限是 {promise}，请改成一样的",
                blocks=False,
            )


def _result(body: Body) -> Iterator[Fault]:
    name, kind = body.get("result_name") or "", body.get("result_type")
    ending = next((code for end, code in ENDINGS.items() if name.endswith(end)), None)
    if ending and ending != kind:
        yield Fault("result_type", f"结果是“{name}”，结果类型要选{RESULTS[ending]}")


def _fees(body: Body) -> Iterator[Fault]:
    fees = body.get("fees") or ()
    if body.get("is_fee") and not body.get("fee_basis") and not (fees and all(one.get("by_law") for one in fees)):
        yield Fault("fee_basis", "收费的要写收费依据")
    if not body.get("is_fee") and fees:
        yield Fault("is_fee", f"不收费，却列了收费项目“{fees[0].get('fee_name') or ''}”")
    for number, one in enumerate(fees):
        if not one.get("fee_name") or not one.get("fee_stand"):
            yield Fault(f"fees.{number}.fee_name", f"第 {number + 1} 个收费项目要写名称和标准")


def _materials(body: Body) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, one in enumerate(body.get("materials") or ()):
        name, key = one.get("material_name") or "", one.get("key") or ""
        if not name:
            yield Fault(f"materials.{number}.material_name", f"第 {number + 1} 份材料没有名称")
        if key in seen:
            yield Fault(f"materials.{number}.key", f"材料“{name}”的编号“{key}”用过了")
        seen.add(key)


def _sameness(body: Body, basic: Body) -> Iterator[Fault]:
    """四级四同: the same title, code, grounds and type at every level."""
    for one in FIELDS:
        if one.say == "same" and _plain(body.get(one.key)) != _plain(basic.get(one.key)):
            yield Fault(one.key, f"{one.title}要和基本目录相同：{_short(one.shown(basic.get(one.key)))}")


def _no_harder(body: Body, basic: Body) -> Iterator[Fault]:
    for key, unit in (("promise_day", "promise_type"), ("anticipate_day", "anticipate_type")):
        own, most, title = body.get(key), basic.get(key), BY_KEY[key].title
        if own is None or most is None:
            continue
        if body.get(unit) != basic.get(unit):
            yield Fault(unit, f"{title}的单位要和基本目录相同（{BY_KEY[unit].shown(basic.get(unit))}）")
        elif own > most:
            yield Fault(key, f"{title}只能比基本目录短：基本目录 {most}，现在写的是 {own}")
    visits, most = body.get("limit_scene_num"), basic.get("limit_scene_num")
    if visits is not None and most is not None and visits > most:
        yield Fault("limit_scene_num", f"到现场次数只能比基本目录少：基本目录 {most} 次，现在写的是 {visits} 次")
    if body.get("is_fee") and not basic.get("is_fee"):
        yield Fault("is_fee", "基本目录不收费，不能另外收费")
    if _plain(body.get("accept_condition")) != _plain(basic.get("accept_condition")):
        yield Fault("accept_condition", "受理条件和基本目录不一样，不能加条件，请核对", blocks=False)


def _materials_no_harder(body: Body, basic: Body) -> Iterator[Fault]:
    known = {one.get("key"): one for one in basic.get("materials") or ()}
    for number, one in enumerate(body.get("materials") or ()):
        name, above = one.get("material_name") or "", known.get(one.get("key"))
        if above is None:
            yield Fault(f"materials.{number}.material_name", f"基本目录没有“{name}”，不能多要材料")
            continue
        if NEED_RANK.get(one.get("is_need") or "2", 2) > NEED_RANK.get(above.get("is_need") or "2", 2):
            yield Fault(f"materials.{number}.is_need", f"“{name}”在基本目录里不是必要的，不能改成必要")
        if (one.get("page_num") or 0) > (above.get("page_num") or 0):
            yield Fault(
                f"materials.{number}.page_num", f"“{name}”的份数不能比基本目录多（{above.get('page_num') or 0} 份）"
            )
        if one.get("source_type") == "upload" and above.get("source_type") == "held":
            yield Fault(f"materials.{number}.source_type", f"“{name}”系统能查到，不能要办事人自己交")


def _plain(value: Any) -> Any:
    """Spaces and line ends do not make a difference."""
    return "\n".join(line.strip() for line in value.splitlines() if line.strip()) if isinstance(value, str) else value


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def unfit(
    body: Body | None, title: str, task_type: str, use_level: str, level: str, handler: str, taken: str
) -> str:  # fmt: skip
    """Why a list cannot be handled by a declared matter `title`; empty where it can. `level` is the list's own
    (GB/T 39046 A.2), `use_level` the levels the matter is for (7: every one), `handler` the agency cases would go to,
    `taken` who offers it there already."""
    if body is None:
        return "这份清单现在没有生效的版本，先发布再绑定"
    if body.get("task_type") and body["task_type"] != task_type:
        shown = BY_KEY["task_type"].shown
        return f"清单是{shown(body['task_type'])}，“{title}”是{shown(task_type)}，类型不同"
    if "7" not in use_level and level not in use_level:
        return f"“{title}”由{BY_KEY['use_level'].shown(use_level)}办，不在这一级"
    if not handler:
        return f"这个地方没有能办“{title}”的机关，办件送不到人手里"
    if taken:
        return f"{taken}已经在网上办这件事。先停办那一份，再绑定"
    return ""
