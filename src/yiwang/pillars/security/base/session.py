"""From a session to an actor: who logged in, and as what he acts now."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from yiwang.kernel import clock
from yiwang.pillars.standards.base import api as standards

from .actor import NOBODY, Actor, Kind
from .assurance import PROVED, level
from .models import Appointment, Mandate, User

TITLES = {"representative": "法定代表人、经营者", "clerk": "企业经办人", "helper": "帮办代办"}


@dataclass(frozen=True)
class Hat:
    """One thing a user can act as: himself, another he has a mandate of, or one of his posts. `key` goes into the session."""

    key: str
    title: str
    where: str


def _in_force() -> Q:
    today = clock.today()
    return Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gt=today))


def hats(user: User) -> list[Hat]:
    """Posts first: who has one comes to work."""
    appointments = Appointment.objects.filter(_in_force(), user=user).select_related("post__agency").order_by("id")
    found = [Hat(f"post:{one.post_id}", one.post.title, one.post.agency.name) for one in appointments]
    if user.party_id:
        found.append(Hat("self", "本人", ""))
    held = Mandate.objects.filter(_in_force(), user=user, ended_at__isnull=True).order_by("id")
    return found + [Hat(f"for:{one.pk}", TITLES[one.kind], one.principal_name) for one in held]


def actor_as(user: User, hat: str = "") -> Actor:
    """The actor a user is under a hat that he really has; his first hat otherwise."""
    kind, _, key = hat.partition(":")
    if kind == "for":
        mandate = Mandate.objects.filter(_in_force(), user=user, pk=int(key), ended_at__isnull=True).first()
        if mandate:
            return _for(user, mandate)
    if kind != "self":
        posts = Appointment.objects.filter(_in_force(), user=user).select_related("post__agency").order_by("id")
        post = posts.filter(post_id=key).first() if kind == "post" else posts.first()
        if post:
            return _at(user, post)
    if not user.party_id:
        return NOBODY
    return Actor("person", user=user.pk, name=user.display_name, party=user.party_id)


def _for(user: User, mandate: Mandate) -> Actor:
    """For a firm, or for a person by a helper: the same reach as the principal's own, within the scope."""
    kind: Kind = "person" if mandate.kind == "helper" else "firm"
    return Actor(kind, user=user.pk, name=user.display_name, party=mandate.principal_id, mandate=mandate.pk,
                 scope=frozenset(mandate.scope))  # fmt: skip


def _at(user: User, appointment: Appointment) -> Actor:
    post = appointment.post
    low, high = standards.subtree(post.agency.division_id)
    return Actor(
        "staff", user=user.pk, name=user.display_name or user.username, post=post.pk, post_title=post.title,
        roles=frozenset(post.roles), agency=post.agency_id, agency_name=post.agency.name, divisions=(low, high),
        agencies=standards.agencies_under(post.agency),
    )  # fmt: skip


def lapsed(request: HttpRequest) -> str:
    """The sentence for who still wears the hat of a mandate that is over, and takes it off; empty for all others."""
    hat, user = request.session.get("hat", ""), request.user
    if not hat.startswith("for:") or not isinstance(user, User):
        return ""
    held = Mandate.objects.filter(user=user, pk=int(hat[4:])).first()
    if held is None or (held.ended_at is None and _holds_today(held)):
        return ""
    del request.session["hat"]
    over = held.ended_at.astimezone(clock.CHINA).date() if held.ended_at else held.until
    when = f"{over:%Y-%m-%d}" if over else ""
    return f"{held.principal_name}给您的授权{when}已经结束，不能再替他办；以前办的都还在。您现在换回了自己的身份"


def _holds_today(held: Mandate) -> bool:
    return held.since <= clock.today() and (held.until is None or held.until > clock.today())


def actor_of(request: HttpRequest) -> Actor:
    """Who this request comes from. A suspended user or an ended post is nobody at once, not at the next login."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    actor = actor_as(user, request.session.get("hat", ""))
    return replace(actor, assurance=_assurance(request, user, actor)) if actor.user else actor


def _assurance(request: HttpRequest, user: User, actor: Actor) -> int:
    known, proved = bool(user.party_id or actor.post), request.session.get(PROVED, {})
    return level(known, proved, time.time(), settings.STEP_UP_MINUTES, strict=settings.SECOND_FACTOR_REQUIRED)
