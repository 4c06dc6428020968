"""One-time codes to phones. The row that is kept of the text has stars: the code is sealed beside it until it is sent."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .events import SmsQueued
from .models import Sms
from .ports import Receipt
from .texts import site

KEY, STARS = "notices.code", "******"
PURPOSE = "重设登录密码"
TEXT = "【{site}】验证码 ******，10 分钟内有效，用来{purpose}。不是您本人在办，请不要理会，也不要告诉任何人。"


def send_code(record: security.Record, party: UUID, code: str, purpose: str = PURPOSE) -> bool:
    """Queue `code` for the number of `party`, inside a change of the system. False where he left no number."""
    masked = security.Party.objects.filter(pk=party).values_list("mobile_masked", flat=True).first()
    if not masked:
        return False
    sms = Sms(
        party_id=party, mobile_masked=masked, text=TEXT.format(site=site(), purpose=purpose)[:70], queued_at=clock.now()
    )
    sms.code_sealed = security.vault().encrypt(KEY, code.encode(), sms.id.bytes)
    sms.save(force_insert=True)
    record.emit(SmsQueued(str(sms.id)))
    return True


def in_full(sms: Sms) -> str:
    """The text as the phone gets it."""
    if not sms.code_sealed:
        return sms.text
    return sms.text.replace(STARS, security.vault().decrypt(KEY, bytes(sms.code_sealed), sms.id.bytes).decode(), 1)


def settle(sms: Sms, receipt: Receipt | None) -> None:
    """The code is needed no more. Only where nothing is real and nothing was sent does the kept text show it: who
    rehearses has no other phone to look at."""
    if receipt and receipt.state == "rehearsed" and not settings.LIVE:
        sms.text = in_full(sms)
    sms.code_sealed = None
