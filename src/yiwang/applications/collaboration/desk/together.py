"""Asking colleagues beside a decision, and answering them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from .views import show


@require_POST
@security.needs(casework.ASK)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    post = request.POST
    try:
        due = date.fromisoformat(post["due"]) if post.get("due") else None
    except ValueError:
        due = date.min  # refused as a day gone by
    try:
        casework.ask(_actor(request), number, kind=post.get("kind", ""), to=post.getlist("to")[:40], due=due,
                     in_turn="turn" in post, says=post.get("reason", "")[:2000], revision=_revision(request),
                     key=post.get("key") or None)  # fmt: skip
    except DomainError as why:
        return _again(request, number, why, "asked")
    return redirect(f"/desk/cases/{number}/?said=asked")


@require_POST
@security.needs(casework.ANSWER)
def answer(request: HttpRequest, number: str, aside: UUID) -> HttpResponse:
    post = request.POST
    try:
        casework.answer(_actor(request), number, aside, vote=post.get("vote", ""), says=post.get("reason", "")[:4000],
                        key=post.get("key") or None)  # fmt: skip
    except DomainError as why:
        return _again(request, number, why, "answered")
    return redirect(f"/desk/cases/{number}/?said=answered")


@require_POST
@security.needs(casework.RECALL)
def recall(request: HttpRequest, number: str, aside: UUID) -> HttpResponse:
    post = request.POST
    try:
        casework.recall(_actor(request), number, aside, reason=post.get("reason", "")[:2000], revision=_revision(request),
                        key=post.get("key") or None)  # fmt: skip
    except DomainError as why:
        return _again(request, number, why, f"recall{aside}")
    return redirect(f"/desk/cases/{number}/?said=recalled")


def _actor(request: HttpRequest) -> security.Actor:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _revision(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() else -1


def _again(request: HttpRequest, number: str, why: DomainError, tried: str) -> HttpResponse:
    """The same page, the form open with what was written in it."""
    if why.status in (403, 404):
        raise why
    with security.viewing(_actor(request)):
        return show(request, number, why, tried=tried)
