"""谁能替我办: whom I let act for me, for whom I act, what was done; and a firm claimed by its head."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.matters import api as library
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.identity import api as identity


@security.open_to("person firm")
def mandates(request: HttpRequest) -> HttpResponse:
    """The list, and below it letting one more act. Only who may give sees that part."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, {})
    typed: dict[str, Any] = intake.texts(request.POST, "name", "identifier")
    typed |= {"matters": request.POST.getlist("matters"), "last": intake.parts(request.POST, "last")}
    term = identity.Term(intake.day(typed["last"]), scope=intake.known(typed["matters"]))
    give = identity.authorise if actor.kind == "firm" else identity.authorise_helper
    try:
        give(actor, typed["identifier"], typed["name"], term)
    except DomainError as why:
        if isinstance(why, identity.NotYoursToGive):
            raise
        with security.viewing(actor):
            return _show(request, typed, why)
    return redirect("/my/mandates/?done=given")


def _show(request: HttpRequest, typed: dict[str, Any], why: DomainError | None = None) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    may_give = identity.may_give(actor)
    facts = {
        "given": _named(identity.given(actor)), "held": _named(identity.held(actor)), "may_give": may_give,
        "done_for": casework.done_for(actor) if may_give else [], "typed": typed, "why": why, "matters": intake.choices(),
        "done": request.GET.get("done", "") if not why else "",
    }  # fmt: skip
    return render(request, "service/mandates.html", facts, status=why.status if why else 200)


def _named(views: list[identity.MandateView]) -> list[tuple[identity.MandateView, str]]:
    """Each with its matters in words."""
    return [
        (one, "、".join(library.matters[name].title for name in one.scope if name in library.matters)) for one in views
    ]


@security.open_to("person firm")
def end(request: HttpRequest, mandate: int) -> HttpResponse:
    """Ask once more, then end it. Another person's is not found."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        identity.end(actor, mandate, request.POST.get("why", ""))
        return redirect("/my/mandates/?done=ended")
    one = identity.mandate(actor, mandate)
    if one is None or not one.live:
        raise NotFound
    holds = any(held.id == mandate for held in identity.held(actor))
    return render(request, "service/mandate_end.html", {"one": one, "holds": holds})


@security.open_to("person firm")
def claim(request: HttpRequest) -> HttpResponse:
    """A firm's account, by its head."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    typed = intake.texts(request.POST, "uscc", "name")
    why = None
    if request.method == "POST":
        try:
            identity.claim_firm(actor, typed["uscc"], typed["name"])
            return redirect("account")
        except DomainError as refused:
            why = refused
    with security.viewing(actor):
        return render(request, "service/claim.html", {"typed": typed, "why": why}, status=why.status if why else 200)
