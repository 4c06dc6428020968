"""A flow as BPMN 2.0: what every tool understands for them, and everything besides in elements of our own, so that it comes
back whole. A title, and where a decision leads, are taken from what the tools show; so they may be changed there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from yiwang.toolbox.casework import api as casework

from .names import CONDITIONS, DC, DI, MODEL, OURS, WAYS, XSI, part, shown
from .rules import Arrow, Box, Line, Measures, Picture, lay_out

SIZES = {"userTask": (120, 80), "exclusiveGateway": (50, 50)}
EVENT = (36, 36)


@dataclass
class Node:
    tag: str
    id: str
    name: str
    inner: str = ""
    attributes: str = ""
    leaves: list[str] = field(default_factory=list)
    arrives: list[str] = field(default_factory=list)
    at: str = ""  # the task a boundary event sits on


@dataclass
class Edge:
    id: str
    source: str
    target: str
    name: str = ""
    inner: str = ""


@dataclass
class _Process:
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def node(self, tag: str, id_: str, name: str, inner: str = "", attributes: str = "", at: str = "") -> Node:
        made = self.nodes[id_] = Node(tag, id_, name, inner, attributes, at=at)
        return made

    def edge(self, *what: str) -> None:
        made = Edge(*what)
        self.edges.append(made)
        self.nodes[made.source].leaves.append(made.id)
        self.nodes[made.target].arrives.append(made.id)


def written(flow: casework.Flow, name: str, days: Mapping[str, int] | None = None) -> bytes:
    """The flow `name` as a BPMN file. `days`: how long the limits are today, by key, for the timers others see."""
    process = _process(flow, days or {})
    picture = _laid(process)
    id_ = f"Process.{part(name)}"
    head = {key: value for key, value in flow.model_dump(mode="json", exclude_defaults=True).items() if key != "steps"}
    said = {"name": name, "flow": head, "steps": [step.key for step in flow.steps]}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:bpmndi="{DI}" xmlns:dc="{DC}" xmlns:di="{WAYS}" xmlns:xsi="{XSI}"'
        f' xmlns:yiwang="{OURS}" id="Definitions_1" targetNamespace="{OURS}" exporter="Yiwang">',
        f'  <bpmn:process id="{id_}" name={_quoted(flow.title)} isExecutable="false">',
        f"    {_ours('flow', said)}",
        *(f"    {_node(one)}" for one in process.nodes.values()),
        *(f"    {_edge(one)}" for one in process.edges),
        "  </bpmn:process>",
        *_diagram(id_, process, picture),
        "</bpmn:definitions>",
        "",
    ]
    return "\n".join(lines).encode()


def _process(flow: casework.Flow, days: Mapping[str, int]) -> _Process:
    process = _Process()
    process.node("startEvent", "Start", "提交")
    for step in flow.steps:
        said = step.model_dump(mode="json", exclude_defaults=True)
        said["verdicts"] = [one.key for one in step.verdicts]
        tag = "intermediateCatchEvent" if step.waits else "serviceTask" if step.opens or step.auto else "userTask"
        process.node(tag, f"Step.{part(step.key)}", step.title, _ours("step", said), "")
        if len(step.verdicts) > 1:
            process.node("exclusiveGateway", f"Gate.{part(step.key)}", "")
    process.edge("Begin", "Start", f"Step.{part(flow.start.key)}")
    for step in flow.steps:
        _verdicts(process, flow, step)
        _late(process, flow, step, days)
    return process


def _verdicts(process: _Process, flow: casework.Flow, step: casework.Step) -> None:
    here = f"Step.{part(step.key)}"
    if len(step.verdicts) > 1:
        process.edge(f"Into.{part(step.key)}", here, f"Gate.{part(step.key)}")
    source = here if len(step.verdicts) == 1 else f"Gate.{part(step.key)}"
    for verdict in step.verdicts:
        id_ = f"{part(step.key)}.{part(verdict.key)}"
        target = casework.leads_to(step, verdict)
        inner = _ours("verdict", {"step": step.key, **verdict.model_dump(mode="json", exclude_defaults=True)})
        if verdict.when and len(step.verdicts) > 1:
            said = escape(shown(verdict.when))
            kind = f'xsi:type="bpmn:tFormalExpression" language="{CONDITIONS}"'
            inner += f"<bpmn:conditionExpression {kind}>{said}</bpmn:conditionExpression>"
        if not target:
            process.node("endEvent", f"End.{id_}", verdict.title)
            process.edge(f"Flow.{id_}", source, f"End.{id_}", verdict.title, inner)
        elif verdict.effect in ("supplement", "pause"):
            days = max((one.days for one in flow.specials), default=0) if verdict.effect == "pause" else 0
            event = (
                f'<bpmn:timerEventDefinition id="Timer.{id_}">{_period(days)}</bpmn:timerEventDefinition>'
                if days
                else ""
            )
            event = event or f'<bpmn:messageEventDefinition id="Message.{id_}"/>'
            name = "特别程序，不计时" if verdict.effect == "pause" else "等申请人补正"
            process.node("intermediateCatchEvent", f"Wait.{id_}", name, _ours("wait", {}) + event)
            process.edge(f"Flow.{id_}", source, f"Wait.{id_}", verdict.title, inner)
            process.edge(f"Back.{id_}", f"Wait.{id_}", here)
        elif flow.step(target):
            process.edge(f"Flow.{id_}", source, f"Step.{part(target)}", verdict.title, inner)


def _late(process: _Process, flow: casework.Flow, step: casework.Step, days: Mapping[str, int]) -> None:
    """Silence past the limit accepts: a timer on the task's border."""
    accept = next((one for one in step.verdicts if one.effect == "accept"), None)
    if step.late != "deemed_accepted" or step.waits or not (step.limit and accept and flow.step(accept.to)):
        return
    key = part(step.key)
    timer = (
        f'<bpmn:timerEventDefinition id="Timer.{key}">{_period(days.get(step.limit, 0))}</bpmn:timerEventDefinition>'
    )
    process.node("boundaryEvent", f"Late.{key}", "逾期视为受理", _ours("late", {}) + timer,
                 f' attachedToRef="Step.{key}"', at=f"Step.{key}")  # fmt: skip
    process.edge(f"Out.{key}", f"Late.{key}", f"Step.{part(accept.to)}", "", "")


