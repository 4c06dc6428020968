"""What a system is told of who logged in: by scope, and no more. As the program, inside a transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from yiwang.pillars.security.base import api as security

from . import systems
from .models import Family


def _as(family: Family) -> tuple[security.User, security.Actor] | None:
    if family.user_id is None:
        return None
    user = security.User.objects.filter(pk=family.user_id, is_active=True).first()
    return (user, security.actor_as(user, family.hat)) if user else None


def holds(family: Family) -> bool:
    """Whether he still is who he was when he agreed: not suspended, the mandate or the post not over."""
    if family.user_id is None:
        return True
    found = _as(family)
    if found is None:
        return False
    kind, _, key = family.hat.partition(":")
    actor = found[1]
    if kind == "for":
        return str(actor.mandate) == key
    return str(actor.post) == key if kind == "post" else actor.kind == "person" and actor.mandate is None


def of(family: Family, scopes: Collection[str]) -> dict[str, Any]:
    found = _as(family)
    if found is None:
        raise LookupError("asked for the claims of nobody; `holds` comes first")
    user, actor = found
    told: dict[str, Any] = {"sub": systems.sub_of(family)}
    if "name" in scopes:
        told["name"] = user.display_name
    elif "profile" in scopes:
        told["name"] = security.mask_name(user.display_name)
    if "hat" in scopes:
        told["hat"] = {"kind": actor.kind, **_for_whom(actor)}
    return told


def _for_whom(actor: security.Actor) -> dict[str, str]:
    """A firm's name and number are public; whom a helper stands for is not said."""
    if actor.kind == "staff":
        return {"agency": actor.agency_name, "post": actor.post_title}
    if actor.kind != "firm":
        return {"helper": "yes"} if actor.mandate is not None else {}
    if actor.party is None:
        return {}
    firm = security.Party.objects.get(pk=actor.party)
    return {"firm": firm.name, "uscc": firm.identifier_masked}
