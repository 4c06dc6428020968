"""The official's desk: one worklist, the case on one page, a decision beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yiwang.infrastructure.files import api as files
from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.drawing import api as drawing

from . import asked, correcting, counting, deciding, keeping, worklists


@security.needs(casework.VIEW)
def worklist(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if not request.GET and (first := keeping.usual(actor)):
        return redirect(f"/desk/?{first}")
    found = worklists.asked(actor, request.GET)
    if request.GET.get("format") == "json":
        return JsonResponse(worklists.as_json(found))
    facts = {"list": found, "views": worklists.VIEWS, "counts": casework.counts(actor), "key": deciding.new_key()}
    return render(request, "desk/rows.html" if request.htmx else "desk/worklist.html", facts)  # type: ignore[attr-defined]


@security.needs(casework.VIEW)
def counts(request: HttpRequest) -> HttpResponse:
    """By month: how many came, what became of them, how fast. To the boundary of who looks."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = counting.asked(actor, request.GET)
    facts = {
        "counts": found, "spans": counting.SPANS, "dimensions": counting.BY, "agencies": counting.agencies(actor),
        "lines": [(one, [counting.named(key, one.names[key]) for key in found.by]) for one in found.rows],
        "agency": found.narrowed.get("agency", ""),
    }  # fmt: skip
    return render(request, "desk/counts.html", facts)


@security.needs(casework.VIEW)
def counts_export(request: HttpRequest) -> HttpResponse:
    found = counting.asked(request.actor, request.GET)  # type: ignore[attr-defined]
    content = workbooks.workbook("办件统计", counting.as_table(found))
    return HttpResponse(content, content_type=workbooks.MIME, headers=workbooks.attached("counts"))


@security.needs(casework.VIEW)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case, in the order of judgement; what is decided is sent to the same address."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return show(request, number)
    try:
        status = deciding.send(request, actor, number)
    except deciding.NotYet as why:
        with security.viewing(actor):
            return show(request, number, why.error, why.typed)
    return _onward(request, number, status)


