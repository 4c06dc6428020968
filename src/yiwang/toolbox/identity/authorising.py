"""Letting another act: a firm's head lets a clerk, a person lets a helper. Both end it when they like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel import clock, ids
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import finding, rules
from .errors import HeldAlready, NotMatched, NotYoursToGive, Oneself, WrongTerm
from .events import MandateEnded, MandateGiven

AUTHORISE = security.declare("identity.authorise", "授权别人替自己办事", by="person firm", assurance=3)
END = security.declare("identity.end_mandate", "结束授权", by="person firm", assurance=2)


@dataclass(frozen=True)
class Term:
    """From when to which day (both included), and for which matters (empty: all)."""

    last: date | None
    since: date | None = None
    scope: Sequence[str] = ()


def authorise(by: security.Actor, identifier: str, name: str, term: Term) -> int:
    """A firm's head lets a person act for the firm as its clerk; returns the mandate."""
    return _authorise(by, "clerk", identifier, name, term)


def authorise_helper(by: security.Actor, identifier: str, name: str, term: Term) -> int:
    """A person lets another act for him."""
    return _authorise(by, "helper", identifier, name, term)


def _authorise(by: security.Actor, kind: str, identifier: str, name: str, term: Term) -> int:
    """Raises `WrongCitizenId`, `WrongTerm`, `NotMatched`, `TooManyTries`, `HeldAlready`, `Oneself`, `NotYoursToGive`."""
    number = ids.parse_citizen_id(identifier, clock.today()).number
    since = checked(term)
    helper = finding.found("person", number, name)
    with security.acting(by, AUTHORISE, security.Ref("party", str(by.party))) as record:
        _own_to_give(by, kind)
        before = finding.may_try(record, AUTHORISE)
        principal = security.own_party(by)
        given = None
        if helper and principal:
            given = give(record, helper, principal, kind, "本人在网上授权", term, since)
        if given is not None:
            record.emit(MandateGiven(given.pk))
            return int(record.done(given.pk))
        finding.failed(record, AUTHORISE, before)
    refusal = NotMatched()
    security.record_refusal(by, AUTHORISE, security.Ref("party", str(by.party)), str(refusal))
    raise refusal


def checked(term: Term) -> date:
    """Its first day, where the term is one that may be given."""
    since = term.since or clock.today()
    if says := rules.term_problem(since, term.last, clock.today(), finding.number("mandate_longest")):
        raise WrongTerm(says=says)
    return since


def give(
    record: security.Record, helper: security.Party, principal: security.Party, kind: str, ground: str, term: Term,
    since: date,
) -> security.Mandate | None:  # fmt: skip
    """The mandate, inside the open change; None where the helper has no account. One that ran out makes room."""
    if helper.pk == principal.pk:
        raise Oneself
    held = security.Mandate.objects.select_for_update().filter(
        user__party=helper.pk, principal=principal, ended_at__isnull=True
    )
    for one in held:
        if rules.state(one.since, one.until, False, clock.today()) != "over":
            raise HeldAlready
        security.end_mandate(record, one, "到期")
    return security.give_mandate(
        record, owner=helper.pk, principal=principal, kind=kind, ground=ground, since=since, until=rules.until(term.last),
        scope=tuple(term.scope),
    )  # fmt: skip


def _own_to_give(by: security.Actor, kind: str) -> None:
    if not may_give(by) or (kind == "clerk") != (by.kind == "firm"):
        raise NotYoursToGive


def may_give(by: security.Actor) -> bool:
    """May `by` let others act: himself, or the head of the firm he acts for."""
    if by.mandate is None:
        return by.kind == "person"
    held = security.Mandate.objects.filter(pk=by.mandate, user=by.user, ended_at__isnull=True).first()
    return held is not None and held.kind == "representative"


def end(by: security.Actor, mandate: int, why: str = "") -> None:
    """End a mandate one gave, or give back one that one holds. Raises `NotFound` for anybody else's."""
    with security.acting(by, END, security.Ref("mandate", str(mandate))) as record:
        one = security.Mandate.objects.select_for_update().filter(pk=mandate, ended_at__isnull=True).first()
        if one is None:
            raise NotFound
        held = one.user_id == by.user
        if not held and not (one.principal_id == by.party and may_give(by)):
            raise NotFound
        security.end_mandate(record, one, why.strip()[:300] or ("本人不再替他办" if held else "授权人结束"))
        record.emit(MandateEnded(one.pk))
