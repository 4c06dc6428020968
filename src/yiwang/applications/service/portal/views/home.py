"""The front door: search, what waits for me, browsing."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity

ICONS = {
    "开店办企业": "building-store", "养老和优待": "heart-handshake", "就业和职业资格": "briefcase",
    "工程建设": "building", "资源和环境": "tractor", "生育和收养": "baby-carriage", "看病就医": "stethoscope", "上学": "school",
}  # fmt: skip


@security.public
def home(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    waiting, drafts = [], []
    if actor.is_citizen:
        waiting = [case for case in casework.cases_of(actor) if case.case.status == "supplementing"]
        drafts = [
            (draft, library.matters[draft.subject])
            for draft in forms.drafts(actor)
            if draft.subject in library.matters and identity.covers(actor.scope, draft.subject)
        ]
    popular = [(library.address(name), one) for name, one in list(library.matters.items())[:8]]
    themes = [(theme, ICONS.get(theme, "layout-grid"), matters) for theme, matters in library.themes().items()]
    facts = {"waiting": waiting, "drafts": drafts, "themes": themes, "popular": popular}
    return render(request, "service/home.html", facts)


@security.public
def suggest(request: HttpRequest) -> HttpResponse:
    """What he may be about to type: real links, at most eight, from two characters on."""
    asked = request.GET.get("q", "").strip()[:60]
    found = [(f"/matters/{library.address(one.name)}/", one.matter.title) for one in library.suggest(asked)]
    return render(request, "service/suggestions.html", {"found": found})


@security.public
def browse(request: HttpRequest) -> HttpResponse:
    """Search results, or what there is by theme, department and place. The address holds the choice, so it can be shared."""
    asked = {key: request.GET.get(key, "").strip()[:60] for key in ("q", "theme", "dept", "at")}
    place = library.place_at(asked["at"])
    facts = {**asked, "place": place, "counties": standards.counties(), "near": []}
    if asked["q"]:
        answers = library.search(asked["q"], division=place.division or None)
        facts["found"] = [(library.address(one.name), one.matter) for one in answers]
        facts["near"] = [] if answers else library.near_terms(asked["q"])
    else:
        number = request.GET.get("page", "1")
        shelf = library.shelf(asked["theme"], asked["dept"], place, int(number) if number.isdecimal() else 1)
        query = urlencode({key: value for key, value in asked.items() if value})
        facts |= {"found": shelf.found, "page": shelf.page, "query": query}
        facts |= {"themes": library.all_themes(), "departments": library.departments()}
    return render(request, "service/browse.html", facts)


@security.public
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one matter, in the citizen's words first and the law's at the side; at the place asked about."""
    found = library.guide(slug, request.GET.get("at", "")[:12], clock.today())
    matter = found.declared
    law = standards.parameter(matter.limit).on(clock.today()) if matter else None
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    wrong = intake.wrong_party(actor.kind, matter.audience) if matter and actor.is_citizen else ""
    slug = found.slug  # a bound list's code leads to the matter it is handled by
    facts = {"slug": slug, "wrong_party": wrong, "guide": found, "matter": matter, "law": law, "counties": standards.counties(),
             "printed": matter is not None and library.has_sample(slug)}  # fmt: skip
    return render(request, "service/guide.html", facts)


@security.public
def sample(request: HttpRequest, slug: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """The matter's form on paper, blank or filled in as an example."""
    headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"', "Cache-Control": "public, max-age=3600"}
    return HttpResponse(library.sample(slug, kind, clock.today()), content_type="application/pdf", headers=headers)
