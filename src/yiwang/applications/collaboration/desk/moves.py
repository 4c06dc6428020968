"""What is done to a task rather than decided in it: given to a colleague, sent back, undone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from .views import show


@require_POST
@security.needs(casework.HAND_OVER)
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.hand_over, "handed", to=request.POST.get("to", "")[:150])


@require_POST
@security.needs(casework.PUT_BACK)
def put_back(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.put_back, "free")


@require_POST
@security.needs(casework.SEND_BACK)
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.send_back, "back", to=request.POST.get("to", "")[:60])


@require_POST
@security.needs(casework.TAKE_BACK)
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.take_back, "undone")


@require_POST
@security.needs(casework.JUMP)
def jump(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.jump, "jumped", to=request.POST.get("to", "")[:60])


@require_POST
@security.needs(casework.TERMINATE)
def terminate(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.terminate, "ended")


@require_POST
@security.needs(casework.MERGE)
def merge(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.merge, "merged", into=request.POST.get("to", "")[:50])


@require_POST
@security.needs(casework.UNMERGE)
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    return _moved(request, number, casework.unmerge, "unmerged")


@require_POST
@security.needs(casework.RELATE)
def relate(request: HttpRequest, number: str) -> HttpResponse:
    def act(by: security.Actor, one: str, *, reason: str, revision: int, key: str | None, to: str) -> str:
        casework.relate(by, one, other=to, reason=reason, key=key)
        return str(revision)

    return _moved(request, number, act, "related", to=request.POST.get("to", "").strip()[:50])


@require_POST
@security.needs(casework.REOPEN)
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """The new case is where one goes on."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    try:
        made = casework.reopen(
            actor, number, reason=request.POST.get("reason", "")[:2000], key=request.POST.get("key") or None
        )
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return show(request, number, why, tried="reopened")
    return redirect(f"/desk/cases/{made}/?said=reopened")


def _moved(request: HttpRequest, number: str, act: Callable[..., str], said: str, **more: str) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    post = request.POST
    revision = post.get("revision", "")
    try:
        act(actor, number, reason=post.get("reason", "")[:2000], revision=int(revision) if revision.isdecimal() else -1,
            key=post.get("key", "") or None, **more)  # fmt: skip
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return show(request, number, why, tried=said)
    return redirect(f"/desk/cases/{number}/?said={said}")
