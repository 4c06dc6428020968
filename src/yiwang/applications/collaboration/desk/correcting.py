"""Proposing that a result be put right: which paper, which fields, why. Another person decides, in a case of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yiwang.kernel.errors import DomainError, Invalid, NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

PROPOSE = security.declare("desk.propose_correction", "提出更正、撤销结果", by="staff", roles="examiner approver")
CORRECT, REVOKE = "更正", "撤销"
LONGEST = 2000


class NothingChanged(Invalid):
    """更正要改至少一项。每一项都和原来一样，没有提交。"""

    code = "desk.nothing_changed"


class WhyMissing(Invalid):
    """请写明错在哪里、怎么发现的，当事人会在通知里看到。"""

    code = "desk.why_missing"


class NoWayToCorrect(DomainError):
    """这里没有装更正结果的流程。请联系系统管理员安装“更正、撤销错误结果”应用包。"""

    code = "desk.no_way_to_correct"
    status = 409


class AlreadyProposed(DomainError):
    """这一份已经在更正，办件 {number} 还没有复核完。"""

    code = "desk.already_proposed"
    status = 409


@dataclass(frozen=True)
class Field:
    """One printed field: its label, and its value as it is edited (a list: a line each)."""

    key: str
    label: str
    value: str
    lines: int


def flow() -> tuple[str, casework.Flow]:
    """The flow that corrects others' results, whichever pack brought it. Raises `NoWayToCorrect`."""
    for name, one in casework.flows.items():
        if one.corrects:
            return name, one
    raise NoWayToCorrect


def may_propose(by: security.Actor, view: casework.CaseView) -> bool:
    """Does a proposal make sense here, and may he make one?"""
    return _correctable(by, view) and security.can(by, PROPOSE) and any(one.corrects for one in casework.flows.values())


def _correctable(by: security.Actor, view: casework.CaseView) -> bool:
    """A decided or closed case of his own agency that issued something."""
    ours = view.case.agency_id == by.agency and view.case.status in ("decided", "closed")
    return ours and any(paper.result for paper in view.papers)


def papers(by: security.Actor, view: casework.CaseView) -> list[documents.DocumentView]:
    """The results of a case that are still worth something."""
    results = {paper.document for paper in view.papers if paper.result}
    return [one for one in documents.of_case(by, view.number) if one.id in results and one.status == "valid"]


def fields(paper: documents.DocumentView) -> list[Field]:
    """What is printed on it, to be put right."""
    found = []
    for one in documents.kinds[paper.kind].body.fields:
        value = paper.data.get(one.key)
        text = "\n".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        found.append(Field(one.key, one.label, text, min(8, text.count("\n") + 1 + len(text) // 60)))
    return found


def changes(paper: documents.DocumentView, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What `typed` would change: {field, label, before, now}."""
    found = []
    for one in fields(paper):
        text = typed.get(one.key, one.value).replace("\r\n", "\n").strip()[:LONGEST]
        if text != one.value.strip():
            now: Any = (
                [line for line in text.split("\n") if line.strip()]
                if isinstance(paper.data.get(one.key), list)
                else text
            )
            found.append({"field": one.key, "label": one.label, "before": one.value, "now": now})
    return found


def propose(
    by: security.Actor, number: str, document: UUID, way: str, why: str, typed: Mapping[str, str], *, key: str
) -> str:
    """Open the case that corrects or revokes; returns its number. Raises `NotFound`, `WhyMissing`, `NothingChanged`,
    `AlreadyProposed`, `NoWayToCorrect`."""
    name, one = flow()
    with security.viewing(by):
        view = casework.case_view(by, number)
        paper = next((paper for paper in papers(by, view) if paper.id == document), None)
    security.require(by, PROPOSE)
    if paper is None or not _correctable(by, view):
        raise NotFound
    changed = changes(paper, typed) if way == CORRECT else []
    if not why.strip():
        raise WhyMissing
    if way == CORRECT and not changed:
        raise NothingChanged
    answers = {"way": CORRECT if way == CORRECT else REVOKE, "paper": f"{paper.title}（{paper.number}）",
               "why": why.strip()[:LONGEST],
               "shown": "\n".join(_line(one) for one in changed), "document": str(document), "changes": changed}  # fmt: skip
    with security.acting(by, PROPOSE, security.Ref("case", number), key=key, body=[number, answers]) as record:
        if record.replayed:
            return str(record.outcome)
        if running := casework.descendants_of(by, number, open_only=True, flow=name):
            raise AlreadyProposed(number=running[0])
        case = view.case
        opened = casework.open_case(record, casework.Application(
            matter=name, title=f"{answers['way']}：{case.title}"[:200], flow=name, line=case.agency.line, division=case.division,
            form=one.corrects, version=forms.use(record, one.corrects).pk, answers=answers, party=case.party_id,
            party_shown=case.party_shown, applicant=case.applicant, channel="desk", synthetic=case.synthetic,
            origin=number, says=f"提出{answers['way']}",
        ))  # fmt: skip
        return str(record.done(opened.number))


def _line(one: Mapping[str, Any]) -> str:
    now = "、".join(one["now"]) if isinstance(one["now"], list) else one["now"]
    return f"{one['label']}：“{one['before'] or '（空）'}”改为“{now or '（空）'}”".replace("\n", "、")
