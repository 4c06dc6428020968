"""Where somebody is logged in, and ending it there."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.core.internal.sessionkit import get_session_user
from allauth.usersessions.models import UserSession
from django.conf import settings

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import mounting
from .rules import device_words

END = security.declare("identity.end_session", "让其他设备退出登录", by="person firm staff")
SEEN, UNTIL, EVERY = "seen", "until", 300  # seconds between two notes in one session


@dataclass(frozen=True)
class SessionView:
    number: int
    device: str
    address: str
    since: datetime
    seen: datetime
    here: bool


def sessions(by: security.Actor, key: str | None) -> list[SessionView]:
    """Where `by` is logged in now, this session (`key`) first. Sessions a new password ended are not among them."""
    found = []
    for one in UserSession.objects.filter(user=by.user).order_by("-last_seen_at"):
        store = _store(one.session_key)
        user = get_session_user(store)
        if user is not None and user.pk == by.user:
            seen = datetime.fromtimestamp(store.get(SEEN, one.last_seen_at.timestamp()), clock.CHINA)
            here = one.session_key == key
            found.append(SessionView(one.pk, device_words(one.user_agent), one.ip, one.created_at, seen, here))
    return sorted(found, key=lambda one: (not one.here, -one.seen.timestamp()))


def end(by: security.Actor, key: str | None, number: int | None = None) -> int:
    """End one other session, or all others; returns how many. Raises `NotFound` for one that is not his."""
    with security.acting(by, END, mounting.about(by)) as record:
        others = UserSession.objects.filter(user=by.user).exclude(session_key=key)
        if number is not None:
            others = others.filter(pk=number)
        ended = [_end(record, one) for one in others]
        if number is not None and not ended:
            raise NotFound
        record.note(ended=len(ended))
    return len(ended)


def _end(record: security.Record, one: UserSession) -> int:
    record.note(number=one.pk)
    one.end()
    return one.pk


def note_seen(session: Any) -> None:
    """Note in the session itself that it is used, every few minutes."""
    now = time.time()
    if now - session.get(SEEN, 0) > EVERY:
        session[SEEN] = now


def _store(key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
