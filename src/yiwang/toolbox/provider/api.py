"""People log in to other systems by this house (OpenID Connect, code flow with PKCE).

number, secret = register(by, Wish("不动产查询", "confidential", "…", last_day, ["https://…/back"], {"openid": "…"}))
rotate()                                     # the key that signs; the former stays published for a day
given(by), withdraw(by, one.number)          # what somebody agreed to, and taking it back
"""

from __future__ import annotations

from .asking import Asked, Declined, asked
from .consenting import Given, agree, given, withdraw
from .ending import revoke, tidy
from .errors import (
    BadGrant,
    BadToken,
    NotServed,
    Replayed,
    UnknownClient,
    WrongGrantType,
    WrongProof,
    WrongScope,
    WrongSystem,
    WrongWay,
)
from .issuing import token
from .keys import ensure, rotate
from .rules import KINDS, SCOPES
from .systems import Wish, register, renew, suspend
from .telling import introspect, userinfo

__all__ = [
    "KINDS", "SCOPES", "Asked", "BadGrant", "BadToken", "Declined", "Given", "NotServed", "Replayed", "UnknownClient",
    "Wish", "WrongGrantType", "WrongProof", "WrongScope", "WrongSystem", "WrongWay", "agree", "asked", "ensure", "given",
    "introspect", "register", "renew", "revoke", "rotate", "suspend", "tidy", "token", "userinfo", "withdraw",
]  # fmt: skip
