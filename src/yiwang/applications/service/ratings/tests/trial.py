"""A small matter to rate: handed in, declined or granted, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from yiwang.applications.service.ratings import listeners, rectifying
from yiwang.applications.service.ratings.events import RatedBadly, RatingHandled
from yiwang.applications.service.ratings.models import Rating
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


def give(by: security.Actor, number: str, verdict: str, **more: Any) -> str:
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


HEAR = {
    RatedBadly: [rectifying.open_rectification], casework.CaseMoved: [rectifying.follow_rectification],
    RatingHandled: [listeners.tell_the_rater],
}  # fmt: skip


def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What is announced waits until the returned function is called; only what concerns putting right is heard."""
    waiting: list[object] = []
    monkeypatch.setattr(security.Record, "emit", lambda _record, happened: waiting.append(happened))

    def deliver() -> None:
        while waiting:
            happened = waiting.pop(0)
            for hear in HEAR.get(type(happened), []):
                hear(happened, str(uuid4()))  # type: ignore[operator]

    return deliver


def case_of(row: Rating) -> str:
    testing.enter(security.SYSTEM)
    row.refresh_from_db()
    return row.handled_in


def answered(by: security.Actor, row: Rating, how: str = "answer_anonymous", words: str = "已经改了") -> str:
    """Verified and put right by `by`; the number of the case."""
    number = case_of(row)
    give(by, number, "found", facts={"finding": "属实", "checked": "看了录像"})
    give(by, number, how, reason=words)
    return number
