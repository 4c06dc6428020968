"""BPMN 2.0 out and in: back it is the same; of others each element is named once; nothing of a file is obeyed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.toolbox.casework.api import Flow, flows
from yiwang.toolbox.drawing import reading
from yiwang.toolbox.drawing.api import HasDoctype, NoSteps, NotBpmn, NoXml, TooLarge, as_yaml, taken, written
from yiwang.toolbox.drawing.names import MODEL

from .drawn_flows import flows as drawn_flows

FILES = Path(__file__).parent / "files"
BPMN = {"m": MODEL}


@settings(max_examples=50, deadline=None)
@given(drawn_flows())
def test_out_and_in_again_it_is_the_same(flow):
    back = taken(written(flow, "pack/flow"))
    assert back.flow == flow and back.key == "pack/flow"
    assert [one for one in back.left if one.kind != "BPMNDiagram"] == []
    assert Flow.model_validate(yaml.safe_load(as_yaml(flow))) == flow


@pytest.mark.parametrize("name", sorted(flows))
def test_every_flow_of_the_house_comes_back(name):
    content = written(flows[name], name, {"licence_supplement_notice": 5})
    assert taken(content).flow == flows[name]
    root = ElementTree.fromstring(content)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), "identifiers are unique in the file"
    drawn = {one.get("bpmnElement") for one in root.iter() if one.get("bpmnElement")}
    process = root.find("m:process", BPMN)
    assert process is not None
    assert drawn == {process.get("id"), *(one.get("id") for one in process if one.get("id"))}, "all of it has a place"


def test_what_was_changed_elsewhere_counts():
    """A title, and where a decision leads, are what another tool shows: changed there, they are changed here."""
    text = written(flows["food_operation/licence"], "food_operation/licence").decode()
    text = text.replace('name="书面审查"', 'name="材料审查"').replace('name="退回审查"', 'name="退回窗口"')
    line = next(one for one in text.splitlines() if 'id="Flow.approve.back"' in one)
    text = text.replace(line, line.replace('targetRef="Step.examine"', 'targetRef="Step.intake"'))
    flow = taken(text.encode()).flow
    examine, approve = flow.step("examine"), flow.step("approve")
    assert examine is not None and examine.title == "材料审查" and examine.limit == ""
    back = approve.verdict("back") if approve else None
    assert back is not None and (back.title, back.to, back.needs) == ("退回窗口", "intake", ("reason",))


def elements(content: bytes) -> list[ElementTree.Element]:
    """Every element but those that only repeat what edges say, and the drawing's own."""
    root = ElementTree.fromstring(content)
    diagrams = {
        inner for one in root.iter() if one.tag.endswith("}BPMNDiagram") for inner in one.iter() if inner is not one
    }
    joints = {f"{{{MODEL}}}{tag}" for tag in ("incoming", "outgoing", "flowNodeRef")}
    return [one for one in root.iter() if one not in diagrams and one.tag not in joints]


@pytest.mark.parametrize("path", sorted(FILES.glob("*.bpmn")), ids=lambda path: path.stem)
def test_each_element_of_a_file_of_others_is_named_once(path):
    content = path.read_bytes()
    found = taken(content)
    told = [one for one in found.report if not one.kind.startswith("@")]
    assert len(told) == len(elements(content))
    named = [one.id for one in told if one.id]
    assert sorted(named) == sorted(one.get("id") for one in elements(content) if one.get("id"))
    assert all(one.says and one.line for one in found.report)
    assert Flow.model_validate(yaml.safe_load(found.yaml)) == found.flow


NODES = ("userTask", "task", "serviceTask", "scriptTask", "parallelGateway", "exclusiveGateway", "subProcess", "endEvent",
         "intermediateCatchEvent", "callActivity", "boundaryEvent", "startEvent")  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(NODES), max_size=9),
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=16),
)
def test_nothing_is_dropped_in_silence(nodes, edges):
    inner = "".join(f'<{tag} id="n{nth}"/>' for nth, tag in enumerate(["userTask", *nodes]))
    inner += "".join(
        f'<sequenceFlow id="e{nth}" sourceRef="n{a}" targetRef="n{b}">'
        "<conditionExpression>${x}</conditionExpression></sequenceFlow>"
        for nth, (a, b) in enumerate(edges)
    )
    found = taken(f'<definitions xmlns="{MODEL}"><process id="p">{inner}</process></definitions>'.encode())
    assert len(found.report) == 2 + 1 + len(nodes) + 2 * len(edges)
    assert all(not step.verdicts[0].when for step in found.flow.steps)


def test_conditions_of_others_are_named_and_never_taken():
    found = taken((FILES / "camunda.bpmn").read_bytes())
    left = [one for one in found.left if one.kind == "conditionExpression"]
    assert left and all("没有运行" in one.says for one in left)
    assert all(not verdict.when for step in found.flow.steps for verdict in step.verdicts)
    assert {one.kind for one in found.left} >= {"@assignee（bpmn）", "conditionExpression"}


