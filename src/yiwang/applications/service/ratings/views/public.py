"""What everybody may know of how agencies are rated."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yiwang.applications.service.ratings import reading, rules
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

PROVINCE = 530000_000000


@security.public
def agencies(request: HttpRequest) -> HttpResponse:
    """Ranked by the lower end of the interval; who has too few ratings is named and not ranked."""
    place = request.GET.get("place", "")
    within = int(place) if place.isascii() and place.isdigit() and len(place) == 12 else None
    ranked, few = reading.boards(within=within)
    facts = {
        "ranked": ranked,
        "few": few,
        "least": rules.RANKED_FROM,
        "places": standards.children(PROVINCE),
        "place": within,
    }
    return render(request, "ratings/agencies.html", facts)


@security.public
def agency(request: HttpRequest, agency: int) -> HttpResponse:
    return render(request, "ratings/agency.html", {"board": reading.board(agency), "least": rules.RANKED_FROM})
