"""Erasure of somebody's personal data on his request 个人信息保护法 第四十七条: asked, checked, approved by another, certified.

    plan(party).lines                              # what can go, what must stay, under which law until when
    made = ask(person, ["drafts", "messages"], key=key)
    check(official, made, note="…", key=key)
    approve(another, made, key=key)                # a job erases, and a certificate says what went
    hold(official, party, "lawsuit", "…")          # nothing goes while it stands

What each table keeps and how long is declared beside its model by `security.retain`.
"""

from __future__ import annotations

from .asking import ASK, ask, mine, withdraw
from .certificate import KIND
from .deciding import APPROVE, CHECK, HOLD, approve, check, decline, hold, lift
from .erasing import EXECUTE, execute
from .errors import AlreadyAsked, HeldBack, NothingChosen, NotNow, SamePerson, WhyNeeded
from .planning import Plan, plan
from .queries import SEE, RequestView, holds_on, request_by_code, request_view, requests

__all__ = [
    "APPROVE", "ASK", "CHECK", "EXECUTE", "HOLD", "KIND", "SEE", "AlreadyAsked", "HeldBack", "NotNow",
    "NothingChosen", "Plan", "RequestView", "SamePerson", "WhyNeeded", "approve", "ask", "check", "decline",
    "execute", "hold", "holds_on", "lift", "mine", "plan", "request_by_code", "request_view", "requests", "withdraw",
]  # fmt: skip