def show(
    request: HttpRequest, number: str, why: DomainError | None = None, typed: deciding.Typed | None = None, tried: str = ""
) -> HttpResponse:  # fmt: skip
    """The page of a case; `tried` is the form that `why` came from: it stays open with what was written in it."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    view = casework.case_view(actor, number)
    casework.note_reading(actor, view, query=request.get_full_path())
    typed = typed or deciding.typed_before(view)
    facts = {
        "view": view, "why": why, "typed": typed, "parts": casework.application_of(view),
        "step_form": deciding.step_form(view, typed), "papers": documents.of_case(actor, number),
        "records": deciding.records(view), "signatures": deciding.signatures(view),
        "shows": casework.shows(view), "items": deciding.items(view),
        "key": deciding.new_key(), "said": request.GET.get("said", ""),
        "neighbours": deciding.neighbours(actor, number),
        "may_extend": security.can(actor, casework.EXTEND) and view.case.status in ("accepted", "paused"),
        "delivery": casework.delivery_of(view), "delivers": deciding.delivers(actor, view),
        "may_correct": correcting.may_propose(actor, view), "descendants": casework.descendants_of(actor, number),
        "may_resume": security.can(actor, casework.RESUME) and view.case.status == "paused",
        "colleagues": casework.colleagues_for(actor, view), "steps_back": casework.steps_back(view),
        "may_put_back": casework.may_put_back(actor, view), "may_take_back": casework.may_take_back(actor, view),
        "mergeable": casework.mergeable(actor, view), "relations": casework.related_to(actor, view),
        "leads_here": casework.may_lead(actor, view.case),
        "steps_to_jump": casework.steps_to_jump(actor, view), "may_terminate": casework.may_terminate(actor, view),
        "flow_drawn": drawing.both(view.flow, drawing.standing_of(view)), "flow_parts": drawing.parts(view.flow),
        **asked.facts(actor, view), "tried_kind": request.POST.get("kind", ""), "tried_whom": request.POST.getlist("to"),
        "tried_turn": "turn" in request.POST,
        "tried": tried, "tried_to": request.POST.get("to", ""), "tried_why": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "desk/case.html", facts, status=why.status if why else 200)


def _onward(request: HttpRequest, number: str, status: str) -> HttpResponse:
    """After a verdict: the next of the list where asked for, else the same case with a word about what was done."""
    if request.POST.get("then") == "next" and (following := deciding.following(request.actor, number)):  # type: ignore[attr-defined]
        return redirect("desk-case", following)
    return redirect(f"/desk/cases/{number}/?said={status}")


@security.needs(correcting.PROPOSE)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Which paper is wrong and what it should say; sent, it becomes a case that another person decides."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _correcting(request, number)
    post = request.POST
    typed = {name.removeprefix("f."): str(value) for name, value in post.items() if name.startswith("f.")}
    try:
        opened = correcting.propose(actor, number, UUID(post.get("document", "")), post.get("way", ""), post.get("why", ""),
                                    typed, key=post.get("key", "") or deciding.new_key())  # fmt: skip
    except ValueError as unclear:
        raise NotFound from unclear
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return _correcting(request, number, why, typed)
    return redirect(f"/desk/cases/{opened}/?said=proposed")


def _correcting(
    request: HttpRequest, number: str, why: DomainError | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    view = casework.case_view(actor, number)
    if not correcting.may_propose(actor, view):
        raise NotFound
    casework.note_reading(actor, view, query=request.get_full_path())
    papers = correcting.papers(actor, view)
    asked = request.POST.get("document") or request.GET.get("document", "")
    paper = next((one for one in papers if str(one.id) == asked), papers[0] if papers else None)
    fields = [(one, (typed or {}).get(one.key, one.value)) for one in correcting.fields(paper)] if paper else []
    facts = {
        "view": view, "why": why, "papers": papers, "paper": paper, "fields": fields, "key": deciding.new_key(),
        "way": request.POST.get("way", correcting.CORRECT), "said": request.POST.get("why", ""),
    }  # fmt: skip
    return render(request, "desk/correct.html", facts, status=why.status if why else 200)


@require_POST
@security.needs(casework.RESUME)
def resume(request: HttpRequest, number: str) -> HttpResponse:
    return _led(request, number, casework.resume)


@require_POST
@security.needs(casework.EXTEND)
def extend(request: HttpRequest, number: str) -> HttpResponse:
    return _led(request, number, casework.extend)


def _led(request: HttpRequest, number: str, act: object) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    revision = request.POST.get("revision", "")
    try:
        act(actor, number, reason=request.POST.get("reason", "")[:2000],  # type: ignore[operator]
            revision=int(revision) if revision.isdecimal() else -1, key=request.POST.get("key", "") or None)  # fmt: skip
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return show(request, number, why)
    return redirect("desk-case", number)


@require_POST
@security.needs(casework.VIEW)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """One sealed value, for a purpose that is recorded and shown to its subject."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    field = request.POST.get("field", "")
    with security.viewing(actor):
        view = casework.case_view(actor, number)
    purpose = request.POST.get("purpose", "")
    facts = {"field": field, "number": number}
    try:
        value = casework.disclose(actor, view, field, purpose)
    except DomainError as why:
        if why.status != 403:
            raise
        return render(request, "desk/revealed.html", {**facts, "why": why}, status=422)
    return render(request, "desk/revealed.html", {**facts, "value": value, "title": _("已记录")})


@require_POST
@security.needs(casework.DELIVER)
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """It was posted, or collected; or the clerk must write the address on an envelope."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    post, key = request.POST, request.POST.get("key", "") or None
    try:
        if "purpose" in post:
            recipient, address = casework.delivery_address(actor, number, post["purpose"])
            facts = {"field": "address", "number": number, "value": f"{recipient}，{address}", "title": _("已记录")}
            return render(request, "desk/revealed.html", facts)
        if "tracking" in post:
            casework.post_result(actor, number, carrier=post.get("carrier", ""), tracking=post["tracking"], key=key)
        else:
            casework.collected(actor, number, collector=post.get("collector", ""), tail=post.get("tail", ""),
                               signed="signed" in post, key=key)  # fmt: skip
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return show(request, number, why)
    return redirect("desk-case", number)


@security.needs(casework.VIEW)
def attachment(request: HttpRequest, number: str, attachment: UUID) -> FileResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = casework.attachment(actor, casework.case_view(actor, number), attachment)
    return FileResponse(files.open_file(found.file), content_type=found.media_type, filename=found.name)
