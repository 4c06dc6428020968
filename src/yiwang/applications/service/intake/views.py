"""The window: who comes with what, one dense sheet, a receipt; and an authority given in person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity

from . import asked, beginning, rules
from . import sitting as sittings
from .errors import NotForYou, NotHere, Over, Unfinished, WhyDeclined

KEEPS = (Unfinished, NotForYou, NotHere, WhyDeclined, casework.DeliveryUnclear, casework.NoAgency)


@security.needs(beginning.TAKE)
def start(request: HttpRequest) -> HttpResponse:
    """Who comes with what. The number is looked up for this purpose, recorded, and its bearer can see it."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _start(request, {"kind": "person", "channel": "window", "matter": request.GET.get("matter", "")})
    typed = asked.texts(request.POST, "matter", "kind", "identifier", "name", "mobile", "channel")
    shown = beginning.Shown(typed["kind"], typed["identifier"], typed["name"], typed["mobile"])
    try:
        opened = beginning.begin(actor, typed["matter"], shown, typed["channel"])
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return _start(request, typed, why)
    return redirect("intake-sitting", opened)


def _start(request: HttpRequest, typed: dict[str, str], why: DomainError | None = None) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "typed": typed, "why": why, "offered": beginning.offered(actor), "recent": sittings.recent(actor),
        "doors": [(key, rules.CHANNELS[key]) for key in rules.STAFF_DOORS], "states": rules.STATES,
    }  # fmt: skip
    return render(request, "intake/start.html", facts, status=422 if why else 200)


@security.needs(beginning.TAKE)
def fill(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """The whole form on one page: kept, taken in, not taken in, or handed over, by the button that was pressed."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        found = sittings.find(actor, sitting)
        if found.state == "taken":
            return redirect("intake-receipt", sitting)
        return _sheet(request, sittings.sheet(actor, sitting))
    wanted = request.POST.get("do", "keep")
    try:
        sheet = sittings.fill(request, actor, sitting)
    except forms.Overtaken as overtaken:
        with security.viewing(actor):
            return _sheet(request, sittings.sheet(actor, sitting), overtaken)
    if wanted not in ("decline", "hand") and (sheet.again or wanted != "take" or "drop" in request.POST):
        return _sheet(request, sheet)
    return _finish(request, sheet, wanted)


def _finish(request: HttpRequest, sheet: sittings.Sheet, wanted: str) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    key = sheet.sitting.pk
    try:
        if wanted == "take":
            sittings.take_in(actor, key, asked.delivery(request.POST))
            return redirect("intake-receipt", key)
        if wanted == "decline":
            sittings.decline(actor, key, request.POST.get("reason", ""))
        else:
            sittings.hand_over(actor, key)
    except KEEPS as why:
        return _sheet(request, sheet, why)
    return redirect("intake")


def _sheet(request: HttpRequest, sheet: sittings.Sheet, why: DomainError | None = None) -> HttpResponse:
    journey, parsed = sheet.journey, sheet.parsed
    pages = journey.pages()
    bounds = [
        bound for page in pages for bound in forms.bind(page, journey.draft.answers, parsed, journey.draft.uploads)
    ]
    missing = journey.missing()
    listed = [] if parsed and parsed.errors else missing  # said once: above, or beside
    facts = {
        "sheet": sheet, "journey": journey, "why": why, "missing": listed, "doors": rules.CHANNELS,
        "errors": forms.render_errors(bounds), "judged": journey.judged() if not missing else {"ok": True},
        "pages": [forms.render_page(page, journey.draft.answers, parsed, journey.draft.uploads) for page in pages],
        "materials": asked.materials(bounds), "reason": request.POST.get("reason", ""),
        "delivery": asked.delivery_shown(request.POST), "ways": casework.WAYS,
    }  # fmt: skip
    wrong = why or (parsed and parsed.errors)
    return render(request, "intake/sheet.html", facts, status=why.status if why else 422 if wrong else 200)


@security.needs(beginning.TAKE)
def receipt(request: HttpRequest, sitting: UUID) -> HttpResponse:
    """收件凭证, to be printed: number, materials, how long, and a code that leads to how it stands."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = sittings.find(actor, sitting)
    if found.state != "taken":
        raise Over(now=rules.STATES[found.state])
    view = casework.case_view(actor, found.case_number)
    one = asked.matter_of(found.matter)
    address = f"{settings.BASE_URL}/my/cases/{found.case_number}/"
    facts = {
        "sitting": found, "view": view, "matter": one, "door": rules.CHANNELS[found.channel],  # type: ignore[index]
        "promise": standards.parameter(one.promise).on(clock.today()), "delivery": casework.delivery_of(view),
        "qr_svg": segno.make(address).svg_data_uri(scale=4, border=2), "address": address,
    }  # fmt: skip
    return render(request, "intake/receipt.html", facts)


@security.needs(identity.RECORD)
def authority(request: HttpRequest) -> HttpResponse:
    """面签: who stands here lets another act for him; what was seen is written down."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _authority(request, {"shown": "身份证"}, done=request.GET.get("done", ""))
    typed: dict[str, Any] = asked.texts(
        request.POST, "principal", "principal_name", "helper", "helper_name", "shown", "document_no", "reason"
    )
    typed |= {"facts": request.POST.getlist("facts"), "matters": request.POST.getlist("matters"),
              "last": asked.parts(request.POST, "last")}  # fmt: skip
    try:
        seen = identity.Seen(typed["shown"], typed["facts"], typed["document_no"], typed["reason"])
        term = identity.Term(asked.day(typed["last"]), scope=asked.known(typed["matters"]))
        pairs = (typed["principal"], typed["principal_name"]), (typed["helper"], typed["helper_name"])
        identity.record_authority(actor, *pairs, seen, term)
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(actor):
            return _authority(request, typed, why)
    return redirect("/desk/intake/authority/?done=1")


def _authority(
    request: HttpRequest, typed: dict[str, Any], why: DomainError | None = None, done: str = ""
) -> HttpResponse:  # fmt: skip
    facts = {
        "typed": typed, "why": why, "done": done, "shown": identity.SHOWN, "checks": identity.OWN_FACTS,
        "matters": asked.choices(),
    }  # fmt: skip
    return render(request, "intake/authority.html", facts, status=422 if why else 200)
