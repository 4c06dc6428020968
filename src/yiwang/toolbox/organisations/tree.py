"""Agencies as one walks through them: level by level, or by a search."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import granting, words
from .models import Change

LEVELS = {1: "国家", 2: "省", 3: "州市", 4: "县", 5: "乡镇", 6: "村", 7: "村"}
MOST = 200


@dataclass(frozen=True)
class Branch:
    """An agency in a list."""

    one: standards.Agency
    below: int

    @property
    def level(self) -> str:
        return LEVELS.get(self.one.level, "")


@dataclass(frozen=True)
class Seat:
    """A post and who is in it."""

    post: standards.Post
    roles: tuple[str, ...]
    people: tuple[security.Appointment, ...]


@dataclass(frozen=True)
class AgencyView:
    one: standards.Agency
    level: str
    above: tuple[standards.Agency, ...]
    below: tuple[Branch, ...]
    more: int
    seats: tuple[Seat, ...]
    history: tuple[Change, ...]


def branches(text: str = "", above: int | None = None) -> tuple[list[Branch], int]:
    """The agencies directly below one (None: the tops), or found by name, code or place's initials; and how many more."""
    rows = standards.Agency.objects.filter(Q(until__isnull=True) | Q(until__gt=clock.today()))
    rows = rows.filter(_found(text)) if text else rows.filter(parent_id=above)
    rows = rows.annotate(below=Count("children", filter=Q(children__until__isnull=True)))
    found = list(rows.select_related("division").order_by("level", "division_id", "line", "pk")[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    return [Branch(one, one.below) for one in found[:MOST]], more


def _found(text: str) -> Q:
    text = text.strip()[:60]
    near = Q(name__contains=text) | Q(short_name__contains=text) | Q(uscc__startswith=text.upper())
    if text.isascii() and len(text) > 1:
        near |= Q(division__in=[one.pk for one in standards.find_divisions(text)])
    return near


def agency_view(key: int) -> AgencyView:
    """One agency with its posts and people. Raises `NotFound`."""
    one = standards.Agency.objects.select_related("division").filter(pk=key).first()
    if one is None:
        raise NotFound
    above: list[standards.Agency] = []
    up = one.parent_id
    while up is not None and len(above) < 8:
        found = standards.Agency.objects.get(pk=up)
        above.insert(0, found)
        up = found.parent_id
    below, more = branches(above=one.pk)
    people = list(granting.appointments_at(one.pk))
    posts = one.posts.filter(Q(until__isnull=True) | Q(until__gt=clock.today())).order_by("pk")
    seats = tuple(
        Seat(post, tuple(words.role_title(role) for role in post.roles),
             tuple(who for who in people if who.post_id == post.pk))
        for post in posts
    )  # fmt: skip
    history = tuple(Change.objects.filter(agency=one).select_related("post").order_by("-at", "-pk")[:50])
    return AgencyView(one, LEVELS.get(one.level, ""), tuple(above), tuple(below), more, seats, history)


def post_of(key: int) -> standards.Post:
    found = standards.Post.objects.select_related("agency").filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def posts_near(by: security.Actor) -> list[standards.Post]:
    """Open posts of his agency and those directly below: where he may move somebody to."""
    who = granting.granter(by)
    rows = standards.Post.objects.filter(until__isnull=True, agency__until__isnull=True, agency__in=who.near)
    return list(rows.select_related("agency").order_by("agency_id", "pk")[:300])
