"""The terminal's own screens, the finder, the report's door, the console's list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.applications.service.halls import api as halls
from yiwang.applications.service.kiosk import registering, sharing, terminals
from yiwang.applications.service.kiosk.actions import REGISTER, SEE
from yiwang.applications.service.kiosk.errors import NotFilled, Unreadable
from yiwang.applications.service.matters import api as library
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

YUNNAN = 53 * 10**10


@require_safe
@security.public
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The first screen. Opened once with the terminal's pairing word, this browser is the terminal from then on."""
    one = terminals.terminal(code)
    if said := request.GET.get("pair"):
        if not terminals.paired(one, said[:64]):
            raise NotFound
        response = redirect("kiosk", code)
        sharing.become(response, code)
        return response
    offered = [(library.address(name), matter) for name, matter in library.matters.items()
               if not one.matters or name in one.matters]  # fmt: skip
    facts = {
        "terminal": one, "stands": terminals.shown(one), "offered": offered, "device": sharing.terminal_of(request) == code,
        "halls": [hall for hall in halls.near(one.division) if hall.division == one.division] if one.kind == "hall" else [],
    }  # fmt: skip
    return render(request, "kiosk/start.html", facts)


@require_safe
@security.open_to("person firm")
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody does at a terminal once he is known: go on with a draft, see a case, print a paper."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    one = terminals.terminal(code)
    drafts = [
        (draft, library.matters[draft.subject]) for draft in forms.drafts(actor) if draft.subject in library.matters
    ]
    facts = {
        "terminal": one, "stands": terminals.shown(one), "drafts": drafts, "cases": casework.cases_of(actor),
        "papers": documents.of_holder(actor, actor.party) if actor.party else [],
    }  # fmt: skip
    return render(request, "kiosk/mine.html", facts)


@security.public
def end(request: HttpRequest, code: str) -> HttpResponse:
    """结束并清除: by the button, by the clock, by a browser without script. Nothing but the terminal's name stays.

    By GET too, so only a terminal is wiped: on anybody's own browser a link from elsewhere logs nobody out."""
    if not sharing.terminal_of(request):
        return redirect("/")
    response = redirect("kiosk", terminals.terminal(code).code)
    sharing.wipe(request, response)
    return response


@require_safe
@security.public
def alive(_request: HttpRequest, code: str) -> HttpResponse:
    """Somebody still touches the screen: the session slides on. Says nothing."""
    terminals.terminal(code)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
@security.public
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A terminal's heartbeat. Its signature stands for the token a browser would have."""
    try:
        body = request.body[:4096]
    except RawPostDataException:  # sent as a form's files: no terminal does
        raise Unreadable from None
    terminals.hear(code, body, request.headers.get("X-Signature", "")[:128])
    return HttpResponse(status=204)


@require_safe
@security.public
def finder(request: HttpRequest) -> HttpResponse:
    """The nearest terminal that is open now and can do it."""
    name = library.name_at(request.GET.get("matter", ""))
    name = name if name in library.matters else ""
    text = request.GET.get("place", "")
    place = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else _home(request)
    prints = request.GET.get("prints") == "1"
    facts = {
        "found": terminals.find(name, place, _point(request), prints=prints), "slug": library.address(name), "prints": prints,
        "matters": [(library.address(key), one) for key, one in library.matters.items()], "place": place,
        "counties": [(one.code, one.full_name) for one in _counties()],
    }  # fmt: skip
    return render(request, "kiosk/finder.html", facts)


def _home(request: HttpRequest) -> int:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    party = security.own_party(actor)
    return party.division_id // 10**6 * 10**6 if party and party.division_id else YUNNAN


def _counties() -> list[standards.Division]:
    return list(standards.Division.objects.filter(level=3).order_by("code"))


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


@require_safe
@security.needs(SEE)
def console(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = [(one, terminals.pairing(one.one) if one.one.agency_id in actor.agencies else "")
             for one in terminals.of_divisions(actor)]  # fmt: skip
    facts = {
        "found": found,
        "silent": sum(one.silent for one, _ in found),
        "low": sum(one.low and not one.silent for one, _ in found),
    }
    return render(request, "kiosk/console.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(REGISTER)
def new(request: HttpRequest) -> HttpResponse:
    """Register a terminal; the key it signs with is shown here once and nowhere again."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    wrong, secret = None, b""
    if request.method == "POST":
        try:
            _, secret = registering.enter(actor, request.POST.dict())  # type: ignore[arg-type]
        except NotFilled as refused:
            wrong = refused
    facts = {"typed": request.POST, "kinds": terminals.PLACES, "wrong": wrong, "secret": secret.hex()}
    with security.viewing(actor):
        response = render(request, "kiosk/register.html", facts, status=wrong.status if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response
