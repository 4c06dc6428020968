"""Cases an agency opens itself 立案: about somebody of the register, or somebody who is registered by what he shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.kernel import clock, ids
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

from .definition import Flow
from .errors import NotThatParty
from .flows import flows
from .opening import Application, Given, open_case

OPEN_OWN = security.declare("casework.open_own", "本单位立案", by="staff",
                            roles="clerk examiner inspector approver supervisor")  # fmt: skip


@dataclass(frozen=True)
class Concerned:
    """Whom a case is about, as he shows himself: person or firm, number, name; a mobile number where he was unknown."""

    kind: str
    identifier: str
    name: str
    mobile: str = ""


@dataclass(frozen=True)
class Own:
    """A case to be opened: which flow, about whom, what its form says (final answers), files."""

    flow: str
    concerned: Concerned
    answers: Mapping[str, Any]
    files: Sequence[Given] = ()


def to_open(by: security.Actor) -> list[tuple[str, Flow]]:
    """The flows `by` may open at his agency."""
    line = standards.agency(by.agency).line if by.agency else ""
    return [(name, one) for name, one in flows.items() if _may(by, one, line)]


def _may(by: security.Actor, flow: Flow, line: str) -> bool:
    return bool(set(flow.opened_by) & by.roles) and (not flow.lines or line in flow.lines)


def open_own(by: security.Actor, what: Own, *, key: str) -> str:
    """Open the case; returns its number. Whom it concerns does not see it until a verdict `tells` him.

    Raises `NotFound` (no such flow), `Refused` (not his to open), `NotThatParty`, `WrongCitizenId`, `WrongUscc`."""
    one = flows.get(what.flow)
    if one is None or not one.opened_by:
        raise NotFound
    body = {"flow": what.flow, "kind": what.concerned.kind, "name": what.concerned.name, "answers": dict(what.answers)}
    purpose = f"立案：{one.title}"
    with security.acting(by, OPEN_OWN, key=key, body=body, purpose=purpose) as record:
        if record.replayed:
            return str(record.outcome)
        agency = standards.agency(by.agency or 0)
        if not _may(by, one, agency.line):
            roles = "、".join(security.role_titles.get(role, role) for role in one.opened_by)
            raise Refused(why=f"“{one.title}”由{roles}岗位立案，您现在的岗位是{by.post_title}")
        party = _party(record, what.concerned)
        case = open_case(record, Application(
            matter=what.flow, title=one.title, flow=what.flow, line=agency.line, division=agency.division_id, agency=agency.pk,
            form=one.opens, version=forms.use(record, one.opens).pk, answers=what.answers, party=None, concerns=party.pk,
            party_shown=security.shown_name(party), applicant=security.masked_facts(party), files=what.files,
            channel="desk", synthetic=party.synthetic, says=f"立案：{one.title}",
        ))  # fmt: skip
        return str(record.done(case.number))


def _party(record: security.Record, shown: Concerned) -> security.Party:
    """The party that bears the number, or a new one; its number is sealed like everybody's."""
    name = shown.name.strip()[:200]
    if shown.kind == "firm":
        number = str(ids.parse_uscc(shown.identifier))
    else:
        number = ids.parse_citizen_id(shown.identifier, clock.today()).number
    mobile = ids.parse_mobile(shown.mobile).number if shown.mobile.strip() else ""
    if not name:
        raise NotThatParty(says="请照证件写当事人的姓名或者名称")
    known = security.party_with(shown.kind, number)
    if known:
        if _plain(known.name) != _plain(name):
            raise NotThatParty(says="这个号码登记的是另一个名字。请核对证件上的号码和姓名、名称")
        return known
    facts: dict[str, Any] = {}
    if shown.kind == "person":
        read = ids.parse_citizen_id(number)
        facts = {"birth": read.born, "sex": "男" if read.sex == "male" else "女"}
    party = security.new_party(shown.kind, name, number, mobile, **facts)
    party.save(force_insert=True)
    record.note(registered=str(party.pk))
    return party


def _plain(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")
