"""What somebody may do, and why: the same question `acting` asks, asked of everything that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Q

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import granting, rules, words

KINDS = {"nobody": "未登录的访客", "person": "个人", "firm": "企业经办人", "staff": "没有岗位角色的工作人员"}


@dataclass(frozen=True)
class Source:
    """Where rights come from: a post, a mandate, oneself. `last` is the last day, `review_by` the day it is looked at."""

    title: str
    where: str
    reach: str
    roles: tuple[str, ...] = ()
    since: date | None = None
    last: date | None = None
    review_by: date | None = None
    told: bool = False
    appointment: int = 0


@dataclass(frozen=True)
class Line:
    """One action. `sources`: titles of what lets him; `why_not`: the sentence, empty when he may."""

    key: str
    title: str
    may: bool
    why_not: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Rights:
    """Of one subject: somebody of the staff, a role, a kind."""

    subject: str
    title: str
    sources: tuple[Source, ...]
    lines: tuple[Line, ...]

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """Lines by unit, what may be done first."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(unit_title(line.key), []).append(line)
        return [(title, sorted(lines, key=lambda one: not one.may)) for title, lines in found.items()]

    @property
    def count(self) -> int:
        return sum(line.may for line in self.lines)


def unit_title(key: str) -> str:
    label = key.partition(".")[0]
    return str(apps.get_app_config(label).verbose_name) if label in apps.app_configs else label


def rights_of(by: security.Actor, subject: str) -> Rights:
    """`subject`: "staff:<account>", "role:<key>" or "kind:<key>". Raises `NotFound` where `by` may not look there."""
    kind, _, key = subject.partition(":")
    if kind == "role" and key in security.role_titles:
        actor = security.Actor("staff", post=0, post_title=words.role_title(key), roles=frozenset({key}))
        return _rights(
            subject, f"角色：{words.role_title(key)}", [(Source(words.role_title(key), "", "看任在哪个机构"), actor)]
        )
    if kind == "kind" and key in KINDS:
        held: security.Actor = security.Actor(key)  # type: ignore[arg-type]
        return _rights(subject, KINDS[key], [(Source(KINDS[key], "", _reach(held)), held)])
    user = security.User.objects.filter(username=key).first() if kind == "staff" else None
    if user is None or not may_look_at(by, user):
        raise NotFound
    return _rights(subject, user.display_name or user.username, _held(user, posts_only=True))


def own_rights(by: security.Actor) -> Rights:
    """Everything the one who is logged in may do under any of his hats."""
    user = security.User.objects.get(pk=by.user or 0)
    return _rights("", user.display_name or user.username, _held(user))


def may_look_at(by: security.Actor, user: security.User) -> bool:
    """His own agency's people and those below it; administrators and auditors look everywhere."""
    if by.roles & rules.EVERYWHERE or user.pk == by.user:
        return True
    rows = security.Appointment.objects.filter(user=user).values_list("post__agency_id", flat=True)
    return bool(by.agencies.intersection(rows))


def find_staff(by: security.Actor, text: str) -> list[tuple[str, str]]:
    """Staff `by` may look at, by name or account: (subject, name and where)."""
    text = text.strip()[:60]
    if not text:
        return []
    rows = security.Appointment.objects.select_related("user", "post__agency").filter(
        Q(user__display_name__contains=text) | Q(user__username__startswith=text), granting.in_force()
    )
    if not by.roles & rules.EVERYWHERE:
        rows = rows.filter(post__agency__in=by.agencies)
    found: dict[str, str] = {}
    for one in rows.order_by("user__username", "pk")[:60]:
        name = one.user.display_name or one.user.username
        found.setdefault(
            f"staff:{one.user.username}", f"{name}（{one.user.username}） {one.post.agency.name} {one.post.title}"
        )
    return list(found.items())[:30]


def others() -> list[tuple[str, str]]:
    """The roles and kinds one can look at."""
    roles = [(f"role:{key}", f"角色：{title}") for key, title in security.role_titles.items()]
    return roles + [(f"kind:{key}", title) for key, title in KINDS.items()]


def _held(user: security.User, *, posts_only: bool = False) -> list[tuple[Source, security.Actor]]:
    found = []
    for hat in security.hats(user):
        if posts_only and not hat.key.startswith("post:"):
            continue
        actor = security.actor_as(user, hat.key)
        found.append((_source(user, hat, actor), actor))
    return found


def _source(user: security.User, hat: security.Hat, actor: security.Actor) -> Source:
    if actor.post is not None:
        rows = security.Appointment.objects.filter(granting.in_force(), user=user, post=actor.post)
        one = rows.order_by("pk").first()
        roles = tuple(words.role_title(role) for role in sorted(actor.roles))
        if one is None:
            return Source(hat.title, hat.where, _reach(actor), roles)
        return Source(hat.title, hat.where, _reach(actor), roles, one.since, rules.last_day(one.until), one.review_by,
                      one.warned_on is not None, one.pk)  # fmt: skip
    if actor.mandate is not None:
        mandate = security.Mandate.objects.get(pk=actor.mandate)
        which = f"只限授权的 {len(mandate.scope)} 件事" if mandate.scope else "全部事项"
        reach = f"{mandate.principal_name}的，{which}"
        return Source(f"{hat.title}授权", hat.where, reach, (), mandate.since, rules.last_day(mandate.until))
    return Source(hat.title, hat.where, _reach(actor))


def _reach(actor: security.Actor) -> str:
    """How far it goes, in words: divisions and agencies both must hold."""
    if actor.kind == "person":
        return "自己的"
    if actor.kind == "firm":
        return "授权企业的"
    if actor.kind == "nobody":
        return "公开的"
    if not actor.divisions:
        return "没有"
    place = standards.Division.objects.filter(pk=actor.divisions[0]).values_list("full_name", flat=True).first() or ""
    below = len(actor.agencies) - 1
    return f"{place}{'和所辖各地' if actor.divisions[0] != actor.divisions[1] else ''}，{actor.agency_name}" + (
        f"和下级 {below} 个机构" if below > 0 else ""
    )


def _rights(subject: str, title: str, held: Sequence[tuple[Source, security.Actor]]) -> Rights:
    who = held or [(Source("没有岗位", "", "没有"), security.NOBODY)]
    lines = []
    for key, action in sorted(security.actions.items()):
        refusals = [(source, security.why_not(actor, key)) for source, actor in who]
        letting = tuple(
            " ".join(part for part in (source.where, source.title) if part) for source, why in refusals if not why
        )
        why = "" if letting else "；".join(dict.fromkeys(why for _, why in refusals))
        lines.append(Line(key, action.title, bool(letting), why, letting))
    return Rights(subject, title, tuple(source for source, _ in held), tuple(lines))


@dataclass(frozen=True)
class Compared:
    """One action of two."""

    one: Line
    other: Line

    @property
    def differs(self) -> bool:
        return self.one.may != self.other.may


def compare(one: Rights, other: Rights) -> list[Compared]:
    """Side by side, differences first."""
    pairs = [Compared(a, b) for a, b in zip(one.lines, other.lines, strict=True)]
    return sorted(pairs, key=lambda pair: (not pair.differs, not pair.one.may, pair.one.key))


def over(one: security.Appointment) -> bool:
    return one.until is not None and one.until <= clock.today()