def test_a_lane_is_a_role_and_a_gateway_is_what_can_be_decided():
    found = taken((FILES / "signavio.bpmn").read_bytes())
    assert {step.key: step.by for step in found.flow.steps} == {"sid_1": "clerk", "sid_2": "approver"}
    first = found.flow.start
    assert [(one.title, one.effect, one.to) for one in first.verdicts] == [
        ("齐全", "forward", "sid_2"),
        ("不齐", "finish", ""),
    ]
    assert {one.id for one in found.problems} == {"FLOW008"}, "only the limit is missing"


def test_what_leads_to_what_is_not_taken_stays_and_the_check_says_so():
    found = taken((FILES / "flowable.bpmn").read_bytes())
    assert {"FLOW003", "FLOW004", "FLOW008"} <= {one.id for one in found.problems}
    assert any(one.kind == "parallelGateway" and "会签" in one.says for one in found.left)


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 9}">' for n in range(9)) + "]><d>&a8;</d>"
FETCHES = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
ELSEWHERE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd"><d/>'


@pytest.mark.parametrize("text", [LAUGHS, FETCHES, ELSEWHERE])
def test_a_document_type_is_refused(text):
    with pytest.raises(HasDoctype, match="第 1 行有 DOCTYPE"):
        taken(text.encode())


def test_without_the_refusal_entities_unfold(monkeypatch):
    """Planted fault: the reader lets document types pass; then what they declare stands in the text."""
    monkeypatch.setattr(reading._Reader, "doctype", lambda *_: None)
    assert reading.read(b'<!DOCTYPE d [<!ENTITY a "unfolded">]><d>&a;</d>').text == "unfolded"


@pytest.mark.parametrize(("content", "error"), [
    (b"", NoXml), (b"PK\x03\x04", NoXml), (b"<a><b></a>", NoXml), ("<a/>".encode("utf-16"), NotBpmn),
    (b'<?xml version="1.0" encoding="nowhere"?><a/>', NoXml), (b"<html/>", NotBpmn), (b"x" * 2_000_001, TooLarge),
    (b"<a>" * 65, TooLarge), (b"<a>" + b"<b/>" * 20_001 + b"</a>", TooLarge),
    (f'<definitions xmlns="{MODEL}"/>'.encode(), NoSteps),
    (f'<definitions xmlns="{MODEL}"><process/></definitions>'.encode(), NoSteps),
])  # fmt: skip
def test_what_is_no_bpmn_is_refused_with_a_sentence(content, error):
    with pytest.raises(error):
        taken(content)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 3000))
def test_broken_files_are_refused_and_break_nothing(noise, at):
    content = written(flows["elder_card/card"], "elder_card/card")
    for one in (noise, content[:at] + noise + content[at + len(noise) :]):
        with contextlib.suppress(NoXml, NotBpmn, NoSteps, TooLarge, HasDoctype):
            taken(one)


MODDLE = os.environ.get("YIWANG_MODDLE", "")
SCRIPT = """
import {BpmnModdle} from 'bpmn-moddle'; import fs from 'fs';
const read = await new BpmnModdle().fromXML(fs.readFileSync(process.argv[2], 'utf8'));
console.log(read.warnings.length, read.rootElement.diagrams.length);
"""


@pytest.mark.skipif(not (MODDLE and shutil.which("node")), reason="YIWANG_MODDLE names no folder with bpmn-moddle")
@pytest.mark.parametrize("name", sorted(flows))
def test_other_tools_open_it(name, tmp_path):
    """The reader of a widespread editor takes each file without a warning."""
    (tmp_path / "flow.bpmn").write_bytes(written(flows[name], name))
    script = Path(MODDLE) / "open.mjs"
    script.write_text(SCRIPT)
    said = subprocess.run(["node", script, tmp_path / "flow.bpmn"], capture_output=True, text=True, check=True)  # noqa: S607
    assert said.stdout.split() == ["0", "1"], said.stdout + said.stderr


def test_a_step_that_opens_sub_cases_or_goes_by_itself_comes_back_whole():
    flow = Flow.model_validate({"title": "一件事", "limit": "licence_decision", "steps": [
        {"key": "sort", "title": "分流", "by": "clerk", "auto": True, "must": True, "verdicts": [
            {"key": "on", "title": "往下", "effect": "accept", "to": "parts"}]},
        {"key": "parts", "title": "分头办理", "by": "system", "join": "share", "share": 60, "opens": [
            {"key": "a", "title": "甲", "matter": "other/matter", "gives": {"x": "name"}, "sets": {"y": "1"}, "each": "rows"},
            {"key": "b", "title": "乙", "flow": "other/flow", "line": "market", "after": ["a"], "shared": True}],
         "verdicts": [{"key": "good", "title": "好了", "when": "parts.passed", "effect": "finish"},
                      {"key": "bad", "title": "没有都好", "to": "look"}]},
        {"key": "look", "title": "看", "by": "clerk", "limit": "licence_decision", "late": "escalate", "escalates": "approver",
         "verdicts": [{"key": "end", "title": "办结", "effect": "finish"}]}]})  # fmt: skip
    assert taken(written(flow, "pack/flow")).flow == flow
