"""Ratings at the desk: what is to be answered, called on, looked at again; what was said on the phone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.applications.service.ratings import errors, handling, rating, reading, rules, tokens
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework


@security.needs(handling.LOOK)
def listed(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    view = request.GET.get("view", "todo")
    view = view if view in reading.VIEWS else "todo"
    text = request.GET.get("page", "1")
    page = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    lines, total = reading.listed(actor, view, page)
    facts = {
        "lines": lines, "total": total, "view": view, "views": reading.VIEWS, "counts": reading.many(actor), "page": page,
        "pages": max(1, -(-min(total, reading.CAP) // reading.PAGE)), "board": reading.board(actor.agency or 0),
        "limit": standards.parameter(rating.RECTIFY).on(rating.clock.today()),
        "may_phone": security.can(actor, rating.BY_PHONE),
    }  # fmt: skip
    return render(request, "ratings/desk_list.html", facts)


@security.needs(handling.LOOK)
def one(request: HttpRequest, rating: UUID) -> HttpResponse:
    """One rating; what is done about it is sent to the same address."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, rating)
    post = request.POST
    words, key = post.get("text", "")[:2000], post.get("key", "")[:64] or uuid7().hex
    acts: dict[str, Callable[[], None]] = {
        "appeal": lambda: handling.appeal(actor, rating, post.get("choice", ""), words, key=key),
        "exclude": lambda: handling.review(actor, rating, post.get("choice", "") or "-", words, key=key),
        "keep": lambda: handling.review(actor, rating, "", words, key=key),
    }
    if post.get("act") not in acts:
        raise NotFound
    try:
        acts[post["act"]]()
    except DomainError as why:
        if why.status == 404:
            raise
        with security.viewing(actor):
            return _show(request, rating, why)
    return redirect("desk-rating", rating)


def _show(request: HttpRequest, rating: UUID, why: DomainError | None = None) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = reading.one(actor, rating)
    appealed = any(step.verb == "appealed" for step in found.steps)
    facts = {
        "found": found, "why": why, "typed": request.POST, "key": uuid7().hex,
        "grounds": rules.GROUNDS.items(), "names": _names(),
        "may_appeal": rules.may_appeal(found.row.state, found.row.grade, appealed)
        and actor.agency == found.row.agency_id and security.can(actor, handling.APPEAL),
        "may_review": rules.may_review(found.row.state, actor.agency, found.row.agency_id)
        and security.can(actor, handling.REVIEW),
    }  # fmt: skip
    return render(request, "ratings/desk_one.html", facts, status=why.status if why else 200)


def _names() -> dict[str, str]:
    return {**rules.SAID, **rules.GROUNDS}


@security.needs(rating.BY_PHONE)
def phone(request: HttpRequest) -> HttpResponse:
    """A rating said on the phone, taken down word by word by who was not rated."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    facts: dict[str, object] = {"grades": rules.GRADES.items(), "typed": request.POST, "key": uuid7().hex,
                                "number": request.GET.get("case", ""), "most": rules.WORDS}  # fmt: skip
    if request.method != "POST":
        return render(request, "ratings/phone.html", facts)
    post, text = request.POST, request.POST.get("grade", "")
    given = rating.Given(int(text) if text in map(str, rules.GRADES) else 0, "phone", (), post.get("words", "")[: rules.WORDS],
                         post.get("named") != "yes")  # fmt: skip
    number = post.get("number", "").strip()[:60]
    try:
        rating.by_phone(actor, number, given, key=post.get("key", "")[:64] or uuid7().hex)
    except DomainError as why:
        problem: DomainError = errors.NotFinished(number=number or "这个编号") if why.status == 404 else why
        return render(request, "ratings/phone.html", {**facts, "why": problem, "number": number}, status=problem.status)
    return render(request, "ratings/phone.html", {**facts, "typed": {}, "done": number})


@security.needs(handling.LOOK)
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """A slip with the code of a closed case, to hand over or to lay beside the licence."""
    view = casework.case_view(request.actor, number)  # type: ignore[attr-defined]
    text = rating.token_of(view)
    if not text:
        raise errors.NotFinished(number=number)
    return render(request, "ratings/slip.html", {"view": view, "token": text, "days": rules.LINK_DAYS,
                                                 "address": tokens.link(text, "qr")})  # fmt: skip
