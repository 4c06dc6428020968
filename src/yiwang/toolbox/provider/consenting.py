"""A person's yes to a system that asks for his login, and taking it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import keys, rules, systems
from .asking import Asked, declined
from .models import Family, Ticket

AGREE = security.declare("provider.agree", "同意用这里的账号登录别的系统", by="person firm staff")
WITHDRAW = security.declare("provider.withdraw", "收回给别的系统的同意", by="person firm staff")
CODE_LIVES = timedelta(seconds=60)
ONLINE, OFFLINE = timedelta(minutes=10), timedelta(days=30)  # how long a consent can be lived on, at the very most


def hold(by: security.Actor, wish: Asked) -> None:
    """Raises `StepUp` where the system wants it surer than this session is; who cannot be surer is sent back."""
    if wish.acr <= by.assurance:
        return
    if by.assurance < 2 or "none" in wish.prompt:
        raise declined(wish, "login_required" if "none" in wish.prompt else "unmet_authentication_requirements")
    raise security.StepUp(title=f"登录“{wish.name}”")


def hats_for(by: security.Actor, user: security.User, wish: Asked) -> list[tuple[security.Hat, bool]]:
    """As whom he may go there, and which of them he is now. Asked only where the system is told of it."""
    found = security.hats(user) if "hat" in wish.scopes else []
    return [(one, one.key == hat_of(by)) for one in found] if len(found) > 1 else []


def wearing(by: security.Actor, user: security.User, hat: str) -> security.Actor:
    """`by` under another of his hats, for this one login: the session's own stays as it is."""
    if hat == hat_of(by) or hat not in {one.key for one in security.hats(user)}:
        return by
    other = security.actor_as(user, hat)
    return replace(other, assurance=by.assurance if user.party_id or other.post else 1)


def hat_of(by: security.Actor) -> str:
    if by.mandate is not None:
        return f"for:{by.mandate}"
    return f"post:{by.post}" if by.post is not None else "self"


def agree(by: security.Actor, wish: Asked, proved_at: datetime | None = None) -> str:
    """His yes, as whom he acts now. Returns where he goes back to, with a code."""
    hold(by, wish)
    now, code = clock.now(), secrets.token_urlsafe(32)
    lives = OFFLINE if "offline_access" in wish.scopes else ONLINE
    with security.acting(by, AGREE, security.Ref("system", wish.number)) as record:
        family = Family.objects.create(
            system_id=wish.system, user_id=by.user, scopes=wish.scopes, hat=hat_of(by), acr=by.assurance,
            nonce=wish.nonce, proved_at=proved_at, began_at=now, ends_at=now + lives,
        )  # fmt: skip
        Ticket.objects.create(
            family=family, user_id=by.user, kind="code", mac=keys.mac(f"code:{code}"), address=wish.address,
            challenge=wish.challenge, scopes=wish.scopes, until=now + CODE_LIVES,
        )  # fmt: skip
        record.note(scopes=wish.scopes, hat=family.hat, acr=family.acr)
    return wish.back(code=code)


@dataclass(frozen=True)
class Given:
    number: int
    name: str
    gets: list[tuple[str, str]]
    since: datetime
    until: datetime


def given(by: security.Actor) -> list[Given]:
    """What he agreed to and still holds, newest first."""
    with security.viewing(by):
        mine = security.visible(Family.objects.filter(ended_at=None, ends_at__gt=clock.now()), by)
        found = list(mine.order_by("-began_at"))
    with security.viewing(security.SYSTEM):  # a system's name and purposes are what he was shown when he agreed
        known = {one.pk: one for one in systems.System.objects.filter(pk__in={one.system_id for one in found})}
    return [
        Given(one.pk, known[one.system_id].name,
              [(rules.SCOPES[word], known[one.system_id].purposes.get(word, "")) for word in one.scopes],
              one.began_at, one.ends_at)
        for one in found
    ]  # fmt: skip


def withdraw(by: security.Actor, number: int) -> None:
    """All that was issued on it is dead from here on."""
    with security.acting(by, WITHDRAW, security.Ref("consent", str(number))):
        mine = security.visible(Family.objects.filter(pk=number, ended_at=None), by)
        if not mine.update(ended_at=clock.now()):
            raise NotFound
