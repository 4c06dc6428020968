"""What is mine: cases and how they stand, what I still owe, papers, messages."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.applications.service.elsewhere import api as elsewhere
from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.portal import supplement as supplements
from yiwang.applications.service.ratings import api as ratings
from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity
from yiwang.toolbox.notices import api as notices


@security.open_to("person firm")
def cases(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    drafts = [
        (draft, library.matters[draft.subject])
        for draft in forms.drafts(actor)
        if draft.subject in library.matters and identity.covers(actor.scope, draft.subject)
    ]
    return render(request, "service/cases.html", {"cases": casework.cases_of(actor), "drafts": drafts})


@security.open_to("person firm")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """How it stands: who is waited for, what happened, what comes."""
    return _show(request, number)


def _show(request: HttpRequest, number: str, why: DomainError | None = None, done: bool = False) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    view = casework.case_view(actor, number)
    there = elsewhere.place_of(view)
    facts = {
        "view": view, "why": why, "done": done, "may_withdraw": casework.may_withdraw(view) and not there,
        "elsewhere": there, "slug": library.address(view.case.matter),
        "owed": supplements.owed(view) if view.case.status == "supplementing" else [],
        "papers": documents.of_case(actor, number),
        "served": notices.deliveries(actor, number), "delivery": casework.delivery_of(view, mask=False), "ways": casework.WAYS,
        "may_choose": casework.may_choose(view) and not there,
        "delivery_why": why if isinstance(why, casework.DeliveryUnclear) else None,
        "wanted": intake.delivery_shown(request.POST, {"way": view.case.delivery.get("way", "wallet")}),
        "rate": ratings.token_of(view),
    }  # fmt: skip
    return render(request, "service/case.html", facts, status=why.status if why else 200)


@require_POST
@security.open_to("person firm")
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """The result is wanted another way."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    try:
        casework.choose_delivery(actor, number, intake.delivery(request.POST))
    except (casework.DeliveryUnclear, casework.CannotFollow) as why:
        with security.viewing(actor):
            return _show(request, number, why)
    return redirect("my-case", number)


@security.open_to("person firm")
def done(request: HttpRequest, number: str) -> HttpResponse:
    """The confirmation: number, what next, when. It can be opened again later."""
    return _show(request, number, done=True)


@security.open_to("person firm")
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """补材料: only what was asked for, one page, everything else stays as it was handed in."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "service/supplement.html", supplements.shown(request, actor, number))
    try:
        missing = supplements.send(request, actor, number)
    except casework.CannotFollow as why:
        with security.viewing(actor):
            return _show(request, number, why)
    if missing:
        with security.viewing(actor):
            return render(
                request, "service/supplement.html", supplements.shown(request, actor, number, missing), status=422
            )
    return redirect("my-case", number)


@require_POST
@security.open_to("person firm")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    try:
        with security.viewing(actor):
            elsewhere.not_withdrawn_here(casework.case_view(actor, number))
        casework.withdraw(actor, number, reason=request.POST.get("reason", "")[:500], key=f"withdraw {number}")
    except casework.CannotFollow as why:
        with security.viewing(actor):
            return _show(request, number, why)
    return redirect("my-case", number)


@security.open_to("person firm")
def attachment(request: HttpRequest, number: str, attachment: UUID) -> FileResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = casework.attachment(actor, casework.case_view(actor, number), attachment)
    return FileResponse(files.open_file(found.file), content_type=found.media_type, filename=found.name)


@security.open_to("person firm")
def bundle(request: HttpRequest, number: str) -> FileResponse:
    """Everything of my own case in one archive: what is public of its history, my materials, the papers."""
    made = casework.packed(request.actor, number)  # type: ignore[attr-defined]
    answer = FileResponse(made, as_attachment=True, filename=f"{number}.zip", content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@security.open_to("person firm")
def readings(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, from which post, why."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "service/readings.html", {"readings": security.readings_of(actor)})


@security.open_to("person firm")
def licences(request: HttpRequest) -> HttpResponse:
    """What I hold: licences first, then letters."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    held = documents.of_holder(actor, actor.party) if actor.party else []
    return render(request, "service/licences.html", {"held": held})
