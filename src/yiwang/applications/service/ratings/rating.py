"""Giving a rating and taking it back. Who stays anonymous acts as nobody: not even the trail knows him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from . import counting, rules, tokens
from .errors import AlreadyRated, GradeMissing, LinkUnclear, NotFinished, NotNow, OwnAgency, TooLate
from .events import RatedBadly, RatingHandled
from .models import Rating, Step
from .own import RECTIFY, RECTIFYING, WITHDRAW
from .tokens import Service

RATE = security.declare("ratings.rate", "评价一次服务", by="nobody person firm")
BY_PHONE = security.declare("ratings.by_phone", "记下电话里的评价", by="staff", roles="clerk supervisor")
WITHDRAW_IT = security.declare("ratings.withdraw", "撤回评价", by="nobody person firm")


@dataclass(frozen=True)
class Given:
    """What the rater says. `indicators` are keys of `rules.INDICATORS`; anonymous is the default everywhere."""

    grade: int
    channel: str = "pc"
    indicators: Sequence[str] = ()
    words: str = ""
    anonymous: bool = True


def rate(by: security.Actor, text: str, given: Given, *, key: str) -> str:
    """Rate the service of a token; returns the rating's id. Raises `LinkUnclear`, `LinkExpired`, `AlreadyRated`,
    `GradeMissing`."""
    service = tokens.read(text)
    tokens.current(service)
    if by.is_staff or given.anonymous:
        by = security.NOBODY
    code, ref, body = _about(service, given)
    with security.acting(by, RATE, ref, key=key, body=body, code=code) as record:
        return str(record.outcome) if record.replayed else _keep(record, service, given, code)


def by_phone(by: security.Actor, number: str, given: Given, *, key: str) -> str:
    """What somebody said on the phone about a closed case, taken down by who was not rated. Raises `NotFound` (out of
    reach), `NotFinished`, `OwnAgency`, and like `rate`."""
    with security.viewing(by):
        service = service_of(casework.case_row(by, number))
    if service is None:
        raise NotFinished(number=number)
    if by.agency == service.agency:
        raise OwnAgency(agency=by.agency_name, what="记录评价")
    tokens.current(service)
    code, ref, body = _about(service, given)
    with security.acting(by, BY_PHONE, ref, key=key, body=body, code=code) as record:
        return str(record.outcome) if record.replayed else _keep(record, service, given, code)


def service_of(case: casework.Case) -> Service | None:
    """The service a case was, once it is closed. Work between agencies serves nobody; putting right is not rated."""
    if case.status != "closed" or case.party_id is None or case.matter in RECTIFYING:
        return None
    day = case.closed_at.astimezone(clock.CHINA).date() if case.closed_at else clock.today()
    return Service("case", case.number, case.agency_id, case.matter, case.division, day, case.title,
                   synthetic=case.synthetic)  # fmt: skip


def token_of(view: casework.CaseView) -> str:
    """The token of a case's rating; empty while there is nothing to rate."""
    one = service_of(view.case)
    return tokens.of(one) if one else ""


def _about(service: Service, given: Given) -> tuple[str, security.Ref, dict[str, Any]]:
    """The pseudonym, how the trail names the rating, and what a second click must repeat."""
    if given.grade not in rules.GRADES:
        raise GradeMissing
    code = tokens.code_of(service)
    body = {"code": code, "grade": given.grade, "words": given.words, "indicators": list(given.indicators)}
    return code, security.Ref("rating", code[:16]), body


def _keep(record: security.Record, service: Service, given: Given, code: str) -> str:
    rating = _row(record.by, service, code, given)
    if Rating.objects.filter(code=code).exists():
        raise AlreadyRated
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError as twice:
        raise AlreadyRated from twice
    counting.recount_one(record, rating, [])
    record.note(grade=rating.grade, channel=rating.channel, agency=rating.agency_id)
    if rating.due_on:
        record.emit(RatedBadly(str(rating.pk), rating.grade, rating.agency_id, rating.division, rating.matter,
                               rating.due_on.isoformat(), rating.ref if rating.kind == "case" else ""))  # fmt: skip
    return str(record.done(str(rating.pk)))


def _row(by: security.Actor, service: Service, code: str, given: Given) -> Rating:
    named = not given.anonymous
    return Rating(
        code=code, kind=service.kind, ref=service.ref if named else "", moment=service.moment, named=named,
        party_id=by.party if named and by.is_citizen else None, grade=given.grade,
        channel=given.channel if given.channel in rules.CHANNELS else "pc",
        indicators=rules.chosen(service.kind, given.indicators), words=rules.masked(given.words),
        agency_id=service.agency, division=service.division, matter=service.matter, title=service.title,
        served_on=service.served_on, made_at=clock.now(), synthetic=service.synthetic,
        due_on=due(clock.today()) if given.grade in rules.BAD else None,
    )  # fmt: skip


def due(day: date) -> date:
    """By when a bad rating of `day` is to be answered."""
    days = int(standards.parameter(RECTIFY).on(day).value)
    return standards.calendar().working_day_after(day, days).day


def withdraw(by: security.Actor, text: str, *, key: str) -> None:
    """Take one's rating back, by its link. Raises `LinkUnclear` (nothing was rated), `NotNow`, `TooLate`."""
    code = tokens.code_of(tokens.read(text))
    who = security.NOBODY if by.is_staff else by
    with security.viewing(who, code=code):
        found = Rating.objects.filter(code=code).first()
    if found is None:
        raise LinkUnclear
    who = who if found.party_id and who.party == found.party_id else security.NOBODY
    with security.acting(who, WITHDRAW_IT, security.Ref("rating", code[:16]), key=key, body=code, code=code) as record:
        if record.replayed:
            return
        rating = Rating.objects.select_for_update(of=("self",)).get(code=code)
        limit = standards.parameter(WITHDRAW).on(clock.today())
        days = (clock.today() - rating.made_at.astimezone(clock.CHINA).date()).days
        if rating.state not in counting.COUNTS:
            raise NotNow(now=rules.STATES[rating.state], wanted="撤回")
        if not rules.may_withdraw(rating.state, days, int(limit.value), standards.binding(limit)):
            raise TooLate(days=limit.value)
        before = counting.shares(rating)
        rating.state = "withdrawn"
        rating.save(update_fields=["state"])
        counting.recount_one(record, rating, before)
        Step.objects.create(rating=rating, verb="withdrawn", at=clock.now(), who="评价人")
        record.emit(RatingHandled(str(rating.pk), "withdrawn", rating.agency_id))
        record.done(True)
