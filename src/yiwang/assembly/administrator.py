"""The first administrator of an installation."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.models import User

MAKE = security.declare("security.make_administrator", "建立第一位管理员", by="system")


def make(username: str, password: str) -> bool:
    """False where the account is there already: its password is not touched."""
    if User.objects.filter(username=username).exists():
        return False
    with security.acting(security.SYSTEM, MAKE, security.Ref("user", username)):
        user = User(username=username, display_name="管理员")
        user.set_password(password)
        user.save()
    return True
