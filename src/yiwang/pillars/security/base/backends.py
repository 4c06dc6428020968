"""Log in by name and password, then by TOTP where the account has it."""

from __future__ import annotations

from typing import Any

import pyotp
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from yiwang.kernel import clock

from .models import User
from .ports import vault

STEP = 30


class ByName(BaseBackend):
    """A name that does not exist takes as long as a wrong password, so that names cannot be fished for."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  Django's own signature
        username: str = "",
        password: str = "",
        **_: Any,
    ) -> User | None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def new_totp(user: User) -> tuple[bytes, str]:
    """A new secret: sealed to be kept, and as an `otpauth:` address to be scanned."""
    secret = pyotp.random_base32()
    return seal_totp(user, secret), pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Yiwang 一网")


def seal_totp(user: User, secret: str) -> bytes:
    return vault().encrypt("totp", secret.encode(), str(user.pk).encode())


def totp_step(sealed: bytes, user: User, code: str) -> int | None:
    """The time step `code` belongs to, one step of drift allowed; None where it is wrong or was used already."""
    secret = vault().decrypt("totp", bytes(sealed), str(user.pk).encode()).decode()
    now = int(clock.now().timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if step > user.totp_last and pyotp.TOTP(secret).verify(code.replace(" ", ""), for_time=step * STEP):
            return step
    return None
