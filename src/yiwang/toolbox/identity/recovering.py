"""A way back for who forgot his password: account and ID number, a code to the phone on file, a new password.

No answer tells whether the account, the number or the phone exist. Second factors stay: a new password opens no more than
the old one did. Staff who left no phone are helped by who opened their account.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import by_mobile, mounting
from .errors import WrongCode
from .models import Recovery
from .ports import phone

ASK = security.declare("identity.ask_recovery", "发送重设密码的验证码", by="system")
RESET = security.declare("identity.reset_password", "凭验证码重设密码", by="nobody")
KEY, TERM, TRIES, PAUSE = "identity.recovery", timedelta(minutes=10), 5, timedelta(minutes=1)


def ask(username: str, identifier: str) -> int:
    """Send a code where both belong to one person who left a phone; the account's number, 0 where none was sent."""
    with security.viewing(security.SYSTEM):
        username = by_mobile.account_of(username)
        user = security.User.objects.filter(username=username.strip(), is_active=True).select_related("party").first()
        party = user.party if user else None
    if user is None or party is None or bytes(party.identifier_mark) not in security.marks_of("person", identifier):
        security.record_refusal(security.NOBODY, ASK, security.Ref("login", ""), "账号和身份证号没有对上")
        return 0
    with security.acting(security.SYSTEM, ASK, security.Ref("user", str(user.pk))) as record:
        security.User.objects.select_for_update().get(pk=user.pk)
        if Recovery.objects.filter(user=user, asked_at__gt=clock.now() - PAUSE).exists():
            return user.pk  # the code that is on its way is good
        code = f"{secrets.randbelow(10**6):06}"
        sent = phone(record, party.pk, code)
        if sent:
            Recovery.objects.create(user=user, code_mac=_mac(user.pk, code), asked_at=clock.now())
        record.note(sent=sent)
    return user.pk if sent else 0


def reset(user: int, code: str, password: str) -> None:
    """Set a new password by the code. Raises `ValidationError` for a weak one (the code stays good), `WrongCode`."""
    owner = security.User.objects.filter(pk=user, is_active=True).first()
    validate_password(password, owner)
    if owner is None:
        raise WrongCode
    by = mounting.half(owner)
    with security.acting(by, RESET, mounting.about(by)) as record:
        good = _used(record, user, code)
        if good:
            owner.set_password(password)
            mounting.keep(record, owner, "password")
        record.note(matched=good)
    if not good:
        security.record_refusal(by, RESET, mounting.about(by), "验证码不对")
        raise WrongCode


def _used(record: security.Record, user: int, code: str) -> bool:
    """Is it the newest code, in time, unused, not guessed at too often? It is used up by that."""
    last = Recovery.objects.select_for_update().filter(user=user).order_by("-id").first()
    if last is None or last.used_at or last.tries >= TRIES or clock.now() - last.asked_at > TERM:
        return False
    good = secrets.compare_digest(bytes(last.code_mac), _mac(user, code.strip()))
    last.tries += 1
    last.used_at = clock.now() if good else None
    mounting.keep(record, last, "tries", "used_at")
    return good


def _mac(user: int, code: str) -> bytes:
    return security.vault().mac(KEY, f"{user}/{code}".encode())
