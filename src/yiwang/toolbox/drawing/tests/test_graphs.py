"""The picture of a flow says all of it, and where a case stands."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings

from yiwang.toolbox.casework.api import Flow, flows
from yiwang.toolbox.drawing.api import Standing, both, draw
from yiwang.toolbox.drawing.graphs import cut, wide, wrapped

from .drawn_flows import flows as drawn_flows
from .test_rules import overlapping, through

ENDS, STAYS = (
    {"decline", "finish", "revoke"},
    {"supplement", "pause"},
)  # what the law of moving says, in words of its own


def expected(flow: Flow) -> set[tuple[str, str]]:
    """(step:verdict, target) of everything that leads somewhere."""
    return {
        (f"{step.key}:{one.key}", one.to or step.key)
        for step in flow.steps
        for one in step.verdicts
        if one.effect not in ENDS | STAYS and (one.to or one.effect not in STAYS)
    }


@settings(max_examples=100, deadline=None)
@given(drawn_flows())
def test_every_verdict_with_a_target_is_an_edge(flow):
    for upright in (False, True):
        drawn = draw(flow, upright=upright)
        lines = {(one.source, one.target) for one in drawn.picture.lines.values()}
        led = {pair for pair in expected(flow) if pair[0].split(":")[0] != pair[1]}
        loops = {pair for pair in expected(flow) if pair[0].split(":")[0] == pair[1]}
        assert led <= lines
        written = {
            (f"{s.key}:{v.key}", s.key)
            for s in flow.steps
            for v in s.verdicts
            if v.to == s.key and v.effect not in ENDS | STAYS
        }
        assert loops & lines == written, "who stays by saying so is drawn as a loop, who says nothing has a mark"
        assert {one.key for one in drawn.shapes if one.kind == "step"} == {step.key for step in flow.steps}
        assert overlapping(drawn.picture) == [] and through(drawn.picture) == []
        assert drawn == draw(flow, upright=upright)


@pytest.mark.parametrize("name", sorted(flows))
def test_upright_every_step_has_its_own_row(name):
    drawn = both(flows[name]).upright or draw(flows[name])
    steps = [one.box.y for one in drawn.shapes if one.kind == "step"]
    assert len(set(steps)) == len(steps)
    assert drawn.w <= 560, "it has to be read on a phone"


def test_where_a_case_stands_is_seen():
    flow = flows["food_operation/licence"]
    standing = Standing(at="inspect", done={"intake": "柳 · 03-02", "examine": "何 · 03-03"},
                        taken=frozenset({("intake", "accept"), ("examine", "inspect")}))  # fmt: skip
    drawn = draw(flow, standing)
    looks = {one.box.key: one.look for one in drawn.shapes}
    assert [looks[step.key] for step in flow.steps] == ["done", "done", "now", "ahead", "ahead"]
    assert (looks["intake:accept"], looks["intake:decline"]) == ("done", "ahead")
    assert [one.says for shape in drawn.shapes if shape.key == "intake" for one in shape.texts] == [
        "受理",
        "柳 · 03-02",
    ]
    page = render_to_string("drawing/both.html", {"flow_drawn": both(flow, standing), "anchor": "step-", "label": "图"})
    assert page.count('aria-current="step"') == 1 and 'href="#step-inspect"' in page


def test_a_title_is_text_and_nothing_is_inline():
    """What a pack writes is shown, not run; and the content policy lets all of it stand."""
    flow = flows["elder_card/card"].model_copy(deep=True)
    steps = [step.model_copy(update={"title": "<script>x</script>"}) for step in flow.steps]
    page = render_to_string("drawing/both.html", {"flow_drawn": both(flow.model_copy(update={"steps": tuple(steps)}))})
    assert "<script" not in page and "&lt;script" in page
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_words_are_broken_where_they_may_be():
    assert wrapped("不用核查，送审批", 6) == ["不用核查，", "送审批"]
    assert wrapped("受理", 6) == ["受理"]
    assert cut("很长很长的标题", 4) == "很长很…" and wide("ab") == pytest.approx(1.16)
