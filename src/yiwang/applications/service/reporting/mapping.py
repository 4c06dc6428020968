"""From our facts to the national sets: pure functions of plain values. Every value becomes text as the set writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from .rules import Line, guid

Facts = Mapping[str, Any]
SOURCES = {"window": "1", "web": "2", "mobile": "3", "mail": "4"}
APPLICANTS = {"person": "1", "firm": "2"}
PAPERS = {"person": "111", "firm": "001"}
MATERIAL_SOURCES = {"held": "20", "made": "10", "upload": "10"}
BACK, OTHER = ("decline", "refuse", "revoke"), ("supplement", "pause")
RESULTS = {"granted": "准予", "refused": "不予", "declined": "不予受理", "withdrawn": "撤回", "revoked": "撤销"}
LIST_TABLES = {
    "materials": "up_task_general_material", "fees": "up_task_general_fee_project", "faqs": "up_task_check_questions",
}  # fmt: skip
CHANNELS = {
    "web": "PC端", "mobile": "移动服务端", "qr": "二维码", "tablet": "政务大厅平板电脑", "terminal": "政务大厅其他终端",
    "phone": "电话", "sms": "短信",
}  # fmt: skip


def text(value: Any) -> str:
    """As the set writes it: 1 and 0 for yes and no, codes apart by commas, days and moments without separators."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.strftime("%Y%m%dT%H%M%S")
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value).strip()


def _line(table: str, key: str, values: Facts, secret: Mapping[str, str] | None = None) -> Line:
    body = {"row_guid": key, **{name: text(value) for name, value in values.items()}}
    return Line(table, key, body, dict(secret or {}))


def item_lines(item: Facts, columns: Mapping[str, Sequence[str]]) -> list[Line]:
    """An implementation list in force: its row, its materials, fees and questions. `item` has task_code, version, state,
    effective_on and `body` (the national set's keys); `columns` says which keys each table has."""
    body, code = item["body"], item["task_code"]
    table = "up_task_general_basic"
    key = guid(table, code)
    basic = {name: body.get(name) for name in columns[table] if name in body}
    basic |= {"task_code": code, "task_version": item["version"], "task_state": "1",
              "plan_effective_date": item["effective_on"], "is_single_login": bool(body.get("is_single_login")),
              "app_is_single_login": bool(body.get("app_is_single_login"))}  # fmt: skip
    lines = [_line(table, key, basic)]
    for name, of in LIST_TABLES.items():
        for place, row in enumerate(body.get(name) or (), 1):
            values = {column: row.get(column) for column in columns[of] if column in row}
            if name == "materials":
                values["source_type"] = MATERIAL_SOURCES.get(row.get("source_type") or "", "")
            mark = str(row.get("key") or place)
            values |= {"task_guid": key, "task_code": code, "order_num": place}
            lines.append(_line(of, guid(of, code, mark), values))
    return lines


def case_lines(case: Facts) -> list[Line]:
    """A case as far as it has come: applied for, accepted, each step done, each special procedure, closed."""
    lines = [_apply(case)]
    if case["accepted_at"]:
        lines.append(_accept(case))
    lines += [_process(case, step) for step in case["steps"]]
    lines += [_special(case, stop) for stop in case["stops"]]
    if case["closed_at"]:
        lines.append(_result(case))
    return lines


def _of(table: str, case: Facts, *more: str) -> str:
    return guid(table, case["number"], *more)


def _apply(case: Facts) -> Line:
    who = case["applicant"]
    shown = {"applyer_name": who["shown"], "applyer_page_code": who["masked"]}
    values = {
        "project_no": case["number"], "catalog_code": case["catalog_code"], "task_code": case["task_code"],
        "task_name": case["task_name"], "project_type": case["project_type"], "applyer_type": APPLICANTS[who["kind"]],
        "applyer_page_type": PAPERS[who["kind"]], "apply_source": SOURCES.get(case["channel"], "9"),
        "apply_date": case["submitted_at"], "invest_no": case.get("invest_no", ""),
        "area_code": case["division"] // 10**6, **shown,
    }  # fmt: skip
    return _line("pro_apply", _of("pro_apply", case), values)


def _accept(case: Facts) -> Line:
    values = {
        "project_no": case["number"], "catalog_code": case["catalog_code"], "task_code": case["task_code"],
        "task_name": case["task_name"], "task_version": case["task_version"], "project_name": case["title"],
        "project_type": case["project_type"], "org_name": case["agency"]["name"], "org_code": case["agency"]["uscc"],
        "handle_user_name": case["accepted_by"], "apply_date": case["submitted_at"], "accept_date": case["accepted_at"],
        "accept_doc_no": case["accept_doc_no"], "promise_date": case["promise_at"],
        "area_code": case["division"] // 10**6,
    }  # fmt: skip
    return _line("up_pro_accept", _of("up_pro_accept", case), values)


def _process(case: Facts, step: Facts) -> Line:
    effect = step["effect"]
    values = {
        "project_no": case["number"], "process_name": step["title"],
        "event_name": "退回" if effect in BACK else "其他" if effect in OTHER else "通过",
        "handle_user_name": step["who"], "handle_explain": step["says"][:1000], "event_start_time": step["from"],
        "event_end_time": step["to"], "org_name": case["agency"]["name"], "org_code": case["agency"]["uscc"],
        "step_state": "2",
    }  # fmt: skip
    return _line("up_pro_process", _of("up_pro_process", case, step["key"]), values)


def _special(case: Facts, stop: Facts) -> Line:
    values = {
        "project_no": case["number"], "special_name": stop["title"], "special_type": "2", "special_time": stop["from"],
        "special_reason": stop["reason"], "end_time": stop["to"],
    }  # fmt: skip
    return _line("up_pro_special_procedure", _of("up_pro_special_procedure", case, stop["key"]), values)


def _result(case: Facts) -> Line:
    values = {
        "project_no": case["number"], "handle_user_name": case["closed_by"], "result_date": case["closed_at"],
        "result_type": RESULTS.get(case["outcome"], "其他"), "result_cetr_name": case["paper"].get("title", ""),
        "result_cetr_no": case["paper"].get("number", ""), "result_explain": case["outcome_says"],
        "org_name": case["agency"]["name"], "area_code": case["division"] // 10**6,
        "is_delivery_results": case["posted"], "is_fee": case["fee"],
    }  # fmt: skip
    return _line("up_pro_result", _of("up_pro_result", case), values)


def rating_line(rating: Facts) -> Line:
    """A rating 好差评: case number, channel, when, which time, the grade of GB/T 39046 A.8, the words, the place. The name of
    who rated is not in it: the set does not need it, and the case leads to him for who may know."""
    values = {
        "project_no": rating["number"], "evaluate_channel": CHANNELS.get(rating["channel"], rating["channel"]),
        "evaluate_time": rating["at"], "evaluate_count": rating["times"], "satisfaction": rating["grade"],
        "evaluate_detail": rating["words"], "area_code": rating["division"] // 10**6,
    }  # fmt: skip
    return _line("pro_evaluate", guid("pro_evaluate", rating["number"], text(rating["times"])), values)
