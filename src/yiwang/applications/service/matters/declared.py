"""The basic entry's body as a pack's declaration says it, in the national set's keys."""

from __future__ import annotations

from datetime import date

from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from .definition import Material, Matter
from .fields import Body, whole

UNITS = {"工作日": "1", "日": "2", "月": "3", "年": "4"}
AUDIENCE = {"person": ("1",), "firm": ("2", "6")}
HOTLINE = "12345"


def body_of(matter: Matter, day: date) -> Body:
    """All keys; the law's and the promised number as they stand on `day`."""
    own = matter.national
    law, promise = standards.parameter(matter.limit).on(day), standards.parameter(matter.promise).on(day)
    specials = casework.flows[matter.flow].specials if matter.flow in casework.flows else ()
    said = {
        "task_name": matter.title, "catalog_code": matter.catalog_code, "task_type": matter.task_type,
        "plain": matter.plain, "keywords": "，".join(matter.keywords),
        "by_law": "\n".join(f"{one.law} {one.article}：{one.says}" for one in matter.grounds),
        "use_level": matter.use_level,
        "anticipate_day": int(law.value), "anticipate_type": UNITS.get(law.unit, "1"), "anticipate_explain": law.ground,
        "promise_day": int(promise.value), "promise_type": UNITS.get(promise.unit, "1"),
        "special_procedure": "、".join(one.title for one in specials) or "无",
        "accept_condition": "\n".join(matter.who),
        "project_type": matter.project_type, "handle_type": list(own.handle_type),
        "handle_flow": "\n".join(_step(one.title, one.who, one.long) for one in matter.process),
        "limit_scene_num": matter.visits, "limit_scene_explain": matter.visit_why,
        "link_way": HOTLINE, "supervise_way": HOTLINE, "is_online": True,
        "server_type": sorted({code for one in matter.audience for code in AUDIENCE[one]}),
        "user_topic_type": matter.theme if "person" in matter.audience else "",
        "corp_topic_type": matter.theme if "firm" in matter.audience else "",
        "result_name": matter.result, "is_fee": matter.fee != "不收费",
        "materials": [_material(one) for one in matter.materials],
        "fees": [] if matter.fee == "不收费" else
                [{"fee_name": matter.title, "fee_stand": matter.fee, "by_law": own.fee_basis}],
        "faqs": [{"question": one.q, "answer": one.a} for one in matter.questions],
    }  # fmt: skip
    same = own.model_dump(exclude={"plan_effective_date", "handle_type"})
    return whole(
        {**{key: "无" if value == "" and key != "fee_basis" else value for key, value in same.items()}, **said}
    )


def _step(title: str, who: str, long: str) -> str:
    about = "，".join(one for one in (who, long) if one)
    return f"{title}（{about}）" if about else title


def _material(one: Material) -> Body:
    return {
        "key": one.key, "material_name": one.title, "material_type": "9",
        "material_format": "3" if one.source == "upload" else "2",
        "is_need": "1" if one.need else "2", "page_num": one.pages, "source_type": one.source,
        "by_law": one.ground, "fill_explain": one.hint,
    }  # fmt: skip
