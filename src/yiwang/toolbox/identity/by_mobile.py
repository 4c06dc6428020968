"""Logging in by a mobile number that its owner has verified: next to the user name, with the same password.

The number itself is not kept a second time: only a keyed blind index of it, for one account at a time. Who verifies a
number last has it, for numbers are given to others. It links no other source: a number changes hands, an ID number does not.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import mounting
from .errors import NoMobile, WrongCode
from .models import Mobile
from .ports import phone
from .rules import mobile_typed

ASK = security.declare("identity.ask_mobile", "往自己的手机发验证码", by="system")
VERIFY = security.declare("identity.verify_mobile", "用手机号登录", by="person firm staff", assurance=3)
END = security.declare("identity.end_mobile", "不再用手机号登录", by="person firm staff")
KEY, INDEX, PURPOSE = "identity.mobile", "identity.mobile", "确认用手机号登录"
TERM, TRIES, PAUSE = timedelta(minutes=10), 5, timedelta(minutes=1)


def account_of(typed: str) -> str:
    """The user name of who is meant by what was typed: a name first, else the account that verified this number; what was
    typed itself where there is neither, so that nobody learns which."""
    name, number = typed.strip(), mobile_typed(typed)
    mark = security.vault().blind_index(INDEX, number)  # always, so that it takes as long for a name
    if not number or security.User.objects.filter(username=name).exists():
        return name
    found = Mobile.objects.filter(mark=mark, user__is_active=True).values_list("user__username", flat=True).first()
    return found or name


def send(by: security.Actor) -> None:
    """Send a code to the number on file. Raises `NoMobile`. One that is on its way for less than a minute is good."""
    security.require(by, VERIFY)
    party = _party_of(by)
    with security.acting(security.SYSTEM, ASK, mounting.about(by)) as record:
        security.User.objects.select_for_update().get(pk=by.user or 0)
        kept = Mobile.objects.filter(user=by.user).first()
        if kept and kept.asked_at and kept.asked_at > clock.now() - PAUSE:
            return
        code = f"{secrets.randbelow(10**6):06}"
        if party is None or not phone(record, party, code, PURPOSE):
            raise NoMobile
        kept = kept or Mobile(user_id=by.user or 0)
        kept.code_mac, kept.asked_at, kept.tries = _mac(by.user or 0, code), clock.now(), 0
        kept.asked_mark = _mark(party)
        mounting.new(record, kept)


def verify(by: security.Actor, code: str) -> None:
    """From here on the number logs in. Raises `WrongCode`."""
    with security.acting(by, VERIFY, mounting.about(by)) as record:
        good = _verified(record, by.user or 0, code.strip())
        record.note(matched=good)
    if not good:
        security.record_refusal(by, VERIFY, mounting.about(by), "验证码不对")
        raise WrongCode


def _verified(record: security.Record, user: int, code: str) -> bool:
    kept = Mobile.objects.select_for_update().filter(user=user).first()
    if kept is None or not kept.code_mac or kept.asked_at is None or clock.now() - kept.asked_at > TERM:
        return False
    if kept.tries >= TRIES:
        return False
    good = secrets.compare_digest(bytes(kept.code_mac), _mac(user, code))
    kept.tries += 1
    if good:
        former = Mobile.objects.filter(mark=kept.asked_mark).exclude(user=user)
        record.note(taken_over=[one.user_id for one in former])
        former.update(mark=None, verified_at=None)
        kept.mark, kept.verified_at, kept.code_mac = kept.asked_mark, clock.now(), None
    mounting.new(record, kept)
    return good


def end(by: security.Actor) -> None:
    """The number logs in no more."""
    with security.acting(by, END, mounting.about(by)) as record:
        gone, _ = Mobile.objects.filter(user=by.user).delete()
        record.note(ended=gone)


def standing(by: security.Actor) -> tuple[str, bool, bool]:
    """The masked number on file, whether it logs in, whether a code is awaited. Inside his reading."""
    user = security.User.objects.select_related("party").filter(pk=by.user or 0).first()
    party = user.party if user else None
    kept = Mobile.objects.filter(user=by.user).first()
    asked = bool(kept and kept.code_mac and kept.asked_at and clock.now() - kept.asked_at <= TERM)
    return party.mobile_masked if party else "", bool(kept and kept.mark), asked


def _party_of(by: security.Actor) -> UUID | None:
    """His own party, whatever hat he wears now."""
    with security.viewing(security.SYSTEM):
        return security.User.objects.values_list("party_id", flat=True).filter(pk=by.user or 0).first()


def _mark(party: UUID) -> bytes:
    return security.vault().blind_index(INDEX, mobile_typed(security.mobile_of(party)))


def _mac(user: int, code: str) -> bytes:
    return security.vault().mac(KEY, f"{user}/{code}".encode())
