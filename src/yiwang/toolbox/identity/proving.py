"""What a session remembers of how somebody proved who he is. `security` reads it as a level of assurance."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from yiwang.pillars.security.base import api as security

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def note(request: HttpRequest, **facts: Any) -> None:
    request.session[security.PROVED] = request.session.get(security.PROVED, {}) | facts


@receiver(authentication_step_completed, dispatch_uid="identity.proved")
def proved(request: HttpRequest, method: str, user: Any, **_facts: Any) -> None:
    """A step was passed. Each is noted apart: what it is worth is asked when it matters."""
    note(request, **{"second" if method == "mfa" else "password": time.time()})
    note(request, has_second=is_mfa_enabled(user, SECOND))


@receiver(authenticator_added, dispatch_uid="identity.added")
def added(request: HttpRequest, authenticator: Authenticator, **_facts: Any) -> None:
    """Whoever just set up a factor had it in hand."""
    if authenticator.type in SECOND:
        note(request, second=time.time(), has_second=True)


@receiver(authenticator_removed, dispatch_uid="identity.removed")
def removed(request: HttpRequest, user: Any, **_facts: Any) -> None:
    note(request, has_second=is_mfa_enabled(user, SECOND))
