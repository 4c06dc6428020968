"""The pages of kept lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security

from . import deciding, keeping, worklists


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(keeping.KEEP)
def lists(request: HttpRequest) -> HttpResponse:
    """All he keeps and all that are shared with him; a new one is sent here."""
    if request.method != "POST":
        return _page(request)
    post = request.POST
    query = keeping.cleaned(post.get("query", ""), worklists.VIEWS)
    try:
        keeping.keep(_by(request), post.get("name", ""), query, shared="shared" in post, key=post.get("key") or None)
    except DomainError as why:
        return _again(request, why)
    return redirect(f"/desk/?{query}")


@require_POST
@security.needs(keeping.CHANGE)
def change(request: HttpRequest, one: int) -> HttpResponse:
    post = request.POST
    try:
        keeping.change(_by(request), one, name=post.get("name", ""), shared="shared" in post, usual="usual" in post)
    except DomainError as why:
        return _again(request, why, one)
    return redirect("/desk/lists/?said=changed")


@require_POST
@security.needs(keeping.DROP)
def drop(request: HttpRequest, one: int) -> HttpResponse:
    keeping.drop(_by(request), one)
    return redirect("/desk/lists/?said=dropped")


def _again(request: HttpRequest, why: DomainError, one: int = 0) -> HttpResponse:
    if why.status in (403, 404):
        raise why
    with security.viewing(_by(request)):
        return _page(request, why, one)


def _page(request: HttpRequest, why: DomainError | None = None, one: int = 0) -> HttpResponse:
    query = keeping.cleaned(request.POST.get("query", ""), worklists.VIEWS) if request.POST.get("query") else ""
    facts = {
        "lists": keeping.lists(_by(request)), "why": why, "tried": one, "name": request.POST.get("name", ""), "query": query,
        "said": request.GET.get("said", ""), "key": deciding.new_key(),
    }  # fmt: skip
    return render(request, "desk/lists.html", facts, status=why.status if why else 200)


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
