"""Who may act for whom, as the two of them see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .authorising import may_give
from .models import Authority

TITLES = {"representative": "法定代表人、经营者", "clerk": "企业经办人", "helper": "帮办代办"}


@dataclass(frozen=True)
class MandateView:
    """One mandate as its page shows it: `who` may act for `principal`. `authority` is how it was given at a window."""

    id: int
    kind: str
    who: str
    principal: str
    scope: tuple[str, ...]
    since: date
    last: date | None
    state: rules.State
    ground: str
    ended_on: date | None = None
    ended_why: str = ""
    authority: Authority | None = None

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def words(self) -> str:
        return rules.STATES[self.state]

    @property
    def live(self) -> bool:
        return self.state in ("in force", "to come")

    @property
    def checked(self) -> list[str]:
        return [rules.OWN_FACTS[one] for one in self.authority.facts] if self.authority else []


def given(by: security.Actor) -> list[MandateView]:
    """All that `by`, or the firm he is the head of, let others do: also what is over."""
    return _views(Q(principal=by.party), by) if may_give(by) else []


def held(by: security.Actor) -> list[MandateView]:
    """All that `by` himself may do for others, whatever hat he wears: also what is over."""
    return _views(Q(user=by.user), by)


def mandate(by: security.Actor, key: int) -> MandateView | None:
    """One that `by` may end: that he gave, or that he holds."""
    return next((one for one in [*given(by), *held(by)] if one.id == key), None)


def told_of(key: int) -> tuple[security.Mandate, str]:
    """A mandate and the masked name of who holds it, for who tells both about it."""
    one = security.Mandate.objects.select_related("user").get(pk=key)
    return one, security.mask_name(one.user.display_name)


def _views(which: Q, by: security.Actor) -> list[MandateView]:
    rows = security.Mandate.objects.filter(which).select_related("user").order_by("-since", "-pk")[:100]
    authorities = {one.mandate_id: one for one in _authorities([row.pk for row in rows], by)}
    views = [_view(row, authorities.get(row.pk)) for row in rows]
    return sorted(views, key=lambda one: not one.live)


def _authorities(keys: Iterable[int], by: security.Actor) -> Iterable[Authority]:
    return security.visible(Authority.objects.filter(mandate__in=list(keys)), by)


def _view(row: security.Mandate, authority: Authority | None) -> MandateView:
    ended = row.ended_at.astimezone(clock.CHINA).date() if row.ended_at else None
    return MandateView(
        id=row.pk, kind=row.kind, who=row.user.display_name, principal=row.principal_name, scope=tuple(row.scope),
        since=row.since, last=rules.last_day(row.until), ground=row.ground, ended_on=ended, ended_why=row.ended_why,
        state=rules.state(row.since, row.until, ended is not None, clock.today()), authority=authority,
    )  # fmt: skip
