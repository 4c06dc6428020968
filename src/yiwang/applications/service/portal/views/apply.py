"""Applying: one page of questions at a time, then a check, then it is handed in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.applications.service.elsewhere import api as elsewhere
from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.portal import journey as journeys
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms


@require_POST
@security.open_to("person firm")
def start(request: HttpRequest, slug: str) -> HttpResponse:
    name = library.name_at(slug)
    if elsewhere.of_matter(name):
        return redirect("elsewhere-consent", elsewhere.slug_of(name))
    draft = journeys.begin(request.actor, name)  # type: ignore[attr-defined]
    return redirect("apply-page", draft, 1)


@security.open_to("person firm")
def page(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    """One page. What is wrong is said beside its field and above; everything typed stays."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, journeys.resume(actor, draft), number)
    try:
        sent = journeys.send_page(request, actor, draft, number)
    except forms.Overtaken as overtaken:
        with security.viewing(actor):
            return _show(request, journeys.resume(actor, draft), number, notice=str(overtaken), status=409)
    if "leave" in request.POST:
        return redirect("my-cases")
    if sent.again or "drop" in request.POST:
        return _show(request, sent.journey, number, sent.parsed, status=422 if sent.parsed.errors else 200)
    after = number + 1
    if request.POST.get("back") == "check" or after > len(sent.journey.pages()):
        return redirect("apply-check", draft)
    return redirect("apply-page", draft, after)


def _show(
    request: HttpRequest, journey: journeys.Journey, number: int, parsed: forms.Parsed | None = None, *,
    notice: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = journey.page(number)
    bounds = forms.bind(shown, journey.draft.answers, parsed, journey.draft.uploads)
    facts = {
        "journey": journey, "page": shown, "notice": notice, "back": request.GET.get("back", ""),
        "errors": forms.render_errors(bounds), "failed": any(bound.error for bound in bounds),
        "questions": forms.render_page(shown, journey.draft.answers, parsed, journey.draft.uploads),
    }  # fmt: skip
    return render(request, "service/question.html", facts, status=status)


@security.open_to("person firm")
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """核对后提交. A second click, or the same page sent from another device, ends at the same case."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _check(request, journeys.resume(actor, draft))
    try:
        wanted = intake.delivery(request.POST)
        number = journeys.submit(actor, draft, channel=intake.channel_of(request), delivery=wanted)
    except (
        journeys.Unfinished,
        journeys.NotForYou,
        journeys.NotOffered,
        casework.NoAgency,
        casework.DeliveryUnclear,
    ) as why:
        with security.viewing(actor):
            return _check(request, journeys.resume(actor, draft), why)
    return redirect("my-case-done", number)


def _check(request: HttpRequest, journey: journeys.Journey, why: DomainError | None = None) -> HttpResponse:
    missing = journey.missing()
    judged = journey.judged() if not missing else {"ok": True}
    promise = standards.parameter(journey.matter.promise).on(clock.today())
    facts = {
        "journey": journey, "why": why, "missing": missing, "judged": judged, "promise": promise,
        "ways": casework.WAYS, "delivery": intake.delivery_shown(request.POST, journeys.known(request.actor)),  # type: ignore[attr-defined]
        "summary": forms.render_summary(journey.summary(), f"/apply/{journey.draft.id}/"),
    }  # fmt: skip
    return render(request, "service/check.html", facts, status=422 if why else 200)


@require_POST
@security.open_to("person firm")
def leaving(request: HttpRequest, draft: UUID, number: int) -> HttpResponse:
    """What is to be said of one field as somebody leaves it: the same rules as on sending, nothing is kept yet."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    path = request.POST.get("leaving", "")
    with security.viewing(actor):
        journey = journeys.resume(actor, draft)
        says = forms.check_field(journey.form, path, request.POST, clock.today(), before=journey.draft.answers,
                                 uploads=journey.draft.uploads)  # fmt: skip
    return render(request, "service/field_says.html", {"says": says, "number": number})


@require_POST
@security.open_to("person firm")
def drop(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Throw a draft away."""
    with security.acting(request.actor, forms.SAVE, security.Ref("draft", str(draft))) as record:  # type: ignore[attr-defined]
        forms.drop_draft(record, draft)
    return redirect("my-cases")
