"""A clerk begins: for what, for whom. Who is not known yet is registered, by what he shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

from . import rules
from .errors import NameDiffers, NotHere
from .models import Sitting

TAKE = security.declare("intake.take", "窗口收件", by="staff", roles="clerk")


@dataclass(frozen=True)
class Shown:
    """What the applicant shows: whether person or firm, the number of the document and the name on it."""

    kind: str
    identifier: str
    name: str
    mobile: str = ""


def offered(by: security.Actor) -> list[tuple[str, library.Matter]]:
    """The matters of his agency's line: what can come to its desk at all."""
    line = standards.agency(by.agency).line if by.agency else ""
    return [(name, one) for name, one in library.matters.items() if one.line == line]


def begin(by: security.Actor, name: str, shown: Shown, channel: str) -> UUID:
    """Open a sitting with a draft of the matter `name`, filled in as far as the register knows.

    Raises `WrongCitizenId`, `WrongUscc`, `WrongMobile`, `NotHere`, `NameDiffers`.
    """
    matter = _matter(by, name, shown)
    number = _number(shown)
    purpose = f"窗口收件：{matter.title}"
    mobile = ids.parse_mobile(shown.mobile).number if shown.mobile.strip() else ""
    with security.viewing(by, purpose=purpose):
        party = security.party_with(shown.kind, number)
        if party and _plain(party.name) != _plain(shown.name):
            raise NameDiffers
        facts = security.own_facts(party) if party else _typed(shown, number, mobile)
    with security.acting(by, TAKE, security.Ref("matter", name), purpose=purpose) as record:
        answers = forms.prefilled(forms.forms[matter.form], facts, clock.today())
        draft = forms.save_draft(record, matter.form, answers, subject=name)
        sitting = _open(record, matter, name, party or _registered(record, shown, number, mobile), draft.id)
        sitting.channel = channel if channel in rules.STAFF_DOORS else "window"
        sitting.purpose = purpose[:200]
        sitting.save(force_insert=True)
        record.about("sitting", str(sitting.pk))
        record.note(matter=name, channel=sitting.channel, known=party is not None)
    security.record_reading(by, TAKE, [sitting.party_id], purpose, security.Ref("sitting", str(sitting.pk)))
    return sitting.pk


def _matter(by: security.Actor, name: str, shown: Shown) -> library.Matter:
    here = dict(offered(by))
    if name not in here:
        raise NotHere(says="请从名单里选一个事项。名单里没有的不归这个窗口收，请看事项指南上写的办理单位")
    if says := rules.wrong_at_the_window(shown.kind, here[name].audience):
        raise NotHere(says=says)
    if not shown.name.strip():
        raise NotHere(says="请照证件填姓名或者名称")
    return here[name]


def _number(shown: Shown) -> str:
    if shown.kind == "firm":
        return str(ids.parse_uscc(shown.identifier))
    return ids.parse_citizen_id(shown.identifier, clock.today()).number


def _plain(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")


def _typed(shown: Shown, number: str, mobile: str) -> dict[str, Any]:
    return {"party.name": shown.name.strip(), "party.identifier": number, "party.mobile": mobile}


def _registered(record: security.Record, shown: Shown, number: str, mobile: str) -> security.Party:
    """A new party, as its document says. A birthday stands in a person's number."""
    facts: dict[str, Any] = {}
    if shown.kind == "person":
        read = ids.parse_citizen_id(number)
        facts = {"birth": read.born, "sex": "男" if read.sex == "male" else "女"}
    party = security.new_party(shown.kind, shown.name.strip()[:200], number, mobile, **facts)
    party.save(force_insert=True)
    record.note(registered=str(party.pk))
    return party


def _open(record: security.Record, matter: library.Matter, name: str, party: security.Party, draft: UUID) -> Sitting:
    by = record.by
    return Sitting(
        clerk_id=by.user or 0, agency_id=by.agency or 0, division=(by.divisions or (0, 0))[0], party=party, matter=name,
        party_shown=security.shown_name(party), applicant=security.masked_facts(party), title=matter.title,
        draft=draft, opened_at=clock.now(),
    )  # fmt: skip
