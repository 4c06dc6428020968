"""From a session to an actor: who logged in, and as what he acts now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from yiwang.kernel import clock
from yiwang.pillars.standards.base import api as standards

from .actor import NOBODY, Actor
from .models import Appointment, Mandate, User
from .scope import viewing


@dataclass(frozen=True)
class Hat:
    """One thing a user can act as: himself, a firm, or one of his posts. `key` goes into the session."""

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
    with viewing(Actor("person", user=user.pk, party=user.party_id), purpose="选择身份"):
        firms = Mandate.objects.filter(_in_force(), user=user).order_by("id")
        found += [Hat(f"firm:{one.firm_id}", "企业经办人", one.scope[0] if one.scope else "") for one in firms]
    return found


def actor_as(user: User, hat: str = "") -> Actor:
    """The actor a user is under a hat that he really has; his first hat otherwise."""
    kind, _, key = hat.partition(":")
    if kind == "firm":
        mandate = Mandate.objects.filter(_in_force(), user=user, firm_id=UUID(key)).first()
        if mandate:
            return Actor("firm", user=user.pk, name=user.display_name, party=mandate.firm_id)
    if kind != "self":
        posts = Appointment.objects.filter(_in_force(), user=user).select_related("post__agency").order_by("id")
        post = posts.filter(post_id=key).first() if kind == "post" else posts.first()
        if post:
            return _at(user, post)
    if not user.party_id:
        return NOBODY
    return Actor("person", user=user.pk, name=user.display_name, party=user.party_id)


def _at(user: User, appointment: Appointment) -> Actor:
    post = appointment.post
    low, high = standards.subtree(post.agency.division_id)
    return Actor(
        "staff", user=user.pk, name=user.display_name or user.username, post=post.pk, post_title=post.title,
        roles=frozenset(post.roles), agency=post.agency_id, agency_name=post.agency.name, divisions=(low, high),
        agencies=standards.agencies_under(post.agency),
    )  # fmt: skip


def actor_of(request: HttpRequest) -> Actor:
    """Who this request comes from. A suspended user or an ended post is nobody at once, not at the next login."""
    user = request.user
    return actor_as(user, request.session.get("hat", "")) if isinstance(user, User) and user.is_active else NOBODY
