"""What intake hears: mandates that begin and end, and its own sittings that did not become a case."""

from __future__ import annotations

from uuid import UUID

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity
from yiwang.toolbox.notices import api as notices

from .events import DraftHandedOver, IntakeDeclined
from .models import Sitting

TELL = security.declare("intake.tell", "告知授权和窗口收件的结果", by="system")
MANDATES = "/my/mandates/"


@operations.listens(identity.MandateGiven, "intake.tell_of_a_mandate")
def tell_of_a_mandate(given: identity.MandateGiven, key: str) -> None:
    _tell(given.mandate, "mandate_given", "从 {since} 到 {until} {who}可以替{principal}办事", key)


@operations.listens(identity.MandateEnded, "intake.tell_of_an_end")
def tell_of_an_end(ended: identity.MandateEnded, key: str) -> None:
    _tell(ended.mandate, "mandate_ended", "{who}不能再替{principal}办事了", key)


def _tell(mandate: int, text: str, title: str, key: str) -> None:
    """Both are told: who gave it and who holds it."""
    with security.acting(security.SYSTEM, TELL, security.Ref("mandate", str(mandate)), key=key) as record:
        if record.replayed:
            return
        one, who = identity.told_of(mandate)
        until = f"{identity.last_day(one.until):%Y-%m-%d}" if one.until else "授权结束"
        said = title.format(who=who, principal=one.principal_name, since=f"{one.since:%Y-%m-%d}", until=until)
        reason = one.ended_why if text == "mandate_ended" else one.ground
        for party in filter(None, {one.principal_id, one.user.party_id}):
            notices.send(record, party, text, {"title": said, "reason": reason}, link=MANDATES)
        record.done(text)


@operations.listens(IntakeDeclined, "intake.tell_why_declined")
def tell_why_declined(declined: IntakeDeclined, key: str) -> None:
    with security.acting(security.SYSTEM, TELL, security.Ref("sitting", declined.sitting), key=key) as record:
        if record.replayed:
            return
        one = Sitting.objects.select_related("agency").get(pk=declined.sitting)
        facts = {"title": one.title, "agency": one.agency.name, "reason": one.reason}
        notices.send(record, one.party_id, "intake_declined", facts, matter=one.matter)
        record.done("told")


@operations.listens(DraftHandedOver, "intake.give_the_draft")
def give_the_draft(handed: DraftHandedOver, key: str) -> None:
    """Only the house reaches both the clerk's draft and the party's."""
    with security.acting(security.SYSTEM, TELL, security.Ref("sitting", handed.sitting), key=key) as record:
        if record.replayed:
            return
        one = Sitting.objects.select_related("agency").get(pk=UUID(handed.sitting))
        forms.give_draft(record, one.draft, one.party_id)
        facts = {"title": one.title, "agency": one.agency.name}
        notices.send(record, one.party_id, "handed_over", facts, matter=one.matter, link=f"/apply/{one.draft}/1/")
        record.done("given")
