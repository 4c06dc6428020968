"""A small matter to rate: handed in, declined or granted, closed."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

FLOW = casework.Flow.model_validate({
    "title": "试办", "limit": "licence_decision",
    "steps": [
        {"key": "intake", "title": "受理", "by": "clerk", "verdicts": [
            {"key": "accept", "title": "受理", "effect": "accept", "to": "deliver"},
            {"key": "decline", "title": "不予受理", "effect": "decline", "needs": ["reason"]}]},
        {"key": "deliver", "title": "送达", "by": "clerk", "verdicts": [
            {"key": "finish", "title": "办结", "effect": "finish"}]},
    ],
})  # fmt: skip
FORM = forms.Form.model_validate(
    {"title": "试填", "sections": [{"key": "shop", "title": "门店", "fields": [{"key": "name", "title": "店名"}]}]}
)


def applied(cast: testing.Cast, key: str = "k") -> str:
    with security.acting(cast.wang, forms.SAVE) as record:
        version = forms.use(record, "test/form").pk
    what = casework.Application(
        matter="test/matter", title="试办", flow="test/flow", line="market", division=testing.WUHUA, form="test/form",
        version=version, answers={"name": "翠湖小吃"}, party=cast.wang.party, party_shown="王*吃",
    )  # fmt: skip
    return casework.submit(cast.wang, what, key=key)


def give(by: security.Actor, number: str, verdict: str, **more: str) -> str:
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}")
