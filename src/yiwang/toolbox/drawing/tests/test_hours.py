"""A limit counted in hours is drawn as hours."""

from __future__ import annotations

from datetime import date

from yiwang.kernel.dated import Dated
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.drawing import queries


def test_a_limit_in_hours_is_said_in_hours():
    two = Dated("转出", {date(2020, 1, 1): standards.Value(2, "小时", "测试", "测试", "read")})
    step = {"key": "sort", "title": "分办", "by": "clerk", "limit": "test/two", "verdicts": [
        {"key": "end", "title": "办结", "effect": "finish"}]}  # fmt: skip
    flow = casework.Flow.model_validate({"title": "紧急", "limit": "licence_decision", "steps": [step]})
    with standards.parameters.plus(**{"test/two": two}):
        assert [one.says for one in queries.limits(flow) if one.key == "test/two"] == ["2 小时"]
        assert "test/two" not in queries.days(flow)
