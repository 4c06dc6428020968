"""A one-time code from who opened somebody's account: he sets his own password by it, and nobody else ever knows that.

For accounts entered without a password, and for staff who lost theirs and left no phone. One whose account has a password
already needs two officials, one after the other. A new code ends the one before. Second factors stay.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import mounting
from .errors import Oneself, SecondNeeded, WrongLoginCode
from .models import LoginCode
from .rules import CODE_LETTERS, code_typed, in_fours

GIVE = security.declare("identity.give_code", "给一次性登录码", roles="personnel administrator", assurance=3)
USE = security.declare("identity.use_code", "凭登录码设密码", by="nobody")
KEY, LENGTH, SHOWN = "identity.login_code", 12, timedelta(days=90)


@dataclass(frozen=True)
class CodeView:
    """What somebody is told of codes that were given for his account."""

    at: datetime
    by: str
    second: str
    until: datetime | None
    used_at: datetime | None


def give(record: security.Record, user: security.User, division: int) -> str:
    """Give a code for `user` in the open change of an official who may: the code, to be handed over now; empty where a
    second official has to confirm first. Raises `Oneself`, `SecondNeeded`."""
    by = record.by
    if by.user == user.pk:
        raise Oneself
    waiting = _waiting(user)
    if not user.has_usable_password():
        return _made(record, LoginCode(user=user, asked_by_id=by.user or 0, asked_post=_post(by), division=division))
    if waiting is None:
        row = LoginCode(
            user=user, asked_by_id=by.user or 0, asked_post=_post(by), division=division, asked_at=clock.now()
        )
        mounting.new(record, row)
        return ""
    if waiting.asked_by_id == by.user:
        raise SecondNeeded
    waiting.second_id, waiting.second_post = by.user, _post(by)
    return _made(record, waiting)


def waiting_for(user: int) -> LoginCode | None:
    """The code that waits for a second official. Inside a reading that reaches it."""
    found = security.User.objects.filter(pk=user).first()
    return _waiting(found) if found else None


def _waiting(user: security.User) -> LoginCode | None:
    last = LoginCode.objects.filter(user=user).order_by("-id").first()
    alive = last is not None and last.given_at is None and clock.now() - last.asked_at < _term()
    return last if alive else None


def _made(record: security.Record, row: LoginCode) -> str:
    """What is kept of the code is its MAC."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
    row.asked_at = row.asked_at or clock.now()
    row.given_at, row.until, row.code_mac = clock.now(), clock.now() + _term(), _mac(row.user_id, code)
    mounting.new(record, row)
    record.note(user=row.user_id, second=row.second_id, until=row.until.isoformat())
    return in_fours(code)


def use(username: str, code: str, password: str) -> None:
    """Set the account's password by the code. Raises `WrongLoginCode`, the same sentence whatever is wrong with it;
    `ValidationError` for a weak password, told only to who has the right code: the code stays good."""
    with security.viewing(security.SYSTEM):
        user = security.User.objects.filter(username=username.strip(), is_active=True).first()
    mac = _mac(user.pk if user else 0, code_typed(code))
    by = mounting.half(user) if user else security.NOBODY
    with security.acting(by, USE, mounting.about(by) if user else security.Ref("login", "")) as record:
        good = user is not None and _good(user, mac)
        if user is not None and good:
            validate_password(password, user)
            user.set_password(password)
            mounting.keep(record, user, "password")
            LoginCode.objects.filter(user=user, used_at__isnull=True).update(used_at=clock.now())
        record.note(matched=bool(good))
    if not good:
        security.record_refusal(by, USE, mounting.about(by) if user else security.Ref("login", ""), "登录码没有对上")
        raise WrongLoginCode


def _good(user: security.User, mac: bytes) -> bool:
    """Is it the newest code of the account, in time, unused?"""
    last = LoginCode.objects.select_for_update().filter(user=user).order_by("-id").first()
    if last is None or not last.code_mac or last.used_at or last.until is None or clock.now() > last.until:
        return False
    return secrets.compare_digest(bytes(last.code_mac), mac)


def told(by: security.Actor) -> list[CodeView]:
    """Codes given for one's own account in the last 90 days, newest first: nobody gets in unseen. Inside his reading."""
    rows = LoginCode.objects.filter(user=by.user, asked_at__gt=clock.now() - SHOWN).order_by("-id")[:10]
    return [CodeView(one.asked_at, one.asked_post, one.second_post, one.until, one.used_at) for one in rows]


def _term() -> timedelta:
    return timedelta(hours=int(standards.parameter("login_code_term").on(clock.today()).value))


def _post(by: security.Actor) -> str:
    return " · ".join(part for part in (by.agency_name, by.post_title, by.name) if part)[:200]


def _mac(user: int, code: str) -> bytes:
    return security.vault().mac(KEY, f"{user}/{code}".encode())
