"""People log in to other systems by this house (OpenID Connect, code flow with PKCE).

number, secret = register(by, Wish("不动产查询", "confidential", "…", last_day, ["https://…/back"], {"openid": "…"}))
rotate()                                     # the key that signs; the former stays published for a day
given(by), withdraw(by, one.number)          # what somebody agreed to, and taking it back
"""

from __future__ import annotations

from .consenting import Given, agree, asked, given, withdraw
from .errors import BadGrant, NotServed, Replayed, UnknownClient, WrongGrantType, WrongScope, WrongSystem, WrongWay
from .issuing import introspect, revoke, token, userinfo
from .keys import ensure, rotate
from .rules import KINDS, SCOPES
from .systems import Wish, register, renew, suspend

__all__ = [
    "KINDS", "SCOPES", "BadGrant", "Given", "NotServed", "Replayed", "UnknownClient", "WrongGrantType", "WrongScope",
    "WrongSystem", "WrongWay", "Wish", "agree", "asked", "ensure", "given", "introspect", "register", "renew", "revoke",
    "rotate", "suspend", "token", "userinfo", "withdraw",
]  # fmt: skip