def _period(days: int) -> str:
    said = f"P{days}D" if days else "P1D"
    return f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{said}</bpmn:timeDuration>'


def _ours(tag: str, said: object) -> str:
    text = escape(json.dumps(said, ensure_ascii=True, sort_keys=True))
    return f"<bpmn:extensionElements><yiwang:{tag}>{text}</yiwang:{tag}></bpmn:extensionElements>"


def _quoted(text: str) -> str:
    return quoteattr(shown(text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _node(one: Node) -> str:
    name = f" name={_quoted(one.name)}" if one.name else ""
    before, event = one.inner, ""
    if "EventDefinition" in one.inner:
        before, _, _ = one.inner.partition("</bpmn:extensionElements>")
        before += "</bpmn:extensionElements>"
        event = one.inner.removeprefix(before)
    elif one.tag == "intermediateCatchEvent":
        event = f'<bpmn:messageEventDefinition id="Message.{one.id}"/>'
    ends = "".join(f"<bpmn:incoming>{id_}</bpmn:incoming>" for id_ in one.arrives)
    ends += "".join(f"<bpmn:outgoing>{id_}</bpmn:outgoing>" for id_ in one.leaves)
    return f'<bpmn:{one.tag} id="{one.id}"{name}{one.attributes}>{before}{ends}{event}</bpmn:{one.tag}>'


def _edge(one: Edge) -> str:
    name = f" name={_quoted(one.name)}" if one.name else ""
    said = f'<bpmn:sequenceFlow id="{one.id}"{name} sourceRef="{one.source}" targetRef="{one.target}"'
    return f"{said}>{one.inner}</bpmn:sequenceFlow>" if one.inner else f"{said}/>"


def _laid(process: _Process) -> Picture:
    """From left to right; what sits on a task's border is no box of its own."""
    boxes = [Box(one.id, *SIZES.get(one.tag, EVENT), bundled=one.tag in ("exclusiveGateway", "startEvent"))
             for one in process.nodes.values() if not one.at]  # fmt: skip
    arrows = [Arrow(one.id, process.nodes[one.source].at or one.source, one.target) for one in process.edges]
    return lay_out(boxes, arrows, Measures(beside=50, between=60, track=20, apron=60, margin=60), sideways=True)


def _diagram(id_: str, process: _Process, picture: Picture) -> Iterable[str]:
    yield f'  <bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="{id_}">'
    for one in process.nodes.values():
        box = picture.boxes.get(one.id) or _on_border(picture.lines[one.leaves[0]])
        marker = ' isMarkerVisible="true"' if one.tag == "exclusiveGateway" else ""
        yield (f'    <bpmndi:BPMNShape id="Shape.{one.id}" bpmnElement="{one.id}"{marker}>'
               f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}"/></bpmndi:BPMNShape>')  # fmt: skip
    for edge in process.edges:
        points = picture.lines[edge.id].points
        if process.nodes[edge.source].at:
            points = ((points[0][0] + EVENT[0] // 2, points[0][1]), *points[1:])
        ways = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        yield f'    <bpmndi:BPMNEdge id="Edge.{edge.id}" bpmnElement="{edge.id}">{ways}</bpmndi:BPMNEdge>'
    yield "  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"


def _on_border(line: Line) -> Box:
    x, y = line.points[0]
    return Box("", *EVENT, x=x - EVENT[0] // 2, y=y - EVENT[1] // 2)
