"""Telling a party: a message on the site, and where its text says so one to the phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from . import codes
from .events import SmsQueued
from .models import Message, Sms
from .providers import provider, provider_name
from .texts import site, text_of
from .wording import TextOf, filled, for_phone

SEND = security.declare("notices.send_sms", "发短信", by="system")
STALE = timedelta(hours=24)  # a text that comes later tells nobody anything
CODE_STALE = timedelta(minutes=10)  # and a code by then opens nothing


def send(
    record: security.Record, party: UUID, text_key: str, facts: Mapping[str, str], *, matter: str = "",
    case_number: str = "", link: str = "",
) -> UUID:  # fmt: skip
    """Tell `party` inside the open change (one by `SYSTEM`: nobody else writes into another's box); returns the message.

    `facts` are words for the places of texts (title, number, agency, due, reason, papers); `matter` (`pack/key`) lets its
    pack's own text speak. A text with `sms` is queued for the phone the party left; who left none is told here alone.
    """
    text = text_of(text_key, matter)
    told = {"number": case_number, **facts, "site": site()}
    message = Message(
        party_id=party, text=text_key, title=filled(text.title, told)[:200], body=filled(text.body, told),
        case_number=case_number, link=link, created_at=clock.now(),
    )  # fmt: skip
    message.save(force_insert=True)
    record.note(message=str(message.id), text=text_key)
    if "sms" in text.channels:
        _queue(record, message, text, told)
    return message.id


def _queue(record: security.Record, message: Message, text: TextOf, told: Mapping[str, str]) -> None:
    masked = security.Party.objects.filter(pk=message.party_id).values_list("mobile_masked", flat=True).first()
    if not masked:
        return
    sms = Sms(
        party_id=message.party_id, message=message, mobile_masked=masked, text=for_phone(text.sms, told, site()),
        queued_at=clock.now(),
    )  # fmt: skip
    sms.save(force_insert=True)
    record.emit(SmsQueued(str(sms.id)))


@operations.listens(SmsQueued, "notices.send_the_sms")
def send_the_sms(queued: SmsQueued, key: str) -> None:
    """Unseal the number, hand the text over, keep the receipt. `SmsFailed` leaves it waiting for the next delivery."""
    with security.acting(security.SYSTEM, SEND, security.Ref("sms", queued.sms), key=key) as record:
        if record.replayed:
            return
        sms = Sms.objects.select_for_update().get(pk=queued.sms)
        if sms.state != "waiting":
            return
        if clock.now() - sms.queued_at > (CODE_STALE if sms.code_sealed else STALE):
            receipt, sms.state = None, "given_up"
        else:
            receipt = provider().send(security.mobile_of(sms.party_id), codes.in_full(sms), queued.sms)
            sms.provider, sms.receipt, sms.state = provider_name(), receipt.number[:120], receipt.state
        codes.settle(sms, receipt)
        sms.settled_at = clock.now()
        sms.save(update_fields=["text", "code_sealed", "provider", "receipt", "state", "settled_at"])
        record.note(state=sms.state, provider=sms.provider)
