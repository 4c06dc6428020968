"""What a BPMN file of others says here: a draft of a flow, and of every element whether it was taken, as what or why not.

Nothing of a file is ever run, no expression, no script; what has no equal here is named and left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import ValidationError

from yiwang.kernel.section import Problem
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from . import kinds
from .errors import NoSteps, NotBpmn
from .names import CONDITIONS, MODEL, OURS, shown
from .reading import Element, read

KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Line:
    """What became of one element."""

    id: str
    name: str
    kind: str
    line: int
    taken: bool
    says: str


@dataclass(frozen=True)
class Taken:
    """`key`: what the flow is called in the file. `problems`: what the house says of the draft."""

    key: str
    flow: casework.Flow
    report: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def yaml(self) -> str:
        return as_yaml(self.flow)

    @property
    def left(self) -> list[Line]:
        return [one for one in self.report if not one.taken]

    @property
    def kept(self) -> list[Line]:
        return [one for one in self.report if one.taken]


def as_yaml(flow: casework.Flow) -> str:
    """The flow as a pack declares one."""
    return yaml.safe_dump(
        flow.model_dump(mode="json", exclude_defaults=True), allow_unicode=True, sort_keys=False, width=110
    )


def taken(content: bytes) -> Taken:
    """Raises `NoXml`, `HasDoctype`, `TooLarge`, `NotBpmn`, `NoSteps`."""
    root = read(content)
    if (root.space, root.tag) != (MODEL, "definitions"):
        raise NotBpmn(found=root.tag[:40])
    return _Taking(root).done()


@dataclass
class _Book:
    """Each element once: who would note one twice made a mistake."""

    lines: dict[Element, tuple[bool, str]] = field(default_factory=dict)
    beside: list[Line] = field(default_factory=list)

    def take(self, one: Element, says: str) -> None:
        self.lines.setdefault(one, (True, says))

    def leave(self, one: Element, why: str) -> None:
        """It, and whatever is in it."""
        self.lines.setdefault(one, (False, why))
        for inner in list(one.all())[1:]:
            if not kinds.is_joint(inner):
                self.lines.setdefault(inner, (False, f"在没有取的“{one.name or one.id or one.tag}”里面"))


class _Taking:
    def __init__(self, root: Element) -> None:
        self.root, self.book = root, _Book()
        candidates = [one for one in root.find("process") if any(kinds.is_step(node) for node in one.children)]
        if not candidates:
            raise NoSteps
        self.process = candidates[0]
        self.nodes = {one.id: one for one in self.process.children if one.id and one.tag != "sequenceFlow"}
        self.flows = self.process.find("sequenceFlow")
        self.ours = _said(self.process, "flow")
        self.roles = self._roles()
        self.keys = self._keys()

    def done(self) -> Taken:
        steps = [node for node in self.process.children if node.id in self.keys]
        made = {self.keys[node.id]: self._step(node) for node in steps}
        order = self._order(list(made))
        flow = self._flow([made[key] for key in order])
        self._note_rest()
        key = str(self.ours.get("name", "")) or f"draft/{_slug(self.process.id) or 'flow'}"
        return Taken(key, flow, tuple(self._report()), tuple(casework.check_flow(key, flow)))

    # ---- names

    def _keys(self) -> dict[str, str]:
        """The step's key for each node that is one."""
        found: dict[str, str] = {}
        for node in self.process.children:
            if node.id and kinds.is_step(node):
                wanted = str(_said(node, "step").get("key") or "") or _slug(node.id) or "step"
                found[node.id] = _unused(wanted, set(found.values()))
        return found

    def _roles(self) -> dict[str, str]:
        """Which role's lane a node lies in."""
        found = {}
        for lane in (one for one in self.process.all() if one.tag == "lane"):
            role = _role(lane.name)
            for ref in lane.find("flowNodeRef"):
                if role:
                    found[ref.text.strip()] = role
            self.book.take(
                lane, f"取作岗位“{role}”" if role else "泳道本身不取：名字不是这里的岗位，里面的环节先写窗口受理"
            )
        return found

    # ---- steps and verdicts

    def _step(self, node: Element) -> dict[str, Any]:
        ours, key = _said(node, "step"), self.keys[node.id]
        if ours:
            step = {one: value for one, value in ours.items() if one != "verdicts"}
            if node.name != shown(str(step.get("title", ""))):
                step["title"] = node.name or key
            self.book.take(node, "环节，连同这里写的全部")
        else:
            step, says = self._foreign(node, key)
            self.book.take(node, says)
        found = list(self._verdicts(node, ours))
        if ours:
            order = {one: nth for nth, one in enumerate(ours.get("verdicts", []))}
            found.sort(key=lambda one: order.get(one["key"], len(order)))
        step["verdicts"] = found or [{"key": "stay", "title": "没有取到出口"}]
        return {**step, "key": key}

    def _foreign(self, node: Element, key: str) -> tuple[dict[str, Any], str]:
        role = self.roles.get(node.id) or next((_role(value) for value in kinds.whom(node) if _role(value)), "")
        step: dict[str, Any] = {"key": key, "title": node.name or node.id, "by": role or "clerk"}
        says = kinds.AS_STEP[kinds.kind(node)]
        if kinds.waits(node):
            step |= {"by": "system", "waits": True, "form": f"draft/{key}"}
            return step, f"{says}；还要声明消息的表单 draft/{key}"
        return step, says + ("" if role else "；没有写岗位，先写窗口受理，请改")

    def _verdicts(self, node: Element, ours: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        used: set[str] = set()
        for way in self._ways(node.id, ()):
            said = next((one for one in (_said(flow, "verdict") for flow in way) if one and ours), {})
            end = self._end(way[-1])
            verdict = self._kept(said, way, end, node) if said else self._drafted(way, end)
            verdict["key"] = _unused(verdict["key"], used)
            used.add(verdict["key"])
            yield verdict

    def _ways(self, id_: str, before: tuple[Element, ...]) -> Iterator[tuple[Element, ...]]:
        """The ways on from a node, through what only forks or waits, each to a step, an end, or what was not taken."""
        for flow in self.flows:
            if flow.attributes.get("sourceRef") != id_ or flow in before:
                continue
            target = self.nodes.get(flow.attributes.get("targetRef", ""))
            onward = (
                []
                if target is None or not kinds.is_joint_node(target)
                else list(self._ways(target.id, (*before, flow)))
            )
            yield from onward or [(*before, flow)]

    def _end(self, flow: Element) -> tuple[str, str]:
        """What a way leads to: ("step", key), ("end", name), or ("left", name)."""
        target = self.nodes.get(flow.attributes.get("targetRef", ""))
        if target is not None and target.id in self.keys:
            return "step", self.keys[target.id]
        if target is not None and target.tag == "endEvent":
            return "end", target.name
        return "left", (target.name or target.id) if target is not None else flow.attributes.get("targetRef", "")

    def _kept(
        self, said: dict[str, Any], way: tuple[Element, ...], end: tuple[str, str], node: Element
    ) -> dict[str, Any]:
        """A verdict of ours; where it was led elsewhere, or called otherwise, that counts."""
        verdict = {key: value for key, value in said.items() if key != "step"}
        flow = next(one for one in way if _said(one, "verdict"))
        if flow.name != shown(str(verdict.get("title", ""))):
            verdict["title"] = flow.name or verdict["key"]
        self._note(way, f"决定“{verdict['title']}”，连同这里写的全部")
        was = verdict.get("to") or self.keys[node.id]
        ends = verdict.get("effect") in ("decline", "finish", "revoke")
        if end[0] == "end" and not ends:
            verdict = {**{key: value for key, value in verdict.items() if key != "to"}, "effect": "finish"}
        elif end[0] == "step" and ends:
            verdict |= {"effect": "forward", "to": end[1]}
        elif end[0] == "step" and end[1] != was and not ends:
            verdict["to"] = end[1]
        return verdict

    def _drafted(self, way: tuple[Element, ...], end: tuple[str, str]) -> dict[str, Any]:
        words = "，".join(dict.fromkeys(one.name.strip() for one in way if one.name.strip()))
        key = next((_slug(one.id) for one in reversed(way) if one.name), "") or _slug(way[-1].id) or "on"
        when = next((text for one in way if (text := _condition(one))), "")
        verdict: dict[str, Any] = {"key": key, "title": words or "办好"}
        if when:
            verdict["when"] = when
        if end[0] == "step":
            verdict["to"] = end[1]
            self._note(way, f"决定“{verdict['title']}”，到“{end[1]}”")
        elif end[0] == "end":
            verdict |= {"effect": "finish", "title": words or end[1] or "办结"}
            self._note(way, f"决定“{verdict['title']}”，办结")
        else:
            self._note(way, f"决定“{verdict['title']}”，留在原环节：它要去的“{end[1]}”没有取")
        return verdict

    def _note(self, way: tuple[Element, ...], says: str) -> None:
        for flow in way:
            self.book.take(flow, says)

    # ---- the whole

    def _order(self, keys: list[str]) -> list[str]:
        """The beginning first, then as the file has them; as ours had them where it is one of ours."""
        known = {one: nth for nth, one in enumerate(self.ours.get("steps", []))}
        keys = sorted(keys, key=lambda key: known.get(key, len(known)))
        for event in self.process.find("startEvent"):
            if kinds.kind(event) not in kinds.STARTS:
                continue
            ways = [way for way in self._ways(event.id, ()) if self._end(way[-1])[0] == "step"]
            if ways:
                first = self._end(ways[0][-1])[1]
                self._note(ways[0], "从这里开始")
                for way in ways[1:]:
                    if way[-1] not in self.book.lines:
                        self.book.leave(way[-1], "流程只有一个开头，已经取了另一个")
                return [first, *(key for key in keys if key != first)]
        return keys

    def _flow(self, steps: list[dict[str, Any]]) -> casework.Flow:
        head = self.ours.get("flow", {})
        title = self.process.name or self.process.id or "流程"
        said = {
            **head,
            "title": head["title"] if head and shown(str(head.get("title"))) == self.process.name else title,
        }
        said.setdefault("limit", "draft/limit")
        try:
            return casework.Flow.model_validate({**said, "steps": steps})
        except ValidationError as wrong:
            raise NotBpmn(found="yiwang 扩展里有不认识的写法：" + str(wrong.errors()[0]["msg"])[:120]) from wrong

    def _note_rest(self) -> None:
        """Whatever has not been noted yet, once."""
        note, inside = self.book, set(self.process.all())
        note.take(self.root, "文件")
        note.take(self.process, "流程" + ("" if self.ours else "；期限要另外登记参数（limit）"))
        for one in self.root.all():
            if one in note.lines or kinds.is_joint(one):
                continue
            if one.tag == "BPMNDiagram":
                note.lines[one] = (False, "图上的位置不取，按这里的排法重新画")
            elif one not in inside:
                note.leave(one, kinds.why_outside(one))
            elif one.tag == "sequenceFlow" and kinds.is_ours(self.nodes.get(one.attributes.get("sourceRef", ""))):
                note.take(one, "这里自己写的，随环节一起取")
            elif (
                one.space == OURS
                or one.tag == "extensionElements"
                and any(inner.space == OURS for inner in one.children)
            ):
                note.take(one, "这里自己写的扩展")
            elif (as_ := kinds.plainly(one)) and (
                one.parent is self.process or one.parent in note.lines and note.lines[one.parent][0]
            ):
                note.take(one, as_)
            else:
                note.leave(one, kinds.why_not(one))
        for one in list(note.lines):
            for name, value in one.attributes.items():
                if name.startswith("{") and not name.startswith("{http://www.w3.org/"):
                    says = f"属性 {name.partition('}')[2]}=“{value[:60]}”是别的软件的，没有取"
                    note.beside.append(Line(one.id, one.name, kinds.attribute(name), one.line, False, says))

    def _report(self) -> Iterator[Line]:
        order = {one: nth for nth, one in enumerate(self.root.all())}
        for one, (kept, says) in sorted(self.book.lines.items(), key=lambda item: order[item[0]]):
            yield Line(one.id, one.name, kinds.kind(one), one.line, kept, says)
        yield from self.book.beside


def _said(one: Element, tag: str) -> dict[str, Any]:
    """What an element of ours in `one` says; empty where there is none, or it is not readable."""
    for extension in one.find("extensionElements"):
        for inner in extension.children:
            if (inner.space, inner.tag) == (OURS, tag):
                try:
                    found = json.loads(inner.text)
                except ValueError:
                    return {}
                return found if isinstance(found, dict) else {}
    return {}


def _condition(flow: Element) -> str:
    return next(
        (one.text.strip() for one in flow.find("conditionExpression") if one.attributes.get("language") == CONDITIONS),
        "",
    )


def _slug(text: str) -> str:
    return KEY.sub("_", text.lower()).strip("_")[:40]


def _unused(wanted: str, used: set[str]) -> str:
    found, nth = wanted, 2
    while found in used:
        found, nth = f"{wanted}_{nth}", nth + 1
    return found


def _role(name: str) -> str:
    """The role of this house that is called so."""
    titles = standards.role_titles_known()
    name = name.strip()
    return name if name in titles else next((key for key, title in titles.items() if title == name), "")
