"""What BPMN has, and what it is here."""

from __future__ import annotations

from collections.abc import Iterator

from .names import CONDITIONS, MODEL, OURS
from .reading import Element

TASKS = ("userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask")
STARTS = ("startEvent", "startEvent/message")
AS_STEP = {
    "userTask": "环节", "manualTask": "环节", "task": "环节",
    "serviceTask": "环节，由人点“办好”：这里不自动调用外部服务",
    "sendTask": "环节，由人点“办好”：这里由决定出文书、发通知",
    "receiveTask": "等外部消息的环节", "intermediateCatchEvent/message": "等外部消息的环节",
    "intermediateCatchEvent/timer": "环节，到时由人确认往下走；时间长短要登记成有依据的参数（limit）",
}  # fmt: skip
JOINTS = ("incoming", "outgoing", "flowNodeRef")
WHY_NOT = {
    "parallelGateway": "这里一件办件同时只在一个环节；要几家同时办，用会签（seats）或征求意见",
    "inclusiveGateway": "这里一次只走一条路；请拆成几个决定",
    "eventBasedGateway": "等几种消息里先到的一种：请改成一个等消息的环节，每种消息一个决定",
    "complexGateway": "没有对应的东西",
    "subProcess": "子流程要单独做成一个流程",
    "transaction": "事务子流程没有对应的东西",
    "adHocSubProcess": "没有固定顺序的子流程没有对应的东西",
    "callActivity": "调用别的流程没有取；要另外开一件，请在流程里写",
    "scriptTask": "脚本从不运行；要算的写成包里 rules.py 的函数",
    "businessRuleTask": "规则引擎的规则没有取；写成包里 rules.py 的函数",
    "boundaryEvent": "挂在任务边上的事件没有取；环节的期限用 limit 写",
    "intermediateThrowEvent": "发出事件没有取；通知由决定发出",
    "dataObject": "数据由表单声明",
    "dataObjectReference": "数据由表单声明",
    "dataStoreReference": "数据由表单声明",
    "conditionExpression": "条件是别的语言写的，没有取，也没有运行；请用这里的条件（when）重写",
    "textAnnotation": "图上的注解不取",
    "association": "图上的连线说明不取",
    "group": "图上的分组不取",
    "documentation": "说明文字不取；写给人看的话放进环节的 public",
    "extensionElements": "别的软件的扩展没有取",
    "multiInstanceLoopCharacteristics": "一个任务重复给多人没有取；几个人签用 people，几个岗位用 seats",
    "standardLoopCharacteristics": "循环没有取；用一个回到原环节的决定",
    "ioSpecification": "数据由表单声明",
    "property": "数据由表单声明",
    "script": "脚本从不运行",
    "potentialOwner": "谁来办按岗位写（by）",
    "humanPerformer": "谁来办按岗位写（by）",
}


def kind(one: Element) -> str:
    """The tag; of an event also what it waits for or throws; other languages' with their own name."""
    if one.space not in (MODEL, "") and one.tag not in ("BPMNDiagram",):
        return f"{one.tag}（{_short(one.space)}）"
    if one.tag.endswith("Event"):
        events = [
            inner.tag.removesuffix("EventDefinition") for inner in one.children if inner.tag.endswith("EventDefinition")
        ]
        return "/".join([one.tag, *events])
    return one.tag


def _short(space: str) -> str:
    return space.rstrip("/").rsplit("/", 1)[-1] or space


def attribute(name: str) -> str:
    space, _, tag = name.removeprefix("{").partition("}")
    return f"@{tag}（{_short(space)}）"


def _is_ours(one: Element, tag: str) -> bool:
    return any(
        (inner.space, inner.tag) == (OURS, tag) for outer in one.find("extensionElements") for inner in outer.children
    )


def is_ours(one: Element | None) -> bool:
    """What our own files have beside steps: waits, and the limit whose end accepts."""
    return one is not None and (_is_ours(one, "wait") or _is_ours(one, "late"))


def is_step(one: Element) -> bool:
    if one.space != MODEL or _is_ours(one, "wait") or not one.id:
        return False
    return one.tag in TASKS or kind(one) in AS_STEP


def is_joint_node(one: Element) -> bool:
    """What only forks, joins, or waits as our own files have it."""
    return one.tag == "exclusiveGateway" or _is_ours(one, "wait")


def is_joint(one: Element) -> bool:
    """What only says again what the edges say."""
    return one.space == MODEL and one.tag in JOINTS or _in_diagram(one)


def _in_diagram(one: Element) -> bool:
    above = one.parent
    while above is not None:
        if above.tag == "BPMNDiagram":
            return True
        above = above.parent
    return False


def waits(one: Element) -> bool:
    return kind(one) in ("receiveTask", "intermediateCatchEvent/message")


def whom(one: Element) -> Iterator[str]:
    """Whatever a tool writes of who has to do it: words only, nothing is looked up by them."""
    for name, value in one.attributes.items():
        if name.rpartition("}")[2] in ("candidateGroups", "assignee", "lane"):
            yield from value.split(",")


def plainly(one: Element) -> str:
    """As what an element is taken that needs no further thought; "" where it is not."""
    if one.tag == "conditionExpression" and one.attributes.get("language") == CONDITIONS:
        return "条件（when）"
    if one.tag == "exclusiveGateway":
        return "分岔：它的每个出口是前面环节的一个决定"
    if one.tag == "laneSet":
        return "泳道，取作岗位"
    if is_ours(one):
        return "这里自己写的，随环节一起取"
    if kind(one) in STARTS:
        return "开头：提交"
    if one.tag == "endEvent":
        return "办结"
    if one.tag.endswith("EventDefinition") and one.parent is not None:
        above = one.parent
        if is_step(above) or is_ours(above) or kind(above) in STARTS:
            return "随事件一起取"
    if one.tag in ("timeDuration", "timeDate", "timeCycle") and one.parent is not None and is_ours(one.parent.parent):
        return "期限，随环节一起取"
    return ""


def why_not(one: Element) -> str:
    if one.space not in (MODEL, ""):
        return "别的软件的扩展没有取"
    if one.tag == "sequenceFlow":
        return "它的一头没有取，所以这条线也没有取"
    if one.tag in ("timeDuration", "timeDate", "timeCycle"):
        return f"时间“{one.text.strip()[:40]}”没有依据，不能直接用；请登记成参数"
    if one.tag == "startEvent":
        return "这样的开头没有取：这里由提交申请开始，不由日程或信号开始"
    return WHY_NOT.get(one.tag, "这里没有对应的东西")


def why_outside(one: Element) -> str:
    if one.tag == "process":
        return "一个文件只取一个流程，已经取了第一个有任务的"
    if one.tag in ("collaboration", "participant", "messageFlow"):
        return "各方的泳池和消息流只是图，没有取"
    return why_not(one)
