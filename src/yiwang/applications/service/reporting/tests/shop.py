"""A noodle shop that does not exist, applying for its licence by the house's own engines."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

FORM, MATTER = "food_operation/apply", "food_operation/licence"
SHOP = {
    "operator": "五华区阿岚过桥米线店", "uscc": "92530102MA6K0A0L56", "head": "李岚",
    "registered_address": "云南省昆明市五华区翠湖南路甲 18 号", "revoked": "no", "county": "530102",
    "premises": "云南省昆明市五华区翠湖南路甲 18 号一层 3–4 号铺", "area": "86", "business_form": "餐饮服务经营者",
    "items_catering": ["热食类食品制售"], "online": "yes", "manager": "李岚", "staff": "6", "handlers": "4", "healthy": "3",
    "systems": ["食品安全自查", "从业人员健康管理"], "layout": "u1", "steps": "u2", "agent": "no", "contact": "李岚",
    "mobile": "13800002471",
}  # fmt: skip
UPLOADS = {"u1": {"name": "布局图.jpg", "size": 100_000}, "u2": {"name": "流程.pdf", "size": 100_000}}


def applied(cast) -> str:
    form, today = forms.forms[FORM], clock.today()
    parsed = forms.parse(form, SHOP, today, uploads=UPLOADS)
    assert parsed.errors == {}
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, FORM).pk
    masked = {"kind": "person", "identifier_masked": "5301**********0016", "mobile_masked": "154****0001"}
    what = casework.Application(
        matter=MATTER, title="食品经营许可核发", flow=MATTER, line="market", division=testing.WUHUA, form=FORM,
        version=version, answers=forms.final(form, parsed.answers, today), party=cast.wang.party, party_shown="王*吃",
        applicant=masked,
    )  # fmt: skip
    return casework.submit(cast.wang, what, key=str(clock.now()))


def give(by, number, verdict, **more) -> str:
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


def record() -> dict[str, str]:
    """A visit to the shop that found everything as it should be."""
    asked = [question for _, question in forms.forms["food_operation/inspection"].questions()]
    return {**{one.key: "符合" for one in asked if "符合" in one.titles()}, "conclusion": "合格"}


def granted(cast, number) -> None:
    give(cast.liu, number, "accept")
    give(cast.he, number, "inspect")
    for officer in (cast.pu, cast.ma):
        give(officer, number, "passed", facts=record())
    give(cast.duan, number, "grant")
    give(cast.liu, number, "delivered")
